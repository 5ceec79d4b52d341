import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { type Day, isoDay } from '../platform/day.ts'
import { Fault } from '../platform/fault.ts'
import { type CaseRow, caseColumns, lockCase } from './case-row.ts'
import { leaseMinutes } from './hold-case.ts'
import { tellCaseChanged } from './tell-case-changed.ts'
import { type CaseState, mayMove, type Outcome, openStates } from './transitions.ts'

export interface StateChange {
  caseId: string
  /** The same state for a change that moves nothing but must be noticed, such as a statement given. */
  to: CaseState
  /** Type of the event, past tense: `information-asked`. */
  type: string
  /** Version of the form that asks for it. */
  expectedVersion?: number | undefined
  outcome?: Outcome | null | undefined
  /** Article or reason code. */
  ground?: string | undefined
  after?: Record<string, unknown> | undefined
  /** `null` takes the term away; absent leaves it. */
  dueOn?: Day | null | undefined
  officeId?: string | undefined
  addTag?: string | undefined
  removeTag?: string | undefined
}

/**
 * Moves a case by the table of transitions, counts its version up, writes its event and tells the reaction `case-changed`. A case
 * that leaves the queue loses its officer; work of the officer who has it renews the lease.
 * @throws Fault not-found, stale-form (details: version), wrong-state (details: from, to)
 */
export async function changeState(doing: Doing, change: StateChange): Promise<CaseRow> {
  const before = await lockCase(doing.tx, change.caseId)
  if (change.expectedVersion !== undefined && change.expectedVersion !== before.version)
    throw new Fault('stale-form', { details: { version: before.version } })
  const { to } = change
  if (to !== before.state && !mayMove(before.state, to))
    throw new Fault('wrong-state', { details: { from: before.state, to } })
  const open = openStates.includes(to)
  const holds = doing.actor.kind === 'staff' && before.assigned_to === doing.actor.staff
  const moved = change.officeId !== undefined && change.officeId !== before.office_id
  const keeps = open && !moved
  const lease = holds ? doing.now.add({ minutes: leaseMinutes }).toString() : before.lease_until
  const tags = before.tags.filter((tag) => tag !== change.removeTag && tag !== change.addTag)
  if (change.addTag) tags.push(change.addTag)
  const after = await doing.tx.one<CaseRow>(sql`
    update "case"."case" set state = ${to}, outcome = ${change.outcome === undefined ? before.outcome : change.outcome},
      due_on = ${change.dueOn === undefined ? before.due_on : change.dueOn === null ? null : isoDay(change.dueOn)}::date,
      office_id = ${change.officeId ?? before.office_id}::uuid, tags = ${tags}::text[],
      assigned_to = ${keeps ? before.assigned_to : null}::uuid,
      lease_until = ${keeps ? lease : null}::timestamptz,
      closed_at = ${open ? null : (before.closed_at ?? doing.now.toString())}::timestamptz, version = version + 1
    where id = ${before.id}::uuid returning ${caseColumns}`)
  await doing.record({
    type: change.type,
    subjects: before.subjects,
    case: before.id,
    ...(change.ground ? { ground: change.ground } : {}),
    before: { state: before.state, dueOn: before.due_on },
    after: { state: to, dueOn: after.due_on, version: after.version, ...change.after },
  })
  await tellCaseChanged(doing, before.id, change.type, after.version)
  return after
}
