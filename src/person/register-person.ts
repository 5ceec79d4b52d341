import { z } from 'zod'
import { findCountry } from '../classifier/countries.ts'
import { act, type Doing, type Refusal, refuse } from '../platform/act.ts'
import { account, anyOf, client, staff } from '../platform/actor.ts'
import { isUniqueViolation, sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { locales } from '../platform/language.ts'
import { newId } from '../platform/new-id.ts'
import { checkIin } from './check-iin.ts'
import { foldName } from './fold-name.ts'
import { readMrz } from './read-mrz.ts'

const NamePart = z.string().trim().min(1).max(100)
const Country = z
  .string()
  .trim()
  .toUpperCase()
  .refine((code) => findCountry(code) !== undefined, { error: 'unknown-country' })

/** One name is a whole name: it stands in `given`, and there is no family name to invent. */
const PersonName = z
  .object({ family: NamePart.optional(), given: NamePart.optional(), patronymic: NamePart.optional() })
  .refine((name) => name.family ?? name.given, { error: 'required' })

const Day = z.iso.date({ error: 'not-a-date' })

export const RegisterPerson = z.object({
  latinName: PersonName,
  nativeName: PersonName.optional(),
  /** The whole day, or only what is known of it: `1988`, `1988-03`, `1988-03-27`. */
  birthDate: z
    .string()
    .regex(/^\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?$/, 'not-a-date')
    .refine((text) => text.length < 10 || z.iso.date().safeParse(text).success, { error: 'not-a-date' }),
  sex: z.enum(['female', 'male', 'unspecified']),
  citizenship: Country,
  document: z.object({
    kind: z.enum(['passport', 'identity-card', 'travel-document']),
    issuingState: Country,
    number: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z0-9]{3,20}$/, 'document-number-form'),
    issuedOn: Day.optional(),
    expiresOn: Day.optional(),
  }),
  mrz: z.string().max(1000).optional(),
  /** Somebody looked at the document and typed over a zone that reads wrong. */
  typedByHand: z.boolean().optional(),
  iin: z.string().trim().optional(),
  education: z
    .string()
    .regex(/^[0-9]$/)
    .optional(),
  occupation: z
    .string()
    .regex(/^\d{1,4}$/)
    .optional(),
  lastResidence: z.object({ country: Country, place: z.string().trim().max(120).optional() }).optional(),
  language: z.enum(locales as [string, ...string[]]).default('ru'),
  region: z.string().regex(/^\d{2}$/, 'required'),
  /** Similar people were shown and none is this one. */
  confirmedNew: z.boolean().default(false),
})
export type RegisterPerson = z.infer<typeof RegisterPerson>

export interface Registered {
  id: string
  /** Codes to show beside the record; they stopped nothing. */
  warnings: string[]
}

const registrars = anyOf(staff('registrar', 'permit-officer', 'border-officer'), client('register'))

/**
 * Enters a natural person in the register: one person, one record. An officer's entry is `verified` (they hold the document), a
 * person's own is `declared`. The same document or IIN twice is a refusal that names the existing record to those who may see
 * it, also when two clerks press at once. A wrong check digit of the IIN or of the zone stops; a date or sex that the IIN
 * does not bear out only warns (Gov. Resolution of 26.08.2013 No. 853).
 */
export const registerPerson = act({
  name: 'register-person',
  who: anyOf(registrars, account),
  input: RegisterPerson,
  do: register,
})

async function register(input: RegisterPerson, doing: Doing): Promise<Registered | Refusal> {
  const { actor, tx } = doing
  if (actor.kind === 'person' && actor.person) throw new Fault('already-exists')
  const warnings = [...checkZone(input, doing.today), ...checkDates(input, doing.today)]
  const iin = input.iin
    ? checkIin(input.iin, { birthDate: input.birthDate, sex: sexLetter[input.sex] })
    : undefined
  if (iin && !iin.valid) throw invalid('iin', iin.problems[0] ?? 'invalid')
  warnings.push(...(iin?.warnings ?? []))

  const { document } = input
  const held = await tx.one<{
    by_document: string | null
    by_iin: string | null
    visible: string[] | null
    similar: string[] | null
  }>(sql`
    with held as (select person.holder_of_document(${document.issuingState}, ${document.number}, ${document.kind}) as d, person.holder_of_iin(${iin?.digits ?? ''}) as i)
    select d as by_document, i as by_iin,
      (select array_agg(p.id) from person.person p where p.id in (d, i)) as visible,
      ${input.confirmedNew || actor.kind !== 'staff' ? sql`null::uuid[]` : sql`(select array_agg(distinct k.person_id) from person.name_key k join person.person p on p.id = k.person_id where k.key = ${foldName(joined(input.latinName))} and p.birth_date = ${input.birthDate})`} as similar
    from held`)
  const see = (id: string) => (held.visible?.includes(id) ? { see: id } : {})
  if (held.by_document) return refuse({ code: 'document-already-registered', ...see(held.by_document) })
  if (held.by_iin) return refuse({ code: 'iin-already-registered', ...see(held.by_iin) })
  if (held.similar?.length) return refuse(...held.similar.map((id) => ({ code: 'similar-person', see: id })))

  const id = newId()
  try {
    await insert(input, doing, id, iin?.digits, warnings)
  } catch (error) {
    // Another clerk was faster between our look and our insert.
    if (isUniqueViolation(error)) throw new Fault('already-exists', { cause: error })
    throw error
  }
  await doing.record({
    type: 'person-registered',
    subjects: [id],
    ground: 'LAW-MIG',
    after: { standing: standingOf(doing), citizenship: input.citizenship, region: input.region, warnings },
  })
  return { id, warnings }
}

