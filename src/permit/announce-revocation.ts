import { z } from 'zod'
import { firstHearingDay } from '../case/announce-refusal.ts'
import { act, refuse } from '../platform/act.ts'
import { account, staff } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { holdPermit } from './hold-permit.ts'

export interface Revocation {
  id: string
  reasons: string
  worker_at_fault: boolean
  announced_at: Date
  held_on: string
  statement: string | null
  stated_at: Date | null
}

/** The announced revocation that is not concluded; nothing for the employer, who does not read it. */
export const findOpenRevocation = (tx: Tx, permit: string): Promise<Revocation | undefined> =>
  tx.maybe<Revocation>(sql`
    select id, reasons, worker_at_fault, announced_at, held_on, statement, stated_at
    from permit.revocation where permit_id = ${permit}::uuid and outcome is null`)

const officers = staff('permit-officer', 'supervisor')

/**
 * Tells the holder, before anything is revoked, why it would be and until when they are heard (Administrative Procedural Code
 * art. 73; `case.hearing-notice`, working days). The permit runs on meanwhile.
 * @throws Fault invalid-input (`heldOn`: too-early; `reasons`), stale-form, wrong-state
 */
export const announceRevocation = act({
  name: 'announce-revocation',
  who: officers,
  input: z.object({
    permit: z.uuid(),
    expectedVersion: z.int(),
    reasons: z.string().trim().min(20, 'reasons-too-short').max(4000),
    workerAtFault: z.boolean(),
    heldOn: z.iso.date('day'),
  }),
  async do(input, doing) {
    const permit = await holdPermit(doing.tx, input)
    const first = firstHearingDay(doing.today).toString()
    if (input.heldOn < first) throw invalid('heldOn', 'too-early', { first })
    if (await findOpenRevocation(doing.tx, permit.id)) return refuse({ code: 'revocation-announced' })
    const id = newId()
    const by = doing.actor.kind === 'staff' ? doing.actor.staff : ''
    await doing.tx.done(sql`
      insert into permit.revocation (id, permit_id, reasons, worker_at_fault, announced_by, announced_at, held_on)
      values (${id}::uuid, ${permit.id}::uuid, ${input.reasons}, ${input.workerAtFault}, ${by}, ${doing.now.toString()}::timestamptz, ${input.heldOn}::date)`)
    await doing.record({
      type: 'revocation-announced',
      subjects: [permit.worker_person],
      case: permit.case_id,
      ground: 'APPC art. 73',
      after: { permit: permit.id, heldOn: input.heldOn, workerAtFault: input.workerAtFault },
    })
    await doing.later('reaction', 'revocation-announced', {
      permit: permit.id,
      worker: permit.worker_person,
      revocation: id,
    })
    return { id, heldOn: input.heldOn }
  },
})

/** The holder answers the announced reasons, once, in writing, until the decision. @throws Fault wrong-state, not-found */
export const answerRevocation = act({
  name: 'answer-revocation',
  who: account,
  input: z.object({
    permit: z.uuid(),
    statement: z.string().trim().min(1, 'required').max(20_000, 'too-long'),
  }),
  async do(input, doing) {
    const permit = await holdPermit(doing.tx, input)
    if (doing.actor.kind !== 'person' || doing.actor.person !== permit.worker_person)
      throw new Fault('not-found')
    const answered = await doing.tx.done(sql`
      update permit.revocation set statement = ${input.statement}, stated_at = ${doing.now.toString()}::timestamptz
      where permit_id = ${permit.id}::uuid and outcome is null and statement is null`)
    if (answered === 0) throw new Fault('wrong-state')
    await doing.record({
      type: 'revocation-answered',
      subjects: [permit.worker_person],
      case: permit.case_id,
      after: { permit: permit.id },
    })
    return { permit: permit.id }
  },
})

/** The officer no longer means to revoke; the permit runs on as if nothing was announced. @throws Fault wrong-state */
export const takeBackRevocation = act({
  name: 'take-back-revocation',
  who: officers,
  input: z.object({ permit: z.uuid() }),
  async do(input, doing) {
    const permit = await holdPermit(doing.tx, input)
    const taken = await doing.tx.done(sql`
      update permit.revocation set outcome = 'taken-back', concluded_at = ${doing.now.toString()}::timestamptz
      where permit_id = ${permit.id}::uuid and outcome is null`)
    if (taken === 0) throw new Fault('wrong-state')
    await doing.record({
      type: 'revocation-taken-back',
      subjects: [permit.worker_person],
      case: permit.case_id,
      after: { permit: permit.id },
    })
    return { permit: permit.id }
  },
})
