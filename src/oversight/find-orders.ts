import type { Actor } from '../platform/actor.ts'
import { anyOf, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { read } from '../platform/read.ts'
import { authorities, type Regime, requesters } from './order-tracing.ts'

export interface OrderRow {
  id: string
  number: bigint
  regime: Regime
  purpose: string
  reference: string
  person_id: string
  kinds: ('crossings' | 'arrival-notices')[]
  period_from: string
  period_to: string
  requested_at: Date
  valid_until: Date
  notice_on: string
  urgent: boolean
  approved: boolean | null
  reasons: string | null
  decided_at: Date | null
  sealed_at: Date | null
  requesting_institution: string
  deciding_institution: string | null
  /** By the database's clock. */
  open: boolean
}

export interface OrderFile {
  order: OrderRow
  queries: { asked_at: Date; name: string; answered: number }[]
  /** Who asked under a sealed order, and whether they certified the erasure. */
  owed: { asked_by: string; name: string; certified_at: Date | null }[]
}

export const orderReaders = anyOf(requesters, authorities, staff('auditor'))

const columns = sql`o.id, o.number, o.regime, o.purpose, o.reference, o.person_id, o.kinds, o.period_from::text, o.period_to::text, o.requested_at, o.valid_until,
  o.notice_on::text, o.urgent, o.approved, o.reasons, o.decided_at, o.sealed_at, o.requesting_institution, o.deciding_institution, oversight.is_open(o) as open`

// The persons see that an order about them was read from the order's own day on, not before.
const spec = {
  what: 'tracing-order',
  who: orderReaders,
  purpose: 'tracing-order',
  legalBasis: 'tracing-order',
  categories: ['order'],
}

export type OrderLine = Pick<
  OrderRow,
  'id' | 'number' | 'regime' | 'requested_at' | 'valid_until' | 'urgent' | 'approved' | 'sealed_at' | 'open'
>

/** Orders of the asker's institution, or those its authority decides, the undecided first. The list names nobody they are about. */
export const findOrders = (instance: Instance, actor: Actor): Promise<OrderLine[]> =>
  read(instance, actor, { ...spec, what: 'tracing-orders' }, async ({ tx }) => ({
    answer: await tx.rows<OrderLine>(sql`
      select o.id, o.number, o.regime, o.requested_at, o.valid_until, o.urgent, o.approved, o.sealed_at, oversight.is_open(o) as open
      from oversight.tracing_order o order by o.approved is not null, o.requested_at desc limit 100`),
    subjects: [],
  }))

/** One order with every question asked under it. @throws Fault not-found, the same for absent and another institution's */
export function getOrder(instance: Instance, actor: Actor, id: string): Promise<OrderFile> {
  return read(instance, actor, spec, async ({ tx }) => {
    const order = await tx.one<OrderRow>(
      sql`select ${columns} from oversight.tracing_order o where o.id = ${id}::uuid`,
    )
    const queries = await tx.rows<{ asked_at: Date; name: string; answered: number }>(sql`
      select q.asked_at, s.name, q.answered from oversight.trace_query q join institution.staff s on s.id = q.asked_by
      where q.order_id = ${id}::uuid order by q.asked_at`)
    const owed = order.sealed_at
      ? await tx.rows<{ asked_by: string; name: string; certified_at: Date | null }>(sql`
          select distinct q.asked_by, s.name, c.certified_at from oversight.trace_query q join institution.staff s on s.id = q.asked_by
            left join oversight.erasure_certificate c on c.order_id = q.order_id and c.certified_by = q.asked_by
          where q.order_id = ${id}::uuid`)
      : []
    return { answer: { order, queries, owed }, subjects: [order.person_id], deferUntil: order.notice_on }
  })
}
