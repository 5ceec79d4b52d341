import type { Actor } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { look } from '../platform/read.ts'

/** A checkpoint is signed each minute. From this age on, in seconds, something is wrong with the worker or with the key. */
export const alarmAfter = 15 * 60
/** From this age on the database gives out no movements and no lists (`oversight.fresh_log`). */
export const stopAfter = 4 * 3600

/** Seconds since the public log was last signed; before the first time, since anything happened. Tells nothing of anybody. */
export async function logAge(instance: Instance, actor: Actor): Promise<number> {
  const { age } = await look(instance, actor, (tx) =>
    tx.one<{ age: number }>(
      sql`select floor(extract(epoch from oversight.log_age(${instance.clock.now().toString()}::timestamptz)))::float8 as age`,
    ),
  )
  return age
}
