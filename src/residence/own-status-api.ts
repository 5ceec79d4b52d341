import { z } from 'zod'
import { findCountingDocument, getDocumentBytes } from '../credential/find-documents.ts'
import { sendDocument } from '../credential/send-document.ts'
import { isRefusal } from '../platform/act.ts'
import { keyHolder } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { type Looking, read } from '../platform/read.ts'
import { LawState } from '../policy/law-state.ts'
import { apiBase, apiRoute } from '../ui/api-route.ts'
import type { Route, Visit } from '../ui/visit.ts'
import { cardRoutes, grounds, type Route as Kind, kandasCard } from './application-row.ts'
import { extendKandasCard, extendKandasStatus } from './apply-for-residence.ts'
import { answerOf, rights } from './check-right.ts'
import { Filed, filed } from './own-filed.ts'
import { ownSpec } from './own-spec.ts'
import { pathSteps, tellStep, walkPath } from './path-to-citizenship.ts'
import { codeHash, codeMinutes, makeRightCode, rightCode } from './right-code.ts'

const base = `${apiBase}/own/kandas/statuses`
const who = keyHolder('kandas')
const Number_ = z.object({
  number: z.string().min(4).max(40).describe('For example `KS-2026-000001`.'),
})

const Status = z.strictObject({
  number: z.string(),
  kind: z.enum(['kandas-status', 'kandas-card']),
  case: z.string(),
  ground: z.enum([...grounds, ...cardRoutes]),
  region: z.string(),
  validFrom: z.iso.date(),
  validTo: z.iso.date().describe('The last day, inclusive.'),
  extensions: z.int(),
  state: z.enum(['active', 'ended', 'expired']),
  endedOn: z.iso.date().nullable(),
  endedBecause: z.enum(['citizenship', 'renounced', 'term-over']).nullable(),
  document: z.strictObject({ serial: z.string() }).nullable(),
  rights: z
    .array(
      z.strictObject({
        right: z.enum(rights),
        answer: z.enum(['yes', 'no', 'unsettled']),
        article: z.string().nullable(),
        lawState: LawState.nullable(),
      }),
    )
    .describe('The very answers that others get who check one of them.'),
  path: z
    .array(z.strictObject({ step: z.string(), done: z.boolean(), doneOn: z.iso.date().nullable() }))
    .describe('The way to citizenship; for a status.'),
})

interface Row {
  id: string
  number: string
  kind: Kind
  case_number: string
  person_id: string
  ground: (typeof grounds)[number] | (typeof cardRoutes)[number]
  region: string
  valid_from: string
  valid_to: string
  extensions: number
  state: z.infer<typeof Status>['state']
  ended_on: string | null
  ended_because: z.infer<typeof Status>['endedBecause']
}

/** A status or card of the asker by its number. @throws Fault not-found, the same for everybody else's */
const ownStatus = ({ tx, actor }: Looking, number: string): Promise<Row> =>
  tx.one<Row>(sql`
    select s.id, s.number, s.kind, coalesce(c.number, '') as case_number, s.person_id, s.ground, s.region, s.valid_from::text, s.valid_to::text,
      s.extensions, s.state, s.ended_on::text, s.ended_because
    from residence.status s left join "case"."case" c on c.id = s.case_id
    where s.number = ${number} and s.person_id = ${(actor.kind === 'person' && actor.person) || null}::uuid`)

const find = ({ instance, actor }: Visit, number: string): Promise<Row> =>
  read(instance, actor, ownSpec('residence-status'), async (looking) => {
    const row = await ownStatus(looking, number)
    return { answer: row, subjects: [row.person_id] }
  })

