import { sql, type Tx } from '../platform/database.ts'
import type { StayAnswer } from './count-days.ts'
import { noticeDueOn } from './give-arrival-notice.ts'
import { lastEntry } from './grounds.ts'
import { registrationDueOn } from './register-address.ts'

export interface Duty {
  code:
    | 'notice'
    | 'notice.late'
    | 'self-registration'
    | 'self-registration.late'
    | 'registration-denied'
    | 'leave'
    | 'over'
    | 'none'
  by?: string
  /** Days that the rule gives from the entry, where it says so. */
  days?: number
  /** The notice that was given for this entry. */
  notifiedFor?: string
  /** The person's own registration for this entry. */
  registration?: 'waiting' | 'confirmed' | 'denied' | 'refused'
}

/** Days before the last lawful day from which leaving is the next duty. */
const soon = 7
/** Who holds these is registered by another procedure. */
const registeredOtherwise = ['residence', 'kandas']

/**
 * What the person has to do next, and by when: leaving when the days end soon; the host's notice (3 working days from the entry);
 * since 1 July 2026 their own registration of the address (30 days from the entry), again with another host when the host said
 * no. Silence of a feed makes no duty: without a known entry there is none. A duty that is late is still to be done, and is no
 * finding about anybody.
 */
export async function nextDuty(
  tx: Tx,
  person: string,
  stay: StayAnswer,
  today: Temporal.PlainDate,
): Promise<Duty> {
  if (stay.daysLeft !== undefined && stay.daysLeft < 0) return { code: 'over' }
  const entered = await lastEntry(tx, person)
  if (!entered || stay.reason === 'outside') return { code: 'none' }
  const known = await tx.one<{ day: string | null; state: Duty['registration'] | null }>(sql`
    select stay.notified(${person}::uuid, ${entered}::date)::text as day,
      (select r.state from stay.registered(${person}::uuid, ${entered}::date) r) as state`)
  const done: Partial<Duty> = {
    ...(known.day ? { notifiedFor: known.day } : {}),
    ...(known.state ? { registration: known.state } : {}),
  }
  if (stay.lastDay && stay.daysLeft !== undefined && stay.daysLeft <= soon)
    return { code: 'leave', by: stay.lastDay, ...done }
  const notice = noticeDueOn(entered)
  if (!known.day && Temporal.PlainDate.compare(today, notice) <= 0)
    return { code: 'notice', by: notice.toString(), ...done }
  const due = registrationDueOn(entered)
  if (!due)
    return known.day ? { code: 'none', ...done } : { code: 'notice.late', by: notice.toString(), ...done }
  if (
    known.state === 'confirmed' ||
    known.state === 'waiting' ||
    registeredOtherwise.includes(stay.ground ?? '')
  )
    return { code: 'none', ...done }
  const days = Temporal.PlainDate.from(entered).until(due).days
  const late = Temporal.PlainDate.compare(today, due) > 0
  const code = late ? 'self-registration.late' : known.state ? 'registration-denied' : 'self-registration'
  return { code, by: due.toString(), days, ...done }
}
