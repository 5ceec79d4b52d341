import type { RawBuilder } from 'kysely'
import { z } from 'zod'
import { act } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { zone } from '../platform/clock.ts'
import { type Query, sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { policyHash, valueAt } from '../policy/value-at.ts'

/** What is erased when its term is over, by the value of the law that says the term; the module that owns the rows erases them. */
const erasers: Record<string, (before: string, held: (string | null)[]) => RawBuilder<unknown>> = {
  'sign-in-codes': (before, held) =>
    sql`select person.erase_sign_in_codes(${before}::timestamptz, ${held}::uuid[]) as gone`,
  sessions: (before, held) =>
    sql`select platform.erase_sessions(${before}::timestamptz, ${held}::uuid[]) as gone`,
  addresses: (before, held) =>
    sql`select message.erase_addresses(${before}::timestamptz, ${held}::uuid[]) as gone`,
  messages: (before, held) =>
    sql`select message.erase_messages(${before}::timestamptz, ${held}::uuid[]) as gone`,
  looks: (before, held) => sql`select oversight.erase_looks(${before}::timestamptz, ${held}::uuid[]) as gone`,
  'quarantined-lines': (before, held) =>
    sql`select feed.erase_quarantine(${before}::timestamptz, ${held}::uuid[]) as gone`,
}
export const categories = Object.keys(erasers)

/** What is older than this instant is over the term of a category on a day. Days are of 24 hours; years are of the calendar. */
export function beginningOf(
  category: string,
  today: Temporal.PlainDate,
  now: Temporal.Instant,
): Temporal.Instant {
  const { value, unit } = valueAt(`retention.${category}`, today)
  if (typeof value !== 'number' || (unit !== 'days' && unit !== 'years'))
    throw new Error(`retention.${category} is no term in days or years`)
  return unit === 'days'
    ? now.subtract({ hours: 24 * value })
    : now.toZonedDateTimeISO(zone).subtract({ years: value }).toInstant()
}

/**
 * Erases what one category has kept longer than its term (`retention.*`, days or years), except of persons on a legal hold, and leaves a proof:
 * how many rows, the digest of their keys, the law it rests on. Safe to do twice; nothing due leaves no proof. At most 10,000 rows at
 * once of messages, looks and quarantined lines.
 */
export const eraseDue = act({
  name: 'erase-due',
  who: system,
  input: z.object({ category: z.string() }),
  async do({ category }, doing) {
    const eraser = erasers[category]
    if (!eraser) throw new Fault('not-found')
    const before = beginningOf(category, doing.today, doing.now).toString()
    const holds = await doing.tx.rows<{ person_id: string | null }>(
      sql`select distinct person_id from oversight.legal_hold where lifted_at is null`,
    )
    const { gone } = await doing.tx.one<{ gone: { rows: number; held: number; digest: string } }>(
      eraser(
        before,
        holds.map((one) => one.person_id),
      ),
    )
    if (gone.rows > 0)
      await doing.tx.done(sql`
        insert into oversight.erasure_proof (id, category, older_than, rows, digest, held, policy_hash, at)
        values (${newId()}::uuid, ${category}, ${before}::timestamptz, ${gone.rows}, decode(${gone.digest}, 'hex'), ${gone.held},
          ${policyHash(doing.today)}, ${doing.now.toString()}::timestamptz)`)
    await doing.record({
      type: 'due-erased',
      subjects: [],
      ground: `retention.${category}`,
      after: { category, ...gone },
    })
    return gone
  },
})

export interface ErasureProof {
  category: string
  older_than: Date
  rows: number
  digest: string
  held: number
  at: Date
}

/** The latest proofs, for everybody. */
export const findErasures = (query: Query): Promise<ErasureProof[]> =>
  query.rows<ErasureProof>(sql`
    select category, older_than, rows, encode(digest, 'hex') as digest, held, at from oversight.erasure_proof order by at desc limit 60`)
