import type { RawBuilder } from 'kysely'
import { foldName } from '../person/fold-name.ts'
import type { Actor } from '../platform/actor.ts'
import { type Query, sql } from '../platform/database.ts'
import { readCaseNumber } from './case-number.ts'
import type { QueueRow } from './find-queue.ts'

const lineColumns = sql`c.id, c.number, c.kind, c.state, c.subject_name, c.subjects, c.assigned_to, c.lease_until, c.due_on, c.queue_day, c.tags`

// The highest code point: every text that begins with a prefix lies below prefix + this, compared by bytes.
const end = '\u{10FFFF}'

/** Cases by the beginning of their number. */
export const casesByNumber = (prefix: string, limit: number): RawBuilder<unknown> =>
  sql`select ${lineColumns} from "case"."case" c where c.number >= ${prefix} and c.number < ${prefix + end} order by c.number limit ${limit}`

/**
 * Cases by the beginnings of words of the name, in any script and order. The longest word typed leads down the index of the
 * regions asked about (one step for each); the others only sift. `regions: 'all'` walks the index of the country.
 */
export function casesByName(text: string, regions: string[] | 'all', limit: number): RawBuilder<unknown> {
  const words = foldName(text)
    .split(' ')
    .filter((word) => word !== '')
    .sort((a, b) => b.length - a.length)
  const [word = '', ...others] = words
  const sift = others.map((other) => sql` and ' ' || w.name_key like ${`% ${other}%`}`)
  const inRange = sql`w.word >= ${word} and w.word < ${word + end}`
  // The words are limited before any case is opened; their policy and the case's are the same.
  const matches = (where: RawBuilder<unknown>) => sql`select w.word, w.case_id from "case".name_word w
    where ${where}${sql.join(sift, sql``)} order by w.word, w.case_id limit ${limit}`
  const found =
    regions === 'all'
      ? matches(inRange)
      : regions.length === 1
        ? matches(sql`w.region = ${regions[0]} and ${inRange}`)
        : sql`select one.* from unnest(${regions}::text[]) r, lateral (${matches(sql`w.region = r and ${inRange}`)}) one
            order by one.word, one.case_id limit ${limit}`
  return sql`select ${lineColumns} from (${found}) found join "case"."case" c on c.id = found.case_id
    order by found.word, found.case_id`
}

/** A search shows the first of what fits; whoever misses somebody types more. */
export const searchLimit = 25

/** Cases the actor may see, open or not, by number or name as typed. At most `searchLimit`. */
export async function findCases(query: Query, actor: Actor, text: string): Promise<QueueRow[]> {
  const typed = text.trim()
  const number = readCaseNumber(typed)
  if (number) return query.rows<QueueRow>(casesByNumber(number, searchLimit))
  if (/^kz[\s-]*\d/i.test(typed))
    return query.rows<QueueRow>(casesByNumber(typed.toUpperCase().replace(/\s+/g, ''), searchLimit))
  if (foldName(typed) === '' || !('regions' in actor)) return []
  const rows = await query.rows<QueueRow>(casesByName(typed, actor.regions, searchLimit))
  // Two words of one name may begin alike.
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}
