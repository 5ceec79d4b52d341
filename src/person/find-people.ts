import type { Actor } from '../platform/actor.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { read } from '../platform/read.ts'
import { foldName } from './fold-name.ts'

export interface FoundPerson {
  id: string
  latin_name: string
  native_name: string | null
  birth_date: string
  citizenship: string
  document: string | null
}

export const peopleReaders = staff(
  'registrar',
  'permit-officer',
  'supervisor',
  'appeal-officer',
  'border-officer',
)

/**
 * People whom the asking officer may see, by the beginning of a name in any script, a document number or an IIN; at most fifty.
 * The list leaves one read record that names everybody on it.
 */
export function findPeople(instance: Instance, actor: Actor, wanted: string): Promise<FoundPerson[]> {
  const text = wanted.trim()
  return read(
    instance,
    actor,
    {
      what: 'person-list',
      who: peopleReaders,
      purpose: 'find-person',
      legalBasis: 'LAW-MIG',
      categories: ['identity'],
    },
    async ({ tx }) => {
      if (text.length < 2) return { answer: [], subjects: [] }
      const compact = text.toUpperCase().replaceAll(/[\s-]/g, '')
      const which = /^\d{12}$/.test(compact)
        ? sql`p.id in (select person_id from person.iin where iin = ${compact} and superseded_at is null)`
        : /\d/.test(compact)
          ? sql`p.id in (select person_id from person.travel_document where number = ${compact} and superseded_at is null)`
          : allWords(foldName(text).split(' '))
      const answer = await tx.rows<FoundPerson>(sql`
        select p.id, p.latin_name, p.native_name, p.birth_date, p.citizenship,
          (select d.number from person.travel_document d where d.person_id = p.id and d.superseded_at is null limit 1) as document
        from person.person p where p.same_as is null and ${which} order by p.latin_name limit 50`)
      return { answer, subjects: answer.map((one) => one.id) }
    },
  )
}

/** Every word begins some name of the person, in whatever order and script they were typed. */
const allWords = (words: string[]) =>
  sql.join(
    words.map(
      (word) =>
        sql`p.id in (select person_id from person.name_key where key like ${`${word.replaceAll(/[%_\\]/g, '')}%`})`,
    ),
    sql` and `,
  )
