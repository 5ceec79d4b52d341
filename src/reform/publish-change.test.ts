import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayFields } from '../../test/journeys/act-by-page.ts'
import { openPage, pressButton } from '../../test/open-page.ts'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { routes } from '../app/routes.ts'
import { type Application, makeApplication } from '../app/serve.ts'
import { works } from '../app/works.ts'
import { isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { followLaw } from '../policy/follow-law.ts'
import { concludeLaw, proposeLaw } from '../policy/publish-law.ts'
import { valueAt } from '../policy/value-at.ts'
import { checkDraft } from './check-draft.ts'
import type { Change, DraftText } from './draft-schema.ts'
import { addChange, startDraft } from './keep-draft.ts'
import { proposeFromScenario, waysToLaw } from './publish-change.ts'
import { askScenario, replayPiece } from './run-scenario.ts'
import { withDraft } from './write-draft.ts'

let world: World
let app: Application
let first: Staff
let second: Staff
let outsider: Staff
const job = { kind: 'system', job: 'replay-scenario' } as const

beforeAll(async () => {
  world = await makeWorld('2026-11-24T06:00:00Z')
  app = makeApplication(world.instance, routes)
  await world.owner.done(sql`insert into institution.institution (code, kind, names)
    values ('ministry', 'ministry', '{"kk": "Министрлік", "ru": "Министерство", "en": "Ministry of Labour"}')`)
  const office = await world.office({ institution: 'ministry', region: null })
  first = await world.officer('analyst', office, { regions: ['*'], name: 'First Official' })
  second = await world.officer('analyst', office, { regions: ['*'], name: 'Second Official' })
  outsider = await world.officer('analyst', await world.office({ institution: 'akimat' }))
})
afterAll(() => world.close())

const fee = (more: Partial<Extract<Change, { kind: 'value' }>> = {}): Change => ({
  kind: 'value',
  id: 'employer-permit.fee-seasonal-90',
  value: '15',
  from: '2027-01-01',
  article: 'Draft order, item 4',
  state: 'in force',
  ...more,
})
const workers: Change = {
  ...fee({ id: 'household-permit.max-workers', value: '3' }),
} as Change
const condition: Change = {
  kind: 'end-condition',
  route: 'household-permit',
  id: 'medical-insurance',
  from: '2027-01-01',
  article: 'Draft law, article 2',
}
const text = (...changes: Change[]): DraftText => ({ title: 'Other fees', changes, cases: [], turns: [] })

async function tried(by: Staff, ...changes: Change[]): Promise<string> {
  const made = await startDraft(world.instance, by, {
    title: 'Other fees',
    recommendation: 'Fees should cover what the service costs.',
  })
  if (isRefusal(made)) throw new Error('no draft')
  let version = 1
  for (const change of changes)
    await addChange(world.instance, by, { draft: made.id, version: version++, change })
  const asked = await askScenario(world.instance, by, { draft: made.id, version })
  if (isRefusal(asked)) throw new Error(asked.refused[0]?.code)
  await replayPiece(world.instance, job, { scenario: asked.id, after: null })
  return asked.id
}

const strong = (who: Staff) => world.signIn(who, ['code', 'passkey'])
const open = (path: string, as?: string) => openPage(app, path, as)
const press = (path: string, fields: Record<string, string>, as: string) => pressButton(app, path, fields, as)
const ground = {
  instrument: 'Government resolution of 10 December 2026 No. 1',
  adopted: '2026-12-10',
  inForce: '2027-01-01',
  article: 'item 4',
  state: 'in force' as const,
}

it('a change that was tried becomes law by the button of one official and of another', async () => {
  const scenario = await tried(first, fee())
  const [one, other] = [await strong(first), await strong(second)]
  const page = `/reform/scenarios/${scenario}`
  const form = `${page}/publication/0`
  const shown = await open(page, one)
  expect(shown.body).toContain('Propose for publication')
  expect(shown.body).toContain(`href="${form}"`)
  const prefilled = await open(form, one)
  expect(prefilled.body).toContain('15 MCI')
  expect(prefilled.body).toContain('value="Draft order, item 4"')

  const nothing = await press(form, { ...dayFields('adopted', '2026-12-10') }, one)
  expect(nothing.status).toBe(422)
  const given = {
    ...ground,
    ...dayFields('adopted', ground.adopted),
    ...dayFields('inForce', ground.inForce),
    value: '1',
    url: '',
    note: '',
  }
  const proposed = await press(form, given, one)
  expect(proposed.to).toMatch(/^\/rules\/publications\/[0-9a-f-]{36}$/)
  const publication = proposed.to
  const waiting = await open(publication, one)
  expect(waiting.body).toContain(`href="${page}"`)
  expect(waiting.body).toContain('everybody can read what it would have done')
  expect((await open(publication)).status).toBe(404)
  expect((await press(form, given, one)).status).toBe(409)
  expect((await press(publication, { answer: 'publish', reasons: '' }, one)).status).not.toBe(303)
  expect((await open(page)).status).toBe(404)
  expect((await open(page, other)).body).toContain('Waits for a second official')

  expect((await press(publication, { answer: 'publish', reasons: '' }, other)).to).toBe(publication)
  await followLaw(world.instance)
  expect(valueAt('employer-permit.fee-seasonal-90', '2027-01-01')).toMatchObject({
    value: 15,
    article: 'item 4',
    source: { seen: 'published' },
  })
  await works['share-scenario']?.(world.instance, { scenario })
  await works['share-scenario']?.(world.instance, { scenario })
  const public_ = await open(page)
  expect(public_.status).toBe(200)
  expect(public_.body).toContain('What became law')
  expect(public_.body).toContain(`href="${publication}"`)
  expect((await open(publication)).body).toContain(`href="${page}"`)
  const machine = await open('/api/2026-11-24/law/publications?kind=value')
  expect(JSON.parse(machine.body).publications[0]).toMatchObject({ scenario, article: 'item 4' })
  expect((await press(form, given, one)).status).toBe(409)
})

describe('what officials cannot publish as a row', () => {
  it('says why', () => {
    expect(
      waysToLaw(
        text(condition, workers, fee({ to: '2027-03-31' }), {
          kind: 'file',
          file: 'values/mci.yaml',
          text: 'x',
        }),
      ).map((one) => (one.way === 'file' ? one.because : one.way)),
    ).toEqual(['condition', 'not-official', 'ends', 'whole-file'])
  })

  it('cannot be proposed by its address either', async () => {
    const scenario = await tried(first, fee({ id: 'liability.stay-warning-days', value: '20' }))
    const one = await strong(first)
    const page = await open(`/reform/scenarios/${scenario}`, one)
    expect(page.body).toContain('Officials do not set this value')
    expect(page.body).toContain(`qonys policy draft draft-${scenario}.yaml --to DIR`)
    expect(page.body).not.toContain('Propose for publication')
    expect((await open(`/reform/scenarios/${scenario}/publication/0`, one)).status).toBe(404)
    await expect(
      proposeFromScenario(world.instance, first, { scenario, at: 0, ...ground }),
    ).rejects.toMatchObject({ code: 'wrong-state' })
  })

  it('nor by anybody who is not of a ministry', async () => {
    const scenario = await tried(outsider, fee({ id: 'employer-permit.fee-seasonal-180', value: '16' }))
    expect((await open(`/reform/scenarios/${scenario}`, await strong(outsider))).body).toContain(
      'Officials of the ministry publish it.',
    )
    await expect(
      proposeFromScenario(world.instance, outsider, { scenario, at: 0, ...ground }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(
      proposeFromScenario(world.instance, first, { scenario, at: 0, ...ground }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('a draft after officials published', () => {
  const publish = async (key: string, value: number | string[], appliesFrom: string) => {
    const made = await proposeLaw(world.instance, first, {
      kind: 'value',
      key,
      content: { value },
      appliesFrom,
      ...ground,
    })
    if (isRefusal(made)) throw new Error(made.refused[0]?.code)
    const done = await concludeLaw(world.instance, second, { publication: made.id, publish: true })
    expect(done).toEqual({ published: true })
    await followLaw(world.instance)
  }

  it('is made over what they published, and brings none of its missing cases', async () => {
    await publish('mci', 4700, '2027-01-01')
    await publish('resettlement.regions-kandas', ['KZ-10', 'KZ-11'], '2027-01-01')
    const more: Change = {
      kind: 'list',
      id: 'resettlement.regions-kandas',
      add: ['KZ-55'],
      remove: ['KZ-10'],
      from: '2027-07-01',
      article: 'Draft order, item 1',
      state: 'in force',
    }
    const draft = text(more)
    expect(checkDraft(draft).problems).toEqual([])
    withDraft(draft, (_, load) => {
      const law = load()
      expect(valueAt('resettlement.regions-kandas', '2027-06-30', law).value).toEqual(['KZ-10', 'KZ-11'])
      expect(valueAt('resettlement.regions-kandas', '2027-07-01', law).value).toEqual(['KZ-11', 'KZ-55'])
      expect(valueAt('mci', '2027-07-01', law).value).toBe(4700)
    })
  })

  it('takes the place of a text of the same day, and is then published as its correction', async () => {
    await publish('employer-permit.fee-seasonal-270', 17, '2027-01-01')
    const draft = text(fee({ id: 'employer-permit.fee-seasonal-270', value: '19' }))
    expect(checkDraft(draft).problems).toEqual([])
    expect(
      withDraft(draft, (_, load) => valueAt('employer-permit.fee-seasonal-270', '2027-01-01', load()).value),
    ).toBe(19)
    const [way] = waysToLaw(draft)
    expect(way).toMatchObject({ way: 'publication', text: { corrects: true, content: { value: 19 } } })
  })

  it('changes rows of a table and leaves the others', () => {
    const draft = text(fee({ id: 'resettlement.quota-kandas-by-region', value: 'KZ-55 120; KZ-11 7' }))
    expect(checkDraft(draft).problems).toEqual([])
    const before = valueAt('resettlement.quota-kandas-by-region', '2026-12-31').value as Record<
      string,
      number
    >
    expect(
      withDraft(
        draft,
        (_, load) => valueAt('resettlement.quota-kandas-by-region', '2027-01-01', load()).value,
      ),
    ).toEqual({ ...before, 'KZ-55': 120, 'KZ-11': 7 })
    expect(
      checkDraft(text(fee({ id: 'resettlement.quota-kandas-by-region', value: 'many' }))).problems,
    ).toMatchObject([{ kind: 'mistake', code: 'not-a-row' }])
  })
})
