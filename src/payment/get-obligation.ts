import type { Actor } from '../platform/actor.ts'
import { account, anyOf, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { isId } from '../platform/new-id.ts'
import { read } from '../platform/read.ts'

export interface ObligationRow {
  id: string
  payer_account: string
  subject_person: string
  subject_name: string
  case_number: string | null
  purpose: 'prepaid-tax' | 'permit-fee'
  months: number
  tiyn: bigint
  /** Of a tax: months and MCI a month; of a fee: MCI for the whole term. */
  computed: {
    months: number
    mciPerMonth: number
    mci: number
    feeMci?: number
    states: (string | undefined)[]
  }
  computed_on: string
  due_on: string
  state: 'open' | 'paid' | 'lapsed' | 'cancelled'
  paid_at: Date | null
  order_reference: string | null
  order_state: 'open' | 'paid' | 'declined' | null
}

/** What is owed, by whom and how it was reckoned, for the payer, the worker it is for, and the office. @throws Fault not-found */
export function getObligation(
  instance: Instance,
  actor: Actor,
  id: string | undefined,
): Promise<ObligationRow> {
  if (!isId(id)) throw new Fault('not-found')
  return read(
    instance,
    actor,
    {
      what: 'payment',
      who: anyOf(account, staff('permit-officer', 'supervisor')),
      purpose: 'pay-tax',
      legalBasis: 'CODE-TAX26',
      categories: ['payment'],
    },
    async ({ tx }) => {
      const answer = await tx.one<ObligationRow>(sql`
        select o.id, o.payer_account, o.subject_person, o.subject_name, o.case_number, o.purpose, o.months, o.tiyn, o.computed, o.computed_on, o.due_on,
          o.state, o.paid_at, o.order_reference,
          (select b.state from payment.bank_order b where b.obligation_id = o.id order by b.made_at desc limit 1) as order_state
        from payment.obligation o where o.id = ${id}::uuid`)
      return { answer, subjects: [answer.subject_person] }
    },
  )
}
