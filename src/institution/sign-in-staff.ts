import { z } from 'zod'
import { act, type Doing, refuse } from '../platform/act.ts'
import { type Role, roles, staff, system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { openSession, refreshProof } from '../platform/session.ts'

export const anyStaff = staff(...roles)
export const strongMethods = ['passkey', 'oidc-strong']

/** Whether a member of staff may work on this day, and as what. */
export async function standingOf(
  doing: Doing,
  by: { subject: string } | { staff: string },
): Promise<
  | { staff: string; roles: Role[] }
  | { refused: 'no-account' | 'account-ended' | 'no-posting'; staff?: string }
> {
  const day = doing.today.toString()
  const row = await doing.tx.maybe<{ id: string; active: boolean; roles: Role[] }>(sql`
    select s.id, s.active_from <= ${day}::date and (s.active_to is null or s.active_to >= ${day}::date) as active,
      array(select distinct p.role from institution.posting p where p.staff_id = s.id
        and p.valid_from <= ${day}::date and (p.valid_to is null or p.valid_to >= ${day}::date)) as roles
    from institution.staff s where ${'subject' in by ? sql`s.subject = ${by.subject}` : sql`s.id = ${by.staff}::uuid`}`)
  if (!row) return { refused: 'no-account' }
  if (!row.active) return { refused: 'account-ended', staff: row.id }
  return row.roles.length ? { staff: row.id, roles: row.roles } : { refused: 'no-posting', staff: row.id }
}

/**
 * Opens a session for whom the identity provider named: a member of staff with an account and a posting on this day. Both yes and no
 * are kept as events. Refused: `no-account`, `account-ended`, `no-posting`.
 */
export const signInStaff = act({
  name: 'sign-in-staff',
  who: system,
  input: z.object({ subject: z.string().min(1).max(300), strong: z.boolean(), idToken: z.string() }),
  async do(input, doing) {
    const who = await standingOf(doing, { subject: input.subject })
    return openFor(doing, who, input.strong ? 'oidc-strong' : 'oidc', input.idToken)
  },
})

export async function openFor(
  doing: Doing,
  who: Awaited<ReturnType<typeof standingOf>>,
  method: string,
  idToken?: string,
) {
  if ('refused' in who) {
    await doing.record({
      type: 'staff-sign-in-refused',
      subjects: [],
      ground: who.refused,
      after: { staff: who.staff ?? null, method },
    })
    return refuse({ code: who.refused })
  }
  const token = await openSession(doing.tx, doing.now, {
    kind: 'staff',
    staff: who.staff,
    methods: [method],
    ...(idToken ? { idToken } : {}),
  })
  await doing.record({ type: 'staff-signed-in', subjects: [], after: { staff: who.staff, method } })
  return { token, roles: who.roles }
}

/**
 * Marks a fresh and strong proof on the running session of the member of staff who asks (step-up). Refused: `another-person` when
 * the provider named somebody else, `not-strong` when the proof was a weak one.
 */
export const proveAgain = act({
  name: 'prove-again',
  who: anyStaff,
  input: z.object({ subject: z.string(), strong: z.boolean(), session: z.string() }),
  async do(input, doing) {
    const who = await standingOf(doing, { subject: input.subject })
    if ('refused' in who || doing.actor.kind !== 'staff' || who.staff !== doing.actor.staff)
      return refuse({ code: 'another-person' })
    if (!input.strong) return refuse({ code: 'not-strong' })
    await refreshProof(doing.tx, input.session, doing.now, 'oidc-strong')
    await doing.record({ type: 'staff-proved-again', subjects: [], after: { method: 'oidc-strong' } })
    return { done: true }
  },
})

/** Where a member of staff begins: the first thing their role works on. */
export function homeOf(mine: readonly Role[]): string {
  const has = (...wanted: Role[]) => mine.some((role) => wanted.includes(role))
  if (has('permit-officer', 'supervisor', 'appeal-officer')) return '/queue'
  if (has('registrar')) return '/register'
  if (has('border-officer')) return '/people'
  if (has('consular-officer')) return '/register/assisted'
  if (has('partner-officer')) return '/check/right'
  if (has('administrator')) return '/staff/people'
  return '/'
}
