import { type Query, sql } from '../platform/database.ts'
import type { FeedName } from './feed-kind.ts'

/** What came of one kind from one institution so far, and when the last. */
export interface LastFile {
  kind: FeedName
  institution: string
  names: Record<string, string>
  files: number
  lines: bigint
  received_at: Date
}

/** Each feed with its last file; which are late is for people to say: silence has no consequence by itself. */
export const findLastFiles = (query: Query): Promise<LastFile[]> =>
  query.rows<LastFile>(sql`
    select f.kind, f.institution, i.names, count(*)::int as files, sum(f.lines)::int8 as lines, max(f.received_at) as received_at
    from feed.file f join institution.institution i on i.code = f.institution group by f.kind, f.institution, i.names order by f.kind, f.institution limit 500`)

export interface Waiting {
  kind: FeedName
  reason: string
  count: number
  first: Date
}

/** How many lines wait in the quarantine, by kind and reason. */
export const countWaiting = (query: Query): Promise<Waiting[]> =>
  query.rows<Waiting>(sql`
    select kind, reason, count(*)::int as count, min(received_at) as first from feed.quarantine where state = 'waiting'
    group by kind, reason order by kind, count(*) desc`)

export interface WaitingLine {
  id: string
  institution: string
  line: number
  field: string | null
  received_at: Date
}

/** Waiting lines of one kind and reason without what they say, in the order of their ids. @param after id of the last one seen */
export const findWaiting = (
  query: Query,
  given: { kind: string; reason: string; after?: string | undefined; most: number },
): Promise<WaitingLine[]> =>
  query.rows<WaitingLine>(sql`
    select id, institution, line, field, received_at from feed.quarantine
    where state = 'waiting' and kind = ${given.kind} and reason = ${given.reason} ${given.after ? sql`and id > ${given.after}::uuid` : sql``}
    order by id limit ${given.most}`)
