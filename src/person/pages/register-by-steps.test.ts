import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Staff, type World } from '../../../test/world.ts'
import { makeApplication } from '../../app/serve.ts'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { eraseOldDrafts } from '../keep-draft.ts'
import { writeMrz } from '../write-mrz.ts'
import { peoplePages } from './people.tsx'
import { registerPages } from './register.tsx'
import { registerByStepsPages } from './register-by-steps.tsx'

let world: World
let app: ReturnType<typeof makeApplication>
let registrar: Staff
let clerk: string

const zoneOf = (documentNumber: string) =>
  writeMrz(
    {
      documentCode: 'P',
      issuingState: 'TJK',
      nationality: 'TJK',
      primaryName: 'NAZAROV',
      secondaryName: 'FIRUZ',
      documentNumber,
      birthDate: '1990-05-03',
      sex: 'M',
      expiryDate: '2031-02-10',
    },
    'TD3',
  )
const passport = (number: string) => ({
  mrz: zoneOf(number),
  kind: 'passport',
  issuingState: 'TJK',
  number,
  'expiresOn-day': '10',
  'expiresOn-month': '2',
  'expiresOn-year': '2031',
})

beforeAll(async () => {
  world = await makeWorld()
  registrar = await world.officer('registrar', await world.office({ region: '75' }))
  clerk = await world.signIn(registrar)
  app = makeApplication(world.instance, [...registerPages, ...registerByStepsPages, ...peoplePages])
})
afterAll(() => world.close())

const someone = async () => world.signIn(await world.account())
const open = (path: string, cookie: string, language = 'en') =>
  app.fetch(new Request(`http://localhost${path}`, { headers: { cookie, 'accept-language': language } }))
const page = async (path: string, cookie: string) => (await open(path, cookie)).text()
function send(path: string, cookie: string, fields: Record<string, string | Blob>) {
  const body = new FormData()
  if (!fields._request) body.set('_request', newId())
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  return app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: { cookie, origin: 'http://localhost', 'accept-language': 'en' },
      body,
    }),
  )
}

describe('registering oneself part by part', () => {
  it('reads the passport, asks only for what it does not say, and sends the answers when they were read back', async () => {
    const me = await someone()
    expect(await page('/register/self', me)).toContain('0 of 6')
    const passed = await send('/register/self/document', me, passport('DEMO88001'))
    expect(passed.status).toBe(303)
    expect(await page('/register/self/name', me)).toContain('value="NAZAROV"')
    const hub = await page('/register/self', me)
    expect(hub).toContain('3 of 6')
    expect(hub).not.toContain('/register/self/check')
    expect((await send('/register/self/reach', me, { region: '75' })).status).toBe(303)
    const check = await page('/register/self/check', me)
    expect(check).toContain('NAZAROV FIRUZ')
    expect(check).toContain('href="/register/self/about#f-birthDate"')
    const sent = await send('/register/self/check', me, {})
    expect(sent.headers.get('location')).toBe('/me')
    expect((await open('/register/self', me)).headers.get('location')).toBe('/me')
  })
  it('keeps half an answer for later and says what is wrong only when it is to be kept as an answer', async () => {
    const me = await someone()
    const wrong = { 'birthDate-day': '31', 'birthDate-month': '2', 'birthDate-year': '1990' }
    const refused = await send('/register/self/about', me, wrong)
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('href="#f-birthDate"')
    const later = await send('/register/self/about', me, { ...wrong, _later: 'yes' })
    expect(later.headers.get('location')).toBe('/register/self')
    expect(await page('/register/self/about', me)).toContain('value="31"')
    expect((await open('/register/self/check', me)).headers.get('location')).toBe('/register/self')
  })
  it('keeps a photograph and refuses a file that is none', async () => {
    const me = await someone()
    const broken = await send('/register/self/photo', me, {
      photo: new File(['not a picture'], 'face.jpg', { type: 'image/jpeg' }),
    })
    expect(broken.status).toBe(422)
    expect(await broken.text()).toContain('href="#f-photo"')
    const face = await sharp({ create: { width: 300, height: 400, channels: 3, background: '#cba' } })
      .jpeg()
      .toBuffer()
    const kept = await send('/register/self/photo', me, {
      photo: new File([new Uint8Array(face)], 'my face.jpg', { type: 'image/jpeg' }),
    })
    expect(kept.status).toBe(303)
    expect(await page('/register/self/photo', me)).toContain('my face.jpg')
  })
  it('shows nobody the answers of another, and erases them when asked', async () => {
    const [me, other] = [await someone(), await someone()]
    await send('/register/self/document', me, passport('DEMO88002'))
    expect(await page('/register/self/document', other)).not.toContain('DEMO88002')
    await send('/register/self/drop', me, {})
    expect(await page('/register/self/document', me)).not.toContain('DEMO88002')
  })
})

