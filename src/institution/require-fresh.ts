import { Fault } from '../platform/fault.ts'
import { holdsTyped } from '../ui/holds-typed.ts'
import type { Visit } from '../ui/visit.ts'
import { strongMethods } from './sign-in-staff.ts'

/** Whether the proof of identity of this session is strong (passkey, or several factors at the provider) and recent enough. */
export function isFresh(visit: Visit, minutes: number): boolean {
  const { session, instance } = visit
  if (!session) return false
  const age = instance.clock.now().since(session.authenticatedAt).total('minutes')
  return age <= minutes && session.methods.some((method) => strongMethods.includes(method))
}

/**
 * Nothing when the proof is fresh (`isFresh`); else the way to prove it again, which comes back to `back` (this page unless told).
 * Of a posted form nothing is done.
 * @throws Fault proof-owed for a form with words in it: its page keeps them while the proof is given in another window
 */
export function requireFresh(visit: Visit, minutes: number, back?: string): Response | undefined {
  if (!visit.session) return visit.redirect('/staff/sign-in')
  if (isFresh(visit, minutes)) return undefined
  if (holdsTyped(visit.answers)) throw new Fault('proof-owed')
  return visit.redirect(
    `/staff/confirm?to=${encodeURIComponent(back ?? visit.url.pathname + visit.url.search)}`,
  )
}
