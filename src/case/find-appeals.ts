import { type Query, sql } from '../platform/database.ts'

export interface AppealRow {
  id: string
  case_id: string
  decision_id: string
  text: string
  lodged_at: Date
  lodged_by: string
  in_time: boolean
  office_id: string
  from_office: string
  decide_by: string | null
  decided_by: string | null
  decided_at: Date | null
  outcome: 'upheld' | 'overturned' | 'withdrawn' | null
  reasons: string | null
}

export const findAppeals = (query: Query, caseId: string): Promise<AppealRow[]> =>
  query.rows<AppealRow>(sql`select * from "case".appeal where case_id = ${caseId}::uuid order by lodged_at`)
