import { z } from 'zod'
import { parse } from '../platform/act.ts'
import { everyone } from '../platform/actor.ts'
import { Fault } from '../platform/fault.ts'
import { look } from '../platform/read.ts'
import { apiBase, apiJson, apiRoute } from '../ui/api-route.ts'
import type { Route } from '../ui/visit.ts'
import { decide } from './compile-route.ts'
import { findPublications, type Publication } from './find-publications.ts'
import { LawState } from './law-state.ts'
import { type DatedValue, type DatedVersion, policy } from './load-policy.ts'
import {
  type FactType,
  FromSeen,
  Party,
  PolicyTable,
  PolicyValue,
  Says,
  Source,
  Unit,
} from './policy-schema.ts'
import { publishedKinds } from './published-law.ts'
import { changesOfLaw, findValueAt, policyHash } from './value-at.ts'

const At = z.iso.date().optional().describe('The governing day; today in Kazakhstan unless given.')
const day = z.iso.date()
const ThreeNames = z.strictObject({ kk: z.string(), ru: z.string(), en: z.string() })

export const LawValue = z.strictObject({
  id: z.string(),
  title: ThreeNames,
  value: z.union([PolicyValue, PolicyTable]),
  unit: Unit,
  article: z.string(),
  source: Source,
  state: LawState.describe(
    '`in force` and `pilot` decide; `unverified` was not read in the text and refuses nobody; `proposed` decides nothing.',
  ),
  from: day,
  fromSeen: FromSeen.nullable().describe(
    'Where less than the day was read of `from`, what was: then the day is one that was chosen. Null for a day that was read.',
  ),
  to: day.nullable().describe('The last day, inclusive; null while it is the newest.'),
  version: z.string().describe('Names this version in a decision, for example `mci@2026-01-01`.'),
  note: z.string().nullable(),
})

export const LawValues = z.strictObject({
  at: day,
  policyHash: z.string().describe('SHA-256 over every text that applies on the day.'),
  changes: z.array(day).describe('The days on which anything changes.'),
  values: z.array(LawValue),
})

export const LawPublications = z.strictObject({
  publications: z.array(
    z.strictObject({
      id: z.uuid(),
      serial: z.int().describe('The order of publication.'),
      act: z.enum(['set', 'correct', 'withdraw']),
      kind: z.enum(publishedKinds),
      key: z.string().describe('The id of the value, or the day.'),
      content: z
        .record(z.string(), z.unknown())
        .describe('By kind: `value`; `rest` and `work`; `on`; `day`; `year`.'),
      appliesFrom: day,
      appliesTo: day.nullable(),
      adopted: day,
      inForce: day,
      instrument: z.string(),
      article: z.string(),
      url: z.url().nullable(),
      state: LawState,
      note: z.string().nullable(),
      withdraws: z.uuid().nullable(),
      withdrawn: z.boolean(),
      scenario: z.string().nullable().describe('Where it was tried on past decisions: /reform/scenarios/….'),
      institution: ThreeNames,
      publishedAt: z.iso.datetime(),
    }),
  ),
})

const fact: Record<FactType, z.ZodType> = {
  number: z.number(),
  text: z.string(),
  flag: z.boolean(),
  day: z.iso.date(),
}
/** The facts of a route as its own file declares them; each may be missing, which asks and never refuses. */
function factsOf(id: string) {
  const route = policy().routes.get(id)
  if (!route) throw new Error(`policy/routes has no ${id}`)
  return z.strictObject(
    Object.fromEntries(Object.entries(route.facts).map(([name, type]) => [name, fact[type].optional()])),
  )
}

export const HouseholdFacts = factsOf('household-permit')
export const EmployerFacts = factsOf('employer-permit')
export const AskHouseholdPermit = z.strictObject({ at: At, facts: HouseholdFacts })
export const AskEmployerPermit = z.strictObject({ at: At, facts: EmployerFacts })
export const AskKandasStatus = z.strictObject({ at: At, facts: factsOf('kandas-status') })
export const AskKandasCard = z.strictObject({ at: At, facts: factsOf('kandas-card') })

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const TraceLine = z.strictObject({
  condition: z.string(),
  verdict: z.enum(['met', 'not-met', 'needs-officer', 'missing']),
  decides: z.boolean().describe('False for what is only proposed.'),
  says: Says,
  fact: z.string(),
  value: scalar.optional(),
  threshold: z.union([scalar, z.array(z.string())]).optional(),
  unit: Unit.optional(),
  article: z.string(),
  source: Source,
  state: LawState,
  valueFrom: day,
  valueVersion: z.string().optional(),
  changeable: z.boolean(),
  changedBy: Party,
  asks: Party,
  request: Says,
})

export const PermitAnswer = z.strictObject({
  route: z.string(),
  at: day,
  answer: z.enum(['met', 'not-met', 'needs-officer', 'not-needed']),
  trace: z.array(TraceLine),
  requests: z.array(TraceLine).describe('What is missing, and who is asked for it.'),
  policyHash: z.string(),
  states: z.array(LawState),
})

