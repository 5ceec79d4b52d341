import { addWorkingDays } from '../policy/working-days.ts'

export const buckets = ['overdue', 'today', 'tomorrow', 'week', 'later'] as const
export type Bucket = (typeof buckets)[number]

/** The last calendar days of each group of the queue (Asia/Almaty). */
export interface QueueDays {
  today: string
  todayEnds: string
  tomorrowEnds: string
  weekEnds: string
}

/**
 * Groups by the last working day on which something can still be done: what falls due on Saturday is Friday's work, and on a Friday
 * "tomorrow" is Monday. The week ends on Sunday, or with tomorrow when that is later.
 */
export function queueDays(today: Temporal.PlainDate): QueueDays {
  const next = addWorkingDays(today, 1)
  const afterNext = addWorkingDays(today, 2)
  const todayEnds = next.subtract({ days: 1 })
  const tomorrowEnds = afterNext.subtract({ days: 1 })
  const sunday = today.add({ days: 7 - today.dayOfWeek })
  const weekEnds = Temporal.PlainDate.compare(sunday, tomorrowEnds) > 0 ? sunday : tomorrowEnds
  return {
    today: today.toString(),
    todayEnds: todayEnds.toString(),
    tomorrowEnds: tomorrowEnds.toString(),
    weekEnds: weekEnds.toString(),
  }
}

export function bucketOf(dueOn: string | null, days: QueueDays): Bucket {
  if (dueOn === null) return 'later'
  if (dueOn < days.today) return 'overdue'
  if (dueOn <= days.todayEnds) return 'today'
  if (dueOn <= days.tomorrowEnds) return 'tomorrow'
  return dueOn <= days.weekEnds ? 'week' : 'later'
}
