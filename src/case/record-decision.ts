import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { type Day, isoDay } from '../platform/day.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import type { Facts, TraceLine } from '../policy/compile-route.ts'
import { type LawState, restsOn } from '../policy/law-state.ts'
import { appealRoute } from './appeal-route.ts'
import { getCase } from './case-row.ts'
import { getHeldHearing } from './get-held-hearing.ts'

export type DecisionKind =
  | 'grant'
  | 'refuse'
  | 'revoke'
  | 'extend'
  | 'end'
  | 'uphold'
  | 'overturn'
  | 'correct'

export interface NewDecision {
  caseId: string
  kind: DecisionKind
  /** Refuse, revoke and uphold are adverse; the database insists. */
  adverse: boolean
  /** `staff` is the actor of the act. */
  by: 'staff' | 'system'
  /** At least 20 characters where adverse. */
  reasons?: string | undefined
  trace: TraceLine[]
  facts: Facts
  governingDate: Day
  policyHash: string
  /** States of all law that was looked at; what is only proposed is in the trace and is not written as what the decision rests on. */
  lawStates: LawState[]
  /** Id of the office that hears the appeal; found by jurisdiction when absent and the decision is adverse. */
  appealTo?: string | undefined
  appealUntil?: Day | undefined
  /** Needed for a refusal. */
  hearingId?: string | undefined
  supersedes?: string | undefined
}

/**
 * Writes a decision for ever, with its trace, facts and the hash of the law applied. It moves nothing: `closeCase` or `changeState`
 * does. The database refuses an adverse one without a human in office, reasons or appeal route, and a refusal without a hearing.
 * @throws Fault wrong-state (hearing not over), not-found (no appeal office), not-allowed (`by: staff` without staff)
 */
export async function recordDecision(doing: Doing, given: NewDecision): Promise<{ id: string }> {
  const { actor, tx } = doing
  if (given.by === 'staff' && actor.kind !== 'staff') throw new Fault('not-allowed')
  let { appealTo, appealUntil } = given
  if (given.adverse && (appealTo === undefined || appealUntil === undefined)) {
    const { region } = await getCase(tx, given.caseId)
    const route = await appealRoute(tx, { region, decidedOn: doing.today })
    appealTo ??= route.office.id
    appealUntil ??= route.until
  }
  if (given.kind === 'refuse') await getHeldHearing(doing, given.caseId, given.hearingId)
  const id = newId()
  await tx.done(sql`
    insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_by, decided_at, reasons, trace, facts, governing_date,
      policy_hash, law_states, appeal_to, appeal_until, hearing_id, supersedes)
    values (${id}::uuid, ${given.caseId}::uuid, ${given.kind}, ${given.adverse}, ${given.by},
      ${given.by === 'staff' && actor.kind === 'staff' ? actor.staff : null}::uuid, ${doing.now.toString()}::timestamptz,
      ${given.reasons ?? null}, ${JSON.stringify(given.trace)}::jsonb, ${JSON.stringify(given.facts)}::jsonb,
      ${isoDay(given.governingDate)}::date, ${given.policyHash}, ${restsOn(given.lawStates)}::text[], ${appealTo ?? null},
      ${appealUntil === undefined ? null : isoDay(appealUntil)}::date, ${given.hearingId ?? null}::uuid, ${given.supersedes ?? null}::uuid)`)
  if (given.hearingId)
    await tx.done(sql`update "case".hearing set outcome = case when statement is null then 'no-statement' else 'heard' end
      where id = ${given.hearingId}::uuid and outcome is null`)
  return { id }
}
