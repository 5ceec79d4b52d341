import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'
import { type Application, makeApplication } from '../../app/serve.ts'
import { sql } from '../../platform/database.ts'
import { linkMinutes, requestSignInCode, wrongCodes } from '../sign-in-with-code.ts'
import { sessionPages } from './sessions.tsx'
import { signInPages } from './sign-in.tsx'

let world: World
let app: Application
beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, [...signInPages, ...sessionPages])
})
afterAll(() => world.close())

const job = { kind: 'system', job: 'sign-in' } as const
const headers = (cookie: string) => ({ cookie, 'accept-language': 'en', origin: 'http://localhost' })
const open = (path: string, cookie = '') =>
  app.fetch(new Request(`http://localhost${path}`, { headers: headers(cookie) }))
const press = (path: string, fields: Record<string, string> = {}, cookie = '') =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: { ...headers(cookie), 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    }),
  )
const sessionOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .find((line) => line.startsWith('qonys='))
    ?.split(';')[0] ?? ''

/** Sends a message and answers what it says: the worker's job holds it. */
async function send(address: string): Promise<{ id: string; code: string; path: string }> {
  const answer = await requestSignInCode(world.instance, job, { address, language: 'en' })
  if ('refused' in answer) throw new Error('refused')
  const row = await world.owner.one<{ values: { code: string; link: string } }>(
    sql`select data->'values' as values from pgboss.job where data->>'id' = ${answer.id}`,
  )
  return { id: answer.id, code: row.values.code, path: new URL(row.values.link).pathname }
}

describe('the link of a message', () => {
  test('signs in by its button, not by being opened, and only once', async () => {
    const { id, code, path } = await send('+77000000901')
    for (const _ of [1, 2, 3]) {
      const looked = await open(path)
      expect(looked.status).toBe(200)
      expect(sessionOf(looked)).toBe('')
    }
    const entered = await press(path)
    expect(entered.status).toBe(303)
    const cookie = sessionOf(entered)
    expect((await open('/me/sessions', cookie)).status).toBe(200)
    expect((await press(path)).status).toBe(410)
    expect((await open(path)).status).toBe(410)
    // The code of the same message went with it.
    expect((await press('/sign-in/code', { id, code })).status).toBe(422)
  })

  test('goes with its code, ends with its time, and a guess opens nothing', async () => {
    const used = await send('+77000000902')
    expect((await press('/sign-in/code', { id: used.id, code: used.code })).status).toBe(303)
    expect((await press(used.path)).status).toBe(410)
    const late = await send('+77000000903')
    world.clock.add({ minutes: linkMinutes })
    const answer = await press(late.path)
    expect(answer.status).toBe(410)
    expect(await answer.text()).toContain('This link no longer works')
    expect((await press('/sign-in/link/AAAAAAAAAAAAAAAAAAAAAA')).status).toBe(410)
  })
})

describe('guessing codes', () => {
  const wrong = (code: string, step: number) => String((Number(code) + step) % 1_000_000).padStart(6, '0')

  test('of one number, over many codes: after twenty none is compared, and the link of the message lets its owner in', async () => {
    const phone = '+77000000911'
    for (let n = 0; n < wrongCodes.ofAddress / 5; n++) {
      const { id, code } = await send(phone)
      for (let step = 1; step <= 5; step++)
        expect((await press('/sign-in/code', { id, code: wrong(code, step) })).status).toBe(422)
    }
    const last = await send(phone)
    const right = await press('/sign-in/code', { id: last.id, code: last.code })
    expect(right.status, 'even the right one').toBe(422)
    expect(await right.text()).toContain('There were too many wrong codes')
    expect((await press(last.path)).status, 'the link').toBe(303)
    world.clock.add({ hours: 24 })
    const next = await send(phone)
    expect((await press('/sign-in/code', { id: next.id, code: next.code })).status, 'a day later').toBe(303)
  })

  test('from one network, over many numbers: after a hundred none is compared, and elsewhere they are', async () => {
    const from = (address: string, fields: Record<string, string>) =>
      app.fetch(
        new Request('http://localhost/sign-in/code', {
          method: 'POST',
          headers: { ...headers(''), 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams(fields).toString(),
        }),
        { incoming: { socket: { remoteAddress: address } } },
      )
    for (let n = 0; n < wrongCodes.ofNetwork / 5; n++) {
      const { id, code } = await send(`+770100009${String(n).padStart(2, '0')}`)
      for (let step = 1; step <= 5; step++)
        expect((await from('198.51.100.7', { id, code: wrong(code, step) })).status).toBe(422)
    }
    const { id, code } = await send('+77000000912')
    expect((await from('198.51.100.7', { id, code })).status).toBe(422)
    expect((await from('198.51.100.8', { id, code })).status).toBe(303)
  })

  test('whoever signs in where somebody was signed in ends that session', async () => {
    const before = await world.signIn(await world.account(await world.person()))
    const { id, code } = await send('+77000000913')
    expect((await press('/sign-in/code', { id, code }, before)).status).toBe(303)
    expect((await open('/me/sessions', before)).status).toBe(401)
  })
})

describe('where I am signed in', () => {
  test('others of mine are ended, nobody else’s, and it is on record', async () => {
    const account = await world.account(await world.person())
    const [here, telephone, library] = [
      await world.signIn(account),
      await world.signIn(account),
      await world.signIn(account),
    ]
    const stranger = await world.signIn(await world.account())
    const page = await (await open('/me/sessions', here)).text()
    const handles = [...page.matchAll(/name="session" value="([0-9a-f]{24})"/g)].map(([, handle]) => handle!)
    expect(handles).toHaveLength(2)

    expect((await press('/me/sessions', { session: handles[0]! }, stranger)).status).toBe(404)
    expect((await press('/me/sessions', { session: handles[0]! }, here)).status).toBe(303)
    const alive = async (cookie: string) => (await open('/me/sessions', cookie)).status === 200
    expect([await alive(telephone), await alive(library)].sort()).toEqual([false, true])
    await press('/me/sessions', { session: handles[1]! }, here)
    expect([await alive(telephone), await alive(library)]).toEqual([false, false])
    expect([await alive(here), await alive(stranger)]).toEqual([true, true])
    const events = await world.owner.rows(sql`select 1 from platform.event where type = 'sessions-ended'`)
    expect(events).toHaveLength(2)
  })

  test('all others end at once', async () => {
    const account = await world.account()
    const [here, other] = [
      await world.signIn(account),
      await world.signIn(account),
      await world.signIn(account),
    ]
    expect((await press('/me/sessions', { session: 'others' }, here)).status).toBe(303)
    expect((await open('/me/sessions', here)).status).toBe(200)
    expect((await open('/me/sessions', other)).status).toBe(401)
    expect((await press('/me/sessions', { session: 'others' }, here)).status).toBe(404)
  })
})
