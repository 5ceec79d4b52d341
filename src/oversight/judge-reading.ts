import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'

/** Supervisors of the office, and auditors. Whom each may judge, the database says: never themself. */
export const watchers = staff('supervisor', 'auditor')
export const measures = ['opened', 'outside', 'listed', 'queued'] as const
export type Measure = (typeof measures)[number]

const why = z.string().trim().min(20, 'too-short').max(2000)

/** Stops one kind of reading of a member of staff until it is unlocked. Refused: `locked-already`. @throws Fault not-found */
export const lockReading = act({
  name: 'lock-reading',
  who: watchers,
  input: z.object({ staff: z.uuid(), measure: z.enum(measures, 'required'), reason: why }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    await mustWatch(doing, input.staff)
    const locked = await tx.done(sql`
      insert into oversight.reading_lock (staff_id, measure, locked_at, locked_by, why)
      values (${input.staff}::uuid, ${input.measure}, ${doing.now.toString()}::timestamptz, ${actor.staff}::uuid, ${input.reason}) on conflict do nothing`)
    if (locked === 0) return refuse({ code: 'locked-already' })
    await doing.record({
      type: 'reading-locked',
      subjects: [],
      ground: input.reason,
      after: { staff: input.staff, measure: input.measure },
    })
    return { locked: true }
  },
})

/**
 * Ends a lock, with a reason. What was read till now stays counted and no longer stands against the limit, or the next look would
 * lock again. @throws Fault not-found for a lock of somebody the asker does not watch, and for their own
 */
export const unlockReading = act({
  name: 'unlock-reading',
  who: watchers,
  input: z.object({ lock: z.uuid(), reason: why }),
  async do({ lock, reason }, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    const held = await tx.one<{ staff_id: string; measure: Measure; open: boolean }>(sql`
      select staff_id, measure, unlocked_at is null as open from oversight.reading_lock
      where id = ${lock}::uuid and staff_id <> ${actor.staff}::uuid for update`)
    if (!held.open) throw new Fault('wrong-state')
    await tx.done(sql`update oversight.reading_lock set unlocked_at = ${doing.now.toString()}::timestamptz, unlocked_by = ${actor.staff}::uuid,
      unlock_reason = ${reason} where id = ${lock}::uuid`)
    await tx.one(sql`select oversight.forgive_reading(${held.staff_id}::uuid, ${held.measure})`)
    await doing.record({
      type: 'reading-unlocked',
      subjects: [],
      ground: reason,
      after: { staff: held.staff_id, measure: held.measure },
    })
    return { unlocked: true }
  },
})

/** Writes what was found out about an alarm, once. @throws Fault not-found, wrong-state */
export const judgeAlarm = act({
  name: 'judge-alarm',
  who: watchers,
  input: z.object({ alarm: z.uuid(), finding: z.string().trim().min(10, 'too-short').max(2000) }),
  async do({ alarm, finding }, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    const held = await tx.one<{ staff_id: string; open: boolean }>(sql`
      select staff_id, finding is null as open from oversight.reading_alarm where id = ${alarm}::uuid for update`)
    if (!held.open) throw new Fault('wrong-state')
    await tx.done(sql`update oversight.reading_alarm set seen_by = ${actor.staff}::uuid, seen_at = ${doing.now.toString()}::timestamptz,
      finding = ${finding} where id = ${alarm}::uuid`)
    await doing.record({
      type: 'reading-alarm-judged',
      subjects: [],
      ground: finding,
      after: { alarm, staff: held.staff_id },
    })
    return { judged: true }
  },
})

/** @throws Fault not-found for somebody the asker does not watch, and for nobody */
async function mustWatch(
  doing: { tx: { one<R>(statement: ReturnType<typeof sql>): Promise<R> } },
  whom: string,
): Promise<void> {
  const { watched } = await doing.tx.one<{ watched: boolean }>(
    sql`select oversight.watches(${whom}::uuid) as watched`,
  )
  if (!watched) throw new Fault('not-found')
}
