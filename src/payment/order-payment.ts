import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'

export interface PaymentOrder {
  id: string
  obligation: string
  tiyn: number
  purpose: 'prepaid-tax' | 'permit-fee'
}

/**
 * Makes ready to pay: the open order of an obligation, or a new one when there is none or the last was declined. The bank is asked
 * afterwards by the order's id, which is safe to repeat: when it does not answer, nothing is lost.
 */
export const orderPayment = act({
  name: 'order-payment',
  who: account,
  input: z.object({ obligation: z.uuid() }),
  async do({ obligation }, doing) {
    const owed = await doing.tx.one<{
      payer_account: string
      purpose: PaymentOrder['purpose']
      tiyn: bigint
      state: string
      subject_person: string
      case_id: string | null
    }>(
      sql`select payer_account, purpose, tiyn, state, subject_person, case_id from payment.obligation where id = ${obligation} for update`,
    )
    if (doing.actor.kind !== 'person' || owed.payer_account !== doing.actor.account)
      throw new Fault('not-found')
    if (owed.state !== 'open') return refuse({ code: `already-${owed.state}` })
    const open = await doing.tx.maybe<{ id: string }>(
      sql`select id from payment.bank_order where obligation_id = ${obligation} and state = 'open'`,
    )
    const id = open?.id ?? newId()
    if (!open)
      await doing.tx.done(
        sql`insert into payment.bank_order (id, obligation_id, state, made_at) values (${id}, ${obligation}, 'open', ${doing.now.toString()})`,
      )
    await doing.record({
      type: 'payment-ordered',
      subjects: [owed.subject_person],
      ...(owed.case_id ? { case: owed.case_id } : {}),
      after: { obligation, order: id, again: Boolean(open) },
    })
    return { id, obligation, tiyn: Number(owed.tiyn), purpose: owed.purpose } satisfies PaymentOrder
  },
})
