import { type Query, sql } from '../platform/database.ts'
import type { CaseState, Outcome } from './transitions.ts'

/** A case as it stands in the table. Days are ISO text; moments are instants in UTC. */
export interface CaseRow {
  id: string
  number: string
  kind: string
  state: CaseState
  outcome: Outcome | null
  applicant_account: string | null
  applicant_person: string | null
  subjects: string[]
  subject_name: string
  region: string
  office_id: string
  assigned_to: string | null
  lease_until: Date | null
  due_on: string | null
  governing_date: string
  opened_at: Date
  closed_at: Date | null
  tags: string[]
  version: number
}

export const caseColumns = sql`id, number, kind, state, outcome, applicant_account, applicant_person, subjects, subject_name, region,
  office_id, assigned_to, lease_until, due_on, governing_date, opened_at, closed_at, tags, version`

/** @throws Fault not-found, the same for absent and forbidden */
export const getCase = (query: Query, id: string): Promise<CaseRow> =>
  query.one<CaseRow>(sql`select ${caseColumns} from "case"."case" where id = ${id}::uuid`)

/** @throws Fault not-found, the same for absent and forbidden */
export const getCaseByNumber = (query: Query, number: string): Promise<CaseRow> =>
  query.one<CaseRow>(sql`select ${caseColumns} from "case"."case" where number = ${number}`)

/** The case, kept from others until the transaction ends. @throws Fault not-found */
export const lockCase = (query: Query, id: string): Promise<CaseRow> =>
  query.one<CaseRow>(sql`select ${caseColumns} from "case"."case" where id = ${id}::uuid for update`)
