import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { prepaidTax } from '../policy/prepaid-tax.ts'
import { addWorkingDays } from '../policy/working-days.ts'

/** Working days to pay before the application lapses. A working figure of ours: no term was found in the law. */
export const daysToPay = 10

export interface Obligation {
  id: string
  tiyn: bigint
  dueOn: string
}

/**
 * What the household owes before any permit: income tax of the labour immigrant for each month, in tiyn, at the MCI of today.
 * Joins the act of the module above. Paid on a later day it is compared with that day's MCI by the permit's condition.
 */
export async function openTaxObligation(
  doing: Doing,
  given: {
    payerAccount: string
    subject: string
    subjectName: string
    caseId: string
    caseNumber: string
    region: string
    months: number
  },
): Promise<Obligation> {
  const tax = prepaidTax(given.months, doing.today)
  const id = newId()
  const dueOn = addWorkingDays(doing.today, daysToPay).toString()
  const [rate, mci] = tax.trace
  const computed = {
    months: tax.months,
    mciPerMonth: tax.mciPerMonth,
    mci: tax.mci,
    sources: [rate?.source, mci?.source],
    states: [rate?.state, mci?.state],
  }
  await doing.tx.done(sql`
    insert into payment.obligation (id, purpose, payer_account, subject_person, subject_name, case_id, case_number, region, months, tiyn, computed, computed_on, due_on, state, opened_at)
    values (${id}, 'prepaid-tax', ${given.payerAccount}, ${given.subject}, ${given.subjectName}, ${given.caseId}, ${given.caseNumber}, ${given.region}, ${given.months}, ${tax.tiyn.toString()}::bigint,
      ${JSON.stringify(computed)}::jsonb, ${doing.today.toString()}, ${dueOn}, 'open', ${doing.now.toString()})`)
  await doing.record({
    type: 'tax-owed',
    subjects: [given.subject],
    case: given.caseId,
    ground: 'CODE-TAX26',
    after: { obligation: id, months: given.months, tiyn: tax.tiyn.toString(), dueOn },
  })
  return { id, tiyn: tax.tiyn, dueOn }
}

/** Ends an obligation that was not paid, because its application ended. Returns whether one was open. */
export const cancelObligation = async (
  doing: Doing,
  id: string,
  state: 'cancelled' | 'lapsed',
): Promise<boolean> =>
  (await doing.tx.done(
    sql`update payment.obligation set state = ${state} where id = ${id} and state = 'open'`,
  )) === 1
