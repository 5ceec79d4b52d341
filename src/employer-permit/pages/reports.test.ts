import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld, type Person, type World } from '../../../test/world.ts'
import { routes } from '../../app/routes.ts'
import { type Application, makeApplication } from '../../app/serve.ts'
import { registerCompany } from '../../organisation/register-company.ts'
import { makeDemoBin } from '../../person/check-bin.ts'
import { isRefusal } from '../../platform/act.ts'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'

let world: World
let app: Application
let director: Person
let stranger: Person
let company: string

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  director = await world.account(await world.person({ citizenship: 'KAZ' }))
  stranger = await world.account(await world.person({ citizenship: 'KAZ' }))
  const made = await registerCompany(world.instance, director, {
    bin: makeDemoBin('2019-03', 43),
    name: 'Report Works LLP',
    region: '75',
    address: 'Almaty, Demo street 10',
  })
  if (isRefusal(made)) throw new Error('no company')
  company = made.id
})
afterAll(() => world.close())

const open = async (path: string, who: Parameters<World['signIn']>[0]) => {
  const answer = await app.fetch(
    new Request(`http://localhost${path}`, {
      headers: { cookie: await world.signIn(who), 'accept-language': 'en' },
    }),
  )
  return { status: answer.status, body: await answer.text() }
}
const press = async (path: string, fields: Record<string, string>, who: Person = director) => {
  const answer = await app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: {
        cookie: await world.signIn(who),
        origin: 'http://localhost',
        'accept-language': 'en',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
    }),
  )
  return { status: answer.status, body: await answer.text() }
}

it('a key of a machine is shown once, works by API, and is shut out when it ends', async () => {
  expect((await press('/company/keys', { name: 'HR' }, stranger)).body).toContain(
    'Register your company first',
  )
  expect((await press('/company/keys', { name: '' })).status).toBe(422)
  const shown = await press('/company/keys', { name: 'HR system' })
  const token = /qn_[\w-]{43}/.exec(shown.body)?.[0] ?? ''
  const list = await open('/company/keys', director)
  expect(list.body).toContain('HR system')
  expect(list.body).not.toContain(token)
  const ask = () =>
    app.fetch(
      new Request('http://localhost/api/2026-11-24/company', {
        headers: { authorization: `Bearer ${token}` },
      }),
    )
  expect(await (await ask()).json()).toMatchObject({ companies: [{ id: company }] })
  const key = /name="key" value="([0-9a-f-]+)"/.exec(list.body)?.[1] ?? ''
  expect((await press('/company/keys/end', { key }, stranger)).status).toBe(404)
  expect((await press('/company/keys/end', { key })).status).toBe(303)
  expect((await ask()).status).toBe(401)
})

it('next year’s need is told, told late with a mark, told again in place of the former, and summed for the office', async () => {
  const need = {
    employer: company,
    category: 'third',
    occupation: '2142',
    workers: '4',
    reason: 'Nobody answered the vacancy.',
  }
  expect((await press('/company/forecast', { ...need, workers: 'four' })).status).toBe(422)
  expect((await press('/company/forecast', need, stranger)).status).toBe(404)
  expect((await press('/company/forecast', need)).status).toBe(303)
  expect((await press('/company/forecast', { ...need, workers: '6' })).status).toBe(303)
  expect(
    await world.owner.rows(
      sql`select workers, in_time, superseded_at is null as current from employer_permit.forecast order by filed_at, workers`,
    ),
  ).toEqual([
    { workers: 4, in_time: false, current: false },
    { workers: 6, in_time: false, current: true },
  ])
  world.clock.set('2026-10-01T06:00:00Z')
  expect((await press('/company/forecast', { ...need, category: 'fourth' })).status).toBe(303)
  world.clock.set('2026-11-24T06:00:00Z')
  expect(
    await world.owner.one(sql`select in_time from employer_permit.forecast where category = 'fourth'`),
  ).toEqual({ in_time: true })
  const analyst = await world.officer('analyst', await world.office({}), { regions: ['75'] })
  const elsewhere = await world.officer('analyst', await world.office({}), { regions: ['71'] })
  const sums = await open('/forecasts?year=2027', analyst)
  expect(sums.body).toMatch(/>6</)
  expect(sums.body).not.toContain('Nobody answered')
  expect((await open('/forecasts?year=2027', elsewhere)).body).toContain(
    'No need of workers has been told yet.',
  )
})

it('the special condition of a transfer is reported by its employer alone, and of no other permit', async () => {
  const permit = async (category: string, number: string) => {
    const id = newId()
    await world.owner.done(sql`
      insert into employer_permit.permit (id, number, case_id, decision_id, employer_id, employer_account, employer_name, worker_person, worker_name, category,
        occupation, position, regions, address, wage_tiyn, valid_from, valid_to, months, state, granted_at, issued_at)
      values (${id}, ${number}, ${newId()}, ${newId()}, ${company}, ${director.account}, 'Report Works LLP', ${newId()}, 'X', ${category}, '2142', 'Engineer', '{75}', 'Almaty', 1,
        '2026-01-01', '2026-12-31', 12, 'active', now(), now())`)
    return `/employer-permits/${id}/special-condition`
  }
  const transfer = await permit('intra-corporate', 'EP-2026-000081')
  const ordinary = await permit('third', 'EP-2026-000082')
  const told = {
    condition: 'training',
    citizens: '3',
    says: 'Three engineers were trained on the new line.',
    'periodTo-day': '1',
    'periodTo-month': '11',
    'periodTo-year': '2026',
  }
  expect((await press(transfer, { ...told, says: 'Short' })).status).toBe(422)
  expect((await press(transfer, { ...told, 'periodTo-year': '2027' })).status).toBe(422)
  expect((await press(transfer, told, stranger)).status).toBe(404)
  expect((await press(ordinary, told)).status).toBe(409)
  expect((await press(transfer, told)).status).toBe(303)
  expect((await open(transfer, director)).body).toContain('Three engineers were trained')
})
