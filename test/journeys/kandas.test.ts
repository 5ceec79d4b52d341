import { mkdirSync } from 'node:fs'
import type { Page as Tab } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/new-id.ts'
import { fitsTheWindow, lookClosely as lookWithAxe } from './look-closely.ts'
import { type Country, runCountry } from './run-country.ts'
import { fill, send, signInByCode, signInStaff } from './sign-in.ts'

let country: Country
let applicant: Tab
let officer: Tab
const pictures = process.env.QONYS_PICTURES_KANDAS

beforeAll(async () => {
  country = await runCountry()
  const { world } = country
  const office = await world.office({ region: '75', matters: ['kandas'], name: 'Kandas' })
  await world.office({
    institution: 'commission',
    region: null,
    matters: ['appeal', 'court'],
    name: 'Appeals',
  })
  await world.officer('permit-officer', office, { subject: 'staff-permit-almaty-1', name: 'Officer Demo' })
  const person = await world.person({
    citizenship: 'CHN',
    birthDate: '1985-03-27',
    latinName: 'SERIK AIBEK',
    language: 'kk',
  })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, expires_on, standing, known_at, source)
    values (${newId()}, ${person}, 'passport', 'CHN', 'DEMO90301', '2039-01-01', 'verified', now(), 'test')`)
  const account = await world.account(person, { name: 'SERIK AIBEK' })
  await world.owner.done(
    sql`update person.account set address = '+77003330003' where id = ${account.account}`,
  )
})
afterAll(() => country?.close())

/** Axe reads each page once; when it comes again with other words the window is measured. */
const read = new Set<string>()
async function lookClosely(tab: Tab): Promise<void> {
  const page = new URL(tab.url()).pathname.replaceAll(/[0-9a-f-]{36}|KZ-[\d-]+/g, '*')
  await (read.has(page) ? fitsTheWindow : lookWithAxe)(tab)
  read.add(page)
  if (!pictures) return
  mkdirSync(pictures, { recursive: true })
  const name = `${page.replaceAll(/\W+/g, '-').slice(1)}-${read.size}`
  await tab.screenshot({ path: `${pictures}/${name}-phone.png`, fullPage: true })
  await tab.setViewportSize({ width: 1280, height: 900 })
  await tab.emulateMedia({ colorScheme: 'dark' })
  await tab.screenshot({ path: `${pictures}/${name}-dark.png`, fullPage: true })
  await tab.emulateMedia({ colorScheme: 'light' })
  await tab.setViewportSize({ width: 360, height: 740 })
}
const look = { locale: 'ru', width: 360, script: false } as const
const day = (name: string, at: { day: number; month: number; year: number }) => ({
  [`${name}-day`]: String(at.day),
  [`${name}-month`]: String(at.month),
  [`${name}-year`]: String(at.year),
})

describe('a kandas, at 360 px and without script', () => {
  test('learns without an account which documents are enough, what is missing and where to get it', async () => {
    const anybody = await country.open({ ...look, locale: 'zh' })
    await anybody.goto('/kandas')
    await lookClosely(anybody)
    await anybody.goto('/kandas/documents?country=CHN&have=link-document')
    await lookClosely(anybody)
    expect(await anybody.textContent('main')).toContain('档案馆')
    await anybody.locator('main [name=have][value=household-register]').check({ force: true })
    await anybody.locator('main form[method=get] button').click()
    await anybody.waitForURL(/household-register/)
    expect(await anybody.locator('main .notice').first().textContent()).toContain('这些足够申请')
    for (const path of ['/kandas/guide', '/kandas/points', '/check/right']) {
      await anybody.goto(path)
      await lookClosely(anybody)
    }
    await anybody.context().close()
  })

  test('adds a document and applies for a card; wrong answers come back with what was typed', async () => {
    applicant = await country.open(look)
    await signInByCode(country, applicant, '+77003330003', '/kandas')
    await lookClosely(applicant)
    await applicant.goto('/kandas/evidence')
    await send(applicant)
    await lookClosely(applicant)
    await fill(applicant, { kind: 'household-register', about: 'Моя запись, 哈萨克族' })
    await send(applicant)
    await applicant.waitForURL('**/kandas/evidence')
    await lookClosely(applicant)
    await applicant.goto('/kandas/family')
    await lookClosely(applicant)
    await applicant.goto('/kandas/apply')
    await lookClosely(applicant)
    await applicant.goto('/kandas/card/apply')
    await fill(applicant, { cardRoute: 'business', details: 'Altai Trade, Урумчи', settlement: 'Алматы' })
    await send(applicant)
    await lookClosely(applicant)
    expect(await applicant.inputValue('[name=settlement]')).toBe('Алматы')
    await fill(applicant, { region: '75', appliedFrom: 'CHN', cardYears: '10', workYears: '3' })
    await send(applicant)
    await applicant.waitForURL('**/cases/*')
    await lookClosely(applicant)
  })

  test('is judged document by document, and gets a card', async () => {
    const path = new URL(applicant.url()).pathname
    officer = await country.open(look)
    await signInStaff(officer, 'staff-permit-almaty-1', path)
    await officer.locator('button[form=claim]').first().click()
    await officer.waitForLoadState()
    await lookClosely(officer)
    await officer.goto(`${path}/evidence`)
    await lookClosely(officer)
    await officer.locator('main [name=evidence]').first().check({ force: true })
    await fill(officer, { answer: 'accepted', reasons: 'Запись о национальности ясна.' })
    await send(officer)
    await officer.waitForURL('**/evidence')
    await officer.goto(`${path}/residence-checks`)
    await fill(officer, { kind: 'business', answer: 'clear', note: 'Выписка из реестра' })
    await send(officer)
    await officer.waitForURL('**/residence-checks')
    await lookClosely(officer)
    await officer.goto(`${path}/grant`)
    await lookClosely(officer)
    await send(officer)
    await officer.waitForLoadState()
    await expect
      .poll(
        async () =>
          (
            await country.world.owner.maybe<{ document_id: string | null }>(
              sql`select document_id from residence.status`,
            )
          )?.document_id,
        { timeout: 40_000, interval: 500 },
      )
      .toBeTruthy()
    await applicant.goto('/me')
    await applicant.locator('main a[href^="/statuses/"]').first().click()
    await applicant.waitForURL('**/statuses/*')
    await lookClosely(applicant)
    const document = await applicant.locator('main a[href^="/documents/"]').first().getAttribute('href')
    const pdf = await applicant.context().request.get(document ?? '')
    expect(pdf.headers()['content-type']).toContain('application/pdf')
  })

  test('is asked about one right by a stranger, sees it, and ends the card on becoming a citizen', async () => {
    const serial = (
      await applicant.locator('main a[href^="/documents/"]').first().getAttribute('href')
    )?.slice('/documents/'.length)
    const bank = await country.open(look)
    await bank.goto('/check/right')
    await fill(bank, {
      serial: serial ?? '',
      ...day('birthDate', { day: 27, month: 3, year: 1985 }),
      right: 'open-account-as-resident',
    })
    await send(bank)
    await bank.waitForLoadState()
    await lookClosely(bank)
    expect(await bank.locator('main .notice').first().textContent()).toContain('не довод против владельца')
    const page = new URL(applicant.url()).pathname
    await applicant.goto('/me/looks')
    expect(await applicant.textContent('main')).toContain('открыть счёт как проживающий')
    await applicant.goto(`${page}/end`)
    await lookClosely(applicant)
    await fill(applicant, { because: 'citizenship' })
    await send(applicant)
    await lookClosely(applicant)
    await fill(applicant, { because: 'citizenship', reference: '№ 12' })
    await send(applicant)
    await applicant.waitForURL(`**${page}`)
    await lookClosely(applicant)
    expect(await country.world.owner.one(sql`select state, ended_because from residence.status`)).toEqual({
      state: 'ended',
      ended_because: 'citizenship',
    })
  })
})
