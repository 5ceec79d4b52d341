/** Numbers that look random and are the same for the same seed: two runs tell the same story. */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number
  /** A whole number from `from` to `to`, both possible. */
  whole(from: number, to: number): number
  pick<T>(list: readonly T[]): T
  /** One of the entries, as often as its weight says. */
  weighted<T>(list: readonly (readonly [T, number])[]): T
  chance(share: number): boolean
}

/** A generator (mulberry32) for one purpose of a seed: what is drawn for one purpose does not move what another draws. */
export function random(seed: number, purpose: string): Random {
  let state = seed >>> 0
  for (const letter of purpose) state = (Math.imul(state ^ letter.charCodeAt(0), 2654435761) + 1) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    whole,
    pick: (list) => {
      const one = list[whole(0, list.length - 1)]
      if (one === undefined) throw new RangeError('an empty list')
      return one
    },
    weighted(list) {
      let left = next() * list.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [item, weight] of list) {
        left -= weight
        if (left < 0) return item
      }
      const last = list.at(-1)
      if (!last) throw new RangeError('an empty list')
      return last[0]
    },
    chance: (share) => next() < share,
  }
}
