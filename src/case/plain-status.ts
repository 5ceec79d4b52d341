import type { CaseRow } from './case-row.ts'

/** The five statuses a person is told. */
export const plainStatuses = ['received', 'in-progress', 'waiting-on-you', 'completed', 'closed'] as const
export type PlainStatus = (typeof plainStatuses)[number]

/** Where a case stands for its parties. In a hearing it waits on them until they have answered. */
export function plainStatus(row: Pick<CaseRow, 'state'>, given: { statementGiven: boolean }): PlainStatus {
  switch (row.state) {
    case 'submitted':
      return 'received'
    case 'in-review':
    case 'appealed':
      return 'in-progress'
    case 'waiting-on-applicant':
      return 'waiting-on-you'
    case 'hearing':
      return given.statementGiven ? 'in-progress' : 'waiting-on-you'
    case 'decided':
      return 'completed'
    case 'withdrawn':
    case 'closed':
      return 'closed'
  }
}
