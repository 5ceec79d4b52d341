import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { routes } from '../app/routes.ts'
import { makeApplication } from '../app/serve.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { hashToken } from '../platform/session.ts'
import { apiBase } from '../ui/api-route.ts'
import { setMachineLimit } from './set-machine-limit.ts'

const token = 'machine'.padEnd(43, 'x')
const machine = newId()
let world: World
let app: ReturnType<typeof makeApplication>
let person: string
let auditor: Staff

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  const office = await world.office({ region: '75' })
  auditor = await world.officer('auditor', office)
  person = await world.person({ regions: ['75'] })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, standing, known_at, source)
    values (${newId()}, ${person}, 'passport', 'UZB', 'DA7654321', 'declared', now(), 'test')`)
  await world.owner.done(sql`insert into institution.client (id, institution, name, token_hash, scopes, regions, created_at)
    values (${machine}, 'local-executive-body', 'Reader', ${hashToken(token)}, '{register}', '{75}', now())`)
})
afterAll(() => world.close())

const ask = (path: string) =>
  app.fetch(
    new Request(`http://localhost${apiBase}${path}`, { headers: { authorization: `Bearer ${token}` } }),
  )
const looks = () =>
  world.owner.rows<{ what: string; categories: string[] }>(
    sql`select what, categories from platform.read_record where actor = ${machine} order by id`,
  )

describe('a machine that reads the register', () => {
  it('gets numbers masked, and one in full when it asks for it, as a look of its own', async () => {
    expect(await (await ask(`/people/${person}`)).json()).toMatchObject({
      documents: [{ number: '•••••••21' }],
    })
    expect(await (await ask(`/people/${person}?reveal=document`)).json()).toMatchObject({
      documents: [{ number: 'DA7654321' }],
    })
    const found = (await (await ask('/people?document=DA7654321')).json()) as {
      people: { documentNumber: string }[]
    }
    expect(found.people.map((one) => one.documentNumber)).toEqual(['•••••••21'])
    expect((await looks()).map((one) => one.categories.join())).toContain('reveal-document')
  })
  it('is stopped beyond its limit from the day it is set for; the try is on record and shows nobody', async () => {
    await setMachineLimit(world.instance, auditor, { machine, hour: 3, day: 5 })
    for (let n = 0; n < 5; n++) expect((await ask(`/people/${person}`)).status).toBe(200)
    world.clock.add({ hours: 24 })
    const answers: number[] = []
    for (let n = 0; n < 5; n++) answers.push((await ask(`/people/${person}`)).status)
    expect(answers).toEqual([200, 200, 200, 429, 429])
    expect((await ask(`/people/${person}`)).headers.get('retry-after')).not.toBeNull()
    expect((await looks()).at(-1)).toEqual({ what: 'locked:person-record', categories: [] })
    world.clock.add({ hours: 1 })
    const next: number[] = []
    for (let n = 0; n < 4; n++) next.push((await ask(`/people/${person}`)).status)
    expect(next).toEqual([200, 200, 429, 429])
  })
  it('and its limits are seen and set by auditors alone', async () => {
    const page = async (who: Staff, fields?: Record<string, string>) =>
      app.fetch(
        new Request('http://localhost/reading/machines', {
          method: fields ? 'POST' : 'GET',
          redirect: 'manual',
          headers: {
            cookie: await world.signIn(who),
            origin: 'http://localhost',
            'accept-language': 'en',
            ...(fields ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
          },
          ...(fields ? { body: new URLSearchParams({ _request: newId(), ...fields }).toString() } : {}),
        }),
      )
    const text = await (await page(auditor)).text()
    expect(text).toMatch(/Reader[\s\S]*3; 5/)
    expect((await page(auditor, { machine, hour: '0', day: 'many' })).status).toBe(422)
    expect((await page(auditor, { machine, hour: '9', day: '90' })).status).toBe(303)
    const supervisor = await world.officer('supervisor', await world.office({ region: '75' }))
    expect((await page(supervisor)).status).toBeGreaterThanOrEqual(403)
    expect((await page(supervisor, { hour: '9', day: '9' })).status).toBeGreaterThanOrEqual(403)
  })
})
