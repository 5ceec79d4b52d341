import type { Doing } from '../platform/act.ts'
import { type Query, sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'

export const channels = ['sms', 'email', 'telegram', 'post'] as const
export type Channel = (typeof channels)[number]

/** News that a day hangs on: told outside also to those who want nothing else. */
export const deadlineTemplates: ReadonlySet<string> = new Set([
  'case-waiting-on-you',
  'case-completed',
  'revocation-announced',
  'permit-revoked',
  'permit-ends',
  'stay-ends',
  'tax-due',
  'registration-denied',
  'registration-due',
  'breach',
])

export interface Way {
  /** Null: the address the account signs in with. */
  address_id: string | null
  channel: Channel
}

export interface Preference {
  first: 'own' | Channel
  worth: 'all' | 'deadlines' | 'nothing'
  /** Hours of the day in Kazakhstan, 0 to 23, in which nothing is sent. */
  quiet_from: number | null
  quiet_to: number | null
}

export const noPreference: Preference = { first: 'own', worth: 'all', quiet_from: null, quiet_to: null }

export const findPreference = async (query: Query, account: string): Promise<Preference> =>
  (await query.maybe<Preference>(
    sql`select first, worth, quiet_from, quiet_to from message.preference where account_id = ${account}::uuid`,
  )) ?? noPreference

/**
 * The addresses of an account in the order in which they are tried: the one the person put first, the one they sign in with, the
 * other proven ones; a letter last, as it takes days, unless it was put first.
 */
export async function findWays(query: Query, account: string, first: Preference['first']): Promise<Way[]> {
  const ways = await query.rows<Way>(sql`
    select null::uuid as address_id, case a.channel when 'phone' then 'sms' else 'email' end as channel
      from person.account a where a.id = ${account}::uuid and a.closed_at is null
    union all
    select m.id, m.channel from message.address m join person.account a on a.id = m.account_id and a.closed_at is null
      where m.account_id = ${account}::uuid and m.proven_at is not null and m.removed_at is null`)
  const rank = (way: Way): number => {
    if (first === 'own' ? way.address_id === null : way.channel === first && way.address_id !== null) return 0
    if (way.address_id === null) return 1
    return 2 + channels.indexOf(way.channel)
  }
  return ways.sort((a, b) => rank(a) - rank(b))
}

/**
 * Seconds until the quiet hours of somebody are over, 0 outside them. A quiet time may go over midnight.
 * @param now the moment; the hours are those of Kazakhstan (UTC+5 in the whole country since 1 March 2024)
 */
export function secondsOfQuiet(
  now: Temporal.Instant,
  quiet: Pick<Preference, 'quiet_from' | 'quiet_to'>,
): number {
  const { quiet_from: from, quiet_to: to } = quiet
  if (from === null || to === null || from === to) return 0
  const here = now.toZonedDateTimeISO('Asia/Almaty')
  const inside = from < to ? here.hour >= from && here.hour < to : here.hour >= from || here.hour < to
  if (!inside) return 0
  const end = here.with({ hour: to, minute: 0, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 })
  const next = Temporal.ZonedDateTime.compare(end, here) > 0 ? end : end.add({ days: 1 })
  return Math.ceil(here.until(next).total('seconds'))
}

/**
 * Queues the line "you have news" for one message by the next way that was not tried for it, as a job in the act's transaction.
 * False when there is no way left. `afterFailed` is the delivery that did not arrive.
 */
export async function reachAccount(
  doing: Pick<Doing, 'tx' | 'now' | 'later'>,
  given: { account: string; message: string; preference: Preference; afterFailed?: string },
): Promise<boolean> {
  const { tx, now, later } = doing
  const tried = await tx.rows<Way>(
    sql`select address_id, channel from message.delivery where message_id = ${given.message}::uuid`,
  )
  const ways = await findWays(tx, given.account, given.preference.first)
  const next = ways.find(
    (way) => !tried.some((one) => one.address_id === way.address_id && one.channel === way.channel),
  )
  if (!next) return false
  const delivery = newId()
  await tx.done(sql`insert into message.delivery (id, message_id, channel, address_id, state, changed_at, after_failed)
    values (${delivery}::uuid, ${given.message}::uuid, ${next.channel}, ${next.address_id}::uuid, 'queued', ${now.toString()}::timestamptz,
      ${given.afterFailed ?? null}::uuid)`)
  const wait = next.channel === 'post' ? 0 : secondsOfQuiet(now, given.preference)
  await later('partner', 'send-news', { delivery }, wait > 0 ? { startAfterSeconds: wait } : {})
  return true
}

/** Whether a line outside is owed for this news under what the person chose. */
export const isWorthALine = (template: string, { worth }: Pick<Preference, 'worth'>): boolean =>
  worth === 'all' || (worth === 'deadlines' && deadlineTemplates.has(template))
