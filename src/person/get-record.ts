import type { Actor } from '../platform/actor.ts'
import { account, anyOf, client } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { type Looking, read } from '../platform/read.ts'
import { readingRights } from '../platform/reading-right.ts'
import { peopleReaders } from './find-people.ts'
import { maskValue } from './mask-value.ts'
import { type ReadingPurpose, readingBound } from './reading-purpose.ts'

export interface PersonRecord {
  id: string
  latin_name: string
  native_name: string | null
  birth_date: string
  sex: 'female' | 'male' | 'unspecified'
  citizenship: string
  language: string
  standing: 'declared' | 'verified'
  registered_at: Date
  version: number
  /** How to reach the person; only when it was asked for by itself. */
  contacts?: { channel: 'phone' | 'email'; address: string }[]
  /** The file with the photograph. */
  photo: string | null
  names: {
    script: string
    family: string | null
    given: string | null
    patronymic: string | null
    superseded_at: string | null
  }[]
  documents: {
    kind: 'passport' | 'identity-card' | 'travel-document' | 'visa'
    issuing_state: string
    number: string
    expires_on: string | null
    superseded_at: string | null
  }[]
  iin: { iin: string; warnings: string[] } | null
  facts: {
    kind: 'education' | 'occupation' | 'last-residence'
    code: string
    detail: string | null
    standing: 'declared' | 'recognised'
  }[]
}

/** What staff see masked until they ask for it: each asking is a read of its own that the person sees. */
export const masked = ['iin', 'document', 'contact'] as const
export type Masked = (typeof masked)[number]

/** How staff open a record: for what, and which masked value they, or a machine, ask for. */
export interface Opening {
  purpose?: ReadingPurpose
  reveal?: Masked
}

/** Kinds of data of the record itself; what else the page shows has its own. */
const ofRecord = ['identity', 'documents', 'education', 'occupation'] as const

/** What a page shows beside the record, and which kinds of data that is. */
export interface Beside<T> {
  shown: T
  categories: string[]
}
/** Whether a kind of data is open to the one who asks, for what the record was opened for. */
export type MaySee = (category: string) => boolean

/**
 * One person's record with its names, documents and facts, following `same_as` to the surviving record. Absent and forbidden give
 * the same answer. Staff need something that binds them to the person (`reading-purpose.ts`), and see of the record what their role may
 * see for that purpose (`platform.reading_right`). They and machines see IIN and document numbers masked until they ask for one.
 * @throws Fault not-found; purpose-owed when nothing binds them
 */
export async function getRecord(
  instance: Instance,
  actor: Actor,
  id: string,
  opening: Opening = {},
): Promise<PersonRecord> {
  const { record } = await openRecord(
    instance,
    actor,
    id,
    async () => ({ shown: undefined, categories: [] }),
    opening,
  )
  return record
}

/** The same, with what else the page shows of the person, under the one read record. */
export function openRecord<T>(
  instance: Instance,
  actor: Actor,
  id: string,
  also: (looking: Looking, person: string, maySee: MaySee) => Promise<Beside<T>>,
  opening: Opening = {},
): Promise<{ record: PersonRecord; also: T; maySee: MaySee }> {
  return read(
    instance,
    actor,
    {
      what: opening.reveal ? 'reveal' : 'person-record',
      who: anyOf(peopleReaders, client('register'), account),
      purpose: 'serve-person',
      legalBasis: 'LAW-MIG',
      categories: [...ofRecord],
    },
    async (looking) => {
      const { tx } = looking
      const record = await tx.one<PersonRecord>(sql`
        select p.id, p.latin_name, p.native_name, p.birth_date, p.sex, p.citizenship, p.language, p.standing, p.registered_at, p.version, p.photo,
          (select coalesce(jsonb_agg(to_jsonb(n) - 'person_id' order by n.known_at), '[]') from person.name n where n.person_id = p.id) as names,
          (select coalesce(jsonb_agg(to_jsonb(d) - 'mrz' order by d.known_at), '[]') from person.travel_document d where d.person_id = p.id) as documents,
          (select to_jsonb(i) from person.iin i where i.person_id = p.id and i.superseded_at is null) as iin,
          (select coalesce(jsonb_agg(to_jsonb(f) order by f.kind, f.standing), '[]') from person.fact f where f.person_id = p.id and f.superseded_at is null) as facts
        from person.person p
        where p.id = (select coalesce(x.same_as, x.id) from person.person x where x.id = ${id}::uuid)`)
      if (actor.kind !== 'staff') {
        const { shown, categories } = await also(looking, record.id, () => true)
        const client = actor.kind === 'client'
        return {
          answer: { record: client ? mask(record, opening.reveal) : record, also: shown, maySee: () => true },
          subjects: [record.id],
          categories: client && opening.reveal ? [`reveal-${opening.reveal}`] : [...ofRecord, ...categories],
        }
      }
      const rights = await readingRights(tx)
      const bound = await readingBound(looking, record.id, opening.purpose, rights)
      if (!bound) throw new Fault('purpose-owed')
      const maySee: MaySee = (category) => rights.get(bound.purpose)?.has(category) ?? false
      if (opening.reveal && !maySee(`reveal-${opening.reveal}`)) throw new Fault('not-found')
      if (opening.reveal === 'contact')
        record.contacts = await tx.rows(sql`
          select channel, address from person.contact where person_id = ${record.id}::uuid and superseded_at is null order by channel`)
      const { shown, categories } = await also(looking, record.id, maySee)
      return {
        answer: { record: narrow(mask(record, opening.reveal), maySee), also: shown, maySee },
        subjects: [record.id],
        purpose: bound.purpose,
        ...(bound.case ? { case: bound.case } : {}),
        categories: opening.reveal
          ? [`reveal-${opening.reveal}`]
          : [...new Set([...ofRecord.filter(maySee), ...categories])],
      }
    },
  )
}

/** The record without what is not open for this purpose. */
const narrow = (record: PersonRecord, maySee: MaySee): PersonRecord => ({
  ...record,
  documents: maySee('documents') ? record.documents : [],
  iin: maySee('documents') ? record.iin : null,
  photo: maySee('photo') ? record.photo : null,
  facts: record.facts.filter(({ kind }) => maySee(kind === 'last-residence' ? 'identity' : kind)),
})

function mask(record: PersonRecord, but: Masked | undefined): PersonRecord {
  const iin = record.iin && but !== 'iin' ? { ...record.iin, iin: maskValue(record.iin.iin) } : record.iin
  const documents =
    but === 'document'
      ? record.documents
      : record.documents.map((one) => ({ ...one, number: maskValue(one.number) }))
  return { ...record, iin, documents }
}
