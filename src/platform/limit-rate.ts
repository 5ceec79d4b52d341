import { createHash } from 'node:crypto'
import { type Query, sql } from './database.ts'
import { Fault } from './fault.ts'

/**
 * Counts one try of `what` by `who` in the present window, for all processes together, and refuses beyond `most`.
 * Only a hash of `who` is kept. @throws Fault too-many-requests with `retryAfter` in seconds
 */
export async function limitRate(
  query: Query,
  now: Temporal.Instant,
  limit: { what: string; who: string; most: number; seconds: number },
): Promise<void> {
  const start = Math.floor(now.epochMilliseconds / 1000 / limit.seconds) * limit.seconds
  const key = createHash('sha256').update(`${limit.what}\u0000${limit.who}`).digest('base64url')
  const { count } = await query.one<{ count: number }>(sql`
    insert into platform.rate (key, window_start, count) values (${key}, to_timestamp(${start}), 1)
    on conflict (key, window_start) do update set count = platform.rate.count + 1 returning count`)
  if (count > limit.most)
    throw new Fault('too-many-requests', {
      details: { retryAfter: start + limit.seconds - Math.floor(now.epochMilliseconds / 1000) },
    })
}
