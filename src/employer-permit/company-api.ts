import { z } from 'zod'
import { attachFile } from '../case/attach-file.ts'
import { readCaseNumber } from '../case/case-number.ts'
import { getCaseByNumber } from '../case/case-row.ts'
import { findAppealable, findDecisions } from '../case/find-decisions.ts'
import { findOpenHearing } from '../case/find-hearing.ts'
import { findOpenInformationRequest } from '../case/find-information-request.ts'
import { lodgeAppeal } from '../case/lodge-appeal.ts'
import { orderPayment } from '../payment/order-payment.ts'
import { createOrder } from '../payment/partners/create-order.ts'
import { treasuryAccount } from '../payment/treasury-account.ts'
import { storeFile } from '../person/store-file.ts'
import { act, isRefusal } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { partnerSecrets, partnersUrl } from '../platform/partner-secrets.ts'
import { read } from '../platform/read.ts'
import { apiBase, apiRoute } from '../ui/api-route.ts'
import type { Route, Visit } from '../ui/visit.ts'
import { categories } from './application-row.ts'
import {
  applyForEmployerPermit,
  EmployerApplication,
  EmployerExtension,
  extendEmployerPermit,
} from './apply-for-employer-permit.ts'

const base = `${apiBase}/company`
const Case = z.object({ number: z.string().min(8).max(20).describe('For example `KZ-2026-000001-4`.') })
const Filed = z.strictObject({
  number: z.string().describe('The case: ask for its state with it.'),
  place: z.string().describe('Of the quota: `held`, `none` or `not-needed`.'),
})
const Companies = z.strictObject({
  companies: z.array(z.strictObject({ id: z.uuid(), bin: z.string(), name: z.string(), region: z.string() })),
  permits: z.array(
    z.strictObject({
      number: z.string(),
      category: z.enum(categories),
      state: z.string(),
      validFrom: z.iso.date(),
      validTo: z.iso.date(),
      extensions: z.int(),
    }),
  ),
})
const CaseAnswer = z.strictObject({
  number: z.string(),
  state: z
    .string()
    .describe(
      '`submitted`, `in-review`, `waiting-on-applicant`, `hearing`, `decided`, `appealed`, `withdrawn` or `closed`.',
    ),
  outcome: z.string().nullable(),
  dueOn: z.iso.date().nullable().describe('The day by which it is decided.'),
  governingDate: z.iso.date().describe('The day whose law decides.'),
  place: z.string(),
  question: z
    .strictObject({ asks: z.string(), answerBy: z.iso.date() })
    .nullable()
    .describe('What the office asks of the applicant.'),
  hearing: z
    .strictObject({
      reasons: z.string(),
      heldOn: z.iso.date(),
      grounds: z.array(z.strictObject({ condition: z.string(), says: z.string(), article: z.string() })),
    })
    .nullable()
    .describe('Announced before a refusal, with the grounds.'),
  decisions: z.array(
    z.strictObject({
      kind: z.string(),
      at: z.iso.datetime(),
      adverse: z.boolean(),
      reasons: z.string().nullable(),
      grounds: z
        .array(z.strictObject({ condition: z.string(), says: z.string(), article: z.string() }))
        .describe('Conditions that were not met.'),
      appealUntil: z.iso.date().nullable(),
    }),
  ),
  mayAppeal: z.boolean(),
  fee: z
    .strictObject({ tiyn: z.string(), dueOn: z.iso.date(), state: z.string() })
    .nullable()
    .describe('Owed once it is granted; the permit is issued when it is paid.'),
  permit: z.strictObject({ number: z.string(), state: z.string(), validTo: z.iso.date() }).nullable(),
})

