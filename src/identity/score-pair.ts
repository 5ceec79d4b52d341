import { makeComparer, order } from './compare-records.ts'
import { levelNames, levels } from './field-levels.ts'
import { type Parameters, withEveryLevel } from './learn-weights.ts'
import type { Columns } from './read-table.ts'

export type Decision = 'same' | 'review' | 'different'

/** One step of the waterfall: what a field said and how many bits it moved the answer; above 0 speaks for one person. */
export interface Step {
  field: string
  level: string
  bits: number
}

export interface Score {
  /** Probability that both records are of one person, given all that was compared. */
  probability: number
  bits: number
  steps: Step[]
}

/** From these probabilities on a pair of a batch is called the same (more likely than not), or shown to a person. In the register a person always decides. */
export const thresholds = { same: 0.5, review: 0.05 }

/** What a batch says of a pair. */
export const decisionOf = ({ probability }: Pick<Score, 'probability'>): Decision =>
  probability < thresholds.review ? 'different' : probability < thresholds.same ? 'review' : 'same'

export interface Scorer {
  /** Bits of a pair, or `-Infinity` as soon as it is certain that they are fewer than `least`. */
  bits(i: number, j: number, least?: number): number
  explain(i: number, j: number): Score
}

/**
 * Scores pairs of a table by learned weights. A field weighs log2(m/u) bits against strangers; two equal values weigh by their own
 * frequency, so that a rare name says more than a common one; a missing value weighs nothing. Last comes what the thought takes
 * away that both are relatives or namesakes. `bits` alone for the many, `explain` for the few.
 */
