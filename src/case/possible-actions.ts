import type { Actor } from '../platform/actor.ts'
import { caseKind } from './case-kind.ts'
import type { CaseRow } from './case-row.ts'

export const staffActions = [
  'claim',
  'grant',
  'ask',
  'go-on',
  'announce',
  'refuse',
  'take-back',
  'judge',
  'reassign',
  'release',
] as const
export type StaffAction = (typeof staffActions)[number]

/**
 * What the page offers a member of staff. It only decides what is shown: each act asks again, in its transaction.
 */
export function possibleActions(row: CaseRow, actor: Actor, now: Temporal.Instant): StaffAction[] {
  if (actor.kind !== 'staff' || row.closed_at !== null || row.office_id !== actor.office) return []
  const has = (...roles: string[]) => actor.roles.some((role) => roles.includes(role))
  const mine = row.assigned_to === actor.staff
  const held = !mine && row.assigned_to !== null && leaseHolds(row, now)
  const decides = actor.roles.some((role) => caseKind(row.kind).deciders.includes(role))
  const can: Record<StaffAction, boolean> = {
    claim: !held && (!mine || !leaseHolds(row, now) || row.state === 'submitted'),
    grant: !held && decides && row.state === 'in-review',
    ask: !held && has('permit-officer', 'supervisor', 'registrar') && row.state === 'in-review',
    'go-on':
      !held && has('permit-officer', 'supervisor', 'registrar') && row.state === 'waiting-on-applicant',
    announce: !held && decides && row.state === 'in-review',
    refuse: !held && decides && row.state === 'hearing',
    'take-back': !held && decides && row.state === 'hearing',
    judge: !held && has('appeal-officer') && row.state === 'appealed',
    reassign: has('supervisor'),
    release: mine,
  }
  return staffActions.filter((action) => can[action])
}

export const leaseHolds = (row: CaseRow, now: Temporal.Instant): boolean =>
  row.lease_until !== null && row.lease_until.getTime() > now.epochMilliseconds
