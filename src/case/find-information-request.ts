import { type Query, sql } from '../platform/database.ts'

export interface InformationRequestRow {
  id: string
  case_id: string
  asks: string
  asked_by: string
  asked_at: Date
  answer_by: string
  days_left: number | null
  /** Null with `answered_at` set: the day to answer passed. */
  answer: string | null
  answered_at: Date | null
}

export const findInformationRequests = (query: Query, caseId: string): Promise<InformationRequestRow[]> =>
  query.rows<InformationRequestRow>(
    sql`select * from "case".information_request where case_id = ${caseId}::uuid order by asked_at`,
  )

export const findOpenInformationRequest = (
  query: Query,
  caseId: string,
): Promise<InformationRequestRow | undefined> =>
  query.maybe<InformationRequestRow>(
    sql`select * from "case".information_request where case_id = ${caseId}::uuid and answered_at is null`,
  )
