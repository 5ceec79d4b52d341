import { z } from 'zod'
import { firstHearingDay } from '../case/announce-refusal.ts'
import { recordDecision } from '../case/record-decision.ts'
import { act, type Doing, refuse } from '../platform/act.ts'
import { account, staff } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import type { Facts, TraceLine } from '../policy/compile-route.ts'
import type { LawState } from '../policy/law-state.ts'
import { numberAt, policyHash, valueAt } from '../policy/value-at.ts'
import { closeGround, openGround } from '../stay/grounds.ts'
import { getApplication } from './application-row.ts'
import { type HeldPermit, holdEmployerPermit } from './hold-employer-permit.ts'
import { letPlaceGo } from './hold-place.ts'

export interface Revocation {
  id: string
  reasons: string
  at_fault: 'employer' | 'worker' | 'nobody'
  announced_at: Date
  held_on: string
  /** What each said of the announced reasons. */
  employer_said: string | null
  worker_said: string | null
  /** What the one who asks said. */
  mine: string | null
}

const officers = staff('permit-officer', 'supervisor')

/** The announced revocation that is not concluded. */
export const findOpenRevocation = (tx: Tx, permit: string): Promise<Revocation | undefined> =>
  tx.maybe<Revocation>(sql`
    select r.id, r.reasons, r.at_fault, r.announced_at, r.held_on,
      case p.employer_account when r.stated_by then r.statement when r.second_by then r.second_statement end as employer_said,
      case when r.stated_by <> p.employer_account then r.statement when r.second_by <> p.employer_account then r.second_statement end as worker_said,
      case platform.actor() when r.stated_by::text then r.statement when r.second_by::text then r.second_statement end as mine
    from employer_permit.revocation r join employer_permit.permit p on p.id = r.permit_id
    where r.permit_id = ${permit}::uuid and r.outcome is null`)

/**
 * Tells employer and worker, before anything is revoked, why it would be and until when they are heard (Administrative Procedural
 * Code art. 73). The permit runs on meanwhile.
 * @throws Fault invalid-input (`heldOn`: too-early; `reasons`), stale-form, wrong-state
 */
export const announceEmployerRevocation = act({
  name: 'announce-employer-revocation',
  who: officers,
  input: z.object({
    permit: z.uuid(),
    expectedVersion: z.int(),
    reasons: z.string().trim().min(20, 'reasons-too-short').max(4000),
    atFault: z.enum(['employer', 'worker', 'nobody'], { error: 'required' }),
    heldOn: z.iso.date('day'),
  }),
  async do(input, doing) {
    const permit = await holdEmployerPermit(doing.tx, input)
    const first = firstHearingDay(doing.today).toString()
    if (input.heldOn < first) throw invalid('heldOn', 'too-early', { first })
    if (await findOpenRevocation(doing.tx, permit.id)) return refuse({ code: 'revocation-announced' })
    const id = newId()
    const by = doing.actor.kind === 'staff' ? doing.actor.staff : ''
    await doing.tx.done(sql`
      insert into employer_permit.revocation (id, permit_id, reasons, at_fault, announced_by, announced_at, held_on)
      values (${id}::uuid, ${permit.id}::uuid, ${input.reasons}, ${input.atFault}, ${by}, ${doing.now.toString()}::timestamptz, ${input.heldOn}::date)`)
    await doing.record({
      type: 'revocation-announced',
      subjects: [permit.worker_person],
      case: permit.case_id,
      ground: 'APPC art. 73',
      after: { permit: permit.id, heldOn: input.heldOn, atFault: input.atFault },
    })
    await doing.later('reaction', 'employer-revocation-announced', {
      permit: permit.id,
      worker: permit.worker_person,
      account: permit.employer_account,
      revocation: id,
    })
    return { id, heldOn: input.heldOn }
  },
})

/**
 * The employer and the worker each answer the announced reasons, once, in writing, until the decision: neither takes the other's
 * word away by speaking first. @throws Fault wrong-state, not-found */
