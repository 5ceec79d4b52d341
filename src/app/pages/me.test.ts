import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Person, type World } from '../../../test/world.ts'
import { staff } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { read } from '../../platform/read.ts'
import { routes } from '../routes.ts'
import { makeApplication } from '../serve.ts'

let world: World
let app: ReturnType<typeof makeApplication>

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
})
afterAll(() => world.close())

const open = async (path: string, who: Person, language = 'en') =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      headers: { cookie: await world.signIn(who), 'accept-language': language },
    }),
  )

describe("a person's home", () => {
  it('says first how many days are left, then what comes next, and holds no passport number', async () => {
    const person = await world.person({ citizenship: 'UZB' })
    await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, expires_on, standing, known_at, source)
      values (${newId()}, ${person}, 'passport', 'UZB', 'DEMO55555', '2031-01-01', 'verified', now(), 'test')`)
    await world.owner.done(sql`insert into stay.crossing (id, person_id, direction, at, point, source, source_reference, known_at)
      values (${newId()}, ${person}, 'entry', '2026-11-23T05:00:00Z', 'zhibek-zholy', 'test', ${newId()}, now())`)
    const page = await open('/me', await world.account(person))
    expect(page.status).toBe(200)
    const body = await page.text()
    expect(body).toContain('22 December 2026')
    expect(body).toContain('26 November 2026')
    expect(body.indexOf('22 December 2026')).toBeLessThan(body.indexOf('/me/sessions"'))
    expect(body).not.toContain('DEMO55555')
    expect(body).not.toContain('zhibek-zholy')
  })

  it('leads somebody without a record to registering, in every language', async () => {
    const nobody = await world.account()
    for (const language of ['en', 'kk', 'ru', 'uz', 'tg', 'ky', 'zh', 'tr']) {
      const page = await open('/me', nobody, language)
      expect(page.status).toBe(200)
      expect(await page.text()).toContain('/register/self')
    }
  })
})

describe('who looked at my data', () => {
  it('names institution, purpose, ground and kinds of data of each look, and nobody else who was on the list', async () => {
    const [me, other] = [await world.person(), await world.person({ latinName: 'OTHERNAME THIRD' })]
    const officer = await world.officer(
      'registrar',
      await world.office({ institution: 'migration-service' }),
      {
        name: 'Officer Unnamed',
      },
    )
    await read(
      world.instance,
      officer,
      {
        what: 'people',
        who: staff('registrar'),
        purpose: 'find-person',
        legalBasis: 'LAW-MIG',
        categories: ['identity'],
      },
      async () => ({ answer: [], subjects: [me, other] }),
    )
    const body = await (await open('/me/looks', await world.account(me))).text()
    expect(body).toContain('migration-service')
    expect(body).toContain('Search for a person')
    expect(body).toContain('Law on Migration of Population')
    expect(body).toContain('name and identity')
    for (const third of [other, 'OTHERNAME', 'Officer Unnamed']) expect(body).not.toContain(third)
  })

  it('is empty for somebody whom nobody looked at, and closed without a sign-in', async () => {
    const body = await (await open('/me/looks', await world.account(await world.person()))).text()
    expect(body).not.toContain('LAW-MIG')
    const closed = await app.fetch(new Request('http://localhost/me/looks'))
    expect(closed.status).not.toBe(200)
  })
})
