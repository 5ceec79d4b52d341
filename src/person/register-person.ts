import { setImmediate as immediate } from 'node:timers/promises'
import { z } from 'zod'
import { findCountry } from '../classifier/countries.ts'
import { findOccupation } from '../classifier/occupations.ts'
import { findRegion } from '../classifier/regions.ts'
import { act, type Doing, type Ground, type Refusal, refuse } from '../platform/act.ts'
import { type Actor, account, anyOf, client, covers, staff, system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { locales } from '../platform/language.ts'
import { newId } from '../platform/new-id.ts'
import { checkRegistration } from './check-registration.ts'
import { Contacts } from './contact-address.ts'
import { countGuess, refuseGuessing } from './limit-guessing.ts'
import { displayLatin, displayNative, nameKeys, PersonName } from './person-name.ts'
import { groundsOfAlike, type LookAlike, samePersonWatch } from './same-person-watch.ts'

export const CountryCode = z
  .string()
  .trim()
  .toUpperCase()
  .refine((code) => code.length === 3 && findCountry(code) !== undefined, { error: 'unknown-country' })

const Day = z.iso.date({ error: 'not-a-date' })

export const TravelDocument = z.object({
  kind: z.enum(['passport', 'identity-card', 'travel-document']),
  issuingState: CountryCode,
  number: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9]{3,20}$/, 'document-number-form'),
  issuedOn: Day.optional(),
  expiresOn: Day.optional(),
})
export type TravelDocument = z.infer<typeof TravelDocument>

export const FamilyRelation = z.enum(['spouse', 'child', 'parent', 'sibling', 'guardian', 'ward', 'other'])
export type FamilyRelation = z.infer<typeof FamilyRelation>

/** The whole day, or only what is known of it: `1988`, `1988-03`, `1988-03-27`. */
export const BirthDate = z
  .string()
  .regex(/^\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?$/, 'not-a-date')
  .refine((text) => text.length < 10 || z.iso.date().safeParse(text).success, { error: 'not-a-date' })

/** A natural person, from a form and from the API alike. */
export const RegisterPerson = z.object({
  latinName: PersonName,
  nativeName: PersonName.optional(),
  birthDate: BirthDate,
  sex: z.enum(['female', 'male', 'unspecified']),
  /** ISO 3166-1 alpha-3, or ICAO Doc 9303's codes for the stateless and refugees. */
  citizenship: CountryCode,
  document: TravelDocument,
  mrz: z.string().max(1000).optional(),
  /** Somebody looked at the document and typed over a zone that reads wrong. */
  typedByHand: z.boolean().optional(),
  iin: z.string().trim().max(40).optional(),
  /** ISCED 2011 level. */
  education: z
    .string()
    .regex(/^[0-8]$/, 'unknown-education-level')
    .optional(),
  /** ISCO-08 code. */
  occupation: z
    .string()
    .refine((code) => findOccupation(code) !== undefined, { error: 'unknown-occupation' })
    .optional(),
  lastResidence: z
    .object({ country: CountryCode, place: z.string().trim().min(1).max(120).optional() })
    .optional(),
  contacts: Contacts.optional(),
  language: z.enum(locales as [string, ...string[]]).default('ru'),
  /** KATO prefix of the region that deals with the person. */
  region: z
    .string()
    .regex(/^\d{2}$/, 'required')
    .refine((code) => findRegion(`KZ-${code}`) !== undefined, { error: 'unknown-region' }),
  /** Files stored before by the same hand (`store-file.ts`). */
  photo: z.uuid().optional(),
  documentFile: z.uuid().optional(),
  family: z
    .array(z.object({ relative: z.uuid(), relation: FamilyRelation }))
    .max(20)
    .optional(),
  /** The draft this was asked in; it goes when the record is made. */
  draft: z.uuid().optional(),
  /** The answers were read to the person in this language, and the person agreed with them (assisted registration). */
  readTo: z.enum(locales as [string, ...string[]]).optional(),
  /** Similar people were shown and none is this one. Those who look alike wait for a reviewer all the same. */
  confirmedNew: z.boolean().default(false),
  /** What is said of each record that was shown, by whoever has the person before them. */
  alike: z
    .array(z.object({ person: z.uuid(), answer: z.enum(['not-same', 'unsure']) }))
    .max(20)
    .optional(),
  /** That there are records in other regions, which reviewers compare, was read. */
  alikeElsewhere: z.boolean().default(false),
  /** Why; kept with each answer. */
  alikeReason: z.string().trim().min(10, 'reasons-too-short').max(2000).optional(),
})
export type RegisterPerson = z.infer<typeof RegisterPerson>

