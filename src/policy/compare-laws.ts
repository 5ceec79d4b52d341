import { type Day, isoDay } from '../platform/day.ts'
import { compileRoute } from './compile-route.ts'
import type { Policy } from './load-policy.ts'
import type { ConditionRow } from './policy-schema.ts'
import { findValueAt } from './value-at.ts'

/** One text of the law that differs between two laws: a value, or a condition of a route. */
export interface Difference {
  kind: 'value' | 'condition'
  id: string
  /** In plain words, undefined where the law has no such text. */
  before: string | undefined
  after: string | undefined
}

/**
 * What differs between the law of one day and the law of another, in one policy or in two: values, and conditions with the value
 * they compare with. Sorted by kind and name; empty when nobody would notice.
 */
export function compareLaws(before: { law: Policy; on: Day }, after: { law: Policy; on: Day }): Difference[] {
  const [former, later] = [textsOf(before.law, before.on), textsOf(after.law, after.on)]
  return [...new Set([...former.keys(), ...later.keys()])]
    .sort()
    .filter((key) => former.get(key) !== later.get(key))
    .map((key) => ({
      kind: key.startsWith('value ') ? ('value' as const) : ('condition' as const),
      id: key.slice(key.indexOf(' ') + 1),
      before: former.get(key),
      after: later.get(key),
    }))
}

function textsOf(law: Policy, on: Day): Map<string, string> {
  const day = isoDay(on)
  const texts = new Map<string, string>()
  for (const id of law.values.keys()) {
    const version = findValueAt(id, day, law)
    if (version) texts.set(`value ${id}`, `${plain(version.value)} ${version.unit}, ${version.state}`)
  }
  for (const route of law.routes.values()) {
    if (day < route.from) continue
    const { notNeeded, conditions } = compileRoute(route.id, law).lawAt(day)
    for (const { row, bound, state } of [...notNeeded, ...conditions])
      texts.set(`condition ${route.id}/${row.id}`, `${wordsOf(row, bound)}, ${state}`)
  }
  return texts
}

/** A value as one line: a table with its rows. */
export const plain = (value: unknown): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value)
        .map(([row, n]) => `${row} ${n}`)
        .join(', ')
    : String(value)

function wordsOf(row: ConditionRow, bound: unknown): string {
  const other = typeof row.value === 'object' && 'fact' in row.value ? row.value.fact : undefined
  const when = [row.when ?? []]
    .flat()
    .map(({ fact, ...wanted }) => `${fact} ${Object.values(wanted).flat().join(' or ')}`)
  return [
    `${row.fact} ${row.is} ${other ?? (bound === undefined ? '' : String(bound))}`.trim(),
    ...(when.length > 0 ? [`when ${when.join(' and ')}`] : []),
  ].join(' ')
}