/** One's own status or card: state, rights, document, extension, steps to citizenship, a code for who checks. It is given up by page only. */
export const ownStatusApi: Route[] = [
  apiRoute({
    method: 'get',
    path: `${base}/:number`,
    who,
    describe: {
      name: 'getOwnKandas',
      tag: 'permits',
      summary: 'Read your status or card',
      path: Number_,
      answers: { 200: { says: 'The status or card.', schema: Status } },
    },
    answer: ({ instance, actor }, { path: { number } }) =>
      read(instance, actor, ownSpec('residence-status'), async (looking) => {
        const { tx, today } = looking
        const row = await ownStatus(looking, number)
        const document = await findCountingDocument(tx, row.id)
        const walked = row.kind === kandasCard ? [] : await walkPath(tx, row.person_id)
        const answer: z.input<typeof Status> = {
          number: row.number,
          kind: row.kind,
          case: row.case_number,
          ground: row.ground,
          region: row.region,
          validFrom: row.valid_from,
          validTo: row.valid_to,
          extensions: row.extensions,
          state: row.state,
          endedOn: row.ended_on,
          endedBecause: row.ended_because,
          document: document ? { serial: document.serial } : null,
          rights: rights.map((right) => {
            const { answer, article, lawState } = answerOf(right, { ...row, revoked: false }, today)
            return { right, answer, article, lawState }
          }),
          path: walked.map(({ step, done, doneOn }) => ({ step: step.id, done, doneOn: doneOn ?? null })),
        }
        return { answer, subjects: [row.person_id] }
      }),
  }),
  apiRoute({
    method: 'get',
    path: `${base}/:number/document`,
    who,
    describe: {
      name: 'getKandasDocument',
      tag: 'permits',
      summary: 'Fetch your certificate or card',
      detail: 'The very bytes that were signed. 404 until it is made and after it stopped counting.',
      path: Number_,
      answers: { 200: { says: 'The document.', type: 'application/pdf' } },
    },
    async answer({ instance, actor }, { path: { number } }) {
      const file = await read(instance, actor, ownSpec('document'), async (looking) => {
        const row = await ownStatus(looking, number)
        const document = await findCountingDocument(looking.tx, row.id)
        if (!document) throw new Fault('not-found')
        return { answer: await getDocumentBytes(looking.tx, document.id), subjects: [row.person_id] }
      })
      return sendDocument(file)
    },
  }),
  apiRoute({
    method: 'post',
    path: `${base}/:number/extension`,
    who,
    describe: {
      name: 'extendKandas',
      tag: 'permits',
      summary: 'Ask for an extension of your status or card',
      detail:
        'A status by `months`, with the family of the same application; a card by `years`: no rule on it was read, so an officer decides.',
      path: Number_,
      body: z.strictObject({
        months: z.int().min(1).max(60).optional(),
        years: z.int().min(1).max(30).optional(),
      }),
      example: { months: 6 },
      once: true,
      answers: { 200: { says: 'The case.', schema: Filed } },
      refusals: ['extension-already-asked', 'passport-ends-first'],
      faults: ['wrong-state'],
    },
    async answer(visit, { path: { number }, body, request }) {
      const { instance, actor } = visit
      const { id, kind } = await find(visit, number)
      return filed(
        kind === kandasCard
          ? await extendKandasCard(instance, actor, { status: id, years: body.years as number }, request)
          : await extendKandasStatus(instance, actor, { status: id, months: body.months as number }, request),
      )
    },
  }),
  apiRoute({
    method: 'post',
    path: `${base}/:number/steps`,
    who,
    describe: {
      name: 'tellStepToCitizenship',
      tag: 'permits',
      summary: 'Tell that a step to citizenship is done',
      detail: 'Your own note: it decides nothing. Without `on` it is taken back.',
      path: Number_,
      body: z.strictObject({ step: z.string(), on: z.iso.date().optional() }),
      example: { step: pathSteps().find((one) => one['known-by'] === 'told')?.id, on: '2026-11-20' },
      once: true,
      answers: { 200: { says: 'It is noted.', schema: z.strictObject({ told: z.string() }) } },
    },
    async answer(visit, { path: { number }, body, request }) {
      await find(visit, number)
      return tellStep(visit.instance, visit.actor, body, request)
    },
  }),
  apiRoute({
    method: 'post',
    path: `${base}/:number/codes`,
    who,
    describe: {
      name: 'makeRightCode',
      tag: 'permits',
      summary: 'Make a code for one question about one right',
      detail: `For whoever checks you: it answers this one question once, within ${codeMinutes} minutes. A new code ends the one before.`,
      path: Number_,
      body: z.strictObject({ right: z.enum(rights) }),
      example: { right: 'work' },
      once: true,
      answers: {
        200: {
          says: 'The code; the same request gives the same one.',
          schema: z.strictObject({ code: z.string(), endsAt: z.iso.datetime() }),
        },
      },
      faults: ['wrong-state'],
    },
    async answer(visit, { path: { number }, body, request }) {
      const { instance, actor } = visit
      const { id } = await find(visit, number)
      const code = rightCode(instance, request)
      const given = { status: id, right: body.right, codeHash: codeHash(instance, code) ?? '' }
      const made = await makeRightCode(instance, actor, given, request)
      return isRefusal(made) ? made : { code, endsAt: made.endsAt }
    },
  }),
]
