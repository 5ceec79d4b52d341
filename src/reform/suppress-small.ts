/** One cell of a count; `n` is null where it is hidden. */
export interface Cell {
  what: string
  n: number | null
  /** Of how many; null where that is hidden. */
  of: number | null
}

/** Below this nobody is counted in the open. */
export const smallest = 5

/**
 * Hides cells from 1 to 4. Where that hides a single cell of a list whose sum is known, the smallest other one is hidden too, so that
 * nobody finds it by subtraction. Zero is shown: it counts nobody. A whole below `smallest` hides how it divides altogether.
 */
export function suppressSmall(cells: { what: string; n: number; of: number }[], whole: number): Cell[] {
  const hide = (key: 'n' | 'of'): Set<string> => {
    const hidden = new Set(cells.filter((one) => one[key] > 0 && one[key] < smallest).map(({ what }) => what))
    if (hidden.size === 1) {
      const next = cells
        .filter((one) => !hidden.has(one.what) && one[key] > 0)
        .sort((a, b) => a[key] - b[key])[0]
      if (next) hidden.add(next.what)
    }
    return hidden
  }
  const small = hide('n')
  const few = hide('of')
  return cells.map(({ what, n, of }) => ({
    what,
    n: n > 0 && (small.has(what) || few.has(what) || whole < smallest) ? null : n,
    of: few.has(what) ? null : of,
  }))
}
