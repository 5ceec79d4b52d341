import { z } from 'zod'
import { parse } from '../platform/act.ts'
import { client } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { isId } from '../platform/new-id.ts'
import { read } from '../platform/read.ts'
import { LawState } from '../policy/law-state.ts'
import { apiBase, apiRoute, cursorOf, readCursor } from '../ui/api-route.ts'
import type { Route, Visit } from '../ui/visit.ts'
import { cardRoutes, grounds } from './application-row.ts'
import { checkRight, RightQuestion, rights } from './check-right.ts'
import { askByCode, CodeQuestion } from './right-code.ts'

const who = client('permits')
const State = z.enum(['active', 'ended', 'expired'])
const Region = z.string().regex(/^\d{2}$/)

export const StatusAnswer = z.strictObject({
  id: z.uuid(),
  number: z.string(),
  kind: z.enum(['kandas-status', 'kandas-card']),
  person: z.uuid().describe('The person’s id in the register.'),
  region: Region.describe('KATO prefix of the region they settle in.'),
  ground: z.enum([...grounds, ...cardRoutes]),
  validFrom: z.iso.date(),
  validTo: z.iso.date().describe('The last day, inclusive.'),
  extensions: z.int(),
  state: State,
  endedOn: z.iso.date().nullable(),
  endedBecause: z.enum(['citizenship', 'renounced', 'term-over']).nullable(),
  version: z.int(),
})
export const StatusesAnswer = z.strictObject({
  statuses: z.array(StatusAnswer),
  next: z.string().nullable().describe('Give it as `after` for the next page; null on the last.'),
})

export const RightAnswered = z.strictObject({
  found: z
    .strictObject({
      right: z.enum(rights),
      answer: z
        .enum(['yes', 'no', 'unsettled'])
        .describe(
          '`unsettled`: no rule was read, or it is only proposed; nothing follows for or against the holder.',
        ),
      validTo: z.iso.date().nullable().describe('Last day of a yes, inclusive.'),
      because: z.enum(['not-yet-valid', 'over', 'ended', 'law']).nullable(),
      article: z.string().nullable(),
      lawState: LawState.nullable(),
    })
    .nullable()
    .describe(
      'Null when the two do not belong together: wrong number, wrong date and no document look alike.',
    ),
})

interface Row {
  id: string
  number: string
  kind: z.infer<typeof StatusAnswer>['kind']
  person_id: string
  region: string
  ground: z.infer<typeof StatusAnswer>['ground']
  valid_from: string
  valid_to: string
  extensions: number
  state: z.infer<typeof State>
  ended_on: string | null
  ended_because: z.infer<typeof StatusAnswer>['endedBecause']
  version: number
}
const columns = sql`id, number, kind, person_id, region, ground, valid_from::text, valid_to::text, extensions, state, ended_on::text, ended_because, version`

/**
 * Statuses of kandas and Kandas cards for institutions' machines: lists with the scope `permits`, kept to the client's regions; one
 * question about one right with the scope `rights`, for border, employer, notary, property registry or bank.
 */
export const residenceApi: Route[] = [
  apiRoute({
    method: 'get',
    path: `${apiBase}/kandas`,
    who,
    describe: {
      name: 'listKandas',
      tag: 'permits',
      summary: 'List statuses of kandas and Kandas cards of your regions',
      detail: 'The newest first. The people on a page see that it was read.',
      query: z.strictObject({
        state: State.optional(),
        kind: StatusAnswer.shape.kind.optional(),
        after: z.string().max(200).optional().describe('`next` of the page before.'),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      example: { state: 'active', limit: 1 },
      answers: { 200: { says: 'A page of statuses, also an empty one.', schema: StatusesAnswer } },
    },
    async answer({ instance, actor }, { query }) {
      const after = readCursor(query.after, 1)?.[0]
      if (after !== undefined && !isId(after)) throw invalid('after', 'not-a-cursor')
      const rows = await find(
        instance,
        actor,
        sql`where true ${query.state ? sql`and state = ${query.state}` : sql``} ${query.kind ? sql`and kind = ${query.kind}` : sql``}
          ${after ? sql`and id < ${after}::uuid` : sql``} order by id desc limit ${query.limit + 1}`,
      )
      const page = rows.slice(0, query.limit)
      const last = page.at(-1)
      return {
        statuses: page.map(told),
        next: rows.length > query.limit && last ? cursorOf(last.id) : null,
      }
    },
  }),
  apiRoute({
    method: 'get',
    path: `${apiBase}/kandas/:number`,
    who,
    describe: {
      name: 'getKandas',
      tag: 'permits',
      summary: 'Read one status of kandas or Kandas card',
      detail: 'By its number. Absent and of another region give the same answer.',
      path: z.object({ number: z.string().min(4).max(40).describe('For example `KS-2026-000001`.') }),
      answers: { 200: { says: 'The status or card.', schema: StatusAnswer } },
    },
    async answer({ instance, actor }, { path }) {
      const [row] = await find(instance, actor, sql`where number = ${path.number}`)
      if (!row) throw new Fault('not-found')
      return told(row)
    },
  }),
  apiRoute({
    method: 'post',
    path: `${apiBase}/right-checks`,
    who: client('rights'),
    describe: {
      name: 'checkRight',
      tag: 'documents',
      summary: 'Ask whether a holder may do one thing',
      detail:
        'One right of the holder of a kandas certificate or card, by its serial number and the birth date: yes, no or not settled, until when, by which article. Nothing else of the holder leaves, and the holder sees that you asked. Twenty tries an hour and a hundred a day for a serial number.',
      body: RightQuestion,
      example: { serial: 'KC-26-0000-0000', birthDate: '1988-03-27', right: 'open-account-as-resident' },
      answers: { 200: { says: 'The answer.', schema: RightAnswered } },
      faults: ['too-many-requests'],
    },
    async answer({ instance, actor }, { body }) {
      return { found: (await checkRight(instance, actor, parse(RightQuestion, body))) ?? null }
    },
  }),
  apiRoute({
    method: 'post',
    path: `${apiBase}/right-checks/code`,
    who: client('rights'),
    describe: {
      name: 'checkRightByCode',
      tag: 'documents',
      summary: 'Ask the one question that a holder made a code for',
      detail:
        'The holder chose the question and gives you the code; it answers once, within minutes, and needs neither number nor birth date. A code that was used, is over or was mistyped gives `found: null`. The holder sees that you asked.',
      body: CodeQuestion,
      example: { code: '00000-00000' },
      answers: { 200: { says: 'The answer.', schema: RightAnswered } },
    },
    async answer({ instance, actor }, { body }) {
      return { found: (await askByCode(instance, actor, parse(CodeQuestion, body))) ?? null }
    },
  }),
]

const find = (instance: Instance, actor: Visit['actor'], which: ReturnType<typeof sql>): Promise<Row[]> =>
  read(
    instance,
    actor,
    {
      what: 'kandas-list',
      who,
      purpose: 'check-permit',
      legalBasis: 'MLSP-KANDAS',
      categories: ['decision'],
    },
    async ({ tx }) => {
      const answer = await tx.rows<Row>(sql`select ${columns} from residence.status ${which}`)
      return { answer, subjects: answer.map((one) => one.person_id) }
    },
  )

const told = (row: Row): z.input<typeof StatusAnswer> => ({
  id: row.id,
  number: row.number,
  kind: row.kind,
  person: row.person_id,
  region: row.region,
  ground: row.ground,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  extensions: row.extensions,
  state: row.state,
  endedOn: row.ended_on,
  endedBecause: row.ended_because,
  version: row.version,
})
