import pg from 'pg'
import { draftThreeWorkers } from '../demo/country/draft-three-workers.ts'
import { isRefusal } from '../src/platform/act.ts'
import type { Instance } from '../src/platform/instance.ts'
import { newId } from '../src/platform/new-id.ts'
import { startDraft } from '../src/reform/keep-draft.ts'
import { askScenario, cancelScenario, replayPiece } from '../src/reform/run-scenario.ts'
import { type BenchServer, withInstance } from './on-server.ts'

export interface ScenarioFigures {
  /** Seconds of a whole scenario in /reform: piece by piece, each a transaction that keeps its flips and its progress. */
  scenarioSeconds: number
  pieces: number
  /** Numbers of decisions counted that somebody who looks again sees, one after each piece. */
  steps: number
  flips: number
  /** Seconds from the button to a scenario that is stopped and keeps nothing, while a piece runs. */
  cancelSeconds: number
}

/** Replays what is in the database as a scenario of an analyst: three workers in a household instead of five. */
export async function measureScenario(
  server: BenchServer,
  log: (line: string) => void,
): Promise<ScenarioFigures> {
  const owner = new pg.Client({ connectionString: server.url })
  await owner.connect()
  const tomorrow = Temporal.Now.instant().add({ hours: 48 }).toString()
  try {
    return await withInstance(server, 12, (instance) => replayAsAnalyst(instance, owner, log), tomorrow)
  } finally {
    await owner.end()
  }
}

async function replayAsAnalyst(
  instance: Instance,
  owner: pg.Client,
  log: (line: string) => void,
): Promise<ScenarioFigures> {
  const [staff, { rows }] = [
    newId(),
    await owner.query<{ id: string }>(`select id from institution.office limit 1`),
  ]
  const office = rows[0]?.id ?? ''
  await owner.query(
    `insert into institution.staff (id, name, active_from) values ($1, 'bench', '2020-01-01')`,
    [staff],
  )
  await owner.query(
    `insert into institution.posting (id, staff_id, office_id, role, regions, valid_from) values ($1, $2, $3, 'analyst', '{*}', '2020-01-01')`,
    [newId(), staff, office],
  )
  const analyst = {
    kind: 'staff' as const,
    staff,
    office,
    institution: 'bench',
    roles: ['analyst' as const],
    regions: ['*'],
    name: 'bench',
  }
  const job = { kind: 'system', job: 'replay-scenario' } as const
  const draft = await draftOf(instance, analyst)
  const ask = async (more: object = {}) => {
    const asked = await askScenario(instance, analyst, { ...draft, ...more })
    if (isRefusal(asked)) throw new Error(asked.refused[0]?.code)
    return asked.id
  }
  const piece = async (scenario: string) => {
    const {
      rows: [row],
    } = await owner.query<{ after_id: string | null; done: number }>(
      'select after_id, done from reform.scenario where id = $1',
      [scenario],
    )
    const told = await replayPiece(instance, job, { scenario, after: row?.after_id ?? null })
    return isRefusal(told) ? undefined : told
  }

  const scenario = await ask()
  const seen = new Set<number>()
  let pieces = 0
  const started = performance.now()
  for (let over = false; !over; pieces++) {
    const told = await piece(scenario)
    if (!told) throw new Error('the scenario stopped')
    seen.add(told.done)
    over = told.over
    if (pieces % 20 === 0) log(`${told.done} decisions counted`)
  }
  const scenarioSeconds = (performance.now() - started) / 1000
  const {
    rows: [counted],
  } = await owner.query<{ n: string }>('select count(*) as n from reform.flip where scenario = $1', [
    scenario,
  ])

  const other = await ask({ kind: 'household-permit' })
  if ((await piece(other))?.over) throw new Error('too few decisions to stop a scenario on its way')
  const running = piece(other)
  const pressed = performance.now()
  await cancelScenario(instance, analyst, { scenario: other })
  const cancelSeconds = (performance.now() - pressed) / 1000
  await running
  const {
    rows: [left],
  } = await owner.query<{ n: string; state: string }>(
    'select s.state, (select count(*) from reform.flip f where f.scenario = s.id) as n from reform.scenario s where s.id = $1',
    [other],
  )
  if (left?.state !== 'cancelled' || Number(left.n) !== 0) throw new Error('what was stopped left something')
  if ((await piece(other)) !== undefined) throw new Error('a stopped scenario went on')
  return { scenarioSeconds, pieces, steps: seen.size, flips: Number(counted?.n ?? 0), cancelSeconds }
}

async function draftOf(
  instance: Parameters<typeof startDraft>[0],
  analyst: Parameters<typeof startDraft>[1],
) {
  const made = await startDraft(instance, analyst, {
    title: 'Three workers in a household',
    recommendation: 'A draft that is measured and put away.',
  })
  if (isRefusal(made)) throw new Error('no draft')
  const version = await draftThreeWorkers(instance, analyst, {
    draft: made.id,
    version: 1,
    words: {
      article: 'Draft, article 1',
      cases: [
        'A fourth worker, the day before',
        'A fourth worker, the first day',
        'A third worker, the first day',
      ],
    },
  })
  return { draft: made.id, version }
}
