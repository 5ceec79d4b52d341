import { sql, type Tx } from '../platform/database.ts'
import { findValueAt } from '../policy/value-at.ts'
import type { StayAnswer } from './count-days.ts'
import { noticeDueOn } from './give-arrival-notice.ts'
import { lastEntry } from './grounds.ts'

export interface Duty {
  code: 'notice' | 'notice.late' | 'self-registration' | 'leave' | 'over' | 'none'
  by?: string
  /** Days that the rule gives from the entry, where it says so. */
  days?: number
  /** The notice that was given for this entry. */
  notifiedFor?: string
}

/** Days before the last lawful day from which leaving is the next duty. */
const soon = 7

/**
 * What the person has to do next, and by when: the host's notice (3 working days from the entry), leaving, or, when no notice is
 * on record, their own registration of the address (30 days from the entry, since 1 July 2026). Silence of a feed makes no duty:
 * without a known entry there is none.
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
  const notice = await tx.one<{ day: string | null }>(
    sql`select stay.notified(${person}::uuid, ${entered}::date)::text as day`,
  )
  const notified = notice.day ? { notifiedFor: notice.day } : {}
  if (stay.lastDay && stay.daysLeft !== undefined && stay.daysLeft <= soon)
    return { code: 'leave', by: stay.lastDay, ...notified }
  if (notice.day) return { code: 'none', ...notified }
  const due = noticeDueOn(entered)
  if (Temporal.PlainDate.compare(today, due) <= 0) return { code: 'notice', by: due.toString() }
  const self = findValueAt('stay.self-registration', entered)
  const until = self && Temporal.PlainDate.from(entered).add({ days: Number(self.value) })
  if (until && Temporal.PlainDate.compare(today, until) <= 0)
    return { code: 'self-registration', by: until.toString(), days: Number(self?.value) }
  return { code: 'notice.late', by: due.toString() }
}
