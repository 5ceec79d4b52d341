import type { Actor } from '../platform/actor.ts'
import { type Query, sql, type Tx } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { read } from '../platform/read.ts'
import { type DraftRow, draftColumns, drafters } from './keep-draft.ts'
import { type ScenarioRow, scenarioColumns } from './run-scenario.ts'

/** Drafts of the asker's institution, the newest first. */
export const findDrafts = (query: Query): Promise<DraftRow[]> =>
  query.rows<DraftRow>(
    sql`select ${draftColumns} from reform.draft order by closed_at nulls first, made_at desc limit 100`,
  )

/** @throws Fault not-found, also for what is not shared */
export async function getScenario(tx: Tx, id: string | undefined): Promise<ScenarioRow> {
  if (!/^[0-9a-f]{24}$/.test(id ?? '')) throw new Fault('not-found')
  return tx.one<ScenarioRow>(sql`select ${scenarioColumns} from reform.scenario where id = ${id}`)
}

export const findScenariosOf = (query: Query, draft: string): Promise<ScenarioRow[]> =>
  query.rows<ScenarioRow>(
    sql`select ${scenarioColumns} from reform.scenario where draft_id = ${draft}::uuid order by asked_at desc limit 50`,
  )

export interface ProposalRow {
  id: string
  scenario: string
  title: string
  recommendation: string
  gaps: { article: string; today: string; proposed: string }[]
  proposed_by: string
  proposed_at: Date
  published_at: Date | null
  rejected_at: Date | null
  rejected_because: string | null
  adopted_act: string | null
  adopted_on: string | null
}
const proposalColumns = sql`id, scenario, title, recommendation, gaps, proposed_by, proposed_at, published_at, rejected_at, rejected_because, adopted_act, adopted_on::text`

/** Proposals the asker may see: published ones for everybody, those that wait for the institution that made them. */
export const findProposals = (query: Query): Promise<ProposalRow[]> =>
  query.rows<ProposalRow>(
    sql`select ${proposalColumns} from reform.proposal order by published_at desc nulls first, proposed_at desc limit 200`,
  )

export const getProposal = (query: Query, id: string): Promise<ProposalRow> =>
  query.one<ProposalRow>(sql`select ${proposalColumns} from reform.proposal where id = ${id}::uuid`)

export interface FlippedCase {
  number: string
  kind: string
  region: string
  governing_date: string
  before: string
  after: string
  because: string[]
  decision: string
}

/**
 * Cases that a scenario would answer otherwise, a page at a time, in the asker's regions. Whom they name learns that an analyst looked,
 * and for what; numbers alone leave, no name.
 */
export const lookAtFlips = (
  instance: Instance,
  actor: Actor,
  given: { scenario: string; after?: string | undefined; condition?: string | undefined; most: number },
): Promise<FlippedCase[]> =>
  read(
    instance,
    actor,
    {
      what: 'scenario-cases',
      who: drafters,
      purpose: 'study-draft-law',
      legalBasis: 'LAW-MIG',
      categories: ['decision'],
    },
    async ({ tx }) => {
      const rows = await tx.rows<FlippedCase & { subjects: string[] }>(sql`
        select c.number, c.kind, f.region, d.governing_date::text, f.before, f.after, f.because, f.decision, c.subjects
        from reform.flip f join "case"."case" c on c.id = f.case_id join "case".decision d on d.id = f.decision
        where f.scenario = ${given.scenario} and (${given.after ?? null}::uuid is null or f.decision > ${given.after ?? null}::uuid)
          and (${given.condition ?? null}::text is null or f.because @> array[${given.condition ?? null}::text])
        order by f.decision limit ${given.most}`)
      return {
        answer: rows.map(({ subjects: _, ...row }) => row),
        subjects: rows.flatMap((row) => row.subjects),
      }
    },
  )
