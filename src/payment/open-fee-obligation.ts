import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { numberAt } from '../policy/value-at.ts'
import type { Obligation } from './open-tax-obligation.ts'

/**
 * What an employer owes for a permit: so many MCI, in tiyn, at the MCI of today. The law takes the MCI of the day of payment: paid
 * on a later day with another MCI, the module above compares and asks for the rest. Joins the act of the module above.
 * @param mci whole MCI for the whole term, and where that figure was read (`source`)
 */
export async function openFeeObligation(
  doing: Doing,
  given: {
    payerAccount: string
    subject: string
    subjectName: string
    caseId: string
    caseNumber: string
    region: string
    months: number
    mci: number
    source: string
    dueOn: string
    /** Already paid at a former MCI, in tiyn. */
    paid?: bigint
  },
): Promise<Obligation> {
  const tiyn = feeAt(given.mci, doing.today) - (given.paid ?? 0n)
  const id = newId()
  const computed = {
    feeMci: given.mci,
    mci: numberAt('mci', doing.today),
    sources: [given.source],
    states: [],
  }
  await doing.tx.done(sql`
    insert into payment.obligation (id, purpose, payer_account, subject_person, subject_name, case_id, case_number, region, months, tiyn, computed, computed_on, due_on, state, opened_at)
    values (${id}, 'permit-fee', ${given.payerAccount}, ${given.subject}, ${given.subjectName}, ${given.caseId}, ${given.caseNumber}, ${given.region}, ${given.months}, ${tiyn.toString()}::bigint,
      ${JSON.stringify(computed)}::jsonb, ${doing.today.toString()}, ${given.dueOn}, 'open', ${doing.now.toString()})`)
  await doing.record({
    type: 'fee-owed',
    subjects: [given.subject],
    case: given.caseId,
    after: {
      obligation: id,
      mci: given.mci,
      tiyn: tiyn.toString(),
      dueOn: given.dueOn,
      source: given.source,
    },
  })
  return { id, tiyn, dueOn: given.dueOn }
}

/** So many MCI on a day, in tiyn. */
export const feeAt = (mci: number, on: Temporal.PlainDate): bigint =>
  BigInt(mci) * BigInt(Math.round(numberAt('mci', on) * 100))
