import { z } from 'zod'
import { parse } from '../platform/act.ts'
import { client } from '../platform/actor.ts'
import { invalid } from '../platform/fault.ts'
import { isId } from '../platform/new-id.ts'
import { apiBase, apiRoute, cursorOf, readCursor } from '../ui/api-route.ts'
import type { Route } from '../ui/visit.ts'
import { findPermits, findRunningPermit, getPermit, type PermitRow } from './find-permits.ts'

const who = client('permits')
const State = z.enum(['active', 'ended', 'revoked', 'expired'])
const Region = z.string().regex(/^\d{2}$/)

export const PermitAnswer = z.strictObject({
  id: z.uuid(),
  number: z.string(),
  kind: z.literal('household-permit'),
  worker: z.uuid().describe('The person’s id in the register.'),
  employerName: z.string(),
  kindOfWork: z.string().describe('Code of the classifier of household work.'),
  region: Region.describe('KATO prefix of the region it is valid in.'),
  validFrom: z.iso.date(),
  validTo: z.iso.date().describe('The last day, inclusive.'),
  months: z.int(),
  state: State,
  endedOn: z.iso.date().nullable(),
  endedBecause: z.string().nullable(),
  issuedAt: z.iso.datetime(),
  version: z.int(),
})

export const PermitsAnswer = z.strictObject({
  permits: z.array(PermitAnswer),
  next: z.string().nullable().describe('Give it as `after` for the next page; null on the last.'),
})

export const CheckPermit = z.strictObject({
  issuingState: z.string().trim().toUpperCase().min(1).max(3).describe('As in the travel document.'),
  documentNumber: z.string().trim().toUpperCase().min(3).max(20),
  birthDate: z.iso.date(),
  on: z.iso.date().optional().describe('The day asked about; today in Kazakhstan unless given.'),
})

export const PermitCheckAnswer = z.strictObject({
  permit: z
    .strictObject({
      number: z.string(),
      kind: z.literal('household-permit'),
      region: Region,
      kindOfWork: z.string(),
      validFrom: z.iso.date(),
      validTo: z.iso.date(),
    })
    .nullable()
    .describe(
      'Null when no permit of this register runs on the day. That says nothing about other grounds to work: citizens of the Eurasian Economic Union and residents need none.',
    ),
})

/** Permits for institutions' machines with the scope `permits`; lists keep to the client's regions. */
export const permitApi: Route[] = [
  apiRoute({
    method: 'get',
    path: `${apiBase}/permits`,
    who,
    describe: {
      name: 'listPermits',
      tag: 'permits',
      summary: 'List the permits of your regions',
      detail: 'The newest first. The workers named on a page see that it was read.',
      query: z.strictObject({
        state: State.optional(),
        region: Region.optional(),
        worker: z.uuid().optional(),
        after: z.string().max(200).optional().describe('`next` of the page before.'),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      example: { state: 'active', limit: 1 },
      answers: { 200: { says: 'A page of permits, also an empty one.', schema: PermitsAnswer } },
    },
    async answer({ instance, actor }, { query }) {
      const after = readCursor(query.after, 1)?.[0]
      if (after !== undefined && !isId(after)) throw invalid('after', 'not-a-cursor')
      const { permits, next } = await findPermits(instance, actor, { ...query, after, most: query.limit })
      return { permits: permits.map(told), next: next === undefined ? null : cursorOf(next) }
    },
  }),
  apiRoute({
    method: 'get',
    path: `${apiBase}/permits/:permit`,
    who,
    describe: {
      name: 'getPermit',
      tag: 'permits',
      summary: 'Read one permit',
      detail: 'By its id or its number. Absent and of another region give the same answer.',
      path: z.object({ permit: z.string().min(4).max(40).describe('For example `HP-2026-000001`.') }),
      answers: { 200: { says: 'The permit.', schema: PermitAnswer } },
    },
    answer: async ({ instance, actor }, { path }) => told(await getPermit(instance, actor, path.permit)),
  }),
  apiRoute({
    method: 'post',
    path: `${apiBase}/permit-checks`,
    who,
    describe: {
      name: 'checkPermit',
      tag: 'permits',
      summary: 'Ask whether a permit runs for the holder of a travel document',
      detail:
        'For whoever holds the document: number and birth date are the key, in a body, so that they stand in no log of addresses. Answers for the whole country; the holder sees that it was asked.',
      body: CheckPermit,
      example: { issuingState: 'UZB', documentNumber: 'DA1234567', birthDate: '1988-03-27' },
      answers: { 200: { says: 'The permit that runs on the day, or null.', schema: PermitCheckAnswer } },
    },
    async answer({ instance, actor }, { body }) {
      const found = await findRunningPermit(instance, actor, parse(CheckPermit, body))
      return {
        permit: found
          ? {
              number: found.number,
              kind: 'household-permit',
              region: found.region,
              kindOfWork: found.kind_of_work,
              validFrom: found.valid_from,
              validTo: found.valid_to,
            }
          : null,
      }
    },
  }),
]

const told = (row: PermitRow): z.input<typeof PermitAnswer> => ({
  id: row.id,
  number: row.number,
  kind: 'household-permit',
  worker: row.worker_person,
  employerName: row.employer_name,
  kindOfWork: row.kind_of_work,
  region: row.region,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  months: row.months,
  state: row.state,
  endedOn: row.ended_on,
  endedBecause: row.ended_because,
  issuedAt: row.issued_at.toISOString(),
  version: row.version,
})