export function makeScorer(table: Columns, kept: Parameters): Scorer {
  const parameters = withEveryLevel(kept)
  const { fields } = parameters
  const compare = makeComparer(table)
  const { given, family } = compare
  const width = fields.length
  const found = new Uint8Array(width)
  const strangers = Math.log2(
    1 - parameters.prior - parameters.family - parameters.namesakes - (parameters.twins ?? 0),
  )
  const base = Math.log2(parameters.prior) - strangers
  const bitsOfLevels = (kind: 'm' | 'family' | 'namesakes' | 'twins') =>
    fields.map((field) =>
      Float64Array.from(field[kind] ?? field.m, (each, level) => {
        if (level === levels.missing) return 0
        // A level that the field does not have is never found.
        return field.u[level]! === 0
          ? Number.NEGATIVE_INFINITY
          : Math.log2(Math.max(each, 1e-4) / field.u[level]!)
      }),
    )
  const one = bitsOfLevels('m')
  const rarities = table.fields.map((_, f) => raritiesOf(table.counts[f]!, fields[f]!.u[levels.same]!))
  const others = (['family', 'namesakes', 'twins'] as const)
    .filter((kind) => parameters[kind] !== undefined)
    .map((kind) => ({
      base: Math.log2(parameters[kind] as number) - strangers,
      bits: bitsOfLevels(kind),
      // What they share they have for the same cause; what they have alike by chance is as likely as the value is common.
      byChance: fields.map((field) => (field[kind] ?? field.m)[levels.same]! < 0.3),
    }))
  const rarity = (f: number, i: number): number =>
    found[f] === levels.same && f < width - 1 ? rarities[f]![table.columns[f]![i]!]! : 0

  // What two values that are not the same can bring at most; given names and family names also by being exchanged.
  const unequal = one.map((bits) => Math.max(...bits.subarray(levels.close)))
  const exchange =
    given < 0 ? 0 : Math.max(0, one[width - 1]![order.straight]!, one[width - 1]![order.exchanged]!)
  const loose = table.fields.map((_, f) => f).filter((f) => f !== given && f !== family)
  // The cheap ones first: what they say may be enough.
  const cheap = ['code', 'date', 'name', 'text']
  loose.sort((a, b) => cheap.indexOf(table.fields[a]!.kind) - cheap.indexOf(table.fields[b]!.kind))

  const several = (f: number, code: number): boolean => {
    const { wordStarts } = table.packed[f]!
    return wordStarts[code + 1]! - wordStarts[code]! > 1
  }
  const hopes = new Float64Array(width)
  const most = (f: number, i: number, j: number): number => {
    const column = table.columns[f]!
    const [a, b] = [column[i]!, column[j]!]
    if (a === 0 || b === 0) return 0
    const same = one[f]![levels.same]! + rarities[f]![a]!
    // Words in another order are the same name by another number.
    return a === b ? same : several(f, a) && several(f, b) ? Math.max(same, unequal[f]!) : unequal[f]!
  }
  const bestOfNames = (i: number, j: number): number => {
    const [g, s] = [table.columns[given]!, table.columns[family]!]
    // Exchanged names may be equal too, with a rarity of their own; a missing one leaves the other alone.
    if (g[i] === s[j] || s[i] === g[j] || g[i] === 0 || s[i] === 0 || g[j] === 0 || s[j] === 0)
      return Number.POSITIVE_INFINITY
    if (several(given, g[i]!) || several(given, g[j]!) || several(family, s[i]!) || several(family, s[j]!))
      return Number.POSITIVE_INFINITY
    return Math.max(most(given, i, j) + most(family, i, j), unequal[given]! + unequal[family]!) + exchange
  }

  const bits = (i: number, j: number, leastWanted = Number.NEGATIVE_INFINITY): number => {
    // Sums in another order differ in their last digits.
    const least = leastWanted - 1e-6
    let hope = base
    for (const f of loose) {
      hopes[f] = most(f, i, j)
      hope += hopes[f]!
    }
    if (given >= 0) {
      hopes[given] = bestOfNames(i, j)
      if (hope + hopes[given]! < least) return Number.NEGATIVE_INFINITY
      compare.names(i, j, found)
      hope +=
        one[given]![found[given]!]! +
        rarity(given, i) +
        one[family]![found[family]!]! +
        rarity(family, i) +
        one[width - 1]![found[width - 1]!]!
    } else found[width - 1] = order.unknown
    if (hope < least) return Number.NEGATIVE_INFINITY
    for (const f of loose) {
      const level = compare.field(f, i, j)
      found[f] = level
      hope += one[f]![level]! + rarity(f, i) - hopes[f]!
      if (hope < least) return Number.NEGATIVE_INFINITY
    }
    let sum = base
    for (let f = 0; f < width; f++) sum += one[f]![found[f]!]! + rarity(f, i)
    let all = 1
    for (const other of others) {
      let otherSum = other.base
      for (let f = 0; f < width; f++)
        otherSum += other.bits[f]![found[f]!]! + (other.byChance[f] ? 0 : rarity(f, i))
      all += 2 ** otherSum
    }
    return sum - Math.log2(all)
  }

  return {
    bits,
    explain(i: number, j: number): Score {
      const sum = bits(i, j)
      const steps: Step[] = fields.flatMap(({ name }, f) => {
        const level = found[f]!
        if (level === levels.missing) return []
        const word = f < width - 1 ? levelNames[level]! : level === order.exchanged ? 'exchanged' : 'straight'
        return [{ field: name, level: word, bits: one[f]![level]! + rarity(f, i) }]
      })
      steps.unshift({ field: 'prior', level: '', bits: base })
      const told = steps.reduce((all, step) => all + step.bits, 0)
      steps.push({ field: 'may be a relative or namesake', level: '', bits: sum - told })
      return { probability: probabilityOf(sum), bits: sum, steps }
    },
  }
}

/** Per value, how many bits rarer than the average two equal values are. */
function raritiesOf(counts: Int32Array, u: number): Float64Array {
  const rarities = new Float64Array(counts.length)
  let known = 0
  for (let code = 1; code < counts.length; code++) known += counts[code]!
  if (known === 0) return rarities
  for (let code = 1; code < counts.length; code++)
    rarities[code] = Math.log2(u / Math.max(Math.max(counts[code]!, 2) / known, 1e-6))
  return rarities
}

export const probabilityOf = (bits: number): number => 1 / (1 + 2 ** -bits)
/** Bits of a probability: what {@link probabilityOf} makes it of again. */
export const bitsOf = (probability: number): number => Math.log2(probability / (1 - probability))
