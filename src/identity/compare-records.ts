import { compareValues, type Level, levels } from './field-levels.ts'
import type { Table } from './read-table.ts'

/** Levels of one pair, one per field, and last whether given and family name had to be exchanged. */
export type Comparison = Uint8Array

/** The values of the last place of a comparison. */
export const order = { unknown: 0, straight: 1, exchanged: 2 } as const

/**
 * A function that compares two records of a table into `out` (length: fields + 1). Equal codes are equal values; what two
 * different values make is remembered, since names meet again and again.
 */
export function makeComparer(table: Table): (i: number, j: number, out: Comparison) => void {
  const { fields, columns, dictionaries } = table
  const compare = fields.map(({ kind }, f) => rememberPairs(dictionaries[f]!.values, compareValues[kind]))
  const given = fields.findIndex(({ role }) => role === 'given')
  const family = fields.findIndex(({ role }) => role === 'family')
  const both = given >= 0 && family >= 0
  return (i, j, out) => {
    for (let f = 0; f < fields.length; f++) {
      const column = columns[f]!
      out[f] = compare[f]!(column[i]!, column[j]!)
    }
    out[fields.length] = order.unknown
    if (!both) return
    const [g, s] = [columns[given]!, columns[family]!]
    if (!alike(out[given]!) && !alike(out[family]!)) {
      const one = compare[given]!(g[i]!, s[j]!)
      const other = compare[family]!(s[i]!, g[j]!)
      const maybe = (level: number) => alike(level) || level === levels.missing
      if (maybe(one) && maybe(other) && (alike(one) || alike(other))) {
        out[given] = one
        out[family] = other
        out[fields.length] = order.exchanged
        return
      }
    }
    if (out[given] !== levels.missing && out[family] !== levels.missing) out[fields.length] = order.straight
  }
}

const alike = (level: number): boolean =>
  level === levels.same || level === levels.close || level === levels.similar

function rememberPairs(
  values: string[],
  compare: (a: string, b: string) => Level,
): (a: number, b: number) => Level {
  let known = new Map<number, Level>()
  return (a, b) => {
    if (a === 0 || b === 0) return levels.missing
    if (a === b) return levels.same
    const key = a < b ? a * 67_108_864 + b : b * 67_108_864 + a
    let level = known.get(key)
    if (level === undefined) {
      if (known.size > 1_000_000) known = new Map()
      level = compare(values[a]!, values[b]!)
      known.set(key, level)
    }
    return level
  }
}
