import { z } from 'zod'
import { readAddress } from '../person/contact-address.ts'
import { act, type Doing, refuse } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { limitRate } from '../platform/limit-rate.ts'
import { newId } from '../platform/new-id.ts'
import { findValueAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'
import { lastEntry } from './grounds.ts'

export const OwnAddress = z.object({
  region: z.string().regex(/^\d{2}$/, 'required'),
  address: z.string().trim().min(5, 'required').max(200),
  since: z.iso.date('required'),
  hostName: z.string().trim().min(2, 'required').max(120),
  hostContact: z.string().trim().min(3, 'required').max(254),
})

/** The last day to register the address after an entry: 30 days (since 1 July 2026); undefined where the law asked for none. */
export function registrationDueOn(entered: string): Temporal.PlainDate | undefined {
  const rule = findValueAt('stay.self-registration', entered)
  return rule && Temporal.PlainDate.from(entered).add({ days: Number(rule.value) })
}

/** The last day to register a new address after a move: 5 working days (since 1 July 2026). */
export function reRegistrationDueOn(moved: string): Temporal.PlainDate | undefined {
  const rule = findValueAt('stay.re-registration', moved)
  return rule && addWorkingDays(moved, Number(rule.value))
}

/**
 * An immigrant registers where they live (Order No. 923, from 1 July 2026): name and passport are taken from the record, the host
 * by the phone or e-mail the host signs in with, and is asked to confirm. A late one is taken and marked late. Whether the
 * contact belongs to anybody is not told. Refused: `not-yet-law`, `citizen`, `no-document`, `already-waits`.
 * @throws Fault invalid-input (`since`, `hostContact`), not-found for somebody who is not registered, too-many-requests
 */
export const registerAddress = act({
  name: 'register-address',
  who: account,
  input: OwnAddress,
  async do(input, doing) {
    const { actor, tx, today } = doing
    if (actor.kind !== 'person' || !actor.person) throw new Fault('not-found')
    if (input.since > today.toString()) throw invalid('since', 'in-the-future')
    const contact = readAddress(input.hostContact)
    if (!contact) throw invalid('hostContact', 'contact')
    if (!findValueAt('stay.self-registration', today))
      return refuse({ code: 'not-yet-law', article: 'MIA-923' })
    await limitRate(tx, doing.now, {
      what: 'register-address',
      who: actor.account,
      most: 10,
      seconds: 86_400,
    })
    const person = await tx.one<{ name: string; citizenship: string; document: boolean }>(sql`
      select latin_name as name, citizenship, exists (select 1 from person.travel_document d
        where d.person_id = p.id and d.superseded_at is null) as document
      from person.person p where id = ${actor.person}::uuid`)
    if (person.citizenship === 'KAZ') return refuse({ code: 'citizen' })
    if (!person.document) return refuse({ code: 'no-document' })
    const entered = await lastEntry(tx, actor.person)
    const former = await tx.maybe<{ since: string }>(sql`
      select since::text from stay.registration where person_id = ${actor.person}::uuid and state = 'confirmed'
        and since >= ${entered ?? '1900-01-01'}::date`)
    if (former && input.since < former.since) throw invalid('since', 'before-the-former')
    const due = former ? reRegistrationDueOn(input.since) : entered ? registrationDueOn(entered) : undefined
    const id = newId()
    const written = await tx.done(sql`
      insert into stay.registration (id, person_id, account_id, guest_name, kind, region, address, since, host_name, host_contact, filed_on, due_on)
      values (${id}, ${actor.person}::uuid, ${actor.account}::uuid, ${person.name}, ${former ? 'move' : 'arrival'}, ${input.region},
        ${input.address}, ${input.since}, ${input.hostName}, ${contact.address}, ${today.toString()}, ${due?.toString() ?? null}::date)
      on conflict do nothing`)
    if (!written) return refuse({ code: 'already-waits' })
    await doing.record({
      type: 'address-registered',
      subjects: [actor.person],
      ground: 'MIA-923',
      after: { registration: id, region: input.region, since: input.since, due: due?.toString() ?? null },
    })
    await doing.later('reaction', 'registration-waiting', { registration: id })
    return { id, dueOn: due?.toString() ?? null, late: due ? today.toString() > due.toString() : false }
  },
})

/** Takes back what still waits for the host: the wrong address, or the wrong host. @throws Fault not-found */
export const withdrawRegistration = act({
  name: 'withdraw-registration',
  who: account,
  input: z.object({ registration: z.uuid() }),
  async do({ registration }, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'person' || !actor.person) throw new Fault('not-found')
    await tx.one(sql`
      update stay.registration set state = 'withdrawn' where id = ${registration}::uuid and person_id = ${actor.person}::uuid and state = 'waiting'
      returning id`)
    await doing.record({
      type: 'registration-withdrawn',
      subjects: [actor.person],
      before: { registration, state: 'waiting' },
      after: { state: 'withdrawn' },
    })
    return { registration }
  },
})

