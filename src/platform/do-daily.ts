import { inTransaction } from './act.ts'
import { sql } from './database.ts'
import type { Instance } from './instance.ts'

/** After this long a day's work that was begun and not ended counts as killed, and is begun anew. */
const longest = "interval '1 hour'"
const job = { kind: 'system', job: 'do-daily' } as const

/** What is done once a day. One that takes long looks between its rounds whether the program is `stopping`, and throws its reason. */
export type DailyWork = (instance: Instance, stopping?: AbortSignal) => Promise<void>

/**
 * Does each work of today that nobody has done. It must be safe to do twice: one that was killed is begun again after an hour,
 * one that failed, or was left because the program stops, with the next call.
 * @returns the names of the works done now
 */
export async function doDaily(
  instance: Instance,
  works: Record<string, DailyWork>,
  stopping?: AbortSignal,
): Promise<string[]> {
  const day = instance.clock.today().toString()
  const done: string[] = []
  for (const [name, work] of Object.entries(works)) {
    if (stopping?.aborted) break
    const now = () => instance.clock.now().toString()
    const claimed = await inTransaction(instance, job, false, (tx) =>
      tx.done(sql`
        insert into platform.daily_work (work, day, begun_at) values (${name}, ${day}::date, ${now()}::timestamptz)
        on conflict (work, day) do update set begun_at = excluded.begun_at
        where daily_work.done_at is null and daily_work.begun_at < excluded.begun_at - ${sql.raw(longest)}`),
    )
    if (claimed === 0) continue
    try {
      await work(instance, stopping)
      await inTransaction(instance, job, false, (tx) =>
        tx.done(
          sql`update platform.daily_work set done_at = ${now()}::timestamptz where work = ${name} and day = ${day}::date`,
        ),
      )
      done.push(name)
    } catch (error) {
      await inTransaction(instance, job, false, (tx) =>
        tx.done(
          sql`delete from platform.daily_work where work = ${name} and day = ${day}::date and done_at is null`,
        ),
      )
      if (stopping?.aborted) break
      instance.log.error(
        { work: name, code: (error as { code?: string }).code },
        'work of the day failed and will be tried again',
      )
    }
  }
  return done
}
