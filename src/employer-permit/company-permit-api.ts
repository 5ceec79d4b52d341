import { z } from 'zod'
import { findCountingDocument, getDocumentBytes } from '../credential/find-documents.ts'
import { sendDocument } from '../credential/send-document.ts'
import { isRefusal } from '../platform/act.ts'
import { keyHolder } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { type Looking, read } from '../platform/read.ts'
import { apiBase, apiRoute } from '../ui/api-route.ts'
import type { Route, Visit } from '../ui/visit.ts'
import { type Category, categories } from './application-row.ts'
import { spec } from './company-spec.ts'
import { endEmployerPermit } from './end-employer-permit.ts'
import { extensionWindow } from './extension-window.ts'
import { findSpecialReports, reportSpecialCondition, specialConditions } from './report-to-office.ts'
import { answerEmployerRevocation, findOpenRevocation } from './revoke-employer-permit.ts'

const who = keyHolder('company')
const base = `${apiBase}/company/permits/:permit`
export const PermitNumber = z.object({
  permit: z.string().min(4).max(40).describe('Its number, `EP-2026-000001`.'),
})

const Permit = z.strictObject({
  number: z.string(),
  case: z.string().describe('The case it was granted in; a revocation is appealed there.'),
  category: z.enum(categories),
  occupation: z.string(),
  regions: z.array(z.string()),
  state: z.enum(['awaiting-fee', 'active', 'ended', 'revoked', 'expired', 'lapsed']),
  validFrom: z.iso.date(),
  validTo: z.iso.date().describe('The last day, inclusive.'),
  extensions: z.int(),
  endedOn: z.iso.date().nullable(),
  endedBecause: z.string().nullable(),
  extensionWindow: z
    .strictObject({ first: z.iso.date(), last: z.iso.date() })
    .nullable()
    .describe('The days on which an extension may be asked for; null when it does not run.'),
  revocation: z
    .strictObject({
      reasons: z.string(),
      atFault: z.enum(['employer', 'worker', 'nobody']),
      heldOn: z.iso.date(),
      statement: z.string().nullable(),
    })
    .nullable()
    .describe('Announced and not concluded.'),
  document: z.strictObject({ serial: z.string() }).nullable().describe('The issued document that counts.'),
  reports: z
    .array(
      z.strictObject({
        condition: z.enum(specialConditions),
        citizens: z.int(),
        says: z.string(),
        periodTo: z.iso.date(),
        reportedAt: z.iso.datetime(),
      }),
    )
    .describe('Of a transfer within a group: how its special condition was kept.'),
})

interface Row {
  id: string
  number: string
  case_number: string
  worker_person: string
  category: Category
  occupation: string
  regions: string[]
  state: z.infer<typeof Permit>['state']
  valid_from: string
  valid_to: string
  extensions: number
  ended_on: string | null
  ended_because: string | null
  version: number
}

/** A permit by its number for the account whose program asks. @throws Fault not-found, the same for everybody else's */
const ownPermit = ({ tx, actor }: Looking, number: string): Promise<Row> =>
  tx.one<Row>(sql`
    select p.id, p.number, c.number as case_number, p.worker_person, p.category, p.occupation, p.regions, p.state, p.valid_from::text, p.valid_to::text,
      p.extensions, p.ended_on::text, p.ended_because, p.version
    from employer_permit.permit p join "case"."case" c on c.id = p.case_id
    where p.number = ${number} and p.employer_account = ${actor.kind === 'person' ? actor.account : null}::uuid`)

/** The permit an operation is about, with its worker told that it was looked at. */
const findOwnPermit = ({ instance, actor }: Visit, number: string): Promise<Row> =>
  read(instance, actor, spec('employer-permit'), async (looking) => {
    const row = await ownPermit(looking, number)
    return { answer: row, subjects: [row.worker_person] }
  })

