import { z } from 'zod'
import { client, everyone } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { isId } from '../platform/new-id.ts'
import { read } from '../platform/read.ts'
import { LawState } from '../policy/law-state.ts'
import { apiBase, apiRoute, cursorOf, readCursor } from '../ui/api-route.ts'
import type { Route, Visit } from '../ui/visit.ts'
import { categories } from './application-row.ts'
import { quoteFee } from './quote-fee.ts'

const who = client('permits')
const State = z.enum(['awaiting-fee', 'active', 'ended', 'revoked', 'expired', 'lapsed'])
const Region = z.string().regex(/^\d{2}$/)

export const EmployerPermitAnswer = z.strictObject({
  id: z.uuid(),
  number: z.string(),
  kind: z.literal('employer-permit'),
  worker: z.uuid().describe('The person’s id in the register.'),
  employerName: z.string(),
  category: z.enum(categories),
  occupation: z.string().describe('ISCO-08 unit group.'),
  regions: z.array(Region).describe('KATO prefixes of the regions it is valid in.'),
  validFrom: z.iso.date(),
  validTo: z.iso.date().describe('The last day, inclusive.'),
  extensions: z.int(),
  state: State.describe('`awaiting-fee` is granted and no permit yet.'),
  endedOn: z.iso.date().nullable(),
  version: z.int(),
})

export const EmployerPermitsAnswer = z.strictObject({
  permits: z.array(EmployerPermitAnswer),
  next: z.string().nullable().describe('Give it as `after` for the next page; null on the last.'),
})

export const FeeQuoteAnswer = z.strictObject({
  answer: z.enum(['none', 'known', 'bounds']).describe('`bounds`: the figure itself was not found.'),
  leastMci: z.int(),
  mostMci: z.int(),
  leastTiyn: z.string(),
  mostTiyn: z.string(),
  mciTenge: z.number(),
  lawState: LawState,
  article: z.string(),
})

interface Row {
  id: string
  number: string
  worker_person: string
  employer_name: string
  category: (typeof categories)[number]
  occupation: string
  regions: string[]
  valid_from: string
  valid_to: string
  extensions: number
  state: z.infer<typeof State>
  ended_on: string | null
  version: number
}
const columns = sql`id, number, worker_person, employer_name, category, occupation, regions, valid_from, valid_to, extensions, state, ended_on, version`

/** Employers' permits for institutions' machines with the scope `permits`; lists keep to the client's regions. */
export const employerPermitApi: Route[] = [
  apiRoute({
    method: 'get',
    path: `${apiBase}/employer-permits`,
    who,
    describe: {
      name: 'listEmployerPermits',
      tag: 'permits',
      summary: "List the employers' permits of your regions",
      detail: 'The newest first. The workers named on a page see that it was read.',
      query: z.strictObject({
        state: State.optional(),
        after: z.string().max(200).optional().describe('`next` of the page before.'),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      example: { state: 'active', limit: 1 },
      answers: { 200: { says: 'A page of permits, also an empty one.', schema: EmployerPermitsAnswer } },
    },
    async answer({ instance, actor }, { query }) {
      const after = readCursor(query.after, 1)?.[0]
      if (after !== undefined && !isId(after)) throw invalid('after', 'not-a-cursor')
      const rows = await find(
        instance,
        actor,
        sql`where true ${query.state ? sql`and state = ${query.state}` : sql``} ${after ? sql`and id < ${after}::uuid` : sql``}
          order by id desc limit ${query.limit + 1}`,
      )
      const page = rows.slice(0, query.limit)
      const last = page.at(-1)
      return { permits: page.map(told), next: rows.length > query.limit && last ? cursorOf(last.id) : null }
    },
  }),
  apiRoute({
    method: 'get',
    path: `${apiBase}/employer-permits/:permit`,
    who,
    describe: {
      name: 'getEmployerPermit',
      tag: 'permits',
      summary: "Read one employer's permit",
      detail: 'By its number. Absent and of another region give the same answer.',
      path: z.object({ permit: z.string().min(4).max(40).describe('For example `EP-2026-000001`.') }),
      answers: { 200: { says: 'The permit.', schema: EmployerPermitAnswer } },
    },
    async answer({ instance, actor }, { path }) {
      const [row] = await find(instance, actor, sql`where number = ${path.permit}`)
      if (!row) throw new Fault('not-found')
      return told(row)
    },
  }),
  apiRoute({
    method: 'get',
    path: `${apiBase}/law/employer-permit/fee`,
    who: everyone,
    describe: {
      name: 'quoteEmployerPermitFee',
      tag: 'law',
      summary: "Ask what an employer's permit costs",
      detail:
        'By category and term, under the law of a day. The table by category and sector was not obtainable: where only its bounds are known, they are told as unverified and an officer reads the figure from the act. What is owed is counted at the MCI of the day of payment.',
      query: z.strictObject({
        category: z.enum(categories),
        months: z.coerce.number().int().min(1).max(36),
        at: z.iso.date().optional().describe('Today in Kazakhstan unless given.'),
      }),
      example: { category: 'third', months: 12 },
      answers: { 200: { says: 'A figure, or the bounds of it.', schema: FeeQuoteAnswer } },
    },
    answer: ({ instance }, { query: { category, months, at } }) =>
      Promise.resolve(quoteFee(category, months, at ?? instance.clock.today())),
  }),
]

const find = (instance: Instance, actor: Visit['actor'], which: ReturnType<typeof sql>): Promise<Row[]> =>
  read(
    instance,
    actor,
    {
      what: 'employer-permit-list',
      who,
      purpose: 'check-permit',
      legalBasis: 'MLSP-279',
      categories: ['employment'],
    },
    async ({ tx }) => {
      const answer = await tx.rows<Row>(sql`select ${columns} from employer_permit.permit ${which}`)
      return { answer, subjects: answer.map((one) => one.worker_person) }
    },
  )

const told = (row: Row): z.input<typeof EmployerPermitAnswer> => ({
  id: row.id,
  number: row.number,
  kind: 'employer-permit',
  worker: row.worker_person,
  employerName: row.employer_name,
  category: row.category,
  occupation: row.occupation,
  regions: row.regions,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  extensions: row.extensions,
  state: row.state,
  endedOn: row.ended_on,
  version: row.version,
})
