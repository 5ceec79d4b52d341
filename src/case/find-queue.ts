import type { RawBuilder } from 'kysely'
import { type Query, sql } from '../platform/database.ts'
import { type Bucket, buckets, type QueueDays } from './queue-days.ts'
import type { CaseState } from './transitions.ts'

/** A line of the queue. */
export interface QueueRow {
  id: string
  number: string
  kind: string
  state: CaseState
  subject_name: string
  subjects: string[]
  assigned_to: string | null
  lease_until: Date | null
  due_on: string | null
  queue_day: string
  tags: string[]
}

const lineColumns = sql`id, number, kind, state, subject_name, subjects, assigned_to, lease_until, due_on, queue_day, tags`

export interface QueueFilter {
  kind?: string | undefined
  state?: CaseState | undefined
  tag?: string | undefined
  overdue?: boolean | undefined
}

/** Whose cases: mine, nobody's in an office, a colleague's, or the whole office's. */
export type QueueList =
  | { of: 'mine'; me: string }
  | { of: 'unassigned'; office: string }
  | { of: 'staff'; staff: string; office: string }
  | { of: 'office'; office: string }

/** Where a page ended: the next begins after it. */
export interface QueueCursor {
  day: string
  id: string
}

/** One page of open cases by term, then by age: a walk along one index, at most `limit` + 1 rows. */
export function queuePage(
  list: QueueList,
  filter: QueueFilter,
  given: { limit: number; today: string; after?: QueueCursor | undefined },
): RawBuilder<unknown> {
  const where = [sql`closed_at is null`]
  if (list.of === 'mine') where.push(sql`assigned_to = ${list.me}::uuid`)
  else if (list.of === 'staff')
    where.push(sql`assigned_to = ${list.staff}::uuid`, sql`office_id = ${list.office}::uuid`)
  else {
    where.push(sql`office_id = ${list.office}::uuid`)
    if (list.of === 'unassigned') where.push(sql`assigned_to is null`)
  }
  if (filter.kind) where.push(sql`kind = ${filter.kind}`)
  if (filter.state) where.push(sql`state = ${filter.state}`)
  if (filter.tag) where.push(sql`${filter.tag} = any (tags)`)
  if (filter.overdue) where.push(sql`queue_day < ${given.today}::date`)
  if (given.after) where.push(sql`(queue_day, id) > (${given.after.day}::date, ${given.after.id}::uuid)`)
  return sql`select ${lineColumns} from "case"."case" where ${sql.join(where, sql` and `)}
    order by queue_day, id limit ${given.limit + 1}`
}

/** The most that is counted office-wide: beyond it "1000+" is all anybody needs. */
export const countCap = 1000

/** How many open cases: mine exactly, nobody's in my office up to `countCap` + 1 a group. Whose "mine" is, the session says. */
export const queueCounts = (days: QueueDays): RawBuilder<unknown> =>
  sql`select list, bucket, cases from "case".queue_counts(${days.todayEnds}::date, ${days.tomorrowEnds}::date, ${days.weekEnds}::date,
    ${days.today}::date, ${countCap + 1}::integer)`

export type QueueCounts = Record<'mine' | 'unassigned', Record<Bucket, number>>

export async function findQueueCounts(query: Query, days: QueueDays): Promise<QueueCounts> {
  const none = () => Object.fromEntries(buckets.map((bucket) => [bucket, 0])) as Record<Bucket, number>
  const counts: QueueCounts = { mine: none(), unassigned: none() }
  const rows = await query.rows<{ list: 'mine' | 'unassigned'; bucket: Bucket; cases: number }>(
    queueCounts(days),
  )
  for (const row of rows) counts[row.list][row.bucket] = row.cases
  return counts
}
