import type { Actor } from '../platform/actor.ts'
import { anyOf, client, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { read } from '../platform/read.ts'
import { normalPhone } from './contact-address.ts'
import { foldName } from './fold-name.ts'
import { readMrz } from './read-mrz.ts'

export interface FoundPerson {
  id: string
  latin_name: string
  native_name: string | null
  birth_date: string
  citizenship: string
  standing: 'declared' | 'verified'
  document: string | null
}

export interface FoundPeople {
  people: FoundPerson[]
  /** Give it as `after` for the next page; absent on the last. */
  next: string | undefined
}

export const peopleReaders = staff(
  'registrar',
  'permit-officer',
  'supervisor',
  'appeal-officer',
  'border-officer',
)

/**
 * People whom the asker may see, by the beginning of names in any script and order, a document number, an IIN, a phone or a
 * pasted machine-readable zone; `most` a page, in the order of their names. One read record names everybody on the page.
 */
export function findPeople(
  instance: Instance,
  actor: Actor,
  query: { wanted?: string; ids?: string[]; after?: string | undefined; most?: number },
): Promise<FoundPeople> {
  const { most = 50, after } = query
  return read(
    instance,
    actor,
    {
      what: 'person-list',
      who: anyOf(peopleReaders, client('register')),
      purpose: 'find-person',
      legalBasis: 'LAW-MIG',
      categories: ['identity'],
    },
    async ({ tx, today }) => {
      const which = query.ids ? sql`p.id = any(${query.ids}::uuid[])` : whichPeople(query.wanted ?? '', today)
      if (!which) return { answer: { people: [], next: undefined }, subjects: [] }
      const [afterName, afterId] = after?.split('\n') ?? []
      const people = await tx.rows<FoundPerson>(sql`
        select p.id, p.latin_name, p.native_name, p.birth_date, p.citizenship, p.standing,
          (select d.number from person.travel_document d where d.person_id = p.id and d.superseded_at is null order by d.known_at desc limit 1) as document
        from person.person p where p.same_as is null and ${which}
          ${afterId ? sql`and (p.latin_name collate "C", p.id) > (${afterName ?? ''}, ${afterId}::uuid)` : sql``}
        order by p.latin_name collate "C", p.id limit ${most + 1}`)
      const page = people.slice(0, most)
      const last = people.length > most ? page.at(-1) : undefined
      return {
        answer: { people: page, next: last && `${last.latin_name}\n${last.id}` },
        subjects: page.map((one) => one.id),
      }
    },
  )
}

function whichPeople(wanted: string, today: Temporal.PlainDate) {
  const text = wanted.trim()
  if (text.length < 2 || text.length > 400) return undefined
  const compact = text.toUpperCase().replaceAll(/[\s-]/g, '')
  if (compact.includes('<')) {
    const fields = readMrz(text, { today }).fields
    return fields ? byDocument(fields.documentNumber.replaceAll(/\s/g, '')) : undefined
  }
  const phone = text.startsWith('+') ? normalPhone(text) : undefined
  if (phone)
    return sql`p.id in (select c.person_id from person.contact c where c.address = ${phone} and c.superseded_at is null)`
  if (/^\d{12}$/.test(compact))
    return sql`p.id in (select i.person_id from person.iin i where i.iin = ${compact} and i.superseded_at is null)`
  // A long word with a digit is a document's number; a superseded one still finds its holder.
  if (/\d/.test(compact) && compact.length >= 5) return byDocument(compact)
  const words = foldName(text).split(' ').filter(Boolean)
  return words.length > 0 ? allWords(words) : undefined
}

const byDocument = (number: string) =>
  sql`p.id in (select d.person_id from person.travel_document d where d.number = ${number})`

// Comparing by bytes lets row-level security use the index; LIKE would read every key first.
const highest = '\u{10ffff}'
/** Every word begins some name of the person, in whatever order and script they were typed. */
const allWords = (words: string[]) =>
  sql.join(
    words.map(
      (word) =>
        sql`p.id in (select k.person_id from person.name_key k where k.key >= ${word} and k.key < ${word + highest})`,
    ),
    sql` and `,
  )