/** A company's machine does what its director does in the browser, in the name of the account that opened its key. */
export const companyApi: Route[] = [
  apiRoute({
    method: 'get',
    path: base,
    who: account,
    describe: {
      name: 'listOwnCompanies',
      tag: 'permits',
      summary: 'List the companies you speak for and their permits',
      detail: 'With a key of `/company/keys`.',
      answers: { 200: { says: 'Companies and permits of this account.', schema: Companies } },
    },
    answer: ({ instance, actor }) =>
      read(instance, actor, spec('company'), async ({ tx }) => {
        const mine = actor.kind === 'person' ? actor.account : null
        const companies = await tx.rows<{ id: string; bin: string; name: string; region: string }>(
          sql`select id, bin, name, region from organisation.employer where account_id = ${mine}::uuid and kind = 'legal-entity' order by registered_at`,
        )
        const permits = await tx.rows<{
          worker: string
          number: string
          category: (typeof categories)[number]
          state: string
          validFrom: string
          validTo: string
          extensions: number
        }>(sql`
          select worker_person as worker, number, category, state, valid_from as "validFrom", valid_to as "validTo", extensions
          from employer_permit.permit where employer_account = ${mine}::uuid order by granted_at desc limit 500`)
        return {
          answer: { companies, permits: permits.map(({ worker: _, ...one }) => one) },
          subjects: permits.map((one) => one.worker),
        }
      }),
  }),
  apiRoute({
    method: 'post',
    path: `${base}/applications`,
    who: account,
    describe: {
      name: 'applyForEmployerPermit',
      tag: 'permits',
      summary: "Apply for an employer's permit",
      detail:
        'A place of the quota is held while it is decided; the registries are asked. Documents follow by `attachToApplication`.',
      body: EmployerApplication,
      once: true,
      answers: { 200: { says: 'The case.', schema: Filed } },
      refusals: ['worker-not-found', 'already-asked'],
    },
    answer: async ({ instance, actor }, { body, request }) =>
      filed(await applyForEmployerPermit(instance, actor, body, request)),
  }),
  apiRoute({
    method: 'post',
    path: `${base}/permits/:permit/extension`,
    who: account,
    describe: {
      name: 'extendEmployerPermit',
      tag: 'permits',
      summary: 'Apply for a further term of a running permit',
      path: z.object({ permit: z.string().min(4).max(40).describe('Its number, `EP-2026-000001`.') }),
      body: EmployerExtension.omit({ permit: true }),
      once: true,
      answers: { 200: { says: 'The case.', schema: Filed } },
      refusals: ['extension-already-asked'],
      faults: ['wrong-state'],
    },
    async answer({ instance, actor }, { path, body, request }) {
      const { id } = await read(instance, actor, spec('employer-permit'), async ({ tx }) => {
        const row = await tx.one<{ id: string; worker: string }>(sql`
          select id, worker_person as worker from employer_permit.permit
          where number = ${path.permit} and employer_account = ${actor.kind === 'person' ? actor.account : null}::uuid`)
        return { answer: row, subjects: [row.worker] }
      })
      return filed(await extendEmployerPermit(instance, actor, { ...body, permit: id }, request))
    },
  }),
  apiRoute({
    method: 'get',
    path: `${base}/cases/:number`,
    who: account,
    describe: {
      name: 'getApplication',
      tag: 'permits',
      summary: 'Read the state of an application, with grounds',
      detail:
        'What is asked, the hearing before a refusal, decisions with reasons and the way to appeal, the fee, the permit.',
      path: Case,
      answers: { 200: { says: 'The case as its applicant sees it.', schema: CaseAnswer } },
    },
    answer: ({ instance, actor }, { path }) =>
      read(instance, actor, spec('case'), async ({ tx }) => {
        const row = await ownCase(tx, actor, path.number)
        return { answer: await tellCase(tx, row), subjects: row.subjects, case: row.id }
      }),
  }),
  apiRoute({
    method: 'post',
    path: `${base}/cases/:number/files`,
    who: account,
    bodyLimit: 12 * 1024 * 1024,
    describe: {
      name: 'attachToApplication',
      tag: 'permits',
      summary: 'Attach a document to an application',
      detail:
        'A photo or PDF as the body, with what it is as `label`. It is read and made harmless; what is no image or PDF is refused.',
      path: Case,
      query: z.strictObject({ label: z.string().trim().min(2, 'required').max(120) }),
      body: z.string().describe('The bytes of the file.'),
      bodyType: 'application/octet-stream',
      once: true,
      answers: { 200: { says: 'It is in the case.', schema: z.strictObject({ file: z.uuid() }) } },
      faults: ['too-large'],
    },
    async answer(visit, { path, query, request }) {
      const { instance, actor } = visit
      const bytes = await visit.bytes()
      const { id } = await read(instance, actor, spec('case'), async ({ tx }) => {
        const row = await ownCase(tx, actor, path.number)
        return { answer: { id: row.id }, subjects: row.subjects, case: row.id }
      })
      const stored = await storeFile(
        instance,
        actor,
        { kind: 'evidence', name: query.label, bytes, path: 'body' },
        request,
      )
      if (isRefusal(stored)) return stored
      await attachOwn(instance, actor, { caseId: id, fileId: stored.id, label: query.label })
      return { file: stored.id }
    },
  }),
  apiRoute({
    method: 'post',
    path: `${base}/cases/:number/payment`,
    who: account,
    describe: {
      name: 'payFee',
      tag: 'permits',
      summary: 'Order the payment of the fee',
      detail:
        'Safe to repeat. `payUrl` is null when the bank did not answer or the order is paid: ask again.',
      path: Case,
      answers: {
        200: {
          says: 'The order at the bank.',
          schema: z.strictObject({ order: z.uuid(), tiyn: z.string(), payUrl: z.string().nullable() }),
        },
      },
      refusals: ['already-paid', 'already-lapsed', 'already-cancelled'],
    },
    async answer({ instance, actor }, { path }) {
      const owed = await read(instance, actor, spec('payment'), async ({ tx }) => {
        const row = await ownCase(tx, actor, path.number)
        const { id } = await tx.one<{ id: string }>(
          sql`select obligation_id as id from employer_permit.application where case_id = ${row.id}::uuid and obligation_id is not null`,
        )
        return { answer: id, subjects: row.subjects, case: row.id }
      })
      const order = await orderPayment(instance, actor, { obligation: owed })
      if (isRefusal(order)) return order
      const { config } = instance
      const answer = await createOrder(
        { url: `${partnersUrl(config)}/bank`, token: partnerSecrets(config).bank.token },
        {
          id: order.id,
          amountTiyn: order.tiyn,
          purposeCode: 'permit-fee',
          payerReference: `Q-${owed.replaceAll('-', '').slice(-12).toUpperCase()}`,
          treasuryAccount: treasuryAccount(),
          returnUrl: `${config.baseUrl}/payments/${owed}?back=1`,
        },
      )
      return {
        order: order.id,
        tiyn: String(order.tiyn),
        payUrl: 'failed' in answer || answer.state !== 'open' ? null : answer.payUrl,
      }
    },
  }),
  apiRoute({
    method: 'post',
    path: `${base}/cases/:number/appeal`,
    who: account,
    describe: {
      name: 'appealDecision',
      tag: 'permits',
      summary: 'Appeal a refusal or revocation',
      path: Case,
      body: z.strictObject({ text: z.string().trim().min(10, 'too-short').max(20_000, 'too-long') }),
      once: true,
      answers: {
        200: {
          says: 'Another office judges it.',
          schema: z.strictObject({ number: z.string(), inTime: z.boolean(), decideBy: z.iso.date() }),
        },
      },
      faults: ['wrong-state'],
    },
    async answer({ instance, actor }, { path, body, request }) {
      const { id } = await read(instance, actor, spec('case'), async ({ tx }) => {
        const row = await ownCase(tx, actor, path.number)
        return { answer: { id: row.id }, subjects: row.subjects, case: row.id }
      })
      const lodged = await lodgeAppeal(instance, actor, { caseId: id, text: body.text }, request)
      if (isRefusal(lodged)) return lodged
      const { id: _, ...told } = lodged
      return told
    },
  }),
]

