import { z } from 'zod'
import { ownCaseApi, tellMissing } from '../case/own-case-api.ts'
import { keyHolder } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { LawState } from '../policy/law-state.ts'
import { apiBase, apiRoute } from '../ui/api-route.ts'
import type { Route } from '../ui/visit.ts'
import { kandasCard, kandasStatus } from './application-row.ts'
import {
  applyForKandasCard,
  applyForKandasStatus,
  CardApplication,
  StatusApplication,
} from './apply-for-residence.ts'
import { ownEvidenceApi } from './own-evidence-api.ts'
import { ownFamilyApi } from './own-family-api.ts'
import { Filed, filed } from './own-filed.ts'
import { ownSpec } from './own-spec.ts'
import { ownStatusApi } from './own-status-api.ts'

const base = `${apiBase}/own/kandas`
const who = keyHolder('kandas')

/** What is told of an application beside the case itself. */
const more = {
  place: z.string(),
  missing: z
    .array(
      z.strictObject({
        condition: z.string(),
        asks: z.string().describe('What to do about it.'),
        of: z.string().describe('Who is asked: `worker` is the applicant, `authority` the office.'),
        article: z.string(),
        lawState: LawState,
      }),
    )
    .describe('What is not known yet. Nobody is refused for it.'),
  statuses: z
    .array(z.strictObject({ number: z.string(), state: z.string(), validTo: z.iso.date() }))
    .describe('What the case gave to the applicant and their minor children.'),
}

/** What a person's program does about kandas in their name, with a key of `/kandas/keys`: the same acts as the pages. */
export const ownKandasApi: Route[] = [
  apiRoute({
    method: 'post',
    path: `${base}/applications`,
    who,
    describe: {
      name: 'applyForKandasStatus',
      tag: 'permits',
      summary: 'Apply for the status of kandas',
      detail:
        'For the person whose key it is and the family that joined. Evidence is added before or after; what is missing stands in the state of the case.',
      body: StatusApplication,
      example: { region: '55', settlement: 'Pavlodar', appliedFrom: 'CHN', ground: 'family' },
      once: true,
      answers: { 200: { says: 'The case.', schema: Filed } },
      refusals: ['already-holds', 'already-asked'],
    },
    answer: async ({ instance, actor }, { body, request }) =>
      filed(await applyForKandasStatus(instance, actor, body, request)),
  }),
  apiRoute({
    method: 'post',
    path: `${base}/card-applications`,
    who,
    describe: {
      name: 'applyForKandasCard',
      tag: 'permits',
      summary: 'Apply for a Kandas card (Ata zholy)',
      body: CardApplication,
      example: {
        region: '55',
        settlement: 'Pavlodar',
        appliedFrom: 'CHN',
        cardRoute: 'business',
        details: 'A bakery in Urumqi',
        cardYears: 5,
      },
      once: true,
      answers: { 200: { says: 'The case.', schema: Filed } },
      refusals: ['already-holds', 'already-asked'],
    },
    answer: async ({ instance, actor }, { body, request }) =>
      filed(await applyForKandasCard(instance, actor, body, request)),
  }),
  ...ownCaseApi({
    base,
    who,
    kinds: [kandasStatus, kandasCard],
    name: (operation) => `${operation}OfKandas`,
    spec: ownSpec('case'),
    more,
    async tellMore(looking, row) {
      const { tx } = looking
      const { place } = await tx.one<{ place: string }>(
        sql`select place from residence.application where case_id = ${row.id}::uuid`,
      )
      const statuses = await tx.rows<{ number: string; state: string; validTo: string }>(sql`
        select s.number, s.state, s.valid_to::text as "validTo" from residence.status s
        where s.case_id = ${row.id}::uuid or s.id = (select extends_status from residence.application where case_id = ${row.id}::uuid) order by s.number`)
      return { place, missing: await tellMissing(looking, row), statuses }
    },
  }),
  ...ownEvidenceApi,
  ...ownFamilyApi,
  ...ownStatusApi,
]
