import { z } from 'zod'
import { storeFile } from '../person/store-file.ts'
import { act, isRefusal } from '../platform/act.ts'
import { type Audience, account } from '../platform/actor.ts'
import type { Tx } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { type Looking, type ReadSpec, read } from '../platform/read.ts'
import { apiRoute } from '../ui/api-route.ts'
import type { Route, Visit } from '../ui/visit.ts'
import { answerInformation } from './answer-information.ts'
import { attachFile } from './attach-file.ts'
import { caseKind } from './case-kind.ts'
import { readCaseNumber } from './case-number.ts'
import { type CaseRow, getCaseByNumber } from './case-row.ts'
import { findAppealable, findDecisions } from './find-decisions.ts'
import { findOpenHearing, type HearingGround } from './find-hearing.ts'
import { findOpenInformationRequest } from './find-information-request.ts'
import { giveStatement } from './give-statement.ts'
import { lodgeAppeal } from './lodge-appeal.ts'
import { isApplicant } from './who-may.ts'
import { withdrawCase } from './withdraw-case.ts'

export const CaseNumber = z.object({
  number: z.string().min(8).max(20).describe('For example `KZ-2026-000001-4`.'),
})
const Ground = z.strictObject({ condition: z.string(), says: z.string(), article: z.string() })
const Done = z.strictObject({ number: z.string() })

const caseAnswer = {
  number: z.string(),
  state: z
    .string()
    .describe(
      '`submitted`, `in-review`, `waiting-on-applicant`, `hearing`, `decided`, `appealed`, `withdrawn` or `closed`.',
    ),
  outcome: z.string().nullable(),
  dueOn: z.iso.date().nullable().describe('The day by which it is decided.'),
  governingDate: z.iso.date().describe('The day whose law decides.'),
  question: z
    .strictObject({ asks: z.string(), answerBy: z.iso.date() })
    .nullable()
    .describe('What the office asks of the applicant.'),
  hearing: z
    .strictObject({
      reasons: z.string(),
      heldOn: z.iso.date(),
      statement: z.string().nullable().describe('What the applicant answered.'),
      grounds: z.array(Ground),
    })
    .nullable()
    .describe('Announced before a refusal, with the grounds.'),
  decisions: z.array(
    z.strictObject({
      kind: z.string(),
      at: z.iso.datetime(),
      adverse: z.boolean(),
      reasons: z.string().nullable(),
      grounds: z.array(Ground).describe('Conditions that were not met.'),
      appealUntil: z.iso.date().nullable(),
    }),
  ),
  mayAppeal: z.boolean(),
} satisfies z.ZodRawShape

interface Given<More extends z.ZodRawShape> {
  /** Address under which the cases stand: `…/company` gives `…/company/cases/:number`. */
  base: string
  who: Audience
  /** The kinds of case that this way opens; another kind of the same applicant answers as absent. */
  kinds: string[]
  /** Makes the name of an operation of its verb and object, so that each name stands once. */
  name(operation: string): string
  spec: ReadSpec
  /** What the module above tells beside the case itself. */
  more: More
  tellMore(looking: Looking, row: CaseRow): Promise<z.input<z.ZodObject<More>>>
}

/**
 * What an applicant's program does with a case, the same for each kind: state with grounds, attach, answer a question or an announced
 * refusal, withdraw, appeal. Absent, somebody else's and of another kind are one answer, `not-found`.
 */
