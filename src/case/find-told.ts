import type { Channel } from '../message/reach-account.ts'
import type { Template } from '../message/tell-person.ts'
import { type Query, sql } from '../platform/database.ts'

export interface Told {
  at: Date
  template: Template
  read_at: Date | null
  /** The ways outside that were tried, in their order; none when the person wants no line. */
  tries: { channel: Channel; state: 'queued' | 'sent' | 'delivered' | 'failed' }[]
}

/** What the parties of a case were told of it and whether it reached them, the latest first; twenty at most. Never an address. */
export const findTold = (query: Query, caseId: string): Promise<Told[]> =>
  query.rows<Told>(sql`
    select m.created_at as at, m.template, m.read_at, coalesce((
      select jsonb_agg(jsonb_build_object('channel', d.channel, 'state', d.state) order by d.changed_at)
      from message.delivery d where d.message_id = m.id), '[]') as tries
    from message.message m
    where m.cause like 'case:%' and split_part(m.cause, ':', 2) = ${caseId}
    order by m.created_at desc limit 20`)
