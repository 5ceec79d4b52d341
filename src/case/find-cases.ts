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
  const sift = others.map((other) => sql` and ' ' || c.name_key like ${`% ${other}%`}`)
  const inRange = sql`w.word >= ${word} and w.word < ${word + end}`
  const matches = (where: RawBuilder<unknown>) => sql`
    select w.word, ${lineColumns} from "case".name_word w join "case"."case" c on c.id = w.case_id
    where ${where}${sql.join(sift, sql``)} order by w.word, w.case_id limit ${limit}`
  if (regions === 'all') return matches(inRange)
  if (regions.length === 1) return matches(sql`w.region = ${regions[0]} and ${inRange}`)
  return sql`select found.* from unnest(${regions}::text[]) r, lateral (${matches(sql`w.region = r and ${inRange}`)}) found
    order by found.word, found.id limit ${limit}`
}

/** Cases the actor may see, open or not, by number or name as typed. At most `limit`. */
export async function findCases(
  query: Query,
  actor: Actor,
  text: string,
  limit: number,
): Promise<QueueRow[]> {
  const typed = text.trim()
  const number = readCaseNumber(typed)
  if (number) return query.rows<QueueRow>(casesByNumber(number, limit))
  if (/^kz[\s-]*\d/i.test(typed))
    return query.rows<QueueRow>(casesByNumber(typed.toUpperCase().replace(/\s+/g, ''), limit))
  if (foldName(typed) === '' || !('regions' in actor)) return []
  return query.rows<QueueRow>(casesByName(typed, actor.regions, limit))
}
