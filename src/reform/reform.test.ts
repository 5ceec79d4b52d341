import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inOrder } from '../../test/household-facts.ts'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { replayCommand } from '../case/commands/replay.ts'
import { isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { checkPolicy, routeCases } from '../policy/check-policy.ts'
import { decide, type Facts } from '../policy/compile-route.ts'
import { concludeAllocation, proposeAllocation } from '../quota/set-allocation.ts'
import { checkDraft } from './check-draft.ts'
import { replayScenarioCommand } from './commands/replay-scenario.ts'
import { openCounts } from './counts-of-scenario.ts'
import type { Change, DraftCase, DraftText } from './draft-schema.ts'
import { acceptTurns, addCase, addChange, startDraft } from './keep-draft.ts'
import { concludeProposal, proposeReform } from './propose-reform.ts'
import { askScenario, cancelScenario, replayPiece, type ScenarioResult } from './run-scenario.ts'
import { suppressSmall } from './suppress-small.ts'
import { writeDraft } from './write-draft.ts'

let world: World
let analyst: Staff
let second: Staff
let stranger: Staff
const job = { kind: 'system', job: 'replay-scenario' } as const

async function decided(region: string, more: Facts = {}): Promise<void> {
  const facts = { ...inOrder, ...more }
  const decision = decide('household-permit', facts, '2026-03-02')
  const [caseId, id] = [newId(), newId()]
  const office = await world.office({ region })
  await world.owner.done(sql`insert into "case"."case" (id, number, kind, state, subjects, subject_name, name_key, region, office_id, governing_date, opened_at)
    values (${caseId}, ${`KZ-2026-${id.slice(-6)}`}, 'household-permit', 'closed', array[${newId()}::uuid], 'SECRETNAME', 'x', ${region}, ${office}, '2026-03-02', now())`)
  await world.owner.done(sql`insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_at, trace, facts, governing_date, policy_hash, law_states)
    values (${id}, ${caseId}, 'grant', false, 'system', '2026-03-02T06:00:00Z', ${JSON.stringify(decision.trace)}::jsonb, ${JSON.stringify(facts)}::jsonb, '2026-03-02', ${decision.policyHash}, '{in force}')`)
}

const gapFile = `values:
  - id: mci
    title: { kk: x, ru: x, en: x }
    unit: KZT
    article: x
    versions:
      - { value: 4325, from: 2026-01-01, to: 2026-06-30, state: in force, source: { instrument: DRAFT, seen: page } }
      - { value: 4400, from: 2026-08-01, state: in force, source: { instrument: DRAFT, seen: page } }
`

const three: Change = {
  kind: 'value',
  id: 'household-permit.max-workers',
  value: '3',
  from: '2026-01-01',
  article: 'Draft law, article 1',
  state: 'in force',
}
const household = (name: string, at: string, workers: number, answer: DraftCase['answer']): DraftCase => ({
  route: 'household-permit',
  case: name,
  at,
  with: { 'workers-in-household': workers },
  without: [],
  answer,
  ...(answer === 'met' ? {} : { ground: 'workers-in-household' }),
})
const sides = [
  household('A fourth worker, the day before', '2025-12-31', 4, 'met'),
  household('A fourth worker, the first day', '2026-01-01', 4, 'not-met'),
  household('A third worker, the first day', '2026-01-01', 3, 'met'),
]
const turn = {
  route: 'household-permit',
  case: 'The fifth worker of the household',
  answer: 'not-met',
  ground: 'workers-in-household',
}
const text = (more: Partial<DraftText> = {}): DraftText => ({
  title: 'Three workers in a household',
  changes: [three],
  cases: sides,
  turns: [turn],
  ...more,
})

async function drafted(more: Partial<DraftText> = {}): Promise<{ id: string; version: number }> {
  const given = text(more)
  const made = await startDraft(world.instance, analyst, {
    title: given.title,
    recommendation: 'Households with more workers are businesses in disguise.',
  })
  if (isRefusal(made)) throw new Error('no draft')
  let version = 1
  const at = () => ({ draft: made.id, version: version++ })
  for (const change of given.changes) await addChange(world.instance, analyst, { ...at(), change })
  for (const one of given.cases) await addCase(world.instance, analyst, { ...at(), case: one })
  if (given.turns.length > 0) await acceptTurns(world.instance, analyst, { ...at(), turns: given.turns })
  return { id: made.id, version }
}

async function run(scenario: string): Promise<void> {
  let after: string | null = null
  for (;;) {
    const answer = await replayPiece(world.instance, job, { scenario, after })
    if (isRefusal(answer) || answer.over) return
    after = (await row(scenario)).after_id
  }
}
const row = (scenario: string) =>
  world.owner.one<{
    state: string
    after_id: string | null
    done: number
    total: number
    because: string | null
    result: ScenarioResult
  }>(sql`select state, after_id, done, total, because, result from reform.scenario where id = ${scenario}`)
const ask = async (more: Partial<DraftText> = {}): Promise<string> => {
  const draft = await drafted(more)
  const asked = await askScenario(world.instance, analyst, { draft: draft.id, version: draft.version })
  if (isRefusal(asked)) throw new Error(JSON.stringify(asked))
  return asked.id
}

const io = () => {
  const out: string[] = []
  return {
    out,
    io: { out: (line: string) => out.push(line), err: () => {}, tty: false, stdin: async () => '' } as never,
  }
}
const open = async () => ({ url: world.database.ownerUrl, stop: async () => {} })

beforeAll(async () => {
  world = await makeWorld()
  const ministry = await world.office({ institution: 'ministry-labour', region: null })
  analyst = await world.officer('analyst', ministry, { regions: ['*'] })
  second = await world.officer('analyst', ministry, { regions: ['*'] })
  stranger = await world.officer('analyst', await world.office({ institution: 'other' }), { regions: ['*'] })
  for (let n = 0; n < 6; n++) await decided('75', { 'workers-in-household': 4 })
  await decided('71', { 'workers-in-household': 5, 'worker-citizenship': 'TJK' })
  await decided('75', { 'workers-in-household': 3 })
  await decided('71', { 'workers-in-household': 2 })
})
afterAll(() => world.close())

describe('a draft', () => {
  it('that is whole has no problem and turns only the cases it says', () => {
    expect(checkDraft(text())).toMatchObject({ problems: [], openTurns: [] })
  })

  it('tells which cases of today it would answer otherwise until somebody says that this is meant', () => {
    expect(checkDraft(text({ turns: [] })).openTurns).toEqual(
      [{ ...turn, answer: undefined, at: '2026-03-02', expected: 'met', got: 'not-met' }].map(
        ({ answer: _, ...one }) => one,
      ),
    )
  })

  it.each<[string, Partial<DraftText>, object]>([
    [
      'an overlap',
      { changes: [{ ...three, id: 'household-permit.prepaid-tax-per-month', from: '2025-06-01' }] },
      { kind: 'mistake', at: 0, code: 'overlap', values: expect.objectContaining({ from: '2026-01-01' }) },
    ],
    [
      'an unknown value',
      { changes: [{ ...three, id: 'household-permit.nothing' }] },
      { kind: 'mistake', code: 'unknown-value' },
    ],
    [
      'an unknown fact',
      {
        changes: [
          {
            kind: 'new-condition',
            route: 'household-permit',
            id: 'owns-a-car',
            fact: 'car',
            is: 'equals',
            value: 'true',
            from: '2026-01-01',
            article: 'Draft law, article 2',
            state: 'in force',
            says: { kk: 'Көлігі бар', ru: 'Есть машина', en: 'Has a car' },
          },
        ],
      },
      { kind: 'policy', file: 'policy/routes/household-permit.yaml', what: 'owns-a-car: unknown fact car' },
    ],
    [
      'a gap in a pasted file',
      { changes: [{ kind: 'file', file: 'values/mci.yaml', text: gapFile }] },
      { kind: 'policy', file: 'policy/values/mci.yaml', line: 8, what: expect.stringContaining('gap') },
    ],
    [
      'a missing article in a pasted file',
      { changes: [{ kind: 'file', file: 'values/mci.yaml', text: gapFile.replace('    article: x\n', '') }] },
      { kind: 'policy', file: 'policy/values/mci.yaml', what: expect.stringContaining('has no article') },
    ],
    [
      'a failing case of its own',
      {
        cases: [
          ...sides.slice(0, 1),
          household('A fourth worker, the first day', '2026-01-01', 4, 'met'),
          sides[2] as DraftCase,
        ],
      },
      { kind: 'own-case', case: 'A fourth worker, the first day', expected: 'met', got: 'not-met' },
    ],
    ['no case before the change', { cases: sides.slice(1) }, { kind: 'no-case-before', day: '2026-01-01' }],
    ['no case that it turns', { cases: [sides[0], sides[2]] as DraftCase[] }, { kind: 'no-case-that-turns' }],
    ['no case that it leaves', { cases: sides.slice(0, 2) }, { kind: 'no-case-that-stays' }],
  ])('with %s is refused with the place and the reason', (_name, more, problem) => {
    expect(checkDraft(text(more)).problems).toContainEqual(
      expect.objectContaining(problem.valueOf() as never),
    )
  })

  it('belongs to its institution and is changed by one hand at a time', async () => {
    const draft = await drafted()
    const change = { draft: draft.id, version: draft.version, change: three }
    await expect(addChange(world.instance, stranger, change)).rejects.toMatchObject({ code: 'not-found' })
    await expect(addChange(world.instance, second, { ...change, version: 1 })).rejects.toMatchObject({
      code: 'stale-form',
    })
  })
})

describe('a scenario', () => {
  it('names every decision that flips, why, and counts them by region and origin', async () => {
    const id = await ask()
    await run(id)
    expect(await row(id)).toMatchObject({
      state: 'done',
      done: 9,
      total: 9,
      result: {
        decisions: 9,
        flipped: 7,
        by: {
          'met → not-met': 7,
          'region 75': 6,
          'region 71': 1,
          'origin TJK': 1,
          'sector T': 7,
          'condition workers-in-household': 7,
        },
        among: { 'region 75': 7, 'region 71': 2 },
      },
    })
    expect(
      await world.owner.one(
        sql`select count(*)::int as n, min(because::text) as because from reform.flip where scenario = ${id}`,
      ),
    ).toEqual({ n: 7, because: '{workers-in-household}' })
  })

  it('has the same name when the same is asked again, another when the draft is another', async () => {
    const id = await ask()
    expect(await ask({ title: 'The same by another title' })).toBe(id)
    const two = { ...three, value: '2' }
    expect(
      await ask({
        changes: [two],
        cases: [
          household('Three before', '2025-12-31', 3, 'met'),
          household('Three after', '2026-01-01', 3, 'not-met'),
          household('Two after', '2026-01-01', 2, 'met'),
        ],
      }),
    ).not.toBe(id)
  })

  it('gives a command and the exported folder the same numbers', async () => {
    const id = await ask()
    await run(id)
    const { result } = await row(id)
    const byName = io()
    expect(await replayScenarioCommand(['--scenario', id, '--json'], open, byName.io)).toBe(1)
    expect(JSON.parse(byName.out.join(''))).toMatchObject({
      same: true,
      decisions: result.decisions,
      flipped: result.flipped,
      by: result.by,
    })

    const folder = mkdtempSync(join(tmpdir(), 'qonys-draft-'))
    try {
      writeDraft(text(), folder)
      expect(checkPolicy(pathToFileURL(`${folder}/`))).toEqual([])
      const byFolder = io()
      expect(await replayCommand(['--with', folder, '--json'], open, byFolder.io)).toBe(1)
      const told = JSON.parse(byFolder.out.join(''))
      const { 'sector T': _, ...by } = result.by
      expect(told).toMatchObject({ decisions: result.decisions, flipped: result.flipped, by })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('is not asked while the draft has a problem, nor for a day that is not over', async () => {
    const draft = await drafted({ cases: [] })
    expect(await askScenario(world.instance, analyst, { draft: draft.id, version: draft.version })).toEqual({
      refused: [{ code: 'draft-not-ready' }],
    })
    const whole = await drafted()
    await expect(
      askScenario(world.instance, analyst, {
        draft: whole.id,
        version: whole.version,
        decidedThrough: '2026-11-24',
      }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('is cancelled while it runs, and a piece that comes late changes nothing', async () => {
    const since = '2026-02-01'
    const draft = await drafted()
    const asked = await askScenario(world.instance, analyst, {
      draft: draft.id,
      version: draft.version,
      since,
    })
    if (isRefusal(asked)) throw new Error('not asked')
    // What a piece had counted before the button, as a job keeps it.
    await world.owner.done(sql`insert into reform.flip (scenario, decision, case_id, region, before, after, because)
      select ${asked.id}, d.id, d.case_id, c.region, 'met', 'not-met', '{}' from "case".decision d join "case"."case" c on c.id = d.case_id`)
    await cancelScenario(world.instance, analyst, { scenario: asked.id })
    expect(
      await world.owner.one(sql`select count(*)::int as n from reform.flip where scenario = ${asked.id}`),
    ).toEqual({ n: 0 })
    expect(await replayPiece(world.instance, job, { scenario: asked.id, after: null })).toEqual({
      refused: [{ code: 'not-running' }],
    })
    expect(await row(asked.id)).toMatchObject({ state: 'cancelled', result: null })
    await askScenario(world.instance, analyst, { draft: draft.id, version: draft.version, since })
    await run(asked.id)
    expect(await row(asked.id)).toMatchObject({ state: 'done', result: { flipped: 7 } })
    expect(await replayPiece(world.instance, job, { scenario: asked.id, after: null })).toEqual({
      refused: [{ code: 'not-running' }],
    })
  })

  it('fails where everybody sees it when the law it was made from is another by now', async () => {
    const draft = await drafted()
    const asked = await askScenario(world.instance, analyst, {
      draft: draft.id,
      version: draft.version,
      until: '2026-12-31',
    })
    if (isRefusal(asked)) throw new Error('not asked')
    await world.owner.done(sql`update reform.scenario set law = 'another' where id = ${asked.id}`)
    await run(asked.id)
    expect(await row(asked.id)).toMatchObject({ state: 'failed', because: 'law-changed' })
  })
})

describe('one worker in several regions', () => {
  const mode = (value: string): Change => ({
    kind: 'value',
    id: 'employer-permit.places-of-several-regions',
    value,
    from: '2026-01-01',
    article: 'Draft of the several-region permit',
    state: 'in force',
  })
  async function asks(category: 'second' | 'third', regions: string[], minute: number): Promise<string> {
    const { given } = routeCases('employer-permit')
    const facts = { ...given, category, 'quota-place': true }
    const [employer, caseId, id] = [newId(), newId(), newId()]
    const office = await world.office({ region: regions[0] ?? '75' })
    const at = `2026-03-02T06:${String(minute).padStart(2, '0')}:00Z`
    const decision = decide('employer-permit', facts, '2026-03-02')
    await world.owner.done(sql`insert into organisation.employer (id, kind, account_id, bin, name, region, address, registered_at, registered_by, sector)
      values (${employer}, 'legal-entity', ${newId()}, '123456789012', 'X', ${regions[0]}, 'X', now(), 'x', 'F')`)
    await world.owner.done(sql`insert into "case"."case" (id, number, kind, state, subjects, subject_name, name_key, region, office_id, governing_date, opened_at)
      values (${caseId}, ${`KZ-2026-${id.slice(-6)}`}, 'employer-permit', 'closed', array[${newId()}::uuid], 'X', 'x', ${regions[0]}, ${office}, '2026-03-02', now())`)
    await world.owner.done(sql`insert into employer_permit.application (case_id, kind, category, employer_id, employer_account, employer_name, worker_person, worker_name, occupation,
        position, regions, address, wage_tiyn, months, starts_on, staffing, place, filed_at)
      values (${caseId}, 'first', ${category}, ${employer}, ${newId()}, 'X', ${newId()}, 'X', '2142', 'X', ${regions}::text[], 'X', 1, 10, '2026-04-01', '{}', 'held', ${at})`)
    await world.owner.done(sql`insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_at, trace, facts, governing_date, policy_hash, law_states)
      values (${id}, ${caseId}, 'grant', false, 'system', ${at}, ${JSON.stringify(decision.trace)}::jsonb, ${JSON.stringify(facts)}::jsonb, '2026-03-02', ${decision.policyHash}, '{in force}')`)
    return id
  }
  async function allocate(region: string, category: 'second' | 'third', places: number): Promise<void> {
    const given = {
      year: 2026,
      region,
      category,
      places,
      validFrom: '2026-01-01',
      ground: 'An order of the test',
    } as const
    const made = await proposeAllocation(world.instance, keeper, given)
    if (isRefusal(made)) throw new Error('not allocated')
    await concludeAllocation(world.instance, second, { id: made.id, confirm: true })
  }
  let keeper: Staff
  let inOne: string
  beforeAll(async () => {
    keeper = analyst
    world.clock.set('2026-01-02T06:00:00Z')
    // The second category lacks a place in region 79; of the third the whole country has one only.
    for (const [region, places] of [
      ['75', 3],
      ['71', 1],
      ['79', 0],
    ] as const)
      await allocate(region, 'second', places)
    for (const [region, places] of [
      ['75', 3],
      ['71', 3],
      ['KZ', 1],
    ] as const)
      await allocate(region, 'third', places)
    world.clock.set('2026-11-24T06:00:00Z')
    await asks('second', ['71', '79'], 1)
    inOne = await asks('second', ['71'], 2)
    await asks('third', ['75'], 3)
    await asks('third', ['71', '75'], 4)
  })
  const scenarioOf = async (value: string) => {
    const draft = await drafted({ changes: [mode(value)], cases: [], turns: [] })
    const asked = await askScenario(world.instance, analyst, {
      draft: draft.id,
      version: draft.version,
      kind: 'employer-permit',
    })
    if (isRefusal(asked)) throw new Error('not asked')
    await run(asked.id)
    return asked.id
  }

  it('takes a place in each region or none: what it no longer takes alone goes to the next applicant', async () => {
    const id = await scenarioOf('each-region')
    const { result } = await row(id)
    expect(result).toMatchObject({
      decisions: 4,
      flipped: 1,
      by: { 'not-met → met': 1, 'condition quota-place': 1, 'sector F': 1 },
    })
    expect(await world.owner.one(sql`select decision::text from reform.flip where scenario = ${id}`)).toEqual(
      { decision: inOne },
    )
    expect(result.places).toEqual({
      today: { several: { all: 1, some: 1, none: 0 }, single: { all: 1, none: 1 } },
      draft: { several: { all: 1, some: 0, none: 1 }, single: { all: 2, none: 0 } },
    })
  })

  it('or one of the whole country beside them, and then that can be what is lacking; a command counts the same', async () => {
    const id = await scenarioOf('national-and-regions')
    const { result } = await row(id)
    expect(result.by).toMatchObject({ 'met → not-met': 1, 'not-met → met': 1, 'condition quota-place': 2 })
    expect(result.places?.draft.several).toEqual({ all: 0, some: 0, none: 2 })
    const command = io()
    await replayScenarioCommand(['--scenario', id, '--json'], open, command.io)
    expect(JSON.parse(command.out.join(''))).toMatchObject({ same: true, places: result.places })
  })
})

describe('a proposal', () => {
  const gaps = [
    {
      article: 'Law on Migration art. 43-2',
      today: 'At most five workers',
      proposed: 'At most three workers',
    },
  ]

  it('is published by a second person, and by nobody else', async () => {
    const scenario = await ask()
    await run(scenario)
    const made = await proposeReform(world.instance, analyst, { scenario, gaps })
    if (isRefusal(made)) throw new Error('not proposed')
    expect(await proposeReform(world.instance, second, { scenario, gaps })).toEqual({
      refused: [{ code: 'already-proposed' }],
    })
    expect(await concludeProposal(world.instance, analyst, { proposal: made.id, publish: true })).toEqual({
      refused: [{ code: 'second-person' }],
    })
    await expect(
      world.owner.done(
        sql`update reform.proposal set published_by = proposed_by, published_at = now() where id = ${made.id}::uuid`,
      ),
    ).rejects.toThrow(/another_person_publishes/)
    await expect(
      concludeProposal(world.instance, stranger, { proposal: made.id, publish: true }),
    ).rejects.toMatchObject({ code: 'not-found' })
    expect(await concludeProposal(world.instance, second, { proposal: made.id, publish: true })).toEqual({
      published: true,
    })
    expect(
      await world.owner.one(
        sql`select shared_at is not null as shared from reform.scenario where id = ${scenario}`,
      ),
    ).toEqual({ shared: true })
  })

  it('waits for the scenario to end', async () => {
    const draft = await drafted()
    const asked = await askScenario(world.instance, analyst, {
      draft: draft.id,
      version: draft.version,
      kind: 'household-permit',
    })
    if (isRefusal(asked)) throw new Error('not asked')
    await expect(proposeReform(world.instance, analyst, { scenario: asked.id, gaps })).rejects.toMatchObject({
      code: 'wrong-state',
    })
  })
})

describe('published counts', () => {
  const result = (region: number): ScenarioResult => ({
    decisions: 1000,
    skipped: 0,
    flipped: 40 + region,
    by: { 'met → not-met': 40 + region, 'region 75': 40, 'region 71': region },
    among: { 'region 75': 600, 'region 71': 400, 'region 10': 3 },
  })
  const shown = (n: number, scenario: string) => {
    const cells = openCounts(result(n), scenario, Buffer.from('secret')).by.find(
      ({ dimension }) => dimension === 'region',
    )?.cells
    return cells?.find(({ what }) => what === '71')?.n
  }
  const scenarios = Array.from({ length: 2000 }, (_, n) => `scenario ${n}`)

  it('are multiples of five within four of the truth, right on the average, and the same each time', () => {
    const seen = scenarios.map((one) => shown(12, one) ?? 0)
    expect(new Set(seen)).toEqual(new Set([10, 15]))
    const mean = seen.reduce((sum, n) => sum + n, 0) / seen.length
    expect(Math.abs(mean - 12)).toBeLessThan(0.3)
    expect(scenarios.slice(0, 50).map((one) => shown(12, one))).toEqual(seen.slice(0, 50))
  })

  it('do not tell one person by subtraction: with and without them, the same differences are seen', () => {
    const differences = (n: number, other: number) =>
      new Set(scenarios.map((one) => (shown(n, one) ?? 0) - (shown(other, `${one}, a day later`) ?? 0)))
    expect(differences(12, 13)).toEqual(differences(12, 12))
    expect(differences(12, 13)).toEqual(new Set([-5, 0, 5]))
  })

  it('hide zero with what is small, and have no row of a handful of people', () => {
    const counts = (n: number) => openCounts(result(n), 'x', Buffer.from('secret'))
    const regions = (n: number) => counts(n).by.find(({ dimension }) => dimension === 'region')?.cells
    expect(shown(0, 'x')).toBeNull()
    expect(shown(1, 'x')).toBeNull()
    expect(
      regions(12)
        ?.map(({ what }) => what)
        .sort(),
    ).toEqual(['71', '75'])
    const none = openCounts({ ...result(0), flipped: 0, by: {} }, 'x', Buffer.from('secret'))
    const one = openCounts({ ...result(0), flipped: 1, by: { 'region 71': 1 } }, 'x', Buffer.from('secret'))
    expect(none).toEqual(one)
  })
})

describe('small counts', () => {
  it('are hidden, with a second one where the sum would tell', () => {
    const cells = suppressSmall(
      [
        { what: 'a', n: 60, of: 100 },
        { what: 'b', n: 3, of: 90 },
        { what: 'c', n: 7, of: 50 },
        { what: 'd', n: 0, of: 20 },
        { what: 'e', n: 0, of: 2 },
      ],
      70,
    )
    expect(cells.map(({ n }) => n)).toEqual([60, null, null, 0, 0])
    expect(cells.map(({ of }) => of)).toEqual([100, 90, 50, null, null])
  })

  it('show nothing of how a handful divides', () => {
    expect(suppressSmall([{ what: 'a', n: 3, of: 50 }], 3)[0]?.n).toBeNull()
  })
})