const hostAnswer = z.object({ registration: z.uuid() })

/** The host says yes: the address counts, the former one ends by itself, a certificate is made. @throws Fault not-found */
export const confirmRegistration = act({
  name: 'confirm-registration',
  who: account,
  input: hostAnswer,
  async do({ registration }, doing) {
    const row = await waitingForMe(doing, registration)
    await settleRegistration(doing, row, { by: 'host', ground: 'MIA-923' })
    return { registration }
  },
})

/**
 * The host says no, with a reason. It refuses nothing by law: the person may name another host, or ask an officer, who alone can
 * refuse. @throws Fault not-found, invalid-input (`reason`)
 */
export const denyRegistration = act({
  name: 'deny-registration',
  who: account,
  input: hostAnswer.extend({ reason: z.string().trim().min(5, 'required').max(500) }),
  async do({ registration, reason }, doing) {
    const row = await waitingForMe(doing, registration)
    await doing.tx.done(sql`
      update stay.registration set state = 'denied', answered_at = ${doing.now.toString()}::timestamptz, answered_by = 'host', answer_reason = ${reason}
      where id = ${row.id}::uuid`)
    await doing.record({
      type: 'registration-denied',
      subjects: [row.person_id],
      ground: 'MIA-923',
      after: { registration: row.id },
    })
    await doing.later('reaction', 'registration-answered', { registration: row.id })
    return { registration }
  },
})

interface Waiting {
  id: string
  person_id: string
}

// The contact decides whose it is; a guest cannot answer for the host by naming their own contact.
async function waitingForMe(doing: Doing, registration: string): Promise<Waiting> {
  const { actor, tx } = doing
  if (actor.kind !== 'person') throw new Fault('not-found')
  return tx.one<Waiting>(sql`
    select id, person_id from stay.registration where id = ${registration}::uuid and state = 'waiting' and host_contact = stay.my_contact()
      and account_id <> ${actor.account}::uuid and person_id is distinct from ${actor.person ?? null}::uuid for update`)
}

/** Makes an address count, inside the act of a host or of an officer: ends the former one, asks for the certificate. */
export async function settleRegistration(
  doing: Doing,
  row: Waiting,
  given: { by: 'host' | 'officer'; ground: string; case?: string },
): Promise<void> {
  const { ended } = await doing.tx.one<{ ended: string | null }>(
    sql`select stay.end_former(${row.id}::uuid) as ended`,
  )
  await doing.tx.done(sql`
    update stay.registration set state = 'confirmed', answered_at = ${doing.now.toString()}::timestamptz, answered_by = ${given.by}, answer_reason = null
    where id = ${row.id}::uuid`)
  await doing.record({
    type: 'registration-confirmed',
    subjects: [row.person_id],
    ...(given.case ? { case: given.case } : {}),
    ground: given.ground,
    after: { registration: row.id, by: given.by, endedFormer: ended },
  })
  await doing.later('reaction', 'registration-answered', { registration: row.id })
}