/** The law at a date, and the public self-test: pure functions over what is sent; nothing is stored. */
export const lawApi: Route[] = [
  apiRoute({
    method: 'get',
    path: `${apiBase}/law/values`,
    who: everyone,
    describe: {
      name: 'listLawValues',
      tag: 'law',
      summary: 'List every dated value of the law on a day',
      query: z.strictObject({ at: At }),
      example: { at: '2026-11-24' },
      answers: { 200: { says: 'Values that have a version on the day.', schema: LawValues } },
    },
    async answer({ instance }, { query }) {
      const at = query.at ?? instance.clock.today().toString()
      const values = [...policy().values.values()].flatMap((value) => {
        const version = findValueAt(value.id, at)
        return version ? [told(value, version)] : []
      })
      return kept({ at, policyHash: policyHash(at), changes: changesOfLaw(), values })
    },
  }),
  apiRoute({
    method: 'get',
    path: `${apiBase}/law/values/:id`,
    who: everyone,
    describe: {
      name: 'getLawValue',
      tag: 'law',
      summary: 'Read one value of the law on a day',
      detail:
        'Not found where no such value is known, or the law had none on the day: a missing value never reads as zero.',
      path: z.object({ id: z.string().regex(/^[a-z0-9.-]{1,80}$/) }),
      query: z.strictObject({ at: At }),
      example: { at: '2026-11-24' },
      answers: { 200: { says: 'The version that holds.', schema: LawValue } },
    },
    async answer({ instance }, { path, query }) {
      const value = policy().values.get(path.id)
      const version = value && findValueAt(path.id, query.at ?? instance.clock.today())
      if (!value || !version) throw new Fault('not-found')
      return kept(told(value, version))
    },
  }),
  apiRoute({
    method: 'get',
    path: `${apiBase}/law/publications`,
    who: everyone,
    describe: {
      name: 'listLawPublications',
      tag: 'law',
      summary: 'List what officials of the ministry published',
      detail:
        'The newest first. One official proposed each, another published it; a withdrawn one never applied. Values and decisions follow from the next request on.',
      query: z.strictObject({
        kind: z.enum(publishedKinds).optional().describe('Only values, or only days of one kind.'),
      }),
      answers: { 200: { says: 'Published texts, the newest first.', schema: LawPublications } },
    },
    async answer({ instance, actor }, { query }) {
      const rows = await look(instance, actor, (tx) => findPublications(tx))
      return apiJson({
        publications: rows
          .filter((row) => row.published_at && (!query.kind || row.kind === query.kind))
          .map(published),
      })
    },
  }),
  selfTest('household-permit', {
    name: 'askHouseholdPermit',
    summary: 'Ask what the law says of a household permit over facts',
    body: AskHouseholdPermit,
    example: {
      at: '2026-11-24',
      facts: {
        'worker-citizenship': 'UZB',
        'worker-age': 38,
        'months-requested': 3,
        'workers-in-household': 1,
      },
    },
  }),
  selfTest('employer-permit', {
    name: 'askEmployerPermit',
    summary: "Ask what the law says of an employer's permit over facts",
    body: AskEmployerPermit,
    example: {
      at: '2026-11-24',
      facts: {
        'worker-citizenship': 'TUR',
        category: 'third',
        'application-kind': 'first',
        'term-months': 12,
        'vacancy-days': 14,
        'citizens-share-workers': 92,
      },
    },
  }),
  selfTest('kandas-status', {
    name: 'askKandasStatus',
    summary: 'Ask what the law says of the status of kandas over facts',
    body: AskKandasStatus,
    example: {
      at: '2026-11-24',
      facts: { 'applicant-citizenship': 'UZB', 'application-kind': 'first', ground: 'family' },
    },
  }),
  selfTest('kandas-card', {
    name: 'askKandasCard',
    summary: 'Ask what the law says of a Kandas card (Ata zholy) over facts',
    body: AskKandasCard,
    example: { at: '2026-11-24', facts: { 'applicant-citizenship': 'MNG', 'card-route': 'business' } },
  }),
]

/** The public self-test of a route: the same rules that decide applications, over facts that are sent and not stored. */
function selfTest(
  route: string,
  given: {
    name: string
    summary: string
    body: typeof AskHouseholdPermit | typeof AskEmployerPermit | typeof AskKandasStatus
    example: object
  },
): Route {
  return apiRoute({
    method: 'post',
    path: `${apiBase}/law/${route}/decide`,
    who: everyone,
    describe: {
      ...given,
      tag: 'law',
      detail:
        'The self-test: the same rules that decide applications, over facts that are sent and not stored. A missing fact leads to a request, never to a refusal. It decides nothing about anybody.',
      answers: { 200: { says: 'The answer with a line for every condition.', schema: PermitAnswer } },
    },
    async answer({ instance }, { body }) {
      const asked = parse(given.body, body)
      return decide(route, asked.facts as Parameters<typeof decide>[1], asked.at ?? instance.clock.today())
    },
  })
}

const kept = (body: object) => apiJson(body, 200, { 'cache-control': 'public, max-age=10' })

const told = ({ id, title }: DatedValue, version: DatedVersion): z.input<typeof LawValue> => ({
  id,
  title,
  value: version.value,
  unit: version.unit,
  article: version.article,
  source: version.source,
  state: version.state,
  from: version.from,
  fromSeen: version.fromSeen ?? null,
  to: version.to ?? null,
  version: version.version,
  note: version.note ?? null,
})

/** Officials are named on the page that a person opens, not in a list that a machine collects. */
const published = (row: Publication): z.input<typeof LawPublications>['publications'][number] => ({
  id: row.id,
  serial: row.serial ?? 0,
  act: row.act,
  kind: row.kind,
  key: row.key,
  content: row.content,
  appliesFrom: row.applies_from,
  appliesTo: row.applies_to,
  adopted: row.adopted,
  inForce: row.in_force,
  instrument: row.instrument,
  article: row.article,
  url: row.url,
  state: row.state,
  note: row.note,
  withdraws: row.withdraws,
  withdrawn: row.withdrawn,
  scenario: row.scenario,
  institution: row.institution,
  publishedAt: (row.published_at ?? new Date(0)).toISOString(),
})
