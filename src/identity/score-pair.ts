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
 * Scores pairs of a table by learned weights (bits: log2 of m/u). Two equal values weigh by their own frequency, so that a rare
 * name says more than a common one; a missing value weighs nothing. `bits` alone for the many, `explain` for the few.
 */
export function makeScorer(table: Table, { prior, fields }: Parameters) {
  const compare = makeComparer(table)
  const width = fields.length
  const found = new Uint8Array(width)
  const base = Math.log2(prior / (1 - prior))
  const weights = fields.map(({ m, u }) =>
    m.map((each, level) => (level === levels.missing ? 0 : Math.log2(each / u[level]!))),
  )
  const known = table.dictionaries.map(
    ({ counts }) => counts.reduce((sum, each) => sum + each, 0) - counts[0]!,
  )

  /** A pair of equal values is as telling as the value is rare; never rarer than one record in ten of the seen. */
  const bitsOf = (f: number, i: number): number => {
    const level = found[f]!
    if (level !== levels.same || f >= table.fields.length || known[f] === 0) return weights[f]![level]!
    const { counts } = table.dictionaries[f]!
    const frequency = Math.max(counts[table.columns[f]![i]!]!, 2) / known[f]!
    return Math.log2(fields[f]!.m[level]! / Math.max(frequency, 1e-6))
  }

  const bits = (i: number, j: number): number => {
    compare(i, j, found)
    let sum = base
    for (let f = 0; f < width; f++) sum += bitsOf(f, i)
    return sum
  }

  return {
    bits,
    explain(i: number, j: number): Score {
      const sum = bits(i, j)
      const steps = fields.flatMap(({ name }, f) => {
        const level = found[f]!
        if (level === levels.missing) return []
        return [
          {
            field: name,
            level:
              f === width - 1 ? (level === order.exchanged ? 'exchanged' : 'straight') : levelNames[level]!,
            bits: bitsOf(f, i),
          },
        ]
      })
      return {
        probability: probabilityOf(sum),
        bits: sum,
        steps: [{ field: 'prior', level: '', bits: base }, ...steps],
      }
    },
  }
}

export const probabilityOf = (bits: number): number => 1 / (1 + 2 ** -bits)
