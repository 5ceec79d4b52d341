import type { BankOrder, BankRefund, BankStatement } from '../../src/payment/partners/bank-protocol.ts'

/** How the bank's message to the app travels: at once, late, or twice. */
export const deliveries = ['now', 'late', 'twice'] as const
export type Delivery = (typeof deliveries)[number]

export interface OrderState {
  order: BankOrder
  createdAt: string
  state: 'open' | 'paid' | 'declined'
  decidedAt?: string
  /** Of the payment, or of the note that the payer declined. */
  decisionReference?: string
  refunds: (BankRefund & { bankReference: string; at: string })[]
}

/** All movements of one day in Kazakhstan, in the order they were booked. */
export function writeStatement(orders: OrderState[], date: Temporal.PlainDate): BankStatement {
  const entries = orders
    .flatMap(({ order, state, decidedAt, decisionReference, refunds }) => {
      const { payerReference, purposeCode, treasuryAccount } = order
      const common = { orderId: order.id, payerReference, purposeCode, treasuryAccount }
      const back = refunds.map((refund) => ({
        ...common,
        kind: 'refund' as const,
        refundId: refund.id,
        bankReference: refund.bankReference,
        amountTiyn: -refund.amountTiyn,
        bookedAt: refund.at,
      }))
      if (state !== 'paid' || !decidedAt || !decisionReference) return back
      const paid = {
        ...common,
        kind: 'payment' as const,
        bankReference: decisionReference,
        bookedAt: decidedAt,
      }
      return [{ ...paid, amountTiyn: order.amountTiyn }, ...back]
    })
    .filter((entry) => dayInKazakhstan(entry.bookedAt).equals(date))
    .sort((a, b) => a.bookedAt.localeCompare(b.bookedAt))
  const totalTiyn = entries.reduce((sum, entry) => sum + entry.amountTiyn, 0)
  return { date: date.toString(), entries, totalTiyn }
}

const dayInKazakhstan = (moment: string): Temporal.PlainDate =>
  Temporal.Instant.from(moment).toZonedDateTimeISO('Asia/Almaty').toPlainDate()

/** Amounts that end in 98 or 99 tiyn make the bank's message come twice or late, without a switch. */
export function byAmount(amountTiyn: number): Delivery {
  return ({ 98: 'twice', 99: 'late' } as const)[amountTiyn % 100] ?? 'now'
}

export const refunded = (found: OrderState): number =>
  found.refunds.reduce((sum, refund) => sum + refund.amountTiyn, 0)

const columns = [
  'bankReference',
  'kind',
  'orderId',
  'refundId',
  'payerReference',
  'purposeCode',
  'treasuryAccount',
  'amountTiyn',
  'bookedAt',
] as const

/** The same as RFC 4180 text; every field is a code or a number, so nothing needs quotes. */
export function writeStatementCsv(statement: BankStatement): string {
  const lines = statement.entries.map((entry) => columns.map((column) => entry[column] ?? '').join(','))
  return [columns.join(','), ...lines, ''].join('\r\n')
}
