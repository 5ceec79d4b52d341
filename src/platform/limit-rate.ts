import { createHash } from 'node:crypto'
import { type Query, sql } from './database.ts'
import { Fault } from './fault.ts'

interface Rate {
  what: string
  who: string
  seconds: number
}

const windowOf = (now: Temporal.Instant, { what, who, seconds }: Rate) => ({
  start: Math.floor(now.epochMilliseconds / 1000 / seconds) * seconds,
  key: createHash('sha256').update(`${what}\u0000${who}`).digest('base64url'),
})

/** Counts one try of `what` by `who` in the present window, for all processes together; how many there were. Only a hash of `who` is kept. */
export async function countRate(query: Query, now: Temporal.Instant, rate: Rate): Promise<number> {
  const { start, key } = windowOf(now, rate)
  const { count } = await query.one<{ count: number }>(sql`
    insert into platform.rate (key, window_start, count) values (${key}, to_timestamp(${start}), 1)
    on conflict (key, window_start) do update set count = platform.rate.count + 1 returning count`)
  return count
}

/** How often `countRate` counted in the present window. */
export async function rateOf(query: Query, now: Temporal.Instant, rate: Rate): Promise<number> {
  const { start, key } = windowOf(now, rate)
  const row = await query.maybe<{ count: number }>(
    sql`select count from platform.rate where key = ${key} and window_start = to_timestamp(${start})`,
  )
  return row?.count ?? 0
}

/**
 * Counts one try of `what` by `who` in the present window, for all processes together, and refuses beyond `most`.
 * Only a hash of `who` is kept. @throws Fault too-many-requests with `retryAfter` in seconds
 */
export async function limitRate(
  query: Query,
  now: Temporal.Instant,
  limit: Rate & { most: number },
): Promise<void> {
  const count = await countRate(query, now, limit)
  if (count > limit.most)
    throw new Fault('too-many-requests', {
      details: { retryAfter: limit.seconds - (Math.floor(now.epochMilliseconds / 1000) % limit.seconds) },
    })
}
