import { dayOf } from '../platform/clock.ts'
import { lawKnownAt } from './follow-law.ts'
import { type DatedValue, type DatedVersion, type Policy, policy } from './load-policy.ts'
import type { ConditionRow } from './policy-schema.ts'
import { findValueAt } from './value-at.ts'

/** What an applicant has to know of a change of the law that meets their application. */
export type LawChange =
  | { kind: 'value'; value: DatedValue; before: DatedVersion | undefined; after: DatedVersion | undefined }
  | { kind: 'condition'; row: ConditionRow; change: 'new' | 'gone' | 'other' }

/** What of the law meets an application: the conditions of its route with their values, and values by the beginning of their name. */
export interface Scope {
  route: string
  /** Such as `mci` and `household-permit.`. */
  values: string[]
}

/**
 * How the law of now differs from the law of a moment, as it was known then: a day on which a text began to apply has come, or
 * officials published another. Only what an applicant would notice: a figure, its state, a condition. What is only proposed meets nobody.
 */
export function changesSince(since: Temporal.Instant, now: Temporal.Instant, scope: Scope): LawChange[] {
  return changesBetween(
    { law: lawKnownAt(since), day: dayOf(since).toString() },
    { law: policy(), day: dayOf(now).toString() },
    scope,
  )
}

/** The same between the laws of two days. Pure. */
export function changesBetween(
  before: { law: Policy; day: string },
  after: { law: Policy; day: string },
  { route, values }: Scope,
): LawChange[] {
  if (before.law === after.law && before.day === after.day) return []
  const [was, is] = [conditionsOf(before, route), conditionsOf(after, route)]
  const compared = new Set(
    [...was.values(), ...is.values()].flatMap(({ value }) =>
      typeof value === 'object' && 'dated' in value ? [value.dated] : [],
    ),
  )
  const found: LawChange[] = []
  for (const value of after.law.values.values()) {
    if (
      !compared.has(value.id) &&
      !values.some((name) => value.id === name || (name.endsWith('.') && value.id.startsWith(name)))
    )
      continue
    const former = findValueAt(value.id, before.day, before.law)
    const later = findValueAt(value.id, after.day, after.law)
    if (former?.state === 'proposed' || later?.state === 'proposed') continue
    if (JSON.stringify([former?.value, former?.state]) !== JSON.stringify([later?.value, later?.state]))
      found.push({ kind: 'value', value, before: former, after: later })
  }
  for (const [id, row] of is) {
    const former = was.get(id)
    if (!former) found.push({ kind: 'condition', row, change: 'new' })
    else if (asks(former) !== asks(row)) found.push({ kind: 'condition', row, change: 'other' })
  }
  for (const [id, row] of was) if (!is.has(id)) found.push({ kind: 'condition', row, change: 'gone' })
  return found
}

const conditionsOf = ({ law, day }: { law: Policy; day: string }, route: string): Map<string, ConditionRow> =>
  new Map(
    (law.routes.get(route)?.conditions ?? [])
      .filter((row) => row.state !== 'proposed' && row.from <= day && (row.to === undefined || day <= row.to))
      .map((row) => [row.id, row]),
  )

/** What a condition asks, without its dates and sources. */
const asks = ({ fact, is, value, of, when, state }: ConditionRow): string =>
  JSON.stringify([fact, is, value, of, when, state])
