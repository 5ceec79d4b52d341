import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Person, type Staff, type World } from '../../test/world.ts'
import { routes } from '../app/routes.ts'
import { makeApplication } from '../app/serve.ts'
import { type Query, sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { getOrder } from './find-orders.ts'
import { noticeTracings } from './notice-tracings.ts'
import { certifyErasure, decideTracing, requestTracing, sealUnconfirmed } from './order-tracing.ts'
import { tracePerson } from './trace-person.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let asker: Staff
let prosecutor: Staff
let judge: Staff
let stranger: Staff
let traced: Person

// The database judges by its own clock, so the story happens now.
const now = Temporal.Now.instant()
const day = (days: number) => now.toZonedDateTimeISO('Asia/Almaty').toPlainDate().add({ days }).toString()
const job = { kind: 'system', job: 'test' } as const
const reasons = 'The search cannot succeed in a milder way.'

beforeAll(async () => {
  world = await makeWorld(now.toString())
  app = makeApplication(world.instance, routes)
  for (const [code, kind] of [
    ['prosecution', 'prosecutor'],
    ['court', 'court'],
    ['migration-service', 'migration-service'],
    ['border', 'border-service'],
  ])
    await world.owner.done(sql`insert into institution.institution (code, kind, names)
      values (${code}, ${kind}, ${JSON.stringify({ kk: code, ru: code, en: code })}::jsonb) on conflict do nothing`)
  asker = await world.officer('supervisor', await world.office({ institution: 'migration-service' }))
  prosecutor = await world.officer('prosecutor', await world.office({ institution: 'prosecution' }))
  judge = await world.officer('appeal-officer', await world.office({ institution: 'court' }))
  stranger = await world.officer('supervisor', await world.office({ institution: 'border' }))
  traced = await world.account(await world.person({ regions: ['75'] }))
  for (const [direction, days] of [
    ['entry', -20],
    ['exit', -10],
    ['entry', -200],
  ] as const)
    await world.owner.done(sql`
      insert into stay.crossing (id, person_id, direction, at, point, source, source_reference, known_at)
      values (${newId()}, ${traced.person ?? ''}::uuid, ${direction}, ${`${day(days)}T06:00:00Z`}::timestamptz, 'Korday', 'test', ${newId()}, now())`)
})
afterAll(() => world.close())

async function asked(given: Partial<Parameters<typeof requestTracing>[2]> = {}): Promise<string> {
  const answer = await requestTracing(world.instance, asker, {
    person: traced.person ?? '',
    regime: 'operational-search',
    purpose: 'Search for a person missing since last week.',
    reference: 'OS-1/2026',
    kinds: ['crossings'],
    periodFrom: day(-30),
    periodTo: day(0),
    validDays: 5,
    noticeOn: day(30),
    ...given,
  })
  if ('refused' in answer) throw new Error('refused')
  return answer.id
}
const approve = (order: string, by = prosecutor) =>
  decideTracing(world.instance, by, { order, approve: true, reasons })
const looks = async () => {
  const cookie = await world.signIn(traced)
  const page = await app.fetch(
    new Request('http://localhost/me/looks', { headers: { cookie, 'accept-language': 'en' } }),
  )
  return page.text()
}

describe('a tracing order', () => {
  it('opens nothing before another institution has approved, and then only its scope', async () => {
    const order = await asked()
    await expect(tracePerson(world.instance, asker, order)).rejects.toMatchObject({ code: 'wrong-state' })
    await approve(order)
    const movements = await tracePerson(world.instance, asker, order)
    expect(movements.map(({ direction }) => direction)).toEqual(['entry', 'exit'])
    const { queries } = await getOrder(world.instance, prosecutor, order)
    expect(queries).toMatchObject([{ answered: 2 }])
  })
  it('is decided by the authority of its regime and nobody else, which the database itself holds', async () => {
    const order = await asked({ regime: 'covert-investigation' })
    await expect(approve(order)).rejects.toMatchObject({ code: 'not-found' })
    await expect(approve(order, stranger)).rejects.toMatchObject({ code: 'not-allowed' })
    await approve(order, judge)
    const own = await asked()
    const by = (staff: Staff, institution: string, kind: string) => (query: Query) =>
      query.done(sql`update oversight.tracing_order set decided_by = ${staff.staff}::uuid, deciding_institution = ${institution}, deciding_kind = ${kind},
        decided_at = now(), approved = true, reasons = 'x' where id = ${own}::uuid`)
    for (const [forged, constraint] of [
      [by(prosecutor, 'migration-service', 'migration-service'), 'another_institution'],
      [by(asker, 'prosecution', 'prosecutor'), 'another_person'],
      [by(judge, 'court', 'court'), 'authority_of_regime'],
      [by(stranger, 'border', 'prosecutor'), 'deciding_kind_is_true'],
    ] as const)
      await expect(forged(world.owner)).rejects.toMatchObject({ constraint })
  })
  it('ends by the clock of the database, whatever the program thinks the time is', async () => {
    const order = await asked()
    await approve(order)
    await world.owner.done(
      sql`update oversight.tracing_order set requested_at = now() - interval '2 days', valid_until = now() - interval '1 second' where id = ${order}::uuid`,
    )
    world.clock.add({ hours: -48 })
    await expect(tracePerson(world.instance, asker, order)).rejects.toMatchObject({ code: 'wrong-state' })
    world.clock.add({ hours: 48 })
  })
  it('is nothing to another institution, and its movements to nobody without the order', async () => {
    const order = await asked()
    await approve(order)
    await expect(getOrder(world.instance, stranger, order)).rejects.toMatchObject({ code: 'not-found' })
    await expect(tracePerson(world.instance, stranger, order)).rejects.toMatchObject({ code: 'not-found' })
    await expect(tracePerson(world.instance, prosecutor, order)).rejects.toMatchObject({ code: 'not-found' })
    const direct = await app.fetch(
      new Request(`http://localhost/tracing/orders/${order}`, {
        headers: { cookie: await world.signIn(traced) },
      }),
    )
    expect(direct.status).toBe(404)
  })
  it('stays unseen by the person until its day, and then shows by itself with every question', async () => {
    const before = await looks()
    const order = await asked({ noticeOn: day(1) })
    await approve(order)
    await tracePerson(world.instance, asker, order)
    expect(await looks()).toBe(before)
    const count = (text: string) => text.split('Movements').length + text.split('movements').length
    await world.owner.done(
      sql`update platform.read_record set deferred_until = ${day(0)}::date where deferred_until = ${day(1)}::date`,
    )
    expect(count(await looks())).toBeGreaterThan(count(before))
    await world.owner.done(
      sql`update oversight.tracing_order set notice_on = ${day(0)}::date where id = ${order}::uuid`,
    )
    await noticeTracings(world.instance, job, {})
    expect(
      await world.owner.one(
        sql`select count(*)::int as n from oversight.tracing_order where id = ${order}::uuid and noticed_at is not null`,
      ),
    ).toEqual({ n: 1 })
  })
  it('cannot put the notice off for more than a year, nor be urgent for anything but life', async () => {
    await expect(asked({ noticeOn: day(400) })).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(asked({ urgent: true })).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(asked({ periodFrom: day(1), periodTo: day(0) })).rejects.toMatchObject({
      code: 'invalid-input',
    })
  })
})

describe('the urgent path', () => {
  it('opens at once, is sealed after a day without confirmation, and then a certificate of erasure is owed', async () => {
    const order = await asked({ regime: 'danger-to-life', urgent: true })
    expect(await tracePerson(world.instance, asker, order)).toHaveLength(2)
    expect(await sealUnconfirmed(world.instance, job, { order })).toMatchObject({
      refused: [{ code: 'nothing-to-seal' }],
    })
    await world.owner.done(
      sql`update oversight.tracing_order set requested_at = now() - interval '25 hours' where id = ${order}::uuid`,
    )
    await expect(tracePerson(world.instance, asker, order)).rejects.toMatchObject({ code: 'wrong-state' })
    await sealUnconfirmed(world.instance, job, { order })
    expect(await approve(order)).toMatchObject({ refused: [{ code: 'sealed' }] })
    expect((await getOrder(world.instance, asker, order)).owed).toMatchObject([{ certified_at: null }])
    await certifyErasure(world.instance, asker, { order, says: 'Two lines in my notebook, torn out.' })
    expect((await getOrder(world.instance, prosecutor, order)).owed[0]?.certified_at).not.toBeNull()
  })
  it('goes on when it is confirmed in time', async () => {
    const order = await asked({ regime: 'danger-to-life', urgent: true })
    await approve(order)
    await world.owner.done(
      sql`update oversight.tracing_order set requested_at = now() - interval '25 hours' where id = ${order}::uuid`,
    )
    expect(await tracePerson(world.instance, asker, order)).toHaveLength(2)
  })
})

describe('the pages', () => {
  it('count for everybody without naming anybody, and ask for proof of identity before an order', async () => {
    const page = await app.fetch(
      new Request('http://localhost/tracing', { headers: { 'accept-language': 'en' } }),
    )
    const text = await page.text()
    expect(text).toContain('Danger to life')
    expect(text).not.toContain(traced.person)
    const cookie = await world.signIn(asker)
    world.clock.add({ minutes: 16 })
    const form = await app.fetch(new Request('http://localhost/tracing/orders/new', { headers: { cookie } }))
    expect(form.headers.get('location')).toMatch(/^\/staff\/confirm/)
    world.clock.add({ minutes: -16 })
    const list = await app.fetch(
      new Request('http://localhost/tracing/orders', { headers: { cookie, 'accept-language': 'en' } }),
    )
    expect(await list.text()).toContain('Operational search')
  })
})
