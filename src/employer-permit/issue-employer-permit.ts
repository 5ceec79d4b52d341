import { z } from 'zod'
import { feeAt, openFeeObligation } from '../payment/open-fee-obligation.ts'
import { cancelObligation } from '../payment/open-tax-obligation.ts'
import { act, type Doing, refuse } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { dayOf } from '../platform/clock.ts'
import { sql } from '../platform/database.ts'
import { addWorkingDays } from '../policy/working-days.ts'
import { openGround } from '../stay/grounds.ts'
import { type ApplicationRow, getApplication, termOf } from './application-row.ts'
import { letPlaceGo, usePlace } from './hold-place.ts'

/**
 * The fee has arrived: the permit is issued. The law takes the MCI of the day of payment, so what was paid is compared with that
 * day's; when the MCI rose between, the rest is asked for and the permit goes on waiting. Safe to call again.
 */
export const issueWhenPaid = act({
  name: 'issue-when-paid',
  who: system,
  input: z.object({ case: z.uuid() }),
  async do(input, doing) {
    const application = await getApplication(doing.tx, input.case)
    const permit = await permitOf(doing, application)
    const paid = await doing.tx.rows<{ paid_at: Date; paid_tiyn: bigint }>(sql`
      select paid_at, paid_tiyn from payment.obligation where case_id = ${input.case}::uuid and purpose = 'permit-fee' and state = 'paid' order by paid_at`)
    const last = paid.at(-1)
    const waits =
      permit.state === 'awaiting-fee' ||
      (application.kind === 'extension' && permit.valid_to < termOf(application).to)
    if (!last || !waits || permit.state === 'revoked') return refuse({ code: 'not-waiting' })
    const on = dayOf(last.paid_at)
    const mci = application.fee_mci ?? (await feeAsked(doing, input.case))
    const sum = paid.reduce((total, one) => total + one.paid_tiyn, 0n)
    if (sum < feeAt(mci, on)) return askForRest(doing, application, mci, sum)
    await issuePermit(doing, application, permit.id)
    return { issued: true, permit: permit.id }
  },
})

const permitOf = (doing: Doing, application: ApplicationRow) =>
  doing.tx.one<{ id: string; state: string; valid_to: string }>(sql`
    select id, state, valid_to::text from employer_permit.permit
    where id = ${application.extends_permit}::uuid or case_id = ${application.case_id}::uuid for update`)

const feeAsked = async (doing: Doing, caseId: string): Promise<number> =>
  (
    await doing.tx.one<{ mci: number }>(sql`
      select (computed ->> 'feeMci')::int as mci from payment.obligation where case_id = ${caseId}::uuid and purpose = 'permit-fee' order by opened_at limit 1`)
  ).mci

async function askForRest(doing: Doing, application: ApplicationRow, mci: number, paid: bigint) {
  const { number } = await doing.tx.one<{ number: string }>(
    sql`select number from "case"."case" where id = ${application.case_id}::uuid`,
  )
  const owed = await openFeeObligation(doing, {
    payerAccount: application.employer_account,
    subject: application.worker_person,
    subjectName: application.worker_name,
    caseId: application.case_id,
    caseNumber: number,
    region: application.regions[0] ?? '',
    months: application.months,
    mci,
    source: application.fee_source ?? 'GOV-819',
    dueOn: addWorkingDays(doing.today, 10).toString(),
    paid,
  })
  await doing.tx.done(
    sql`update employer_permit.application set obligation_id = ${owed.id}::uuid, version = version + 1 where case_id = ${application.case_id}::uuid`,
  )
  return { issued: false, rest: owed.tiyn.toString() }
}

/** Makes a granted permit run, or a running one longer: the place is used, the stay follows, the document is made. */
export async function issuePermit(doing: Doing, application: ApplicationRow, permit: string): Promise<void> {
  const { tx } = doing
  const term = termOf(application)
  if (application.kind === 'extension')
    await tx.done(sql`
      update employer_permit.permit set valid_to = ${term.to}::date, months = months + ${application.months}, extensions = extensions + 1, version = version + 1
      where id = ${permit}::uuid and state = 'active'`)
  else
    await tx.done(sql`
      update employer_permit.permit set state = 'active', issued_at = ${doing.now.toString()}::timestamptz, version = version + 1 where id = ${permit}::uuid`)
  await usePlace(doing, application)
  await openGround(doing, {
    person: application.worker_person,
    kind: 'labour-permit',
    from: term.from,
    to: term.to,
    basis: permit,
    lawState: 'in force',
  })
  await doing.record({
    type: application.kind === 'extension' ? 'employer-permit-extended' : 'employer-permit-issued',
    subjects: [application.worker_person],
    case: application.case_id,
    ground: 'MLSP-279',
    after: { permit, ...term },
  })
  await doing.later('reaction', 'issue-employer-permit-document', { permit })
}

/** The fee was not paid by its day: the grant lapses, visibly, and the place goes back. A new application is always possible. */
export const lapseUnpaidFee = act({
  name: 'lapse-unpaid-fee',
  who: system,
  input: z.object({ case: z.uuid() }),
  async do(input, doing) {
    const application = await getApplication(doing.tx, input.case)
    if (!application.obligation_id) return refuse({ code: 'not-waiting' })
    const owed = await doing.tx.one<{ due_on: string; state: string }>(
      sql`select due_on::text, state from payment.obligation where id = ${application.obligation_id}::uuid for update`,
    )
    if (owed.state !== 'open') return refuse({ code: 'not-waiting' })
    if (doing.today.toString() <= owed.due_on) return refuse({ code: 'not-yet' })
    await cancelObligation(doing, application.obligation_id, 'lapsed')
    if (application.kind === 'first')
      await doing.tx.done(sql`
        update employer_permit.permit set state = 'lapsed', ended_on = ${doing.today.toString()}::date, ended_because = 'fee-unpaid', version = version + 1
        where case_id = ${input.case}::uuid and state = 'awaiting-fee'`)
    await letPlaceGo(doing, application, 'fee-unpaid')
    await doing.record({
      type: 'employer-permit-lapsed',
      subjects: [application.worker_person],
      case: input.case,
      after: { obligation: application.obligation_id },
    })
    return { lapsed: true }
  },
})
