import type { Doing } from '../platform/act.ts'

/** The reaction `case-changed { case, type, version }`: upper modules push the new state to the parties, once for each version. */
export const tellCaseChanged = (doing: Doing, caseId: string, type: string, version: number): Promise<void> =>
  doing.later('reaction', 'case-changed', { case: caseId, type, version })
