import type { Doing } from '../platform/act.ts'
import type { CaseRow } from './case-row.ts'
import { changeState } from './change-state.ts'
import type { CaseState, Outcome } from './transitions.ts'

const stateAfter: Record<Outcome, CaseState> = {
  granted: 'decided',
  refused: 'decided',
  withdrawn: 'withdrawn',
  lapsed: 'closed',
}

/**
 * Takes a case out of the queue with its outcome: decided (granted, refused), withdrawn or closed (lapsed). The decision itself is
 * written by `recordDecision` first. The event is `case-<outcome>` unless `type` names it.
 * @throws Fault stale-form, wrong-state
 */
export function closeCase(
  doing: Doing,
  given: {
    caseId: string
    outcome: Outcome
    expectedVersion?: number | undefined
    type?: string | undefined
    ground?: string | undefined
    after?: Record<string, unknown> | undefined
  },
): Promise<CaseRow> {
  const { outcome } = given
  return changeState(doing, {
    caseId: given.caseId,
    to: stateAfter[outcome],
    type: given.type ?? `case-${outcome}`,
    expectedVersion: given.expectedVersion,
    outcome,
    ground: given.ground,
    after: { outcome, ...given.after },
  })
}
