import type { Visit } from '../ui/visit.ts'
import { strongMethods } from './sign-in-staff.ts'

/**
 * Whether the proof of identity of this session is strong (passkey, or several factors at the provider) and no older than `minutes`.
 * The answer is a way to prove it again, which comes back to this page, or nothing when it is fresh. A form that was posted comes
 * back as its page: nothing was done.
 */
export function requireFresh(visit: Visit, minutes: number): Response | undefined {
  const { session, instance } = visit
  if (!session) return visit.redirect('/staff/sign-in')
  const age = instance.clock.now().since(session.authenticatedAt).total('minutes')
  if (age <= minutes && session.methods.some((method) => strongMethods.includes(method))) return undefined
  return visit.redirect(`/staff/confirm?to=${encodeURIComponent(visit.url.pathname + visit.url.search)}`)
}
