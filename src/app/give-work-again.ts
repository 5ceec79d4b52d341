import { z } from 'zod'
import { administrators } from '../institution/keep-staff.ts'
import { type Channel, channels } from '../message/reach-account.ts'
import { act } from '../platform/act.ts'
import { type Query, sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'

export interface GivenUp {
  id: string
  work: string
  /** What the last try said; the job's data are not shown, they may hold an address. */
  message: string | null
  given_up_at: Date
}

export interface Undelivered {
  channel: Channel
  code: string | null
  count: number
  first: Date
  last: Date
}

/** Works that leave the house, and so wait in the queue `partner`. */
const outside = ['send-message', 'send-news', 'send-address-code']

/** Jobs that were tried as often as their queue allows and given up, the newest first; at most 200. */
export const findGivenUp = (query: Query): Promise<GivenUp[]> =>
  query.rows<GivenUp>(sql`
    select id, data ->> 'work' as work, output ->> 'message' as message, created_on as given_up_at
    from pgboss.job where name = 'failed' order by created_on desc limit 200`)

/** Lines outside that did not arrive, by channel and the gateway's code. */
export const findUndelivered = (query: Query): Promise<Undelivered[]> =>
  query.rows<Undelivered>(sql`
    select channel, code, count(*)::int as count, min(changed_at) as first, max(changed_at) as last
    from message.delivery where state = 'failed' group by channel, code order by count(*) desc`)

/** Puts a job that was given up into its queue again, or drops it for good with a reason. @throws Fault not-found */
export const giveWorkAgain = act({
  name: 'give-work-again',
  who: administrators,
  input: z.object({ job: z.uuid(), drop: z.boolean(), reason: z.string().trim().max(500) }),
  async do({ job, drop, reason }, doing) {
    if (doing.actor.kind !== 'staff' || doing.actor.regions !== 'all') throw new Fault('not-allowed')
    if (drop && !reason) throw invalid('reason', 'required')
    const taken = await doing.tx.maybe<{ data: { work: string } & Record<string, unknown> }>(
      sql`delete from pgboss.job where name = 'failed' and id = ${job}::uuid returning data`,
    )
    if (!taken) throw new Fault('not-found')
    const { work, ...data } = taken.data
    if (!drop) await doing.later(outside.includes(work) ? 'partner' : 'reaction', work, data)
    await doing.record({
      type: drop ? 'work-dropped' : 'work-given-again',
      subjects: [],
      ...(reason ? { ground: reason } : {}),
      after: { job, work },
    })
    return { work }
  },
})

/** Has the lines outside of one channel and code sent again; a code to sign in is never among them. At most 1,000 at once. */
export const sendAgain = act({
  name: 'send-again',
  who: administrators,
  input: z.object({ channel: z.enum(channels), code: z.string().max(100) }),
  async do({ channel, code }, doing) {
    if (doing.actor.kind !== 'staff' || doing.actor.regions !== 'all') throw new Fault('not-allowed')
    const again = await doing.tx.rows<{ id: string }>(sql`
      update message.delivery set state = 'queued', code = null, changed_at = ${doing.now.toString()}
      where id in (select id from message.delivery where state = 'failed' and channel = ${channel} and coalesce(code, '') = ${code}
        order by changed_at limit 1000 for update skip locked) returning id`)
    for (const { id } of again) await doing.later('partner', 'send-news', { delivery: id })
    await doing.record({ type: 'sent-again', subjects: [], after: { channel, code, count: again.length } })
    return { count: again.length }
  },
})