const spec = (what: string) => ({
  what,
  who: account,
  purpose: 'employ-foreign-workers',
  legalBasis: 'MLSP-279',
  categories: ['employment', 'decision', 'payment'],
})

const filed = (answer: Awaited<ReturnType<typeof applyForEmployerPermit>>) =>
  isRefusal(answer) ? answer : { number: answer.number, place: answer.place }

/** A case of an employer's permit that this account applied for. @throws Fault not-found, the same for everybody else's */
async function ownCase(tx: Tx, actor: Visit['actor'], number: string) {
  const known = readCaseNumber(number)
  if (!known || actor.kind !== 'person') throw new Fault('not-found')
  const row = await getCaseByNumber(tx, known)
  const own = await tx.maybe(
    sql`select 1 from employer_permit.application where case_id = ${row.id}::uuid and employer_account = ${actor.account}::uuid`,
  )
  if (!own) throw new Fault('not-found')
  return row
}

const attachOwn = act({
  name: 'attach-to-application',
  who: account,
  input: z.object({ caseId: z.uuid(), fileId: z.uuid(), label: z.string() }),
  async do(input, doing) {
    await attachFile(doing, input)
    await doing.record({
      type: 'file-attached',
      subjects: [],
      case: input.caseId,
      after: { file: input.fileId },
    })
    return { attached: true }
  },
})

