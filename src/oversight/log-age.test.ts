import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPage } from '../../test/open-page.ts'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { routes } from '../app/routes.ts'
import { makeApplication } from '../app/serve.ts'
import { getRecord } from '../person/get-record.ts'
import { sql } from '../platform/database.ts'
import { askExport, decideExport, writeExport } from './export-list.ts'
import { decideTracing, requestTracing } from './order-tracing.ts'
import { sequenceLog } from './sequence-log.ts'
import { tracePerson } from './trace-person.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let supervisor: Staff
let auditor: Staff
let person: string
let exported: string
let order: string

beforeAll(async () => {
  world = await makeWorld(Temporal.Now.instant().toString())
  app = makeApplication(world.instance, routes)
  const { instance, clock } = world
  const office = await world.office()
  supervisor = await world.officer('supervisor', office)
  auditor = await world.officer('auditor', office)
  person = await world.person()
  const today = clock.today()
  const asked = await askExport(instance, supervisor, {
    kind: 'people',
    from: today.subtract({ days: 1 }).toString(),
    to: today.toString(),
    purpose: 'The yearly report to the ministry, table 4.',
    recipient: 'Ministry of labour, A. B.',
  })
  if ('refused' in asked) throw new Error('not asked')
  exported = asked.id
  const second = await world.officer('supervisor', office)
  await decideExport(instance, second, { export: exported, approve: true, reasons: 'Needed as said.' })
  const wanted = await requestTracing(instance, supervisor, {
    person,
    regime: 'operational-search',
    purpose: 'This person is looked for since last week.',
    reference: 'X-1',
    kinds: ['crossings'],
    periodFrom: today.subtract({ days: 9 }).toString(),
    periodTo: today.toString(),
    validDays: 3,
    noticeOn: today.add({ days: 30 }).toString(),
  })
  if ('refused' in wanted) throw new Error('not asked')
  order = wanted.id
  for (const [code, kind] of [
    ['migration', 'migration-service'],
    ['prosecution', 'prosecutor'],
  ] as const)
    await world.owner.done(
      sql`insert into institution.institution (code, kind, names) values (${code}, ${kind}, '{"kk": "x", "ru": "x", "en": "x"}') on conflict do nothing`,
    )
  const prosecutor = await world.officer('prosecutor', await world.office({ institution: 'prosecution' }))
  await decideTracing(instance, prosecutor, {
    order,
    approve: true,
    reasons: 'The grounds are shown and nothing milder would do.',
  })
})
afterAll(() => world.close())

const codeOf = (work: () => Promise<unknown>) =>
  work().then(
    () => 'given',
    (error: { code: string }) => error.code,
  )
const page = async (path: string) => openPage(app, path, await world.signIn(auditor))
const sensitive = async () => [
  await codeOf(() => writeExport(world.instance, supervisor, exported)),
  await codeOf(() => tracePerson(world.instance, supervisor, order)),
]
const left = () =>
  world.owner.one(sql`select (select count(*)::int from platform.read_record) as reads,
    (select downloads from oversight.export where id = ${exported}::uuid) as downloads, (select count(*)::int from oversight.trace_query) as queries`)

describe('T2: a log that is not signed', () => {
  it('is an alarm after fifteen minutes: on the pages of those who watch, and for monitors', async () => {
    await sequenceLog(world.instance)
    world.clock.add({ minutes: 14 })
    expect((await page('/log/freshness')).status).toBe(200)
    expect((await page('/reading')).body).not.toContain('The public log was last signed')
    world.clock.add({ minutes: 1, seconds: 1 })
    expect(await page('/log/freshness')).toMatchObject({ status: 503, body: '901\n' })
    for (const path of ['/reading', '/exports'])
      expect((await page(path)).body, path).toContain('The public log was last signed')
  })
  it('stops movements and lists after four hours, in the database, with an answer that says why; other reads go on', async () => {
    await sequenceLog(world.instance)
    world.clock.add({ hours: 4 })
    expect(await sensitive()).toEqual(['given', 'given'])
    world.clock.add({ seconds: 1 })
    const before = await left()
    expect(await sensitive()).toEqual(['log-stale', 'log-stale'])
    expect(await left()).toEqual(before)
    const cookie = await world.signIn(supervisor)
    await world.owner.done(sql`update platform.session set methods = '{passkey}', authenticated_at = ${world.clock.now().toString()}
      where staff_id = ${supervisor.staff}::uuid`)
    const file = await openPage(app, `/exports/${exported}/file`, cookie)
    expect(file.status).toBe(503)
    expect(file.body).toContain('the public log is not being signed')
    expect((await page('/reading')).body).toContain(
      'No movements and no lists leave until it is signed again',
    )
    expect(await codeOf(() => getRecord(world.instance, supervisor, person, { purpose: 'case-work' }))).toBe(
      'given',
    )
    await sequenceLog(world.instance)
    expect(await sensitive()).toEqual(['given', 'given'])
    expect((await page('/reading')).body).not.toContain('The public log was last signed')
  })
  it('counts from the first event where nothing was ever signed', async () => {
    await world.owner.done(sql`truncate oversight.checkpoint, oversight.cosignature`)
    world.clock.add({ hours: 5 })
    expect(await sensitive()).toEqual(['log-stale', 'log-stale'])
  })
})
