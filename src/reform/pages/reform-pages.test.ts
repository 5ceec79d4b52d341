import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayFields } from '../../../test/journeys/act-by-page.ts'
import { openPage, pressButton } from '../../../test/open-page.ts'
import { makeWorld, type Staff, type World } from '../../../test/world.ts'
import { routes } from '../../app/routes.ts'
import { type Application, makeApplication } from '../../app/serve.ts'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { routeCases } from '../../policy/check-policy.ts'
import { decide } from '../../policy/compile-route.ts'
import { replayPiece } from '../run-scenario.ts'

let world: World
let app: Application
let first: string
let second: string
let officer: Staff
const person = newId()

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  const ministry = await world.office({ institution: 'ministry-labour', region: null })
  first = await strong(await world.officer('analyst', ministry, { regions: ['*'] }))
  second = await strong(await world.officer('analyst', ministry, { regions: ['*'] }))
  officer = await world.officer('permit-officer', await world.office({}))
  for (let n = 0; n < 6; n++) {
    const facts = { ...routeCases('household-permit').given, 'workers-in-household': 4 }
    const decision = decide('household-permit', facts, '2026-03-02')
    const [caseId, id] = [newId(), newId()]
    await world.owner.done(sql`insert into "case"."case" (id, number, kind, state, subjects, subject_name, name_key, region, office_id, governing_date, opened_at)
      values (${caseId}, ${`KZ-2026-77000${n}`}, 'household-permit', 'closed', array[${person}::uuid], 'SECRETNAME', 'x', '75', ${officer.office}, '2026-03-02', now())`)
    await world.owner.done(sql`insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_at, trace, facts, governing_date, policy_hash, law_states)
      values (${id}, ${caseId}, 'grant', false, 'system', '2026-03-02T06:00:00Z', ${JSON.stringify(decision.trace)}::jsonb, ${JSON.stringify(facts)}::jsonb, '2026-03-02', ${decision.policyHash}, '{in force}')`)
  }
})
afterAll(() => world.close())

const strong = (who: Staff) => world.signIn(who, ['code', 'passkey'])
const open = (path: string, as?: string, language?: string) => openPage(app, path, as, language)
const press = (path: string, fields: Record<string, string>, as = first) => pressButton(app, path, fields, as)

describe('the register of reforms', () => {
  it.each(['en', 'kk', 'ru', 'uz', 'tg', 'ky', 'zh', 'tr'])(
    'opens for everybody in %s with the first proposals',
    async (language) => {
      const page = await open('/reform', undefined, language)
      expect(page.status).toBe(200)
      expect(page.body).toContain('/reform/entries/several-regions')
      expect(page.body).toContain('/reform/entries/convention-1951')
      expect(page.body).not.toContain('/reform/drafts')
      const entry = await open('/reform/entries/resettlement-rules', undefined, language)
      expect(entry.status).toBe(200)
      expect(entry.body).toContain('70')
    },
  )

  it('keeps drafts, scenarios and cases from everybody else', async () => {
    expect((await open('/reform/drafts')).status).toBe(401)
    expect((await open('/reform/drafts', await world.signIn(officer))).status).toBe(404)
    expect((await open(`/reform/scenarios/${'0'.repeat(24)}`)).status).toBe(404)
    expect((await open('/reform/scenarios/nothing')).status).toBe(404)
  })
})

