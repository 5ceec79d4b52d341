import type { Doing } from '../platform/act.ts'

/** The reaction `case-changed { case, type }`: upper modules push the new state to the applicant. */
export const tellCaseChanged = (doing: Doing, caseId: string, type: string): Promise<void> =>
  doing.later('reaction', 'case-changed', { case: caseId, type })
