import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'
import { makeApplication } from '../../app/serve.ts'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { policy } from '../load-policy.ts'
import { routeRulesPages } from './route-rules.tsx'

let world: World
let app: ReturnType<typeof makeApplication>

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routeRulesPages)
})
afterAll(() => world.close())

const open = (path: string, language = 'en') =>
  app.fetch(new Request(`http://localhost${path}`, { headers: { 'accept-language': language } }))
const send = (fields: Record<string, string>) =>
  app.fetch(
    new Request('http://localhost/rules/household-permit/test', {
      method: 'POST',
      headers: {
        origin: 'http://localhost',
        'accept-language': 'en',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
    }),
  )

describe('the rules of a route', () => {
  it('stand there for everybody, each condition with its article and state, in the language of the reader', async () => {
    const page = await (await open('/rules/household-permit')).text()
    const route = policy().routes.get('household-permit')
    expect(route?.conditions.length).toBeGreaterThan(3)
    for (const { id } of route?.conditions ?? []) expect(page, id).toContain(`id="${id}"`)
    expect(page).toContain('href="/rules/household-permit/test"')
    expect(await (await open('/rules/household-permit', 'kk')).text()).toContain('lang="kk"')
    expect((await open('/rules/nothing-like-it')).status).toBe(404)
  })
})

describe('testing oneself', () => {
  it('names what is not met with what would change it, under the law of the day', async () => {
    const answer = await send({
      'employer-kind': 'legal-entity',
      'workers-in-household': '7',
      'months-requested': '2',
    })
    const page = await answer.text()
    expect(answer.status).toBe(200)
    expect(page).toContain('class="not-met"')
    expect(page).toMatch(/version [0-9a-f]{12}/)
    expect(answer.headers.get('cache-control')).toContain('no-store')
  })
  it('takes no answer as unknown and never refuses for it', async () => {
    const page = await (await send({})).text()
    expect(page).not.toContain('class="not-met"')
    expect(page).toContain('missing')
  })
  it('says which answer it cannot read and keeps the others', async () => {
    const wrong = await send({ 'workers-in-household': 'many', 'months-requested': '2' })
    expect(wrong.status).toBe(422)
    const page = await wrong.text()
    expect(page).toContain('href="#f-workers-in-household"')
    expect(page).toContain('value="2"')
  })
  it('stores nothing anywhere', async () => {
    const counts = () =>
      world.owner.one(sql`select (select count(*) from platform.event) as events, (select count(*) from platform.read_record) as reads,
        (select count(*) from platform.request) as requests, (select count(*) from pgboss.job) as jobs`)
    const before = await counts()
    await send({ 'workers-in-household': '3' })
    expect(await counts()).toEqual(before)
  })
  it('names the one change that helps with its value now and then, or says that nothing helps', async () => {
    const page = await (await send({ 'worker-citizenship': 'UZB', 'workers-in-household': '7' })).text()
    expect(page).toMatch(/At most five labour immigrants[^<]*: 5 people instead of 7 people/)
    expect(page.match(/name="_request"/g)).toHaveLength(1)
    expect(await (await send({ 'stay-days-left': '-1' })).text()).toContain('Nothing you can change')
  })
  it('says that a citizen of the Union needs no permit', async () => {
    expect(await (await send({ 'worker-citizenship': 'KGZ' })).text()).toContain('No permit is needed')
  })
})
