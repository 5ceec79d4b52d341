import { z } from 'zod'
import { CaseNumber, ownCase } from '../case/own-case-api.ts'
import { orderPayment } from '../payment/order-payment.ts'
import { createOrder } from '../payment/partners/create-order.ts'
import { treasuryAccount } from '../payment/treasury-account.ts'
import { isRefusal } from '../platform/act.ts'
import { keyHolder } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { partnerSecrets, partnersUrl } from '../platform/partner-secrets.ts'
import { read } from '../platform/read.ts'
import { apiBase, apiRoute } from '../ui/api-route.ts'
import type { Route } from '../ui/visit.ts'
import { employerPermit } from './application-row.ts'
import { spec } from './company-spec.ts'

/** The fee of a granted permit is ordered at the bank; whoever holds the link pays it there, and the bank tells us. */
export const payFeeApi: Route[] = [
  apiRoute({
    method: 'post',
    path: `${apiBase}/company/cases/:number/payment`,
    who: keyHolder('company'),
    describe: {
      name: 'payFee',
      tag: 'permits',
      summary: 'Order the payment of the fee',
      detail:
        'Safe to repeat. `payUrl` is null when the bank did not answer or the order is paid: ask again.',
      path: CaseNumber,
      answers: {
        200: {
          says: 'The order at the bank.',
          schema: z.strictObject({ order: z.uuid(), tiyn: z.string(), payUrl: z.string().nullable() }),
        },
      },
      refusals: ['already-paid', 'already-lapsed', 'already-cancelled'],
    },
    async answer({ instance, actor }, { path }) {
      const owed = await read(instance, actor, spec('payment'), async (looking) => {
        const row = await ownCase(looking, [employerPermit], path.number)
        const { id } = await looking.tx.one<{ id: string }>(
          sql`select obligation_id as id from employer_permit.application where case_id = ${row.id}::uuid and obligation_id is not null`,
        )
        return { answer: id, subjects: row.subjects, case: row.id }
      })
      const order = await orderPayment(instance, actor, { obligation: owed })
      if (isRefusal(order)) return order
      const { config } = instance
      const answer = await createOrder(
        { url: `${partnersUrl(config)}/bank`, token: partnerSecrets(config).bank.token },
        {
          id: order.id,
          amountTiyn: order.tiyn,
          purposeCode: 'permit-fee',
          payerReference: `Q-${owed.replaceAll('-', '').slice(-12).toUpperCase()}`,
          treasuryAccount: treasuryAccount(),
          returnUrl: `${config.baseUrl}/payments/${owed}?back=1`,
        },
      )
      return {
        order: order.id,
        tiyn: String(order.tiyn),
        payUrl: 'failed' in answer || answer.state !== 'open' ? null : answer.payUrl,
      }
    },
  }),
]
