import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { staff, system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'

export const regimes = ['operational-search', 'covert-investigation', 'danger-to-life'] as const
export type Regime = (typeof regimes)[number]
export const traceKinds = ['crossings', 'arrival-notices'] as const

export const requesters = staff('supervisor')
export const authorities = staff('prosecutor', 'appeal-officer')

/** Hours in which an urgent order must be confirmed. */
const urgentHours = 24

/**
 * Asks for the movements of one person in one period for one purpose. It opens nothing until another institution approves: the
 * prosecutor, or the court for a covert investigation (Law on Operational-Search Activities No. 154-XIII art. 12; Criminal
 * Procedure Code; both not read in the text, shown as unverified). Only danger to life opens at once, and is sealed after 24 hours unless
 * confirmed. The day on which the person is told is fixed here and comes by itself.
 * @throws Fault invalid-input (`person`, `periodTo`, `noticeOn`, `validDays`)
 */
export const requestTracing = act({
  name: 'request-tracing',
  who: requesters,
  input: z.object({
    person: z.uuid(),
    regime: z.enum(regimes),
    purpose: z.string().trim().min(20, 'too-short').max(2000),
    reference: z.string().trim().min(3, 'required').max(100),
    kinds: z.array(z.enum(traceKinds)).min(1, 'required'),
    periodFrom: z.iso.date('day'),
    periodTo: z.iso.date('day'),
    validDays: z.int().min(1, 'number').max(30, 'number'),
    noticeOn: z.iso.date('day'),
    urgent: z.boolean().default(false),
  }),
  async do(input, doing) {
    const { actor, tx, now } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    if (input.urgent && input.regime !== 'danger-to-life') throw invalid('urgent', 'life-only')
    if (input.periodTo < input.periodFrom) throw invalid('periodTo', 'before-start')
    const latest = doing.today.add({ days: 366 }).toString()
    if (input.noticeOn > latest) throw invalid('noticeOn', 'too-late')
    const person = await tx.maybe<{ id: string }>(
      sql`select coalesce(same_as, id) as id from person.person where id = ${input.person}::uuid`,
    )
    if (!person) throw invalid('person', 'not-found')
    const id = newId()
    await tx.done(sql`
      insert into oversight.tracing_order (id, requested_by, requesting_institution, regime, purpose, reference, person_id, kinds, period_from, period_to,
        requested_at, valid_until, notice_on, urgent)
      values (${id}::uuid, ${actor.staff}::uuid, ${actor.institution}, ${input.regime}, ${input.purpose}, ${input.reference}, ${person.id}::uuid,
        ${input.kinds}::text[], ${input.periodFrom}::date, ${input.periodTo}::date, ${now.toString()}::timestamptz,
        ${now.add({ hours: 24 * input.validDays }).toString()}::timestamptz, ${input.noticeOn}::date, ${input.urgent})`)
    // Subjects stay out of the event: it would tell the person what the order defers.
    await doing.record({
      type: 'tracing-requested',
      subjects: [],
      after: { order: id, regime: input.regime, urgent: input.urgent, noticeOn: input.noticeOn },
    })
    if (input.urgent)
      await doing.later(
        'reaction',
        'seal-unconfirmed',
        { order: id },
        { startAfterSeconds: urgentHours * 3600 + 1 },
      )
    return { id }
  },
})

/** The authority of the regime approves or refuses, with reasons. The database holds that it is another institution and person. */
export const decideTracing = act({
  name: 'decide-tracing',
  who: authorities,
  input: z.object({
    order: z.uuid(),
    approve: z.boolean(),
    reasons: z.string().trim().min(20, 'too-short').max(4000),
  }),
  async do({ order, approve, reasons }, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    const held = await tx.one<{ decided: boolean; sealed: boolean; urgent: boolean }>(sql`
      select approved is not null as decided, sealed_at is not null as sealed, urgent from oversight.tracing_order where id = ${order}::uuid for update`)
    if (held.decided) throw new Fault('wrong-state')
    if (held.sealed && approve) return refuse({ code: 'sealed' })
    const seal = held.urgent && !approve
    await tx.done(sql`
      update oversight.tracing_order set decided_by = ${actor.staff}::uuid, deciding_institution = ${actor.institution},
        deciding_kind = (select kind from institution.institution where code = ${actor.institution}), decided_at = ${doing.now.toString()}::timestamptz,
        approved = ${approve}, reasons = ${reasons}, sealed_at = coalesce(sealed_at, ${seal ? doing.now.toString() : null}::timestamptz)
      where id = ${order}::uuid`)
    await doing.record({
      type: approve ? 'tracing-approved' : 'tracing-refused',
      subjects: [],
      after: { order, sealed: seal },
    })
    return { order, approved: approve }
  },
})

/** A day after an urgent order nobody confirmed: closed for ever, and everybody who asked owes a certificate of erasure. */
export const sealUnconfirmed = act({
  name: 'seal-unconfirmed',
  who: system,
  input: z.object({ order: z.uuid() }),
  async do({ order }, doing) {
    const sealed = await doing.tx.done(sql`
      update oversight.tracing_order set sealed_at = ${doing.now.toString()}::timestamptz
      where id = ${order}::uuid and urgent and approved is null and sealed_at is null
        and requested_at <= ${doing.now.subtract({ hours: urgentHours }).toString()}::timestamptz`)
    if (sealed === 0) return refuse({ code: 'nothing-to-seal' })
    await doing.record({ type: 'tracing-sealed', subjects: [], after: { order } })
    return { order }
  },
})

/** Who asked under a sealed order says that what they learned is erased. @throws Fault wrong-state, not-found */
export const certifyErasure = act({
  name: 'certify-erasure',
  who: requesters,
  input: z.object({ order: z.uuid(), says: z.string().trim().min(20, 'too-short').max(2000) }),
  async do({ order, says }, doing) {
    if (doing.actor.kind !== 'staff') throw new Fault('not-allowed')
    const held = await doing.tx.one<{ owed: boolean }>(sql`
      select sealed_at is not null and exists (select 1 from oversight.trace_query q where q.order_id = o.id and q.asked_by = ${doing.actor.staff}::uuid) as owed
      from oversight.tracing_order o where id = ${order}::uuid`)
    if (!held.owed) throw new Fault('wrong-state')
    await doing.tx.done(sql`
      insert into oversight.erasure_certificate (order_id, certified_by, certified_at, says)
      values (${order}::uuid, ${doing.actor.staff}::uuid, ${doing.now.toString()}::timestamptz, ${says}) on conflict do nothing`)
    await doing.record({ type: 'erasure-certified', subjects: [], after: { order } })
    return { order }
  },
})
