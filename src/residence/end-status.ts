import { z } from 'zod'
import { act } from '../platform/act.ts'
import { account, anyOf, staff, system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import type { LawState } from '../policy/law-state.ts'
import { closeGround, openGround } from '../stay/grounds.ts'

/**
 * Ends a status or card: because its holder became a citizen (status and card are void then), told by them or by an officer who saw
 * the act of citizenship; or because the holder gives it up. An officer cannot give it up for anybody. The day may be up to 30 days back.
 * @throws Fault not-found, stale-form, wrong-state, invalid-input (on, reference)
 */
export const endStatus = act({
  name: 'end-status',
  who: anyOf(account, staff('permit-officer', 'supervisor')),
  input: z.object({
    status: z.uuid(),
    expectedVersion: z.int(),
    because: z.enum(['citizenship', 'renounced'], { error: 'required' }),
    on: z.iso.date('day'),
    /** Number and date of the act of citizenship. */
    reference: z.string().trim().max(200).optional(),
  }),
  async do(input, doing) {
    const { actor, tx, today } = doing
    const row = await tx.one<{
      id: string
      person_id: string
      case_id: string
      state: string
      kind: string
      valid_from: string
      version: number
    }>(
      sql`select id, person_id, case_id, state, kind, valid_from::text, version from residence.status where id = ${input.status}::uuid for update`,
    )
    if (row.version !== input.expectedVersion) throw new Fault('stale-form')
    if (row.state !== 'active') throw new Fault('wrong-state')
    if (input.because === 'renounced' && actor.kind === 'staff') throw new Fault('not-allowed')
    if (input.because === 'citizenship' && !input.reference) throw invalid('reference', 'required')
    if (input.on > today.toString()) throw invalid('on', 'in-the-future')
    if (input.on < row.valid_from || input.on < today.subtract({ days: 30 }).toString())
      throw invalid('on', 'too-long-ago')
    await tx.done(sql`
      update residence.status set state = 'ended', ended_on = ${input.on}::date, ended_because = ${input.because}, ended_reference = ${input.reference || null},
        version = version + 1 where id = ${row.id}::uuid`)
    await closeGround(doing, row.id, input.on, input.because)
    await doing.record({
      type: 'residence-ended',
      subjects: [row.person_id],
      case: row.case_id,
      ground: input.because,
      after: { status: row.id, on: input.on, told: actor.kind },
    })
    await doing.later('reaction', 'revoke-residence-document', { status: row.id })
    return { ended: input.on }
  },
})

/**
 * An officer takes back an end that was recorded by mistake, within its term: the holder had not become a citizen. A new document
 * follows. @throws Fault wrong-state when the term is over or it was given up
 */
export const restoreStatus = act({
  name: 'restore-status',
  who: staff('permit-officer', 'supervisor'),
  input: z.object({
    status: z.uuid(),
    expectedVersion: z.int(),
    reasons: z.string().trim().min(20, 'reasons-too-short').max(2000),
  }),
  async do(input, doing) {
    const { tx, today } = doing
    const row = await tx.one<{
      id: string
      person_id: string
      case_id: string
      state: string
      ended_because: string | null
      decision_id: string
      valid_to: string
      version: number
    }>(
      sql`select id, person_id, case_id, decision_id, state, ended_because, valid_to::text, version from residence.status where id = ${input.status}::uuid for update`,
    )
    if (row.version !== input.expectedVersion) throw new Fault('stale-form')
    if (row.state !== 'ended' || row.ended_because !== 'citizenship' || row.valid_to < today.toString())
      throw new Fault('wrong-state')
    await tx.done(sql`
      update residence.status set state = 'active', ended_on = null, ended_because = null, ended_reference = null, version = version + 1 where id = ${row.id}::uuid`)
    const { law_states } = await tx.one<{ law_states: LawState[] }>(
      sql`select law_states from "case".decision where id = ${row.decision_id}::uuid`,
    )
    await openGround(doing, {
      person: row.person_id,
      kind: 'residence',
      from: today.toString(),
      to: row.valid_to,
      basis: row.id,
      lawState: law_states.at(-1) ?? 'unverified',
    })
    await doing.record({
      type: 'residence-restored',
      subjects: [row.person_id],
      case: row.case_id,
      ground: input.reasons,
      after: { status: row.id },
    })
    await doing.later('reaction', 'issue-residence-document', { status: row.id })
    return { restored: true }
  },
})

/**
 * Statuses whose last day has passed are over, at most `most` at a time. Nobody decides anything: the term was in the certificate from
 * the beginning. Places of the quota stay used: they were for this year's settlement. Codes that ended a day ago are erased.
 * @returns how many; call again while it is `most`
 */
export const expireStatuses = act({
  name: 'expire-statuses',
  who: system,
  input: z.object({ most: z.int().positive().default(500) }),
  async do({ most }, doing) {
    const today = doing.today.toString()
    await doing.tx.done(
      sql`delete from residence.right_code where ends_at < ${doing.now.subtract({ hours: 24 }).toString()}::timestamptz`,
    )
    const over = await doing.tx.rows<{
      id: string
      person_id: string
      case_id: string
      valid_to: string
    }>(sql`
      update residence.status set state = 'expired', ended_on = valid_to, ended_because = 'term-over', version = version + 1
      where id in (select id from residence.status where state = 'active' and valid_to < ${today}::date order by valid_to limit ${most} for update skip locked)
      returning id, person_id, case_id, valid_to::text`)
    for (const one of over) {
      await doing.record({
        type: 'residence-expired',
        subjects: [one.person_id],
        case: one.case_id,
        after: { status: one.id, on: one.valid_to },
      })
      await doing.later('reaction', 'residence-over', { status: one.id, person: one.person_id })
    }
    if (over.length === 0) await doing.record({ type: 'statuses-checked', subjects: [], after: { today } })
    return { statuses: over.length }
  },
})
