import type { Page as Tab } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeMrz } from '../../src/person/write-mrz.ts'
import { fitsTheWindow, lookClosely as lookWithAxe } from './look-closely.ts'
import { type Country, type Look, runCountry } from './run-country.ts'
import { fill, send, signInByCode, signInStaff } from './sign-in.ts'

let country: Country
let face: Buffer

beforeAll(async () => {
  country = await runCountry()
  const { world } = country
  const office = await world.office({ matters: ['record'], name: 'Registration' })
  await world.officer('registrar', office, { subject: 'staff-registration-almaty', name: 'Registrar Demo' })
  const background = { r: 205, g: 190, b: 175 }
  face = await sharp({ create: { width: 480, height: 640, channels: 3, background } })
    .jpeg()
    .toBuffer()
})
afterAll(() => country?.close())

const looks: (Look & { number: string; phone: string })[] = [
  { locale: 'uz', width: 360, script: false, number: 'DEMO54001', phone: '+77003330001' },
  { locale: 'tg', width: 1280, script: true, dark: true, number: 'DEMO54002', phone: '+77003330002' },
]

describe.each(looks)('registering oneself in $locale at $width px, script: $script', (look) => {
  // Both looks have the same HTML: axe reads it once, the window is measured each time.
  const lookClosely = look.script ? fitsTheWindow : lookWithAxe
  let me: Tab
  let officer: Tab
  const later = async (tab: Tab) => tab.locator('form#answers button[name=_later]').click()

  test('the passport fills what it can, and what was answered waits for another day', async () => {
    me = await country.open(look)
    await signInByCode(country, me, look.phone)
    await me.locator('main a[href="/register/self"]').click()
    await lookClosely(me)
    await me.locator('main a[href="/register/self/document"]').click()
    const zone = writeMrz(
      {
        documentCode: 'P',
        issuingState: 'TJK',
        nationality: 'TJK',
        primaryName: 'SHARIPOV',
        secondaryName: 'JAMSHED',
        documentNumber: look.number,
        birthDate: look.script ? '1996-02-01' : '1994-10-30',
        sex: 'M',
        expiryDate: '2033-01-31',
      },
      'TD3',
    )
    await fill(me, { mrz: zone })
    await me.locator('button[name=_read]').click()
    await me.waitForLoadState()
    expect(await me.inputValue('[name=number]')).toBe(look.number)
    await lookClosely(me)
    await later(me)
    await me.waitForURL('**/register/self')
    await me.goto('/register/self/name')
    expect(await me.inputValue('[name=latinFamily]')).toBe('SHARIPOV')
    await lookClosely(me)
    await send(me)
    await me.waitForURL('**/register/self**')
  })

  test('a wrong answer comes back with what was typed, and a photograph is kept', async () => {
    await me.goto('/register/self/about')
    await fill(me, { 'birthDate-day': '31', 'birthDate-month': '2' })
    await send(me)
    await me.waitForLoadState()
    expect(await me.locator('.error-summary a[href="#f-birthDate"]').count()).toBe(1)
    await lookClosely(me)
    await fill(me, { 'birthDate-day': '1' })
    await send(me)
    await me.goto('/register/self/photo')
    await me
      .locator('input[type=file]')
      .setInputFiles({ name: 'face.jpg', mimeType: 'image/jpeg', buffer: face })
    await send(me)
    await me.waitForURL('**/register/self**')
    await me.goto('/register/self/photo')
    expect(await me.locator('.kept').count()).toBe(1)
    await lookClosely(me)
  })

  test('the answers are read back, sent once, and the person has a record', async () => {
    await me.goto('/register/self/reach')
    await fill(me, { region: '75' })
    await send(me)
    await me.goto('/register/self')
    await me.locator('main a[href="/register/self/check"]').click()
    await lookClosely(me)
    await send(me)
    await me.waitForURL('**/me')
    await me.goto('/me/record')
    expect(await me.locator('main').innerText()).toContain('SHARIPOV JAMSHED')
    await lookClosely(me)
    await me.goto('/me/record/wrong')
    await lookClosely(me)
  })

  test('an officer compares the record with the passport, and each page of the record is fit to work on', async () => {
    officer = await country.open({ ...look, locale: 'ru' })
    await signInStaff(officer, 'staff-registration-almaty', '/people')
    await officer.goto(`/people?q=${look.number}`)
    await officer.locator('main table a').first().click()
    await officer.waitForURL('**/people/*-*')
    const record = officer.url().split('?')[0]
    for (const page of ['name', 'identity', 'document', 'files', 'facts', 'family']) {
      await officer.goto(`${record}/${page}`)
      await lookClosely(officer)
    }
    await officer.goto(`${record}/verify`)
    await fill(officer, { documentNumber: look.number })
    await lookClosely(officer)
    await send(officer)
    await officer.waitForURL('**/people/*-*')
    expect(await officer.locator(`main a[href$="/verify"]`).count()).toBe(0)
    await officer.goto('/register/assisted')
    await fill(officer, { language: 'tg' })
    await send(officer)
    await officer.waitForURL('**/register/assisted/*')
    await lookClosely(officer)
  })
})