export interface Registered {
  id: string
  /** Codes to show beside the record; they stopped nothing. */
  warnings: string[]
}

export const registrars = staff('registrar', 'permit-officer', 'border-officer', 'consular-officer')

/**
 * Enters a natural person in the register: one person, one record. An officer's entry is `verified` (they hold the document), a
 * person's own is `declared`. The same document or IIN twice is a refusal that names the existing record to those who may see
 * it (`document-already-registered`, `iin-already-registered`), also when two clerks press at once. Records that are likely of the
 * same person, in any script, are shown first (`similar-people`, one ground each; `similar-elsewhere` for those of other regions) until
 * each has its answer in `alike`, or `confirmedNew`; then both wait for a reviewer. Somebody who registers themself learns of nobody:
 * their record is made and the pair waits. A wrong check digit of the IIN or of the zone stops; a date or sex that the IIN does not
 * bear out only warns (Gov. Resolution of 26.08.2013 No. 853).
 */
export const registerPerson = act({
  name: 'register-person',
  // A job registers for a module whose officer must not stand in the record.
  who: anyOf(registrars, client('register'), account, system),
  input: RegisterPerson,
  do: register,
})

async function register(input: RegisterPerson, doing: Doing): Promise<Registered | Refusal> {
  const { actor, tx } = doing
  if (actor.kind === 'person' && actor.person) throw new Fault('already-exists')
  if ('regions' in actor && !covers(actor.regions, input.region)) throw invalid('region', 'not-your-region')
  const { issues, warnings, iin } = checkRegistration(input, doing.today)
  if (issues.length > 0) throw new Fault('invalid-input', { issues })
  await refuseGuessing(doing)
  const id = newId()
  const watch = samePersonWatch()
  const looking = watch?.lookFor(doing, input)
  // The question goes out, and what is to be written is made ready while the database looks.
  if (looking) await immediate()
  const given = JSON.stringify({
    ...row(input, doing, id, iin, warnings),
    ...(watch ? { confirmed: true } : {}),
  })
  const alike = (await looking) ?? []
  const unanswered = stillToAnswer(input, actor, alike)
  const { answer } = await tx.one<{ answer: Answer }>(
    unanswered.length > 0
      ? whoHolds(input, iin)
      : sql`/* kept */ select person.register(${given}::jsonb) as answer`,
  )
  if (answer.unknown) throw invalid(answer.unknown, 'not-found')
  const grounds = groundsOf(answer)
  if (grounds.length > 0) {
    await countGuess(doing)
    return refuse(...grounds)
  }
  if (unanswered.length > 0) return refuse(...groundsOfAlike(unanswered))
  await watch?.registered(doing, id, input, alike)
  if (input.draft) await tx.done(sql`delete from person.registration_draft where id = ${input.draft}::uuid`)
  await doing.record({
    type: 'person-registered',
    subjects: [id],
    ground: 'LAW-MIG',
    after: {
      standing: standingOf(doing),
      citizenship: input.citizenship,
      region: input.region,
      warnings,
      ...(input.readTo ? { readTo: input.readTo } : {}),
    },
  })
  return { id, warnings }
}

