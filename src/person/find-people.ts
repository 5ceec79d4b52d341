import type { Actor } from '../platform/actor.ts'
import { anyOf, client, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { read } from '../platform/read.ts'
import { normalPhone } from './contact-address.ts'
import { explainName, type NameMatch, type Spelling } from './explain-name.ts'
import { maskValue } from './mask-value.ts'
import { readMrz } from './read-mrz.ts'
import { lacksVowels, type SearchWord, searchWays } from './search-words.ts'

export interface FoundPerson {
  id: string
  latin_name: string
  native_name: string | null
  birth_date: string
  citizenship: string
  standing: 'declared' | 'verified'
  document: string | null
  /** Why: word by word when a name was typed, else what was typed. */
  matched: NameMatch[]
  by: 'name' | 'consonants' | 'document' | 'iin' | 'phone' | 'id'
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
  'consular-officer',
)

/**
 * People whom the asker may see, by the beginning of names in any script, spelling and order, a document number, an IIN, a phone or a
 * pasted machine-readable zone; `most` a page, in the order of their names. When nobody's name is spelt so in any way that is known,
 * those whose names have the same consonants are shown. Each says why it was found. One read record names everybody on the page.
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
      const ways = query.ids
        ? [{ by: 'id' as const, which: sql`p.id = any(${query.ids}::uuid[])` }]
        : waysToFind(query.wanted ?? '', today)
      const [afterName, afterId, afterBy] = after?.split('\n') ?? []
      for (const { by, which } of ways) {
        // A page further on goes the way the first one went.
        if (afterBy && afterBy !== by) continue
        const people = await tx.rows<Omit<FoundPerson, 'matched' | 'by'> & { spellings: Spelling[] }>(sql`
        select p.id, p.latin_name, p.native_name, p.birth_date, p.citizenship, p.standing,
          (select d.number from person.travel_document d where d.person_id = p.id and d.superseded_at is null order by d.known_at desc limit 1) as document,
          (select coalesce(jsonb_agg(jsonb_build_object('text', concat_ws(' ', n.family, n.given, n.patronymic),
              'where', case when n.superseded_at is null then n.script else 'former' end) order by n.known_at), '[]')
            from person.name n where n.person_id = p.id) as spellings
        from person.person p where p.same_as is null and ${which}
          ${afterId ? sql`and (p.latin_name collate "C", p.id) > (${afterName ?? ''}, ${afterId}::uuid)` : sql``}
        order by p.latin_name collate "C", p.id limit ${most + 1}`)
        const page = people.slice(0, most).map(
          ({ spellings, ...one }): FoundPerson => ({
            ...one,
            // Who typed a number knows it; a list of names is no list of passports.
            document: one.document && actor.kind !== 'person' ? maskValue(one.document) : one.document,
            by,
            matched: by === 'name' || by === 'consonants' ? explainName(query.wanted ?? '', spellings) : [],
          }),
        )
        if (page.length === 0 && !after) continue
        const last = people.length > most ? page.at(-1) : undefined
        return {
          answer: { people: page, next: last && `${last.latin_name}\n${last.id}\n${by}` },
          subjects: page.map((one) => one.id),
        }
      }
      return { answer: { people: [], next: undefined }, subjects: [] }
    },
  )
}

interface Way {
  by: FoundPerson['by']
  which: ReturnType<typeof byDocument>
}

/** The ways to look for what was typed, the surest first; the next is gone only when one finds nobody. */
function waysToFind(wanted: string, today: Temporal.PlainDate): Way[] {
  const text = wanted.trim()
  if (text.length < 2 || text.length > 400) return []
  const compact = text.toUpperCase().replaceAll(/[\s-]/g, '')
  if (compact.includes('<')) {
    const fields = readMrz(text, { today }).fields
    return fields ? [{ by: 'document', which: byDocument(fields.documentNumber.replaceAll(/\s/g, '')) }] : []
  }
  const phone = text.startsWith('+') ? normalPhone(text) : undefined
  if (phone)
    return [
      {
        by: 'phone',
        which: sql`p.id in (select c.person_id from person.contact c where c.address = ${phone} and c.superseded_at is null)`,
      },
    ]
  if (/^\d{12}$/.test(compact))
    return [
      {
        by: 'iin',
        which: sql`p.id in (select i.person_id from person.iin i where i.iin = ${compact} and i.superseded_at is null)`,
      },
    ]
  // A long word with a digit is a document's number; a superseded one still finds its holder.
  if (/\d/.test(compact) && compact.length >= 5) return [{ by: 'document', which: byDocument(compact) }]
  const ways = searchWays(text)
  const [words] = ways
  if (!words) return []
  const consonants = {
    by: 'consonants' as const,
    which: allWords(words, ({ consonants }) => isOneOf(consonants)),
  }
  const names = {
    by: 'name' as const,
    which: sql`(${sql.join(
      ways.map((way) => allWords(way, ({ begins }) => beginsWithOne(begins))),
      sql` or `,
    )})`,
  }
  return lacksVowels(text) ? [consonants, names] : [names, consonants]
}

const byDocument = (number: string) =>
  sql`p.id in (select d.person_id from person.travel_document d where d.number = ${number})`

// Comparing by bytes lets row-level security use the index; LIKE would read every key first.
const highest = '\u{10ffff}'
const beginsWithOne = (beginnings: string[]) =>
  sql`select k.person_id from unnest(${beginnings}::text[]) b(b), person.name_key k where k.key >= b and k.key < b || ${highest}`
const isOneOf = (keys: string[]) =>
  sql`select k.person_id from person.name_key k where k.key = any(${keys}::text[])`

/** Every word is one of some name of the person, in whatever order and script they were typed. */
const allWords = (words: SearchWord[], found: (word: SearchWord) => ReturnType<typeof beginsWithOne>) =>
  sql`(${sql.join(
    words.map((word) => sql`p.id in (${found(word)})`),
    sql` and `,
  )})`
