import { askPartner, type PartnerAddress, type PartnerFailure } from '../../platform/ask-partner.ts'
import { type BankOrder, BankOrderAnswer } from './bank-protocol.ts'

/**
 * Opens a payment order at the bank and returns it with the page to which the payer is sent. Repeatable by `order.id`: a retry
 * after a lost answer returns the order already made. `config.url` is the bank's root (for the demo `…/bank`).
 */
export async function createOrder(
  config: PartnerAddress,
  order: BankOrder,
): Promise<BankOrderAnswer | PartnerFailure> {
  const result = await askPartner(config, { method: 'POST', path: '/orders', body: order }, BankOrderAnswer)
  return 'answer' in result ? result.answer : result
}
