import { z } from 'zod'
import { type CaseRow, lockCase } from '../case/case-row.ts'
import { closeCase } from '../case/close-case.ts'
import { holdCase } from '../case/hold-case.ts'
import { recordDecision } from '../case/record-decision.ts'
import { act, type Doing, refuse } from '../platform/act.ts'
import { staff, system } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { decide } from '../policy/compile-route.ts'
import { numberAt } from '../policy/value-at.ts'
import { closeGround, openGround } from '../stay/grounds.ts'
import { householdPermit } from './apply-for-permit.ts'
import { type ApplicationRow, applicationColumns, gatherFacts, termOf } from './gather-facts.ts'
import { letHouseholdPlaceGo, useHouseholdPlace } from './hold-place.ts'

/** What the rules of the governing day answer over the facts of now. */
export async function evaluateApplication(tx: Tx, row: CaseRow, today: Temporal.PlainDate) {
  const application = await getApplication(tx, row.id)
  const facts = await gatherFacts(tx, application, today)
  return { application, facts, decision: decide(householdPermit, facts, row.governing_date) }
}

export const getApplication = (tx: Tx, caseId: string): Promise<ApplicationRow> =>
  tx.one<ApplicationRow>(sql`select ${applicationColumns} from permit.application where case_id = ${caseId}`)

/**
 * Grants without a human, only when every condition that decides is met by law in force; otherwise the case stays in the
 * officers' queue and nothing is decided. Safe to call again.
 */
export const grantBySystem = act({
  name: 'grant-by-system',
  who: system,
  input: z.object({ case: z.uuid() }),
  async do(input, doing) {
    const row = await lockCase(doing.tx, input.case)
    if (row.closed_at || row.state !== 'submitted') return refuse({ code: 'not-waiting' })
    const { application, facts, decision } = await evaluateApplication(doing.tx, row, doing.today)
    const open = [
      ...decision.trace.filter((line) => line.verdict !== 'met').map((line) => line.condition),
      ...(application.place === 'none' ? ['quota-place'] : []),
    ]
    if (decision.answer !== 'met' || application.place === 'none') {
      await doing.record({
        type: 'sent-to-officer',
        subjects: row.subjects,
        case: row.id,
        after: { open },
      })
      return { granted: false }
    }
    const permit = await issue(doing, row, application, { by: 'system', facts, decision })
    return { granted: true, ...permit }
  },
})

/** An officer grants: also where something needed a human to look, never where law in force is not met or tax is unpaid. */
export const issuePermit = act({
  name: 'issue-permit',
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
    if (Number(facts['tax-months-paid']) < application.months) return refuse({ code: 'tax-is-prepaid' })
    return issue(doing, row, application, { by: 'staff', facts, decision, reasons: input.note })
  },
})

type Granting = {
  by: 'staff' | 'system'
  facts: Awaited<ReturnType<typeof gatherFacts>>
  decision: ReturnType<typeof decide>
  reasons?: string | undefined
}

async function issue(doing: Doing, row: CaseRow, application: ApplicationRow, granting: Granting) {
  const extension = application.kind === 'extension'
  const recorded = await recordDecision(doing, {
    caseId: row.id,
    kind: extension ? 'extend' : 'grant',
    adverse: false,
    by: granting.by,
    reasons: granting.reasons,
    trace: granting.decision.trace,
    facts: granting.facts,
    governingDate: row.governing_date,
    policyHash: granting.decision.policyHash,
    lawStates: granting.decision.states,
  })
  const permit = await givePermit(doing, row, application, recorded.id)
  await closeCase(doing, {
    caseId: row.id,
    outcome: 'granted',
    ground: 'LAW-MIG art. 43-2',
    after: { permit: permit.number },
  })
  return permit
}

/**
 * Writes the permit a decision gave: a place in the household under lock (at most five at a time, also when many are decided at
 * once), the stay that follows from it, the end of a former employer's permit.
 * @throws Fault wrong-state when the household is full
 */
export async function givePermit(
  doing: Doing,
  row: CaseRow,
  application: ApplicationRow,
  decisionId: string,
): Promise<{ id: string; number: string; validTo: string }> {
  const { tx } = doing
  const term = termOf(application)
  await tx.done(sql`select pg_advisory_xact_lock(hashtextextended(${application.employer_id}, 0))`)
  const { others } = await tx.one<{ others: number }>(
    sql`select permit.workers_in_household(${application.employer_id}::uuid, ${term.from}::date, ${term.to}::date, ${application.worker_person}::uuid) as others`,
  )
  if (others + 1 > numberAt('household-permit.max-workers', row.governing_date))
    throw new Fault('wrong-state', { details: { full: 'workers-in-household' } })

  if (application.extends_permit) {
    const extended = await tx.one<{ id: string; number: string }>(sql`
      update permit.permit set valid_to = ${term.to}, months = months + ${application.months}, version = version + 1
      where id = ${application.extends_permit} and state = 'active' returning id, number`)
    await openGround(doing, {
      person: application.worker_person,
      kind: 'labour-permit',
      from: term.from,
      to: term.to,
      basis: extended.id,
      lawState: 'in force',
    })
    await permitRecorded(doing, row, 'permit-extended', extended.id, term)
    return { ...extended, validTo: term.to }
  }
  if (application.kind === 'change-of-employer') await endFormerPermits(doing, application, term.from)

  const id = newId()
  const { serial } = await tx.one<{ serial: bigint }>(
    sql`select nextval('permit.number_of_permit') as serial`,
  )
  const number = `HP-${doing.today.year}-${String(serial).padStart(6, '0')}`
  await tx.done(sql`
    insert into permit.permit (id, number, case_id, decision_id, employer_id, employer_account, worker_person, offer_id, region, valid_from, valid_to, months, state, issued_at)
    select ${id}, ${number}, ${row.id}, ${decisionId}, ${application.employer_id}, o.employer_account, ${application.worker_person}, o.id, o.region,
      ${term.from}::date, ${term.to}::date, ${application.months}, 'active', ${doing.now.toString()}::timestamptz from permit.offer o where o.id = ${application.offer_id}`)
  await openGround(doing, {
    person: application.worker_person,
    kind: 'labour-permit',
    from: term.from,
    to: term.to,
    basis: id,
    lawState: 'in force',
  })
  await useHouseholdPlace(doing, {
    caseId: row.id,
    region: row.region,
    startsOn: application.starts_on,
    place: application.place,
  })
  await permitRecorded(doing, row, 'permit-issued', id, term)
  return { id, number, validTo: term.to }
}

async function endFormerPermits(doing: Doing, application: ApplicationRow, from: string): Promise<void> {
  const last = Temporal.PlainDate.from(from).subtract({ days: 1 }).toString()
  const ended = await doing.tx.rows<{ id: string; case_id: string }>(
    sql`select id, case_id from permit.end_former_cases(${application.worker_person}::uuid, ${last}::date)`,
  )
  for (const { id, case_id } of ended) {
    await closeGround(doing, id, last, 'change-of-employer')
    await letHouseholdPlaceGo(doing, case_id, 'exit')
  }
}

async function permitRecorded(
  doing: Doing,
  row: CaseRow,
  type: string,
  permit: string,
  term: { from: string; to: string },
) {
  await doing.record({
    type,
    subjects: row.subjects,
    case: row.id,
    ground: 'LAW-MIG art. 43-2',
    after: { permit, ...term },
  })
  await doing.later('reaction', 'issue-permit-document', { permit })
}
