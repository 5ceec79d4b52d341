import { askPartner, type PartnerAddress, type PartnerFailure } from '../../platform/ask-partner.ts'
import { BankStatement } from './bank-protocol.ts'

/** The bank's movements of one day in Kazakhstan, to be compared with our payments. */
export async function readStatement(
  config: PartnerAddress,
  date: Temporal.PlainDate,
): Promise<BankStatement | PartnerFailure> {
  const result = await askPartner(config, { method: 'GET', path: `/statement?date=${date}` }, BankStatement)
  return 'answer' in result ? result.answer : result
}
