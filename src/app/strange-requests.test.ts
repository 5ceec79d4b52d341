import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { makeWorld, type World } from '../../test/world.ts'
import type { Actor } from '../platform/actor.ts'
import { isUnavailable, sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { look } from '../platform/read.ts'
import { routes } from './routes.ts'
import { type Application, makeApplication } from './serve.ts'

let world: World
let app: Application
let cookie: string
beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  cookie = await world.signIn(await world.account(await world.person({ latinName: 'SIGNED IN' })))
})
afterAll(() => world.close())

const open = (path: string, as = '') =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      headers: { 'accept-language': 'en', ...(as && { cookie: as }) },
    }),
  )

describe('a path that begins with two slashes', () => {
  it.each(['//evil.example/', '///evil.example/', '/\\evil.example/'])(
    '%s: leads to no other host, by redirect or link',
    async (path) => {
      expect((await open(`${path}?language=kk`)).headers.get('location')).toMatch(/^\/evil\.example/)
      expect(await (await open(path)).text()).not.toMatch(/(href|action|src)="\/\//)
    },
  )
})

describe('a NUL, which no column keeps,', () => {
  it('is the asker’s mistake, in an address and in a form', async () => {
    expect((await open('/documents/%00x', cookie)).status).toBe(422)
    const answer = await app.fetch(
      new Request('http://localhost/kandas/keys', {
        method: 'POST',
        headers: { cookie, origin: 'http://localhost', 'content-type': 'application/x-www-form-urlencoded' },
        body: `_request=${newId()}&name=a%00b`,
      }),
    )
    expect(answer.status).toBe(422)
  })
})

test('the page that checks codes, which devices keep, names nobody who is signed in and is in no shared cache', async () => {
  const page = await open('/v', cookie)
  expect(page.headers.get('cache-control')).toBe('private, max-age=300')
  const html = await page.text()
  expect(html).not.toContain('SIGNED IN')
  expect(html).not.toContain('/sign-out')
  expect(await (await open('/check', cookie)).text(), 'which says who is signed in').toContain('SIGNED IN')
})

describe('one statement', () => {
  const setting = (actor: Actor) =>
    look(world.instance, actor, (tx) =>
      tx.one<{ longest: string }>(sql`select current_setting('statement_timeout') as longest`),
    )
  it('of whoever waits at a page ends after half a minute, of a job when it is done', async () => {
    expect(await setting({ kind: 'public' })).toEqual({ longest: '30s' })
    expect(await setting(await world.officer('registrar', await world.office()))).toEqual({ longest: '30s' })
    expect(await setting({ kind: 'system', job: 'test' })).toEqual({ longest: '0' })
  })
  it('that took too long is answered with 503, and its connection serves the next', async () => {
    const slow = look(world.instance, { kind: 'public' }, async (tx) => {
      await tx.done(sql`set local statement_timeout = '20ms'`)
      await tx.done(sql`select pg_sleep(5)`)
    })
    await expect(slow).rejects.toSatisfy(isUnavailable)
    expect(await setting({ kind: 'public' })).toEqual({ longest: '30s' })
  })
})

test('of a form with files by somebody who is not let in no more is kept than of one without', async () => {
  const press = (letters: number) => {
    const form = new FormData()
    form.set('story', `KEPT${'x'.repeat(letters)}`)
    return app.fetch(
      new Request('http://localhost/register/self/documents', {
        method: 'POST',
        headers: { origin: 'http://localhost', 'accept-language': 'en' },
        body: form,
      }),
    )
  }
  const small = await press(1000)
  expect(small.status).toBe(401)
  expect(await small.text(), 'what was typed is given back').toContain('KEPT')
  const large = await press(1_000_000)
  expect(large.status).toBe(401)
  expect(await large.text()).not.toContain('KEPT')
})
