import { z } from 'zod'
import { recordDecision } from '../case/record-decision.ts'
import { act } from '../platform/act.ts'
import { account, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { policyHash, valueAt } from '../policy/value-at.ts'
import { closeGround, openGround } from '../stay/grounds.ts'

interface PermitRow {
  id: string
  case_id: string
  worker_person: string
  employer_account: string
  state: string
  valid_from: string
  valid_to: string
  version: number
}
const permitColumns = sql`id, case_id, worker_person, employer_account, state, valid_from, valid_to, version`

/** Work has ended before the term: told by the employer or the worker. The day may be today or up to ten days back. */
export const endPermit = act({
  name: 'end-permit',
  who: account,
  input: z.object({ permit: z.uuid(), expectedVersion: z.int(), on: z.iso.date() }),
  async do(input, doing) {
    const permit = await getPermit(doing.tx, input)
    if (input.on > doing.today.toString()) throw invalid('on', 'in-the-future')
    if (input.on < permit.valid_from || input.on < doing.today.subtract({ days: 10 }).toString())
      throw invalid('on', 'too-long-ago')
    const byWorker = doing.actor.kind === 'person' && doing.actor.person === permit.worker_person
    await doing.tx.done(sql`
      update permit.permit set state = 'ended', ended_on = ${input.on}, ended_because = ${byWorker ? 'worker-left' : 'employer-ended'}, version = version + 1 where id = ${permit.id}`)
    await closeGround(doing, permit.id, input.on, 'work-ended')
    await doing.record({
      type: 'work-ended',
      subjects: [permit.worker_person],
      case: permit.case_id,
      after: { permit: permit.id, on: input.on, byWorker },
    })
    await doing.later('reaction', 'revoke-permit-document', { permit: permit.id })
    return { ended: input.on }
  },
})

/**
 * An officer revokes a permit, with reasons and the way to appeal. When the worker is not at fault they get time to find work or
 * leave: a bridging stay. That rule is only proposed, so it opens a stay in a demo country alone and nowhere else.
 */
export const revokePermit = act({
  name: 'revoke-permit',
  who: staff('permit-officer', 'supervisor'),
  input: z.object({
    permit: z.uuid(),
    expectedVersion: z.int(),
    reasons: z.string().trim().min(20, 'reasons-too-short').max(4000),
    workerAtFault: z.boolean(),
  }),
  async do(input, doing) {
    const permit = await getPermit(doing.tx, input)
    const today = doing.today.toString()
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
    await closeGround(doing, permit.id, today, 'revoked')
    const rule = valueAt('stay.bridging-after-revocation', today)
    const bridging = !input.workerAtFault && (rule.state !== 'proposed' || doing.instance.demo)
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
    return { revoked: today, bridgingUntil: bridging ? until : null }
  },
})

async function getPermit(
  tx: Parameters<typeof closeGround>[0]['tx'],
  given: { permit: string; expectedVersion: number },
): Promise<PermitRow> {
  const permit = await tx.one<PermitRow>(
    sql`select ${permitColumns} from permit.permit where id = ${given.permit} for update`,
  )
  if (permit.version !== given.expectedVersion) throw new Fault('stale-form')
  if (permit.state !== 'active') throw new Fault('wrong-state')
  return permit
}
