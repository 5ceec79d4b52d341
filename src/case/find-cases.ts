import type { RawBuilder } from 'kysely'
import { explainName, type NameMatch } from '../person/explain-name.ts'
import { lacksVowels, type SearchWord, searchWays } from '../person/search-words.ts'
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

/** How a name is looked for: by how its words sound, as they were folded before there were sounds, or by their consonants alone. */
export type NameSearch = 'sounds' | 'folded' | 'consonants'

/**
 * Cases by the beginnings of words of the name, in any script, spelling and order. One word leads down the index of the regions asked about
 * (one step for each, and for each way it may sound), the one whose shortest beginning is longest, since fewest names begin so: `karimov`
 * before `aliuli`, which finds `ali` too. The others only sift. `regions: 'all'` walks the index of the country.
 */
export function casesByName(
  text: string,
  regions: string[] | 'all',
  limit: number,
  by: NameSearch = 'sounds',
): RawBuilder<unknown> {
  const keysOf = ({ begins, consonants }: SearchWord): string[] =>
    by === 'consonants'
      ? consonants
      : begins.filter((beginning) => beginning.startsWith('!') === (by === 'sounds'))
  const [leading = [], ...others] = (searchWays(text)[0] ?? [])
    .map(keysOf)
    .sort((a, b) => shortest(b) - shortest(a))
  // Consonants are whole words; everything else is a beginning.
  const whole = by === 'consonants'
  const [sift = null, ...rest] = others.map((keys) => keys.map((key) => ` ${key}${whole ? ' ' : ''}`))
  return sql`/* kept */ select ${lineColumns} from "case".find_by_keys(${leading}::text[], ${whole}, ${sift}::text[],
    ${rest.length > 0 ? JSON.stringify(rest) : null}::jsonb, ${regions === 'all' ? null : regions}::text[], ${limit}) c`
}

const shortest = (keys: string[]): number => Math.min(...keys.map((key) => key.length))

/** A search shows the first of what fits; whoever misses somebody types more. */
export const searchLimit = 25

/** A line that was found, and why when it was by name. */
export interface FoundCase extends QueueRow {
  matched: NameMatch[]
}

/**
 * Cases the actor may see, open or not, by number or name as typed. At most `searchLimit`. When no name sounds so, those with the same
 * consonants.
 */
export async function findCases(query: Query, actor: Actor, text: string): Promise<FoundCase[]> {
  const typed = text.trim()
  const unexplained = (rows: QueueRow[]) => rows.map((row) => ({ ...row, matched: [] }))
  const number = readCaseNumber(typed)
  if (number) return unexplained(await query.rows<QueueRow>(casesByNumber(number, searchLimit)))
  if (/^kz[\s-]*\d/i.test(typed))
    return unexplained(
      await query.rows<QueueRow>(casesByNumber(typed.toUpperCase().replace(/\s+/g, ''), searchLimit)),
    )
  if (searchWays(typed).length === 0 || !('regions' in actor)) return []
  const ways: NameSearch[] = lacksVowels(typed)
    ? ['consonants', 'sounds']
    : ['sounds', 'folded', 'consonants']
  for (const by of ways) {
    const rows = await query.rows<QueueRow>(casesByName(typed, actor.regions, searchLimit, by))
    // Two words of one name may begin alike.
    if (rows.length > 0)
      return [...new Map(rows.map((row) => [row.id, row])).values()].map((row) => ({
        ...row,
        matched: explainName(typed, [{ text: row.subject_name, where: 'latin' }]),
      }))
  }
  return []
}
