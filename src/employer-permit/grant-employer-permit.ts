import { z } from 'zod'
import type { CaseRow } from '../case/case-row.ts'
import { closeCase } from '../case/close-case.ts'
import { holdCase } from '../case/hold-case.ts'
import { recordDecision } from '../case/record-decision.ts'
import { openFeeObligation } from '../payment/open-fee-obligation.ts'
import { act, type Doing, refuse } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import type { Day } from '../platform/day.ts'
import { newId } from '../platform/new-id.ts'
import { decide } from '../policy/compile-route.ts'
import { numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'
import { type ApplicationRow, employerPermit, getApplication, termOf } from './application-row.ts'
import { gatherFacts } from './gather-facts.ts'
import { issuePermit } from './issue-employer-permit.ts'
import { knownFee } from './set-fee.ts'

/** What the rules of the governing day answer over the facts of now. */
export async function evaluateApplication(tx: Tx, row: CaseRow, today: Temporal.PlainDate) {
  const application = await getApplication(tx, row.id)
  const facts = await gatherFacts(tx, application, today)
  return { application, facts, decision: decide(employerPermit, facts, row.governing_date) }
}

/**
 * An officer grants: also where something needed a human to look, never where law in force is not met. The permit then waits for
 * its fee, ten working days; a transfer within a group owes none and is issued at once.
 */
export const grantEmployerPermit = act({
  name: 'grant-employer-permit',
  who: staff('permit-officer', 'supervisor'),
  input: z.object({
    caseId: z.uuid(),
    expectedVersion: z.int(),
    note: z.string().trim().max(1000).optional(),
  }),
  async do(input, doing) {
    const row = await holdCase(doing, input)
    const { application, facts, decision } = await evaluateApplication(doing.tx, row, doing.today)
    const against = decision.trace.filter((line) => line.verdict === 'not-met' && line.decides)
    if (against.length > 0)
      return refuse(...against.map((line) => ({ code: line.condition, article: line.article })))
    const missing = decision.trace.filter((line) => line.verdict === 'missing' && line.decides)
    if (missing.length > 0)
      return refuse(
        ...missing.map((line) => ({ code: 'not-answered', values: { condition: line.condition } })),
      )
    if (feeOf(application, row.governing_date) === undefined) return refuse({ code: 'fee-not-read' })
    const { id } = await recordDecision(doing, {
      caseId: row.id,
      kind: application.kind === 'extension' ? 'extend' : 'grant',
      adverse: false,
      by: 'staff',
      reasons: input.note,
      trace: decision.trace,
      facts,
      governingDate: row.governing_date,
      policyHash: decision.policyHash,
      lawStates: decision.states,
    })
    const permit = await givePermit(doing, row, application, id)
    await closeCase(doing, {
      caseId: row.id,
      outcome: 'granted',
      ground: 'MLSP-279',
      after: { permit: permit.number },
    })
    return permit
  },
})

/** The fee in MCI at the rate of the governing day; the MCI itself is that of the day of payment. */
export const feeOf = (application: ApplicationRow, governs: Day): number | undefined =>
  knownFee(application.category, application.months, governs) ?? application.fee_mci ?? undefined

/** Writes the permit a decision gave and what is owed for it; without a fee it is issued in the same breath. */
export async function givePermit(
  doing: Doing,
  row: CaseRow,
  application: ApplicationRow,
  decisionId: string,
): Promise<{ id: string; number: string; validTo: string; obligation: string | null }> {
  const term = termOf(application)
  const permit = application.extends_permit
    ? await doing.tx.one<{ id: string; number: string }>(
        sql`select id, number from employer_permit.permit where id = ${application.extends_permit}::uuid for update`,
      )
    : await writePermit(doing, row, application, decisionId)
  const mci = feeOf(application, row.governing_date) ?? 0
  await doing.record({
    type: 'employer-permit-granted',
    subjects: row.subjects,
    case: row.id,
    ground: 'MLSP-279',
    after: { permit: permit.id, ...term, mci },
  })
  if (mci === 0) {
    await issuePermit(doing, application, permit.id)
    return { ...permit, validTo: term.to, obligation: null }
  }
  const owed = await openFeeObligation(doing, {
    payerAccount: application.employer_account,
    subject: application.worker_person,
    subjectName: application.worker_name,
    caseId: row.id,
    caseNumber: row.number,
    region: application.regions[0] ?? '',
    months: application.months,
    mci,
    source: application.fee_source ?? 'GOV-819',
    dueOn: addWorkingDays(doing.today, numberAt('employer-permit.fee-payment-days', doing.today)).toString(),
  })
  await doing.tx.done(
    sql`update employer_permit.application set obligation_id = ${owed.id}::uuid, version = version + 1 where case_id = ${row.id}::uuid`,
  )
  await doing.later('reaction', 'lapse-unpaid-fee', { case: row.id }, { startAfterSeconds: 3600 })
  return { ...permit, validTo: term.to, obligation: owed.id }
}

async function writePermit(
  doing: Doing,
  row: CaseRow,
  application: ApplicationRow,
  decisionId: string,
): Promise<{ id: string; number: string }> {
  const id = newId()
  const term = termOf(application)
  const { serial } = await doing.tx.one<{ serial: bigint }>(
    sql`select nextval('employer_permit.number_of_permit') as serial`,
  )
  const number = `EP-${doing.today.year}-${String(serial).padStart(6, '0')}`
  await doing.tx.done(sql`
    insert into employer_permit.permit (id, number, case_id, decision_id, employer_id, employer_account, employer_name, worker_person, worker_name, category, occupation,
      position, regions, address, wage_tiyn, valid_from, valid_to, months, state, granted_at)
    select ${id}::uuid, ${number}, case_id, ${decisionId}::uuid, employer_id, employer_account, employer_name, worker_person, worker_name, category, occupation,
      position, regions, address, wage_tiyn, ${term.from}::date, ${term.to}::date, months, 'awaiting-fee', ${doing.now.toString()}::timestamptz
    from employer_permit.application where case_id = ${row.id}::uuid`)
  return { id, number }
}
