import { type Actor, type Audience, account, anyOf, type Role, staff } from '../platform/actor.ts'
import { Fault } from '../platform/fault.ts'
import type { CaseRow } from './case-row.ts'

/** Roles that work on cases. What each kind's decision needs besides, the kind says. */
export const caseRoles: Role[] = ['permit-officer', 'supervisor', 'registrar', 'appeal-officer']
export const caseStaff: Audience = staff(...caseRoles)
/** Those who decide in the first instance. */
export const deciders: Audience = staff('permit-officer', 'supervisor', 'registrar')
export const caseReaders: Audience = anyOf(caseStaff, account)

/** The one who asked: row-level security shows a case to other parties too, but only the applicant may take it back. */
export const isApplicant = (actor: Actor, row: CaseRow): boolean =>
  actor.kind === 'person' &&
  (row.applicant_account === actor.account ||
    (actor.person !== undefined && row.applicant_person === actor.person))

/** @throws Fault not-found, as for a case that is not there */
export function mustBeApplicant(actor: Actor, row: CaseRow): void {
  if (!isApplicant(actor, row)) throw new Fault('not-found')
}