const standingOf = (doing: Doing): 'declared' | 'verified' =>
  doing.actor.kind === 'person' ? 'declared' : 'verified'
const sexLetter = { female: 'F', male: 'M', unspecified: 'X' } as const

const joined = (name: { family?: string | undefined; given?: string | undefined }): string =>
  [name.family, name.given].filter(Boolean).join(' ')

/** The person first, so that row-level security sees whose the rest is; the rest in one statement, one round trip. */
async function insert(
  input: RegisterPerson,
  doing: Doing,
  id: string,
  iin: string | undefined,
  warnings: string[],
) {
  const now = doing.now.toString()
  const source = doing.actor.kind === 'person' ? 'self' : doing.actor.kind === 'client' ? 'api' : 'officer'
  const standing = standingOf(doing)
  const native = input.nativeName
  const wholes = [
    joined(input.latinName),
    native ? joined(native) : '',
    native?.patronymic ? `${joined(native)} ${native.patronymic}` : '',
  ]
    .filter(Boolean)
    .map(foldName)
  // The whole name finds its like, each word finds it from any side.
  const keys = [...new Set(wholes.flatMap((whole) => [whole, ...whole.split(' ')]))]
  const names = [
    { id: newId(), script: 'latin', ...input.latinName },
    ...(native ? [{ id: newId(), script: 'native', ...native }] : []),
  ]
  const facts = [
    ...(input.education ? [{ id: newId(), kind: 'education', code: input.education, detail: null }] : []),
    ...(input.occupation ? [{ id: newId(), kind: 'occupation', code: input.occupation, detail: null }] : []),
    ...(input.lastResidence
      ? [
          {
            id: newId(),
            kind: 'last-residence',
            code: input.lastResidence.country,
            detail: input.lastResidence.place ?? null,
          },
        ]
      : []),
  ]
  const { document } = input
  const latin = joined(input.latinName).toUpperCase()
  const nativeWhole = native
    ? [native.family, native.given, native.patronymic].filter(Boolean).join(' ')
    : null
  await doing.tx.done(sql`
    insert into person.person (id, citizenship, birth_date, sex, latin_name, native_name, language, regions, standing, registered_at, registered_by)
        values (${id}::uuid, ${input.citizenship}, ${input.birthDate}, ${input.sex}, ${latin}, ${nativeWhole}, ${input.language}, array[${input.region}]::text[], ${standing}, ${now}::timestamptz, ${source})`)
  await doing.tx.rows(sql`
    with n as (insert into person.name (id, person_id, script, family, given, patronymic, known_at, source)
        select x.id, ${id}::uuid, x.script, x.family, x.given, x.patronymic, ${now}::timestamptz, ${source}
        from jsonb_to_recordset(${JSON.stringify(names)}::jsonb) as x(id uuid, script text, family text, given text, patronymic text)),
      k as (insert into person.name_key (person_id, key) select ${id}::uuid, key from unnest(${keys}::text[]) key),
      d as (insert into person.travel_document (id, person_id, kind, issuing_state, number, issued_on, expires_on, mrz, standing, known_at, source)
        values (${newId()}::uuid, ${id}::uuid, ${document.kind}, ${document.issuingState}, ${document.number}, ${document.issuedOn ?? null}::date, ${document.expiresOn ?? null}::date,
          ${input.mrz ?? null}, ${standing}, ${now}::timestamptz, ${source})),
      i as (insert into person.iin (person_id, iin, warnings, standing, known_at, source)
        select ${id}::uuid, ${iin ?? null}, ${warnings.filter((w) => w.startsWith('iin-'))}::text[], ${standing}, ${now}::timestamptz, ${source} where ${iin ?? null}::text is not null),
      f as (insert into person.fact (id, person_id, kind, code, detail, standing, known_at, source)
        select x.id, ${id}::uuid, x.kind, x.code, x.detail, 'declared', ${now}::timestamptz, ${source}
        from jsonb_to_recordset(${JSON.stringify(facts)}::jsonb) as x(id uuid, kind text, code text, detail text))
    select 1`)
  if (doing.actor.kind === 'person')
    await doing.tx.done(
      sql`update person.account set person_id = ${id}::uuid where id = ${doing.actor.account}::uuid`,
    )
}

/** What the machine-readable zone says against what was typed: a wrong check digit stops, a difference warns. */
function checkZone(input: RegisterPerson, today: Temporal.PlainDate): string[] {
  if (!input.mrz) return []
  const reading = readMrz(input.mrz, { today })
  if (!reading.ok && !input.typedByHand) throw invalid('mrz', 'mrz-does-not-read')
  if (!reading.fields) return ['mrz-unreadable']
  const { fields } = reading
  return [
    ...(fields.documentNumber && fields.documentNumber !== input.document.number
      ? ['mrz-number-differs']
      : []),
    ...(fields.birthDate && fields.birthDate !== input.birthDate ? ['mrz-birth-date-differs'] : []),
    ...(fields.nationality && fields.nationality !== input.citizenship ? ['mrz-citizenship-differs'] : []),
  ]
}

function checkDates(input: RegisterPerson, today: Temporal.PlainDate): string[] {
  if (input.birthDate.slice(0, 10) > today.toString()) throw invalid('birthDate', 'in-the-future')
  if (input.birthDate < '1880') throw invalid('birthDate', 'too-long-ago')
  const { issuedOn, expiresOn } = input.document
  if (issuedOn && issuedOn > today.toString()) throw invalid('document.issuedOn', 'in-the-future')
  if (issuedOn && expiresOn && expiresOn <= issuedOn) throw invalid('document.expiresOn', 'before-issue')
  return expiresOn && expiresOn < today.toString() ? ['document-expired'] : []
}
