import { type Query, sql } from '../platform/database.ts'
import type { Locale } from '../platform/language.ts'
import { getCase } from './case-row.ts'
import { findOpenHearing } from './find-hearing.ts'
import { type PlainStatus, plainStatus } from './plain-status.ts'

/** What the parties of a case are told when it changed, and where. No personal data: a status, a number, an address of ours. */
export interface PartiesToTell {
  number: string
  /** `caseText(locale)(\`party.status.${status}\`)` says it. */
  status: PlainStatus
  path: string
  parties: { account: string; channel: 'phone' | 'email'; address: string; language: Locale }[]
}

/** For the job after `case-changed` (runs as the system): the open accounts of applicant and subjects, each once. */
export async function findPartiesToTell(query: Query, caseId: string): Promise<PartiesToTell> {
  const row = await getCase(query, caseId)
  const hearing = await findOpenHearing(query, caseId)
  const persons = row.applicant_person ? [...row.subjects, row.applicant_person] : row.subjects
  return {
    number: row.number,
    status: plainStatus(row, { statementGiven: hearing?.statement != null }),
    path: `/cases/${row.number}`,
    parties: await query.rows(sql`
      select id as account, channel, address, language from person.account
      where closed_at is null and (id = ${row.applicant_account}::uuid or person_id = any (${persons}::uuid[])) order by id`),
  }
}
