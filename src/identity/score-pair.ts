import { makeComparer, order } from './compare-records.ts'
import { levelNames, levels } from './field-levels.ts'
import type { Parameters } from './learn-weights.ts'
import type { Table } from './read-table.ts'

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

/** From this probability on a pair is called the same in a batch, or shown to a person. In the register a person always decides. */
export const thresholds = { same: 0.9, review: 0.05 }

export const decisionOf = (probability: number): Decision =>
  probability >= thresholds.same ? 'same' : probability >= thresholds.review ? 'review' : 'different'

/**
 * Scores pairs of a table by learned weights. A field weighs log2(m/u) bits against strangers; two equal values weigh by their own
 * frequency, so that a rare name says more than a common one; a missing value weighs nothing. Last comes what the thought takes
 * away that both are relatives or namesakes. `bits` alone for the many, `explain` for the few.
 */
export function makeScorer(table: Table, parameters: Parameters) {
  const { fields } = parameters
  const compare = makeComparer(table)
  const width = fields.length
  const found = new Uint8Array(width)
  const strangers = Math.log2(1 - parameters.prior - parameters.family - parameters.namesakes)
  const base = Math.log2(parameters.prior) - strangers
  const bitsOf = (kind: 'm' | 'family' | 'namesakes') =>
    fields.map((field) =>
      field[kind].map((each, level) =>
        level === levels.missing ? 0 : Math.log2(Math.max(each, 1e-4) / field.u[level]!),
      ),
    )
  const one = bitsOf('m')
  const known = table.dictionaries.map(
    ({ counts }) => counts.reduce((sum, each) => sum + each, 0) - counts[0]!,
  )
  const others = (['family', 'namesakes'] as const).map((kind) => ({
    base: Math.log2(parameters[kind]) - strangers,
    bits: bitsOf(kind),
    // What they share they have for the same cause; what they have alike by chance is as likely as the value is common.
    byChance: fields.map((field) => field[kind][levels.same]! < 0.3),
    sum: 0,
  }))

  /** How many bits rarer than the average two equal values are. */
  const rarity = (f: number, i: number): number => {
    if (found[f] !== levels.same || f >= table.fields.length || known[f] === 0) return 0
    const frequency = Math.max(table.dictionaries[f]!.counts[table.columns[f]![i]!]!, 2) / known[f]!
    return Math.log2(fields[f]!.u[levels.same]! / Math.max(frequency, 1e-6))
  }

  const bits = (i: number, j: number): number => {
    compare(i, j, found)
    let sum = base
    for (const other of others) other.sum = other.base
    for (let f = 0; f < width; f++) {
      const level = found[f]!
      const rare = rarity(f, i)
      sum += one[f]![level]! + rare
      for (const other of others) other.sum += other.bits[f]![level]! + (other.byChance[f] ? 0 : rare)
    }
    return sum - Math.log2(others.reduce((all, other) => all + 2 ** other.sum, 1))
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

export const probabilityOf = (bits: number): number => 1 / (1 + 2 ** -bits)
