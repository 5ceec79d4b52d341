import { z } from 'zod'
import { anyStaff } from '../institution/sign-in-staff.ts'
import { act } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'

/** Hours that a reason carries beyond a soft limit; the database allows no more than eight. */
export const leaveHours = 8

/**
 * Somebody who came to a soft limit of reading says why the work needs more. They read on for eight hours, up to the hard limit,
 * and their supervisor sees the reason. The page proves who they are first (`require-fresh`). @throws Fault invalid-input (`reason`)
 */
export const giveReadingReason = act({
  name: 'give-reading-reason',
  who: anyStaff,
  input: z.object({ reason: z.string().trim().min(20, 'too-short').max(2000) }),
  async do({ reason }, doing) {
    const { actor, tx, now } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    await tx.done(sql`
      insert into oversight.reading_leave (id, staff_id, given_at, until, reason)
      values (${newId()}::uuid, ${actor.staff}::uuid, ${now.toString()}::timestamptz, ${now.add({ hours: leaveHours }).toString()}::timestamptz, ${reason})`)
    await doing.record({ type: 'reading-reason-given', subjects: [], ground: reason })
    return { until: now.add({ hours: leaveHours }).toString() }
  },
})
