import { type Query, sql } from '../platform/database.ts'
import type { Channel } from './reach-account.ts'

export interface Address {
  id: string
  channel: Channel
  /** As its owner sees it; of a chat nothing, as its number says nothing. */
  address: string | null
  proven: boolean
  /** A code was sent that can still be typed. */
  waiting: boolean
}
export interface OwnAddress {
  channel: 'phone' | 'email'
  address: string
  language: string
}

/** The address an account signs in with, and the others, as their owner may see them. */
export async function findAddresses(
  query: Query,
  account: string,
  now: Temporal.Instant,
): Promise<{ own: OwnAddress; others: Address[] }> {
  const own = await query.one<OwnAddress>(
    sql`select channel, address, language from person.account where id = ${account}::uuid`,
  )
  const others = await query.rows<Address>(sql`
    select id, channel, case when channel <> 'telegram' then address end as address, proven_at is not null as proven,
      proven_at is null and code_until > ${now.toString()}::timestamptz as waiting
    from message.address where account_id = ${account}::uuid and removed_at is null order by channel`)
  return { own, others }
}