describe('registering somebody beside the officer', () => {
  const start = async (cookie: string, language: string) =>
    (await send('/register/assisted', cookie, { language })).headers.get('location') ?? ''

  it('asks in both languages, sends only what was read to the person, and the draft is gone', async () => {
    const at = await start(clerk, 'tg')
    expect(await page(`${at}/about`, clerk)).toContain('lang="tg"')
    await send(`${at}/document`, clerk, passport('DEMO88003'))
    await send(`${at}/reach`, clerk, { region: '75', phone: '+992 900 11 22 33' })
    expect((await send(`${at}/check`, clerk, {})).status).toBe(422)
    const alike = await send(`${at}/check`, clerk, { readTo: 'yes' })
    expect(alike.status).toBe(409)
    const again = await alike.text()
    const [, shown = ''] = /name="alikeShown" value="([^"]+)"/.exec(again) ?? []
    const [, request = ''] = /name="_request" value="([^"]+)"/.exec(again) ?? []
    const answers = {
      _request: request,
      readTo: 'yes',
      alikeShown: shown,
      [`alike-${shown.split(':')[0]}`]: 'not-same',
    }
    const unsaid = await send(`${at}/check`, clerk, answers)
    expect(unsaid.status).toBe(422)
    expect(await unsaid.text()).toContain('href="#f-alikeReason"')
    const sent = await send(`${at}/check`, clerk, {
      ...answers,
      alikeReason: 'Another face and another father',
    })
    expect(sent.status).toBe(303)
    expect(await page(sent.headers.get('location') ?? '', clerk)).toContain('NAZAROV FIRUZ')
    expect((await open(at, clerk)).status).toBe(404)
    const event = await world.owner.one(
      sql`select after from platform.event where type = 'person-registered' order by id desc limit 1`,
    )
    expect(JSON.stringify(event)).toContain('"readTo":"tg"')
  })
  it('hides one officer’s unsent registrations from another of the same office', async () => {
    const at = await start(clerk, 'uz')
    await send(`${at}/name`, clerk, { latinGiven: 'HIDDEN', _later: 'yes' })
    const colleague = await world.signIn(
      await world.officer('registrar', await world.office({ region: '75' })),
    )
    expect((await open(at, colleague)).status).toBe(404)
    expect(await page('/register/assisted', colleague)).not.toContain('HIDDEN')
    expect(await page('/register/assisted', clerk)).toContain('HIDDEN')
  })
  it('shows the clerk who holds the same document already', async () => {
    const at = await start(clerk, 'ru')
    await send(`${at}/document`, clerk, passport('DEMO88003'))
    await send(`${at}/reach`, clerk, { region: '75' })
    const refused = await send(`${at}/check`, clerk, { readTo: 'yes' })
    expect(refused.status).toBe(409)
    expect(await refused.text()).toMatch(/href="\/people\/[0-9a-f-]{36}"/)
  })
})

describe('an unsent registration', () => {
  it('is erased after thirty days with the files that no record took', async () => {
    const me = await someone()
    await send('/register/self/document', me, passport('DEMO88009'))
    const job = { kind: 'system', job: 'erase-old-drafts' } as const
    await eraseOldDrafts(world.instance, job, {})
    expect(await page('/register/self/document', me)).toContain('DEMO88009')
    await world.owner.done(
      sql`update person.registration_draft set expires_at = ${world.clock.now().toString()}::timestamptz`,
    )
    expect(await eraseOldDrafts(world.instance, job, {})).toMatchObject({ drafts: expect.any(Number) })
    expect(await page('/register/self/document', me)).not.toContain('DEMO88009')
  })
})