/** The same document or IIN is certain and is told first, also where somebody only looks alike. */
const whoHolds = ({ document }: RegisterPerson, iin: string | undefined) => sql`
  select jsonb_build_object('by_document', d, 'by_iin', i, 'similar', '[]'::jsonb, 'unknown', null,
    'visible', (select coalesce(jsonb_agg(p.id), '[]') from person.person p where p.id in (d, i))) as answer
  from (select person.holder_of_document(${document.issuingState}, ${document.number}, ${document.kind}) as d,
    person.holder_of_iin(${iin ?? null}::text) as i) held`

/** Look-alikes that the one who registers has not answered for. A person who registers themself is not asked, since they must not learn of strangers. */
function stillToAnswer(input: RegisterPerson, actor: Actor, alike: LookAlike[]): LookAlike[] {
  if (input.confirmedNew || actor.kind === 'person') return []
  const answered = new Set(input.alikeReason ? input.alike?.map(({ person }) => person) : [])
  // Of what the asker may not open they cannot say anything: reviewers will.
  return alike.filter(({ person, visible }) => (visible ? !answered.has(person) : !input.alikeElsewhere))
}

/** What `person.register` answers: nothing, or whose document or IIN it is; `visible` are those the asker may see. */
interface Answer {
  by_document: string | null
  by_iin: string | null
  visible: string[]
  similar: string[]
  /** A field that names a file or relative nobody finds. */
  unknown: string | null
}

function groundsOf(answer: Answer): Ground[] {
  const see = (id: string) => (answer.visible.includes(id) ? { see: id } : {})
  if (answer.by_document) return [{ code: 'document-already-registered', ...see(answer.by_document) }]
  if (answer.by_iin) return [{ code: 'iin-already-registered', ...see(answer.by_iin) }]
  return answer.similar.map((id) => ({ code: 'similar-people', see: id }))
}

/** Where a fact comes from, as it stands beside it for ever. */
export const sourceOf = (doing: Doing): 'self' | 'api' | 'officer' =>
  doing.actor.kind === 'person' ? 'self' : doing.actor.kind === 'client' ? 'api' : 'officer'
export const standingOf = (doing: Doing): 'declared' | 'verified' =>
  doing.actor.kind === 'person' ? 'declared' : 'verified'

function row(
  input: RegisterPerson,
  doing: Doing,
  id: string,
  iin: string | undefined,
  warnings: string[],
): Record<string, unknown> {
  const { latinName, nativeName, document, lastResidence, contacts, ...rest } = input
  const names = [latinName, ...(nativeName ? [nativeName] : [])]
  return {
    id,
    citizenship: rest.citizenship,
    birth_date: rest.birthDate,
    sex: rest.sex,
    latin_name: displayLatin(latinName),
    native_name: nativeName ? displayNative(nativeName) : null,
    language: rest.language,
    region: rest.region,
    standing: standingOf(doing),
    source: sourceOf(doing),
    now: doing.now.toString(),
    names: names.map((name, i) => ({ id: newId(), script: i === 0 ? 'latin' : 'native', ...name })),
    ...nameKeys(names),
    document: {
      id: newId(),
      kind: document.kind,
      issuing_state: document.issuingState,
      number: document.number,
      issued_on: document.issuedOn ?? null,
      expires_on: document.expiresOn ?? null,
      mrz: rest.mrz ?? null,
      file: rest.documentFile ?? null,
    },
    iin: iin ?? null,
    iin_warnings: warnings.filter((code) => code.startsWith('iin-')),
    facts: [
      ...(rest.education ? [{ id: newId(), kind: 'education', code: rest.education }] : []),
      ...(rest.occupation ? [{ id: newId(), kind: 'occupation', code: rest.occupation }] : []),
      ...(lastResidence
        ? [
            {
              id: newId(),
              kind: 'last-residence',
              code: lastResidence.country,
              detail: lastResidence.place ?? null,
            },
          ]
        : []),
    ],
    contacts: Object.entries(contacts ?? {}).map(([channel, address]) => ({ id: newId(), channel, address })),
    photo: rest.photo ?? null,
    family: (rest.family ?? []).map((link) => ({ id: newId(), ...link })),
    confirmed: rest.confirmedNew || doing.actor.kind === 'person' || (rest.alike?.length ?? 0) > 0,
  }
}
