import { z } from 'zod'

// The contract with the bank that takes payments to the budget. The real specification was not seen: this is our
// proposal (demo/partners/README.md). Money is whole tiyn (1/100 KZT); no names, IINs or other personal data cross over.

/** An IBAN of Kazakhstan: KZ, two check digits (ISO 13616, modulo 97), three of the bank, thirteen of the account. */
export const KazakhIban = z
  .string()
  .regex(/^KZ\d{5}[0-9A-Z]{13}$/)
  .refine((iban) => ibanRemainder(iban) === 1, { error: 'iban-check-wrong' })

function ibanRemainder(iban: string): number {
  let remainder = 0
  for (const sign of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(sign, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder
}

const AmountTiyn = z.int().positive().max(100_000_000_000)
const Code = z.string().regex(/^[a-z0-9-]{1,60}$/)
/** The state's number of the payment, by which the treasury and we find it again; says nothing about the payer. */
const PayerReference = z.string().regex(/^[A-Z0-9-]{4,40}$/)

export const BankOrder = z.object({
  /** Our id of the payment: the same id with the same content is the same order. */
  id: z.uuid(),
  amountTiyn: AmountTiyn,
  purposeCode: Code,
  payerReference: PayerReference,
  treasuryAccount: KazakhIban,
  /** Where the payer's browser goes afterwards; the bank takes only addresses of the system it has a contract with. */
  returnUrl: z.url({ protocol: /^https?$/ }).max(2000),
})
export type BankOrder = z.infer<typeof BankOrder>

/** `declined` by the payer; a declined order is not revived, one makes a new one. */
export const BankOrderState = z.enum(['open', 'paid', 'declined'])
export type BankOrderState = z.infer<typeof BankOrderState>

export const BankOrderAnswer = z.object({
  id: z.uuid(),
  state: BankOrderState,
  amountTiyn: AmountTiyn,
  refundedTiyn: z.int().nonnegative(),
  /** Where to send the payer's browser. */
  payUrl: z.url(),
  createdAt: z.iso.datetime(),
  decidedAt: z.iso.datetime().optional(),
  /** The bank's number of the payment, printed on its receipt and in the statement. */
  bankReference: z.string().optional(),
})
export type BankOrderAnswer = z.infer<typeof BankOrderAnswer>

export const BankRefund = z.object({
  id: z.uuid(),
  orderId: z.uuid(),
  amountTiyn: AmountTiyn,
  reasonCode: Code,
})
export type BankRefund = z.infer<typeof BankRefund>

export const BankRefundAnswer = z.object({
  id: z.uuid(),
  orderId: z.uuid(),
  amountTiyn: AmountTiyn,
  bankReference: z.string(),
  acceptedAt: z.iso.datetime(),
})
export type BankRefundAnswer = z.infer<typeof BankRefundAnswer>

const paymentEvent = { timestamp: z.iso.datetime() }

/**
 * What the bank reports, signed (Standard Webhooks), again and again until it hears 2xx: the same event may come twice, late,
 * and in any order. The header `webhook-id` names the event.
 */
export const BankEvent = z.discriminatedUnion('type', [
  z.object({
    ...paymentEvent,
    type: z.literal('order.paid'),
    data: z.object({
      orderId: z.uuid(),
      amountTiyn: AmountTiyn,
      payerReference: PayerReference,
      bankReference: z.string(),
      paidAt: z.iso.datetime(),
    }),
  }),
  z.object({
    ...paymentEvent,
    type: z.literal('order.declined'),
    data: z.object({ orderId: z.uuid(), declinedAt: z.iso.datetime() }),
  }),
  z.object({
    ...paymentEvent,
    type: z.literal('refund.paid'),
    data: z.object({
      refundId: z.uuid(),
      orderId: z.uuid(),
      amountTiyn: AmountTiyn,
      bankReference: z.string(),
      paidAt: z.iso.datetime(),
    }),
  }),
])
export type BankEvent = z.infer<typeof BankEvent>

/** All movements on the treasury's accounts of one day in Kazakhstan (Asia/Almaty), for reconciliation. */
export const BankStatement = z.object({
  date: z.iso.date(),
  entries: z.array(
    z.object({
      bankReference: z.string(),
      kind: z.enum(['payment', 'refund']),
      orderId: z.uuid(),
      refundId: z.uuid().optional(),
      payerReference: PayerReference,
      purposeCode: Code,
      treasuryAccount: KazakhIban,
      /** Negative for a refund. */
      amountTiyn: z.int(),
      bookedAt: z.iso.datetime(),
    }),
  ),
  totalTiyn: z.int(),
})
export type BankStatement = z.infer<typeof BankStatement>