export function ownCaseApi<More extends z.ZodRawShape>(given: Given<More>): Route[] {
  const { base, who, name, spec } = given
  const find = ({ instance, actor }: Visit, number: string): Promise<string> =>
    read(instance, actor, spec, async (looking) => {
      const row = await ownCase(looking, given.kinds, number)
      return { answer: row.id, subjects: row.subjects, case: row.id }
    })
  const path = CaseNumber
  return [
    apiRoute({
      method: 'get',
      path: `${base}/cases/:number`,
      who,
      describe: {
        name: name('getApplication'),
        tag: 'permits',
        summary: 'Read the state of an application, with grounds',
        detail:
          'What is asked, the hearing before a refusal, decisions with reasons and the way to appeal, and what came of it.',
        path,
        answers: {
          200: {
            says: 'The case as its applicant sees it.',
            schema: z.strictObject({ ...caseAnswer, ...given.more }),
          },
        },
      },
      answer: ({ instance, actor }, asked) =>
        read(instance, actor, spec, async (looking) => {
          const row = await ownCase(looking, given.kinds, asked.path.number)
          const answer = { ...(await tellCase(looking.tx, row)), ...(await given.tellMore(looking, row)) }
          return { answer, subjects: row.subjects, case: row.id }
        }),
    }),
    apiRoute({
      method: 'post',
      path: `${base}/cases/:number/files`,
      who,
      bodyLimit: 12 * 1024 * 1024,
      describe: {
        name: name('attachToApplication'),
        tag: 'permits',
        summary: 'Attach a document to an application',
        detail:
          'A photo or PDF as the body, with what it is as `label`. It is read and made harmless; what is no image or PDF is refused.',
        path,
        query: z.strictObject({ label: z.string().trim().min(2, 'required').max(120) }),
        body: z.string().describe('The bytes of the file.'),
        bodyType: 'application/octet-stream',
        once: true,
        answers: { 200: { says: 'It is in the case.', schema: z.strictObject({ file: z.uuid() }) } },
        faults: ['too-large'],
      },
      async answer(visit, { path: { number }, query: { label }, request }) {
        const { instance, actor } = visit
        const bytes = await visit.bytes()
        const caseId = await find(visit, number)
        const file = { kind: 'evidence', name: label, bytes, path: 'body' } as const
        const stored = await storeFile(instance, actor, file, request)
        if (isRefusal(stored)) return stored
        await attachOwn(instance, actor, { caseId, fileId: stored.id, label })
        return { file: stored.id }
      },
    }),
    apiRoute({
      method: 'post',
      path: `${base}/cases/:number/answer`,
      who,
      describe: {
        name: name('answerQuestion'),
        tag: 'permits',
        summary: 'Answer what the office asks',
        detail: 'Documents go before it, by the operation that attaches.',
        path,
        body: z.strictObject({ answer: z.string().trim().min(1, 'required').max(8000, 'too-long') }),
        example: { answer: 'The diploma is attached.' },
        once: true,
        answers: { 200: { says: 'The term goes on.', schema: Done } },
        faults: ['wrong-state'],
      },
      answer: async (visit, { path: { number }, body, request }) =>
        answerInformation(
          visit.instance,
          visit.actor,
          { caseId: await find(visit, number), answer: body.answer },
          request,
        ),
    }),
    apiRoute({
      method: 'post',
      path: `${base}/cases/:number/statement`,
      who,
      describe: {
        name: name('giveStatement'),
        tag: 'permits',
        summary: 'Answer an announced refusal',
        detail: 'Once, until the decision.',
        path,
        body: z.strictObject({ statement: z.string().trim().min(1, 'required').max(20_000, 'too-long') }),
        example: { statement: 'The count leaves out our staff on leave.' },
        once: true,
        answers: { 200: { says: 'It is heard before the decision.', schema: Done } },
        faults: ['wrong-state'],
      },
      answer: async (visit, { path: { number }, body, request }) =>
        giveStatement(
          visit.instance,
          visit.actor,
          { caseId: await find(visit, number), statement: body.statement },
          request,
        ),
    }),
    apiRoute({
      method: 'post',
      path: `${base}/cases/:number/withdrawal`,
      who,
      describe: {
        name: name('withdrawApplication'),
        tag: 'permits',
        summary: 'Take an application back before it is decided',
        path,
        once: true,
        answers: { 200: { says: 'It is closed; places held for it are free again.', schema: Done } },
        faults: ['wrong-state'],
      },
      answer: async (visit, { path: { number }, request }) =>
        withdrawCase(visit.instance, visit.actor, { caseId: await find(visit, number) }, request),
    }),
    apiRoute({
      method: 'post',
      path: `${base}/cases/:number/appeal`,
      who,
      describe: {
        name: name('appealDecision'),
        tag: 'permits',
        summary: 'Appeal a refusal or revocation',
        path,
        body: z.strictObject({ text: z.string().trim().min(10, 'too-short').max(20_000, 'too-long') }),
        example: { text: 'The ground does not hold: the missing document is attached now.' },
        once: true,
        answers: {
          200: {
            says: 'Another office judges it.',
            schema: z.strictObject({ number: z.string(), inTime: z.boolean(), decideBy: z.iso.date() }),
          },
        },
        faults: ['wrong-state'],
      },
      async answer(visit, { path: { number }, body, request }) {
        const { instance, actor } = visit
        const given = { caseId: await find(visit, number), text: body.text }
        const lodged = await lodgeAppeal(instance, actor, given, request)
        if (isRefusal(lodged)) return lodged
        const { id: _, ...told } = lodged
        return told
      },
    }),
  ]
}

/** The case of a number that this actor applied for, of one of the kinds. @throws Fault not-found, the same for everything else */
export async function ownCase({ tx, actor }: Looking, kinds: string[], number: string): Promise<CaseRow> {
  const known = readCaseNumber(number)
  if (!known) throw new Fault('not-found')
  const row = await getCaseByNumber(tx, known)
  if (!isApplicant(actor, row) || !kinds.includes(row.kind)) throw new Fault('not-found')
  return row
}

/** What the law still asks of an open case, each with its article; nothing once it is closed. */
export async function tellMissing(looking: Looking, row: CaseRow) {
  if (row.closed_at !== null) return []
  const { requests } = await caseKind(row.kind).evaluate(looking, row)
  return requests.map((line) => ({
    condition: line.condition,
    asks: line.request.en,
    of: line.asks,
    article: line.article,
    lawState: line.state,
  }))
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

const ground = (line: Pick<HearingGround, 'condition' | 'says' | 'article'>) => ({
  condition: line.condition,
  says: line.says.en,
  article: line.article,
})

async function tellCase(tx: Tx, row: CaseRow) {
  const question = await findOpenInformationRequest(tx, row.id)
  const hearing = await findOpenHearing(tx, row.id)
  const decisions = await findDecisions(tx, row.id)
  return {
    number: row.number,
    state: row.state,
    outcome: row.outcome,
    dueOn: row.due_on,
    governingDate: row.governing_date,
    question: question ? { asks: question.asks, answerBy: question.answer_by } : null,
    hearing: hearing
      ? {
          reasons: hearing.preliminary_reasons,
          heldOn: hearing.held_on,
          statement: hearing.statement,
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
  }
}
