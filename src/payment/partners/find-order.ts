import { askPartner, type PartnerAddress, type PartnerFailure } from '../../platform/ask-partner.ts'
import { BankOrderAnswer } from './bank-protocol.ts'

/** Asks the bank how an order stands, for when its event is late; `failed: 'not-found'` if the bank does not know it. */
export async function findOrder(
  config: PartnerAddress,
  orderId: string,
): Promise<BankOrderAnswer | PartnerFailure> {
  const path = `/orders/${encodeURIComponent(orderId)}`
  const result = await askPartner(config, { method: 'GET', path }, BankOrderAnswer)
  return 'answer' in result ? result.answer : result
}
