import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { HearingRow } from './find-hearing.ts'

/**
 * The hearing a refusal rests on: of this case, not taken back, and over: its day has come, or the person has given the statement.
 * @throws Fault wrong-state with `heldOn` otherwise
 */
export async function getHeldHearing(
  doing: Doing,
  caseId: string,
  hearingId: string | undefined,
): Promise<HearingRow> {
  const hearing = hearingId
    ? await doing.tx.maybe<HearingRow>(
        sql`select * from "case".hearing where id = ${hearingId}::uuid and case_id = ${caseId}::uuid`,
      )
    : undefined
  if (!hearing || hearing.outcome === 'withdrawn')
    throw new Fault('wrong-state', { details: { hearing: 'none' } })
  if (!hearing.statement && doing.today.toString() < hearing.held_on)
    throw new Fault('wrong-state', { details: { hearing: 'not-yet', heldOn: hearing.held_on } })
  return hearing
}
