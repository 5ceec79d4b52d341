import { staffNames } from '../institution/find-staff.ts'
import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { type CaseRow, caseColumns, lockCase } from './case-row.ts'

/** How long a case stays with the officer who last worked on it before a colleague may take it. */
export const leaseMinutes = 30

/**
 * For acts of an officer on a case: it must be in their office and not in the hands of a colleague. Takes or renews the lease.
 * Records nothing itself: the act that holds it does.
 * @throws Fault not-found, not-allowed (another office), stale-form, wrong-state (not in the queue), taken-by-another (details: name, until)
 */
export async function holdCase(
  doing: Doing,
  given: { caseId: string; expectedVersion?: number | undefined },
): Promise<CaseRow> {
  const { actor } = doing
  if (actor.kind !== 'staff') throw new Fault('not-allowed')
  const row = await lockCase(doing.tx, given.caseId)
  if (row.office_id !== actor.office) throw new Fault('not-allowed')
  if (given.expectedVersion !== undefined && given.expectedVersion !== row.version)
    throw new Fault('stale-form', { details: { version: row.version } })
  if (row.closed_at) throw new Fault('wrong-state', { details: { from: row.state } })
  await refuseIfTaken(doing, row, actor.staff)
  return doing.tx.one<CaseRow>(sql`
    update "case"."case" set assigned_to = ${actor.staff}::uuid, lease_until = ${doing.now.add({ minutes: leaseMinutes }).toString()}::timestamptz
    where id = ${row.id}::uuid returning ${caseColumns}`)
}

/** @throws Fault taken-by-another with the colleague's name and until when */
export async function refuseIfTaken(doing: Doing, row: CaseRow, me: string): Promise<void> {
  if (!row.assigned_to || row.assigned_to === me || !row.lease_until) return
  if (row.lease_until.getTime() <= doing.now.epochMilliseconds) return
  const names = await staffNames(doing.tx, [row.assigned_to])
  throw new Fault('taken-by-another', {
    details: { name: names.get(row.assigned_to) ?? '', until: row.lease_until.toISOString() },
  })
}
