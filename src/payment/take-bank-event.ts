import { z } from 'zod'
import { act } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { BankEvent } from './partners/bank-protocol.ts'

/**
 * Takes one signed event of the bank. The same event again, a late one, or one of a lapsed obligation changes nothing twice; a
 * sum that differs from what was ordered is a fault for a human, not a payment. `order.paid` marks the obligation as paid and
 * lets the module above go on (`payment-received`).
 */
export const takeBankEvent = act({
  name: 'take-bank-event',
  who: system,
  input: z.object({ id: z.string().min(1).max(200), event: BankEvent }),
  async do({ id, event }, doing) {
    const fresh = await doing.tx.done(sql`
      insert into payment.bank_event (id, order_id, type, body, received_at)
      values (${id}, ${event.data.orderId}, ${event.type}, ${JSON.stringify(event)}::jsonb, ${doing.now.toString()}) on conflict do nothing`)
    const row = await doing.tx.maybe<{
      id: string
      tiyn: bigint
      state: string
      subject_person: string
      case_id: string | null
    }>(
      sql`select o.id, o.tiyn, o.state, o.subject_person, o.case_id from payment.obligation o
        join payment.bank_order b on b.obligation_id = o.id where b.id = ${event.data.orderId} for update of o`,
    )
    if (!row) throw new Fault('not-found')
    if (fresh && event.type !== 'refund.paid')
      await doing.tx.done(
        sql`update payment.bank_order set state = ${event.type === 'order.paid' ? 'paid' : 'declined'} where id = ${event.data.orderId} and state = 'open'`,
      )
    const about = { subjects: [row.subject_person], ...(row.case_id ? { case: row.case_id } : {}) }
    if (!fresh || event.type !== 'order.paid' || row.state === 'paid') {
      await doing.record({
        type: 'bank-event-noted',
        ...about,
        after: { type: event.type, repeated: !fresh },
      })
      return { paid: row.state === 'paid' }
    }
    if (BigInt(event.data.amountTiyn) !== row.tiyn)
      throw new Fault('wrong-state', { details: { sum: 'differs' } })
    await doing.tx.done(sql`
      update payment.obligation set state = 'paid', paid_at = ${event.data.paidAt}, paid_tiyn = ${row.tiyn.toString()}::bigint, order_reference = ${event.data.bankReference}
      where id = ${row.id}`)
    await doing.record({
      type: 'payment-received',
      ...about,
      after: { obligation: row.id, lateAfterLapse: row.state === 'lapsed' },
    })
    await doing.later('reaction', 'payment-received', { obligation: row.id, case: row.case_id })
    return { paid: true }
  },
})