export const answerEmployerRevocation = act({
  name: 'answer-employer-revocation',
  who: account,
  input: z.object({
    permit: z.uuid(),
    statement: z.string().trim().min(1, 'required').max(20_000, 'too-long'),
  }),
  async do(input, doing) {
    const permit = await holdEmployerPermit(doing.tx, input)
    if (doing.actor.kind !== 'person') throw new Fault('not-found')
    const { account } = doing.actor
    const at = doing.now.toString()
    const first = await doing.tx.done(sql`
      update employer_permit.revocation set statement = ${input.statement}, stated_by = ${account}::uuid, stated_at = ${at}::timestamptz
      where permit_id = ${permit.id}::uuid and outcome is null and statement is null`)
    const second =
      first === 0 &&
      (await doing.tx.done(sql`
        update employer_permit.revocation set second_statement = ${input.statement}, second_by = ${account}::uuid, second_at = ${at}::timestamptz
        where permit_id = ${permit.id}::uuid and outcome is null and second_statement is null
          and (stated_by = ${permit.employer_account}::uuid) <> (${account}::uuid = ${permit.employer_account}::uuid)`))
    if (first === 0 && second === 0) throw new Fault('wrong-state')
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
export const takeBackEmployerRevocation = act({
  name: 'take-back-employer-revocation',
  who: officers,
  input: z.object({ permit: z.uuid() }),
  async do(input, doing) {
    const permit = await holdEmployerPermit(doing.tx, input)
    const taken = await doing.tx.done(sql`
      update employer_permit.revocation set outcome = 'taken-back', concluded_at = ${doing.now.toString()}::timestamptz
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

/**
 * An officer revokes a permit whose revocation was announced, once both parties have answered or the day of the hearing has come. A
 * worker who is not at fault gets time to find work or leave; that rule is only proposed, so it opens a stay in a demo country alone.
 * An employer at fault gets no new permits for twelve months when the officer says so (`bar`); the bar falls with the revocation.
 */
export const revokeEmployerPermit = act({
  name: 'revoke-employer-permit',
  who: officers,
  input: z.object({
    permit: z.uuid(),
    expectedVersion: z.int(),
    reasons: z.string().trim().min(20, 'reasons-too-short').max(4000),
    bar: z.boolean().default(false),
  }),
  async do(input, doing) {
    const permit = await holdEmployerPermit(doing.tx, input)
    const today = doing.today.toString()
    const announced = await findOpenRevocation(doing.tx, permit.id)
    if (!announced) return refuse({ code: 'revocation-not-announced' })
    const bothHeard = announced.employer_said !== null && announced.worker_said !== null
    if (!bothHeard && today < announced.held_on)
      return refuse({ code: 'hearing-not-held', values: { date: announced.held_on } })
    if (input.bar && announced.at_fault !== 'employer') return refuse({ code: 'employer-not-at-fault' })
    const earlier = await doing.tx.one<{
      id: string
      facts: Facts
      trace: TraceLine[]
      law_states: LawState[]
    }>(sql`
      select id, facts, trace, law_states from "case".decision where case_id = ${permit.case_id}::uuid order by decided_at desc limit 1`)
    const { id } = await recordDecision(doing, {
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
      update employer_permit.permit set state = 'revoked', ended_on = ${today}, ended_because = 'revoked', version = version + 1 where id = ${permit.id}::uuid`)
    await doing.tx.done(sql`
      update employer_permit.revocation set outcome = 'revoked', concluded_at = ${doing.now.toString()}::timestamptz where id = ${announced.id}::uuid`)
    await closeGround(doing, permit.id, today, 'revoked')
    await letPlaceGo(doing, await getApplication(doing.tx, permit.case_id), 'revoked')
    const bridgingUntil = announced.at_fault === 'worker' ? null : await bridge(doing, permit)
    if (input.bar) await bar(doing, permit, id, input.reasons)
    await doing.record({
      type: 'employer-permit-revoked',
      subjects: [permit.worker_person],
      case: permit.case_id,
      after: { permit: permit.id, bridgingUntil, barred: input.bar },
    })
    await doing.later('reaction', 'revoke-employer-permit-document', { permit: permit.id })
    await doing.later('reaction', 'employer-permit-revoked', {
      permit: permit.id,
      worker: permit.worker_person,
      account: permit.employer_account,
    })
    return { revoked: today, bridgingUntil }
  },
})

async function bridge(doing: Doing, permit: HeldPermit): Promise<string | null> {
  const rule = valueAt('stay.bridging-after-revocation', doing.today)
  if (rule.state === 'proposed' && !doing.instance.demo) return null
  const until = doing.today.add({ days: Number(rule.value) }).toString()
  await openGround(doing, {
    person: permit.worker_person,
    kind: 'bridging',
    from: doing.today.toString(),
    to: until,
    basis: permit.id,
    lawState: rule.state,
  })
  return until
}

async function bar(doing: Doing, permit: HeldPermit, decision: string, reasons: string): Promise<void> {
  const to = doing.today.add({ months: numberAt('employer-permit.bar-months', doing.today) })
  await doing.tx.done(sql`
    insert into employer_permit.bar (id, employer_id, employer_account, region, decision_id, reasons, decided_by, from_on, to_on)
    values (${newId()}::uuid, ${permit.employer_id}::uuid, ${permit.employer_account}::uuid, ${permit.regions[0] ?? ''}, ${decision}::uuid, ${reasons},
      ${doing.actor.kind === 'staff' ? doing.actor.staff : null}::uuid, ${doing.today.toString()}::date, ${to.toString()}::date)`)
}