/** What a company's program sees of a permit and does with it: document, end, answer to a revocation, report of a special condition. */
export const companyPermitApi: Route[] = [
  apiRoute({
    method: 'get',
    path: base,
    who,
    describe: {
      name: 'getOwnPermit',
      tag: 'permits',
      summary: 'Read one permit of your company',
      detail: 'With the days on which an extension may be asked for and an announced revocation.',
      path: PermitNumber,
      answers: { 200: { says: 'The permit.', schema: Permit } },
    },
    answer: ({ instance, actor }, { path }) =>
      read(instance, actor, spec('employer-permit'), async (looking) => {
        const { tx } = looking
        const row = await ownPermit(looking, path.permit)
        const revocation = await findOpenRevocation(tx, row.id)
        const document = await findCountingDocument(tx, row.id)
        const reports = await findSpecialReports(tx, row.id)
        const answer: z.input<typeof Permit> = {
          number: row.number,
          case: row.case_number,
          category: row.category,
          occupation: row.occupation,
          regions: row.regions,
          state: row.state,
          validFrom: row.valid_from,
          validTo: row.valid_to,
          extensions: row.extensions,
          endedOn: row.ended_on,
          endedBecause: row.ended_because,
          extensionWindow: row.state === 'active' ? extensionWindow(row.valid_to, looking.today) : null,
          revocation: revocation
            ? {
                reasons: revocation.reasons,
                atFault: revocation.at_fault,
                heldOn: revocation.held_on,
                statement: revocation.employer_said,
              }
            : null,
          document: document ? { serial: document.serial } : null,
          reports: reports.map((one) => ({
            condition: one.condition,
            citizens: one.citizens,
            says: one.says,
            periodTo: one.period_to,
            reportedAt: one.reported_at.toISOString(),
          })),
        }
        return { answer, subjects: [row.worker_person] }
      }),
  }),
  apiRoute({
    method: 'get',
    path: `${base}/document`,
    who,
    describe: {
      name: 'getPermitDocument',
      tag: 'permits',
      summary: 'Fetch the issued document',
      detail: 'The very bytes that were signed. 404 until it is made and after it stopped counting.',
      path: PermitNumber,
      answers: { 200: { says: 'The document.', type: 'application/pdf' } },
    },
    async answer({ instance, actor }, { path }) {
      const file = await read(instance, actor, spec('document'), async (looking) => {
        const row = await ownPermit(looking, path.permit)
        const document = await findCountingDocument(looking.tx, row.id)
        if (!document) throw new Fault('not-found')
        return { answer: await getDocumentBytes(looking.tx, document.id), subjects: [row.worker_person] }
      })
      return sendDocument(file)
    },
  }),
  apiRoute({
    method: 'post',
    path: `${base}/end`,
    who,
    describe: {
      name: 'endOwnPermit',
      tag: 'permits',
      summary: 'Tell that work has ended before the term',
      detail: 'Today or up to ten days back. The place of the quota goes back.',
      path: PermitNumber,
      body: z.strictObject({ on: z.iso.date() }),
      example: { on: '2026-11-24' },
      once: true,
      answers: { 200: { says: 'It has ended.', schema: z.strictObject({ ended: z.iso.date() }) } },
      faults: ['wrong-state', 'stale-form'],
    },
    async answer(visit, { path, body, request }) {
      const row = await findOwnPermit(visit, path.permit)
      const given = { permit: row.id, expectedVersion: row.version, on: body.on }
      return endEmployerPermit(visit.instance, visit.actor, given, request)
    },
  }),
  apiRoute({
    method: 'post',
    path: `${base}/revocation-answer`,
    who,
    describe: {
      name: 'answerRevocation',
      tag: 'permits',
      summary: 'Answer an announced revocation',
      detail: 'Once, before it is decided.',
      path: PermitNumber,
      body: z.strictObject({ statement: z.string().trim().min(1, 'required').max(20_000, 'too-long') }),
      example: { statement: 'The worker helped out for one morning.' },
      once: true,
      answers: {
        200: { says: 'It is heard before the decision.', schema: z.strictObject({ number: z.string() }) },
      },
      faults: ['wrong-state'],
    },
    async answer(visit, { path, body, request }) {
      const row = await findOwnPermit(visit, path.permit)
      const given = { permit: row.id, statement: body.statement }
      const told = await answerEmployerRevocation(visit.instance, visit.actor, given, request)
      return isRefusal(told) ? told : { number: row.number }
    },
  }),
  apiRoute({
    method: 'post',
    path: `${base}/special-condition`,
    who,
    describe: {
      name: 'reportSpecialCondition',
      tag: 'permits',
      summary: 'Report how the special condition of a transfer was kept',
      detail: 'For a transfer within a group of companies. The form is our proposal.',
      path: PermitNumber,
      body: z.strictObject({
        condition: z.enum(specialConditions),
        citizens: z.int().min(0).max(100_000),
        says: z.string().trim().min(20, 'too-short').max(4000),
        periodTo: z.iso.date().describe('The last day reported on.'),
      }),
      example: {
        condition: 'training',
        citizens: 3,
        says: 'Three engineers were trained on the new line.',
        periodTo: '2026-11-01',
      },
      once: true,
      answers: { 200: { says: 'It is told.', schema: z.strictObject({ id: z.uuid() }) } },
      faults: ['wrong-state'],
    },
    async answer(visit, { path, body, request }) {
      const row = await findOwnPermit(visit, path.permit)
      return reportSpecialCondition(visit.instance, visit.actor, { ...body, permit: row.id }, request)
    },
  }),
]