it('a draft goes from a form to the public register, by two persons', async () => {
  const made = await press('/reform/drafts/new', {
    title: 'Three workers in a household',
    recommendation: 'Households with more workers are businesses in disguise.',
  })
  expect(made.status).toBe(303)
  const draft = made.to
  expect((await open(draft, first)).body).toContain('The draft changes nothing yet.')

  const change = {
    id: 'household-permit.max-workers',
    value: '3',
    ...dayFields('from', '2026-01-01'),
    article: 'Draft law, article 1',
    state: 'in force',
  }
  // Each change of a draft counts one on.
  let written = 1
  const version = () => String(written)
  const nothing = await press(`${draft}/changes/value`, { ...change, article: '', version: '1' })
  expect(nothing.status).toBe(422)
  expect(nothing.body).toContain('Name the article')
  expect(nothing.body).toContain('value="3"')
  expect((await press(`${draft}/changes/value`, { ...change, version: version() })).to).toBe(draft)
  written++
  const checked = await open(draft, first)
  expect(checked.body).toContain('5 people')
  expect(checked.body).toContain('3 people')
  expect(checked.body).toContain('Add cases for this route.')
  expect(checked.body).toContain('The fifth worker of the household')

  for (const [name, at, workers, answer] of [
    ['A fourth worker, the day before', '2025-12-31', 4, 'met'],
    ['A fourth worker, the first day', '2026-01-01', 4, 'not-met'],
    ['A third worker, the first day', '2026-01-01', 3, 'met'],
  ] as const) {
    expect(
      (
        await press(`${draft}/cases`, {
          version: version(),
          route: 'household-permit',
          case: name,
          ...dayFields('at', at),
          with: `workers-in-household: ${workers}`,
          answer,
          ground: answer === 'met' ? '' : 'workers-in-household',
        })
      ).to,
      name,
    ).toBe(draft)
    written++
  }
  const wrong = await press(`${draft}/cases`, {
    version: version(),
    route: 'household-permit',
    case: 'A car',
    ...dayFields('at', '2026-01-01'),
    with: 'owns-a-car: yes',
    answer: 'met',
  })
  expect(wrong.body).toContain('This route has no fact owns-a-car.')

  const turned = JSON.stringify([
    'household-permit',
    'The fifth worker of the household',
    'not-met',
    'workers-in-household',
  ])
  expect((await press(`${draft}/turns`, { version: version(), turn: turned })).to).toBe(draft)
  written++
  expect((await open(draft, first)).body).toContain('The draft is whole')

  const asked = await press(`${draft}/replay`, { version: version(), kind: 'household-permit' })
  expect(asked.to).toMatch(/^\/reform\/scenarios\/[0-9a-f]{24}$/)
  const scenario = asked.to
  const running = await open(scenario, first)
  expect(running.body).toContain('Being counted: 0 of')
  expect(running.headers.get('refresh')).toBe('5')
  await replayPiece(
    world.instance,
    { kind: 'system', job: 'replay-scenario' },
    { scenario: scenario.split('/')[3] ?? '', after: null },
  )
  const counted = await open(scenario, second)
  expect(counted.headers.get('refresh')).toBeNull()
  expect(counted.body).toMatch(/Would be answered otherwise<\/dt><dd class="number">6</)
  expect(counted.body).toContain('Uzbekistan')
  expect((await open(scenario)).status).toBe(404)

  const cases = await open(`${scenario}/cases`, second)
  expect(cases.body).toContain('KZ-2026-770003')
  expect(cases.body).not.toContain('SECRETNAME')
  expect(
    await world.owner.one(
      sql`select count(*)::int as n from platform.read_record where what = 'scenario-cases' and subjects @> array[${person}::uuid]`,
    ),
  ).toEqual({ n: 1 })
  const exported = await open(`${scenario}/draft.yaml`, first)
  expect(exported.body).toContain('id: household-permit.max-workers')

  expect(
    (await press(`${scenario}/propose`, { 'article.0': 'Law on Migration art. 43-2', 'today.0': '' })).status,
  ).toBe(422)
  const proposed = await press(`${scenario}/propose`, {
    'article.0': 'Law on Migration art. 43-2',
    'today.0': 'At most five workers',
    'proposed.0': 'At most three workers',
  })
  expect(proposed.to).toBe('/reform/waiting')
  expect((await open('/reform')).body).not.toContain('Three workers')
  const waiting = await open('/reform/waiting', second)
  const conclusion = /action="(\/reform\/proposals\/[0-9a-f-]+\/conclusion)"/.exec(waiting.body)?.[1] ?? ''
  const proposal = conclusion.replace('/conclusion', '')
  expect((await open(proposal)).status).toBe(404)
  const own = await press(conclusion, { answer: 'publish' }, first)
  expect(own.status).toBe(409)
  expect(own.body).toContain('cannot publish it')
  expect((await press(conclusion, { answer: 'publish' }, second)).to).toBe('/reform')

  const seen = await open(scenario)
  expect(seen.status).toBe(200)
  expect(seen.body).not.toContain('KZ-2026-77')
  expect(seen.body).toMatch(/Would be answered otherwise<\/dt><dd class="number">(5|10)</)
  expect(seen.body).toContain('rounded to fives')
  expect((await open(`${scenario}/cases`)).status).toBe(401)
  const register = await open('/reform')
  expect(register.body).toContain('Three workers in a household')
  expect((await open(proposal)).body).toContain('At most three workers')

  const adopted = await press(`${proposal}/adoption`, {
    adoptedAct: 'Law of 20 November 2026 No. 1-IX',
    ...dayFields('adoptedOn', '2026-11-20'),
  })
  expect(adopted.to).toBe('/reform')
  expect((await open(proposal)).body).toContain('Adopted: Law of 20 November 2026')
}, 90_000)

it('nothing is published by somebody whose proof of identity is old', async () => {
  const stale = await world.signIn(officer)
  expect((await press(`/reform/proposals/${newId()}/conclusion`, { answer: 'publish' }, stale)).status).toBe(
    404,
  )
  const weak = await world.officer('analyst', officer.office, { regions: ['*'] })
  const answer = await press(
    `/reform/proposals/${newId()}/conclusion`,
    { answer: 'publish' },
    await world.signIn(weak),
  )
  expect(answer.to).toContain('/staff/confirm')
})

it('the paper’s proposal of several regions starts a draft with its change', async () => {
  const made = await press('/reform/drafts/new', {
    entry: 'several-regions',
    title: 'One permit for several regions',
    recommendation: 'One application, one decision, all places or none.',
  })
  const page = await open(made.to, first)
  expect(page.body).toContain('employer-permit.places-of-several-regions')
  expect(page.body).toContain('The draft is whole')
})
