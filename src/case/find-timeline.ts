import { type Query, sql } from '../platform/database.ts'

export interface TimelineRow {
  id: bigint
  at: Date
  type: string
  actor_kind: string
  actor: string
  office: string | null
  after: Record<string, unknown> | null
}

/** Everything that happened to a case, the latest first; of a very long one the last `limit`. */
export const findTimeline = (query: Query, caseId: string, limit = 200): Promise<TimelineRow[]> =>
  query.rows<TimelineRow>(sql`select id, at, type, actor_kind, actor, office, after from platform.event
    where case_id = ${caseId}::uuid order by id desc limit ${limit}`)
