import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { replayPast } from '../src/case/commands/replay.ts'
import { loadPolicy, policyFolder } from '../src/policy/load-policy.ts'
import { onServer } from './on-server.ts'
import { measureScenario, type ScenarioFigures } from './scenario.ts'

export interface ReplayResult {
  decisions: number
  /** Seconds to COPY the facts of the same decisions out, to nowhere, on the server itself. */
  copySeconds: number
  /** Seconds to read, decide under two laws and attribute every flip. */
  replaySeconds: number
  flipped: number
  ratio: number
  target: number
  /** The same past as a scenario of /reform, once. */
  scenario: ScenarioFigures
}

/** Replays `decisions` invented past decisions under the law and under a draft (three workers in a household instead of five). */
export async function runReplayBench(given: {
  decisions: number
  log?: (line: string) => void
}): Promise<ReplayResult> {
  const { decisions, log = () => {} } = given
  return onServer({}, async (server) => {
    const draft = join(server.directory, 'draft')
    cpSync(policyFolder, draft, { recursive: true })
    const file = join(draft, 'values/household-permit.yaml')
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(/(id: household-permit\.max-workers[\s\S]*?value: )5/, '$13'),
    )
    const owner = new pg.Client({ connectionString: server.url })
    try {
      await owner.connect()
      await owner.query(invent, [decisions])
      await owner.query('vacuum analyze "case"."case"')
      await owner.query('vacuum analyze "case".decision')
      const copies: number[] = []
      const replays: number[] = []
      let flipped = 0
      for (let round = 0; round < 3; round++) {
        copies.push(
          await seconds(() =>
            owner.query(`copy (select d.id, c.number, c.kind, c.region, d.governing_date, d.facts from "case".decision d
            join "case"."case" c on c.id = d.case_id) to '/dev/null'`),
          ),
        )
        replays.push(
          await seconds(async () => {
            flipped = (await replayPast(server.url, { draft: loadPolicy(pathToFileURL(`${draft}/`)) }))
              .flipped
          }),
        )
        log(`round ${round + 1}: copy ${copies.at(-1)?.toFixed(1)} s, replay ${replays.at(-1)?.toFixed(1)} s`)
      }
      const [copySeconds, replaySeconds] = [median(copies), median(replays)]
      const scenario = await measureScenario(server, log)
      if (scenario.flips !== flipped)
        throw new Error(`the scenario flips ${scenario.flips}, the replay ${flipped}`)
      const ratio = replaySeconds / copySeconds
      return { decisions, copySeconds, replaySeconds, flipped, ratio, target: 3, scenario }
    } finally {
      await owner.end()
    }
  })
}

const invent = `
  with made as (
    select n, gen_random_uuid() as case_id, gen_random_uuid() as decision_id from generate_series(1, $1::int) n),
  office as (
    insert into institution.institution (code, kind, names) values ('bench', 'local-executive-body', '{"kk":"","ru":"","en":""}') returning code),
  place as (
    insert into institution.office (id, institution, names, region) select gen_random_uuid(), code, '{"kk":"","ru":"","en":""}', '75' from office returning id),
  cases as (
    insert into "case"."case" (id, number, kind, state, subjects, subject_name, name_key, region, office_id, governing_date, opened_at)
    select case_id, 'KZ-2026-' || n, 'household-permit', 'closed', array[gen_random_uuid()], 'X', 'x', (10 + n % 20)::text, place.id, '2026-03-02'::date + n % 200, now()
    from made, place)
  insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_at, trace, facts, governing_date, policy_hash, law_states)
  select decision_id, case_id, 'grant', false, 'system', now(), '[]', jsonb_build_object(
      'worker-citizenship', (array['UZB', 'TJK', 'AZE'])[1 + n % 3], 'worker-age', 18 + n % 40, 'employer-kind', 'natural-person',
      'last-entry-on', '2026-02-10', 'stay-days-left', n % 30, 'entry-banned', false, 'arrival-notice-received', true,
      'workers-in-household', 1 + n % 5, 'application-kind', 'first', 'months-requested', 1 + n % 12, 'months-total', 1 + n % 12,
      'full-term-used', false, 'kind-of-work', (array['cleaning', 'gardening', 'cooking'])[1 + n % 3], 'worker-confirmed-offer', true,
      'tax-months-paid', 12, 'document-valid-to', '2029-01-01', 'permit-ends-on', '2026-12-01', 'worker-iin-known', true,
      'fingerprints-registered', true, 'medical-certificate', true, 'medical-insurance', true),
    '2026-03-02'::date + n % 200, 'x', '{in force}' from made`

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

export const writeReplay = (result: ReplayResult): string =>
  `${result.decisions} past decisions under two laws: ${result.replaySeconds.toFixed(1)} s, COPY of their facts ${result.copySeconds.toFixed(1)} s, ratio ${result.ratio.toFixed(2)} (target ≤ ${result.target}); ${result.flipped} flips, each attributed
as a scenario of /reform: ${result.scenario.scenarioSeconds.toFixed(1)} s in ${result.scenario.pieces} pieces, ${result.scenario.steps} steps of progress seen, ${(result.scenario.scenarioSeconds / result.copySeconds).toFixed(2)} times the COPY; stopped ${result.scenario.cancelSeconds.toFixed(2)} s after the button`
