import { type CompareCodes, comparerOf, type Level, levels } from './field-levels.ts'
import type { Columns } from './read-table.ts'

/** Levels of one pair, one per field, and last whether given and family name had to be exchanged. */
export type Comparison = Uint8Array

/** The values of the last place of a comparison. */
export const order = { unknown: 0, straight: 1, exchanged: 2 } as const

export interface Comparer {
  /** Compares two records into `out` (length: fields + 1). */
  all(i: number, j: number, out: Comparison): void
  /** One field alone, when it is no given or family name. */
  field(f: number, i: number, j: number): Level
  /** Given name, family name and their order, which are told together. */
  names(i: number, j: number, out: Comparison): void
  /** The fields of `names`, when there are both. */
  given: number
  family: number
}

export function makeComparer(columns: Columns): Comparer {
  const { fields, packed } = columns
  const made = new Map<object, CompareCodes>()
  const compare = fields.map(({ kind }, f) => {
    const known = made.get(packed[f]!)
    const one = known ?? comparerOf[kind](packed[f]!)
    made.set(packed[f]!, one)
    return one
  })
  const field = (f: number, i: number, j: number): Level => {
    const column = columns.columns[f]!
    return compare[f]!(column[i]!, column[j]!)
  }
  const roleAt = (wanted: string) => fields.findIndex(({ role }) => role === wanted)
  const both = roleAt('given') >= 0 && roleAt('family') >= 0
  const [given, family] = both ? [roleAt('given'), roleAt('family')] : [-1, -1]
  const names = (i: number, j: number, out: Comparison): void => {
    const [g, s] = [columns.columns[given]!, columns.columns[family]!]
    const [compareGiven, compareFamily] = [compare[given]!, compare[family]!]
    const first = compareGiven(g[i]!, g[j]!)
    const last = compareFamily(s[i]!, s[j]!)
    out[given] = first
    out[family] = last
    out[fields.length] = first !== levels.missing && last !== levels.missing ? order.straight : order.unknown
    if (alike(first) || alike(last)) return
    const one = compareGiven(g[i]!, s[j]!)
    const other = compareFamily(s[i]!, g[j]!)
    const maybe = (level: number) => alike(level) || level === levels.missing
    if (maybe(one) && maybe(other) && (alike(one) || alike(other))) {
      out[given] = one
      out[family] = other
      out[fields.length] = order.exchanged
    }
  }
  return {
    given,
    family,
    field,
    names,
    all(i, j, out) {
      for (let f = 0; f < fields.length; f++) if (f !== given && f !== family) out[f] = field(f, i, j)
      out[fields.length] = order.unknown
      if (both) names(i, j, out)
    },
  }
}

const alike = (level: number): boolean =>
  level === levels.same || level === levels.close || level === levels.similar || level === levels.sound
