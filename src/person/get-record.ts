import type { Actor } from '../platform/actor.ts'
import { account, anyOf, client } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { type Looking, read } from '../platform/read.ts'
import { peopleReaders } from './find-people.ts'

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

/**
 * One person's record with its names, documents and facts, following `same_as` to the surviving record. Absent and forbidden give
 * the same answer. @throws Fault not-found
 */
export async function getRecord(instance: Instance, actor: Actor, id: string): Promise<PersonRecord> {
  const { record } = await openRecord(instance, actor, id, async () => undefined)
  return record
}

/** The same, with what else the page shows of the person, under the one read record. */
export function openRecord<T>(
  instance: Instance,
  actor: Actor,
  id: string,
  also: (looking: Looking, person: string) => Promise<T>,
): Promise<{ record: PersonRecord; also: T }> {
  return read(
    instance,
    actor,
    {
      what: 'person-record',
      who: anyOf(peopleReaders, client('register'), account),
      purpose: 'serve-person',
      legalBasis: 'LAW-MIG',
      categories: ['identity', 'documents', 'education', 'occupation'],
    },
    async (looking) => {
      const record = await looking.tx.one<PersonRecord>(sql`
        select p.id, p.latin_name, p.native_name, p.birth_date, p.sex, p.citizenship, p.language, p.standing, p.registered_at, p.version, p.photo,
          (select coalesce(jsonb_agg(to_jsonb(n) - 'person_id' order by n.known_at), '[]') from person.name n where n.person_id = p.id) as names,
          (select coalesce(jsonb_agg(to_jsonb(d) - 'mrz' order by d.known_at), '[]') from person.travel_document d where d.person_id = p.id) as documents,
          (select to_jsonb(i) from person.iin i where i.person_id = p.id and i.superseded_at is null) as iin,
          (select coalesce(jsonb_agg(to_jsonb(f) order by f.kind, f.standing), '[]') from person.fact f where f.person_id = p.id and f.superseded_at is null) as facts
        from person.person p
        where p.id = (select coalesce(x.same_as, x.id) from person.person x where x.id = ${id}::uuid)`)
      return { answer: { record, also: await also(looking, record.id) }, subjects: [record.id] }
    },
  )
}
