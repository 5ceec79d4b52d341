import { z } from 'zod'
import { recordDecision } from '../case/record-decision.ts'
import { act, refuse } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { policyHash, valueAt } from '../policy/value-at.ts'
import { closeGround, openGround } from '../stay/grounds.ts'
import { findOpenRevocation } from './announce-revocation.ts'
import { holdPermit } from './hold-permit.ts'
import { letHouseholdPlaceGo } from './hold-place.ts'

/**
 * An officer revokes a permit whose revocation was announced, once the holder has answered or the day of the hearing has come, with
 * reasons and the way to appeal. When the worker is not at fault they get time to find work or
 * leave: a bridging stay. That rule is only proposed, so it opens a stay in a demo country alone and nowhere else.
 */
export const revokePermit = act({
  name: 'revoke-permit',
  who: staff('permit-officer', 'supervisor'),
  input: z.object({
    permit: z.uuid(),
    expectedVersion: z.int(),
    reasons: z.string().trim().min(20, 'reasons-too-short').max(4000),
  }),
  async do(input, doing) {
    const permit = await holdPermit(doing.tx, input)
    const today = doing.today.toString()
    const announced = await findOpenRevocation(doing.tx, permit.id)
    if (!announced) return refuse({ code: 'revocation-not-announced' })
    if (announced.statement === null && today < announced.held_on)
      return refuse({ code: 'hearing-not-held', values: { date: announced.held_on } })
    const earlier = await doing.tx.one<{
      facts: Record<string, never>
      trace: []
      law_states: ('in force' | 'unverified' | 'pilot')[]
      id: string
    }>(sql`
      select id, facts, trace, law_states from "case".decision where case_id = ${permit.case_id} order by decided_at desc limit 1`)
    await recordDecision(doing, {
      caseId: permit.case_id,
      kind: 'revoke',
      adverse: true,
      by: 'staff',
      reasons: input.reasons,
      trace: earlier.trace,
      facts: earlier.facts,
      governingDate: today,
      policyHash: policyHash(today),
      lawStates: earlier.law_states,
      supersedes: earlier.id,
    })
    await doing.tx.done(sql`
      update permit.permit set state = 'revoked', ended_on = ${today}, ended_because = 'revoked', version = version + 1 where id = ${permit.id}`)
    await doing.tx.done(sql`
      update permit.revocation set outcome = 'revoked', concluded_at = ${doing.now.toString()}::timestamptz where id = ${announced.id}::uuid`)
    await closeGround(doing, permit.id, today, 'revoked')
    await letHouseholdPlaceGo(doing, permit.case_id, 'revoked')
    const rule = valueAt('stay.bridging-after-revocation', today)
    const bridging = !announced.worker_at_fault && (rule.state !== 'proposed' || doing.instance.demo)
    const until = doing.today.add({ days: Number(rule.value) }).toString()
    if (bridging)
      await openGround(doing, {
        person: permit.worker_person,
        kind: 'bridging',
        from: today,
        to: until,
        basis: permit.id,
        lawState: rule.state,
      })
    await doing.record({
      type: 'permit-revoked',
      subjects: [permit.worker_person],
      case: permit.case_id,
      after: { permit: permit.id, bridgingUntil: bridging ? until : null, bridgingRule: rule.state },
    })
    await doing.later('reaction', 'revoke-permit-document', { permit: permit.id })
    await doing.later('reaction', 'permit-revoked', { permit: permit.id, worker: permit.worker_person })
    return { revoked: today, bridgingUntil: bridging ? until : null }
  },
})
