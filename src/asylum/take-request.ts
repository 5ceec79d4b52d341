import { z } from 'zod'
import { Phone } from '../person/contact-address.ts'
import { enterPerson } from '../person/enter-person.ts'
import { PersonName } from '../person/person-name.ts'
import { CountryCode, registerPerson, TravelDocument } from '../person/register-person.ts'
import { inTransaction, isRefusal, parse, type Refusal, refuse } from '../platform/act.ts'
import { type Actor, admits, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { type Locale, locales } from '../platform/language.ts'
import { newId } from '../platform/new-id.ts'
import { behindWall, personKey, pseudonymOf, seal } from './behind-wall.ts'
import { addCertificate, giveCertificate } from './give-certificate.ts'
import { termsOf } from './terms.ts'

export const asylumOfficers = staff('asylum-officer')

/** Why somebody comes later than the term, as far as the rules know exceptions; their list was not read, so any word will do. */
export const lateReasons = ['illness', 'force-majeure', 'did-not-know', 'detained', 'other'] as const

export const AsylumRequest = z.object({
  latinName: PersonName,
  birthDate: z.iso.date('not-a-date'),
  sex: z.enum(['female', 'male', 'unspecified'], 'required'),
  citizenship: CountryCode.refine((code) => code !== 'KAZ', { error: 'citizen' }),
  /** Many have none: nobody is turned away for that. */
  document: TravelDocument.optional(),
  language: z.enum(locales as [Locale, ...Locale[]], 'required'),
  phone: Phone.optional(),
  /** Of arrival, or on which the person learned of the danger. */
  since: z.iso.date('required'),
  lateReason: z.enum(lateReasons).optional(),
  lateWords: z.string().trim().max(2000, 'too-long').default(''),
  persecutedBy: CountryCode.refine((code) => code !== 'KAZ', { error: 'citizen' }),
  story: z.string().trim().min(20, 'too-short').max(20_000, 'too-long'),
})
export type AsylumRequest = z.output<typeof AsylumRequest>

/** What of a request is sealed: who, from where, and why. */
export type SealedRequest = Omit<AsylumRequest, 'language'> & { person: string }

const job = { kind: 'system', job: 'lawful-stay' } as const

export function officeOf(actor: Actor): { staff: string; office: string; institution: string } {
  if (actor.kind !== 'staff' || !admits(asylumOfficers, actor)) throw new Fault('not-found')
  return actor
}

/**
 * Takes a request for asylum of somebody who stands at the counter, registered or not, with papers or without, late or in time: being late is
 * written down with its reason and turns nobody away. On the same day a certificate is issued and the days count. Nothing asks for a consent.
 * Law on Refugees, rules of 7 April 2022. The same form sent twice is one request.
 * Refused: `open-request` (theirs waits already), `document-of-another` (the document belongs to a record with another birth date).
 * @throws Fault not-found for whoever may not take requests, invalid-input
 */
export async function takeRequest(
  instance: Instance,
  actor: Actor,
  given: z.input<typeof AsylumRequest>,
  form: string,
): Promise<{ id: string } | Refusal> {
  const officer = officeOf(actor)
  const asked = parse(AsylumRequest, given)
  const today = instance.clock.today()
  const since = Temporal.PlainDate.from(asked.since)
  if (Temporal.PlainDate.compare(since, today) > 0) throw invalid('since', 'in-future')
  const terms = termsOf(today, since)
  const inTime = today.toString() <= terms.askBy.day
  if (!inTime && !asked.lateReason) throw invalid('lateReason', 'required')
  // Whether this institution may have anything at all is asked before anything is written anywhere.
  const region = await behindWall(instance, actor, async (tx) => {
    const { may } = await tx.one<{ may: boolean }>(
      sql`select asylum.listed(${officer.institution}, 'receives') as may`,
    )
    if (!may) throw new Fault('not-found')
    return tx.one<{ region: string | null }>(
      sql`select region from institution.office where id = ${officer.office}::uuid`,
    )
  })
  if (!region.region) throw new Fault('not-found')
  const person = await findOrEnter(instance, asked, region.region, pseudonymOf(instance, 'entered', form))
  if (isRefusal(person)) return person
  const { language, ...words } = asked
  const certificate = newId()
  const taken = await behindWall(instance, actor, async (tx) => {
    const key = personKey(instance, person.id)
    const known = await tx.maybe<{ id: string; form: string }>(
      sql`select id, form from asylum.request where form = ${form}::uuid`,
    )
    if (known) return { id: known.id }
    const id = newId()
    const written = await tx.done(sql`
      insert into asylum.request (id, form, person_key, institution, office_id, region, language, sealed, in_time, received_on, fingerprints_by, decide_by, state)
      values (${id}::uuid, ${form}::uuid, ${key}, ${officer.institution}, ${officer.office}::uuid, ${region.region}, ${language},
        ${seal(instance, id, { ...words, person: person.id } satisfies SealedRequest)}, ${inTime}, ${today.toString()}::date,
        ${terms.fingerprintsBy.day}::date, ${terms.decideBy.day}::date, 'pending')
      on conflict do nothing`)
    if (written === 0) return refuse({ code: 'open-request' })
    const { day, state } = terms.certificateUntil
    await addCertificate(tx, {
      id: certificate,
      request: id,
      form,
      from: today.toString(),
      to: day,
      lawState: state,
    })
    return { id }
  })
  if (!isRefusal(taken)) await giveCertificate(instance, certificate)
  return taken
}

/** The record of the person, found by document and birth date or made now, by a job: the register keeps no trace of who asked. */
async function findOrEnter(
  instance: Instance,
  asked: AsylumRequest,
  region: string,
  request: string,
): Promise<{ id: string } | Refusal> {
  const { document, latinName, birthDate, sex, citizenship, language, phone } = asked
  const about = { latinName, birthDate, sex, citizenship, language, region }
  if (!document) return enterPerson(instance, job, { ...about, ...(phone ? { phone } : {}) }, request)
  const { id } = await inTransaction(instance, job, false, (tx) =>
    tx.one<{ id: string | null }>(
      sql`select stay.guest_by_document(${document.issuingState}, ${document.number}, ${birthDate}) as id`,
    ),
  )
  if (id) return { id }
  const made = await registerPerson(
    instance,
    job,
    { ...about, document, ...(phone ? { contacts: { phone } } : {}), confirmedNew: true },
    request,
  )
  return isRefusal(made) ? refuse({ code: 'document-of-another' }) : { id: made.id }
}
