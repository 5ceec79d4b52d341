import { z } from 'zod'
import type { CaseRow } from '../case/case-row.ts'
import { closeCase } from '../case/close-case.ts'
import { holdCase } from '../case/hold-case.ts'
import { recordDecision } from '../case/record-decision.ts'
import { act, type Doing, refuse } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { type Decision, decide } from '../policy/compile-route.ts'
import { restsOn } from '../policy/law-state.ts'
import { openGround } from '../stay/grounds.ts'
import {
  type ApplicationRow,
  findMembers,
  getApplication,
  kandasCard,
  passportEnd,
  termOf,
} from './application-row.ts'
import { gatherFacts } from './gather-facts.ts'
import { takePlaces } from './hold-places.ts'

/** What the rules of the governing day answer over the facts of now. */
export async function evaluateApplication(tx: Tx, row: CaseRow, today: Temporal.PlainDate) {
  const application = await getApplication(tx, row.id)
  const facts = await gatherFacts(tx, application, today)
  return { application, facts, decision: decide(application.route, facts, row.governing_date) }
}

/**
 * An officer grants a status or card: also where unverified law needs a human to look, never where law in force is not met or where
 * something that decides is not known. Nobody else grants: each document of the evidence was judged by a human.
 */
export const grantResidence = act({
  name: 'grant-residence',
  who: staff('permit-officer', 'supervisor'),
  input: z.object({
    caseId: z.uuid(),
    expectedVersion: z.int(),
    note: z.string().trim().max(1000).optional(),
  }),
  async do(input, doing) {
    const row = await holdCase(doing, input)
    const { application, facts, decision } = await evaluateApplication(doing.tx, row, doing.today)
    if (decision.answer === 'not-needed') return refuse({ code: 'citizen' })
    const against = decision.trace.filter((line) => line.verdict === 'not-met' && line.decides)
    if (against.length > 0)
      return refuse(...against.map((line) => ({ code: line.condition, article: line.article })))
    if (decision.requests.length > 0)
      return refuse(
        ...decision.requests.map((line) => ({
          code: 'not-answered',
          values: { condition: line.condition },
        })),
      )
    const term = termOf(application, doing.today, await passportEnd(doing.tx, application.person_id))
    if (term.to < term.from)
      return refuse({ code: 'passport-ends-first', article: 'rules on the Ata zholy card' })
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
    const given = await giveStatus(doing, row, application, id, decision)
    await closeCase(doing, {
      caseId: row.id,
      outcome: 'granted',
      ground: application.route === kandasCard ? 'MLSP-ATAZHOLY' : 'MLSP-KANDAS',
      after: { numbers: given.map((one) => one.number) },
    })
    return { statuses: given }
  },
})

/** Writes what a decision gave to the applicant and each of the family, opens their stay and leaves the documents to jobs. */
export async function giveStatus(
  doing: Doing,
  row: CaseRow,
  application: ApplicationRow,
  decisionId: string,
  decision: Pick<Decision, 'states'>,
): Promise<{ id: string; number: string; person: string; validTo: string }[]> {
  const given =
    application.kind === 'extension'
      ? await lengthen(doing, application)
      : await writeStatuses(doing, application, decisionId)
  await takePlaces(doing, row.id)
  for (const one of given) {
    await openGround(doing, {
      person: one.person,
      kind: 'residence',
      from: one.validFrom,
      to: one.validTo,
      basis: one.id,
      // The stay is as firm as the least firm rule the decision rests on.
      lawState: restsOn(decision.states).at(-1) ?? 'unverified',
    })
    await doing.later('reaction', 'issue-residence-document', { status: one.id })
  }
  await doing.record({
    type: application.kind === 'extension' ? 'residence-extended' : 'residence-granted',
    subjects: given.map((one) => one.person),
    case: row.id,
    after: {
      statuses: given.map(({ id, number, validTo }) => ({ id, number, validTo })),
    },
  })
  return given.map(({ id, number, person, validTo }) => ({ id, number, person, validTo }))
}

interface Given {
  id: string
  number: string
  person: string
  validFrom: string
  validTo: string
}

async function writeStatuses(
  doing: Doing,
  application: ApplicationRow,
  decisionId: string,
): Promise<Given[]> {
  const { tx, today } = doing
  const members = await findMembers(tx, application.case_id)
  const people = [
    { person_id: application.person_id, name: application.person_name, minor: false },
    ...members.map(({ person_id, name, minor }) => ({ person_id, name, minor })),
  ]
  const prefix = application.route === kandasCard ? 'KC' : 'KS'
  const given: Given[] = []
  for (const one of people) {
    const held = await tx.maybe(
      sql`select 1 from residence.status where person_id = ${one.person_id}::uuid and kind = ${application.route} and state = 'active'`,
    )
    // A relative may have got a status of their own between filing and decision: theirs stays.
    if (held) continue
    const term = termOf(application, today, await passportEnd(tx, one.person_id))
    const { serial } = await tx.one<{ serial: bigint }>(
      sql`select nextval('residence.number_of_status') as serial`,
    )
    const number = `${prefix}-${today.year}-${String(serial).padStart(6, '0')}`
    const id = newId()
    await tx.done(sql`
      insert into residence.status (id, number, kind, person_id, person_name, principal, minor, case_id, decision_id, region, settlement, ground, valid_from, valid_to,
        state, issued_at)
      values (${id}::uuid, ${number}, ${application.route}, ${one.person_id}::uuid, ${one.name}, ${application.person_id}::uuid, ${one.minor}, ${application.case_id}::uuid,
        ${decisionId}::uuid, ${application.region}, ${application.settlement}, ${application.ground ?? application.card_route ?? ''}, ${term.from}::date, ${term.to}::date,
        'active', ${doing.now.toString()}::timestamptz)`)
    given.push({ id, number, person: one.person_id, validFrom: term.from, validTo: term.to })
  }
  return given
}

async function lengthen(doing: Doing, application: ApplicationRow): Promise<Given[]> {
  const { tx, today } = doing
  const people = [
    application.person_id,
    ...(await findMembers(tx, application.case_id)).map((one) => one.person_id),
  ]
  const { from, to } = termOf(application, today, await passportEnd(tx, application.person_id))
  const rows = await tx.rows<{ id: string; number: string; person_id: string }>(sql`
    update residence.status set valid_to = ${to}::date, extensions = extensions + 1, version = version + 1
    where person_id = any (${people}::uuid[]) and kind = ${application.route} and state = 'active'
      and case_id = (select x.case_id from residence.status x where x.id = ${application.extends_status}::uuid)
    returning id, number, person_id`)
  return rows.map(({ id, number, person_id }) => ({
    id,
    number,
    person: person_id,
    validFrom: from,
    validTo: to,
  }))
}
