import { askPartner, type PartnerAddress, type PartnerFailure } from '../../platform/ask-partner.ts'
import { type BankRefund, BankRefundAnswer } from './bank-protocol.ts'

/**
 * Asks the bank to return part or all of a paid order. Repeatable by `refund.id`. The bank refuses with `order-not-paid` or
 * `more-than-paid`; that the money went out comes later as the event `refund.paid`.
 */
export async function requestRefund(
  config: PartnerAddress,
  refund: BankRefund,
): Promise<BankRefundAnswer | PartnerFailure> {
  const result = await askPartner(
    config,
    { method: 'POST', path: '/refunds', body: refund },
    BankRefundAnswer,
  )
  return 'answer' in result ? result.answer : result
}
