import { z } from 'zod'
import { findOffice } from '../institution/find-office.ts'
import { act } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { numberAt } from '../policy/value-at.ts'
import { caseKind } from './case-kind.ts'
import { changeState } from './change-state.ts'
import { findAppeals } from './find-appeals.ts'
import { findDecisions } from './find-decisions.ts'
import { holdCase } from './hold-case.ts'
import { recordDecision } from './record-decision.ts'

/**
 * Another office, and another human, judges the appeal: the decision stands (then the way leads to court, `case.court-term` in
 * months) or is overturned (then the kind gives what was refused). Rests on the facts and law of the decision that is appealed.
 * @throws Fault not-allowed (own decision, another office), wrong-state, stale-form, taken-by-another
 */
export const judgeAppeal = act({
  name: 'judge-appeal',
  who: staff('appeal-officer'),
  input: z.object({
    caseId: z.uuid(),
    expectedVersion: z.coerce.number().int(),
    outcome: z.enum(['upheld', 'overturned'], 'required'),
    reasons: z.string().trim().min(20, 'too-short').max(20_000, 'too-long'),
  }),
  async do(input, doing) {
    const row = await holdCase(doing, input)
    const appeal = (await findAppeals(doing.tx, row.id)).find((one) => one.outcome === null)
    const decision =
      appeal && (await findDecisions(doing.tx, row.id)).find((one) => one.id === appeal.decision_id)
    if (!appeal || !decision || doing.actor.kind !== 'staff')
      throw new Fault('wrong-state', { details: { from: row.state } })
    if (decision.decided_by === doing.actor.staff) throw new Fault('not-allowed')
    const upheld = input.outcome === 'upheld'
    const court = upheld ? await findOffice(doing.tx, 'court', row.region, doing.today) : undefined
    await doing.tx.done(sql`update "case".appeal set outcome = ${input.outcome}, reasons = ${input.reasons},
      decided_by = ${doing.actor.staff}::uuid, decided_at = ${doing.now.toString()}::timestamptz where id = ${appeal.id}::uuid`)
    const { id } = await recordDecision(doing, {
      caseId: row.id,
      kind: upheld ? 'uphold' : 'overturn',
      adverse: upheld,
      by: 'staff',
      reasons: input.reasons,
      trace: decision.trace,
      facts: decision.facts,
      governingDate: decision.governing_date,
      policyHash: decision.policy_hash,
      lawStates: decision.law_states,
      supersedes: decision.id,
      ...(upheld
        ? {
            appealTo: court?.id ?? 'court',
            appealUntil: doing.today.add({ months: numberAt('case.court-term', doing.today) }),
          }
        : {}),
    })
    if (!upheld) await caseKind(row.kind).onAppealOverturned(doing, row, appeal)
    await changeState(doing, {
      caseId: row.id,
      to: 'decided',
      type: upheld ? 'appeal-upheld' : 'appeal-overturned',
      officeId: appeal.from_office,
      removeTag: 'appeal',
      dueOn: null,
      ...(upheld ? {} : { outcome: 'granted' as const }),
      after: { decision: id },
    })
    return { number: row.number, decision: id }
  },
})