async function tellCase(
  tx: Tx,
  row: Awaited<ReturnType<typeof ownCase>>,
): Promise<z.input<typeof CaseAnswer>> {
  const question = await findOpenInformationRequest(tx, row.id)
  const hearing = await findOpenHearing(tx, row.id)
  const decisions = await findDecisions(tx, row.id)
  const { place, obligation } = await tx.one<{ place: string; obligation: string | null }>(
    sql`select place, obligation_id as obligation from employer_permit.application where case_id = ${row.id}::uuid`,
  )
  const fee = obligation
    ? await tx.maybe<{ tiyn: bigint; due_on: string; state: string }>(
        sql`select tiyn, due_on, state from payment.obligation where id = ${obligation}::uuid`,
      )
    : undefined
  const permit = await tx.maybe<{ number: string; state: string; validTo: string }>(sql`
    select p.number, p.state, p.valid_to as "validTo" from employer_permit.permit p
    join employer_permit.application a on p.case_id = a.case_id or p.id = a.extends_permit where a.case_id = ${row.id}::uuid limit 1`)
  const ground = (line: { condition: string; says: { en: string }; article: string }) => ({
    condition: line.condition,
    says: line.says.en,
    article: line.article,
  })
  return {
    number: row.number,
    state: row.state,
    outcome: row.outcome,
    dueOn: row.due_on,
    governingDate: row.governing_date,
    place,
    question: question ? { asks: question.asks, answerBy: question.answer_by } : null,
    hearing: hearing
      ? {
          reasons: hearing.preliminary_reasons,
          heldOn: hearing.held_on,
          grounds: hearing.grounds.map(ground),
        }
      : null,
    decisions: decisions.map((one) => ({
      kind: one.kind,
      at: one.decided_at.toISOString(),
      adverse: one.adverse,
      reasons: one.reasons,
      grounds: one.trace.filter((line) => line.verdict === 'not-met' && line.decides).map(ground),
      appealUntil: one.appeal_until,
    })),
    mayAppeal: (await findAppealable(tx, row.id)) !== undefined,
    fee: fee ? { tiyn: fee.tiyn.toString(), dueOn: fee.due_on, state: fee.state } : null,
    permit: permit ?? null,
  }
}
