import type { Page as Tab } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeDemoBin } from '../../src/person/check-bin.ts'
import { sql } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/new-id.ts'
import { workerAnswers } from '../worker-answers.ts'
import { fitsTheWindow, lookClosely as lookWithAxe } from './look-closely.ts'
import { type Country, runCountry } from './run-country.ts'
import { fill, send, signInByCode, signInStaff } from './sign-in.ts'

let country: Country
let director: Tab
let officer: Tab
let keeper: Tab
let worker: string

beforeAll(async () => {
  country = await runCountry()
  const { world } = country
  const office = await world.office({ matters: ['employer-permit'], name: 'Permits' })
  await world.office({
    institution: 'commission',
    region: null,
    matters: ['appeal', 'court'],
    name: 'Appeals',
  })
  await world.officer('permit-officer', office, { subject: 'staff-permit-almaty-1', name: 'Officer Demo' })
  await world.officer('supervisor', office, { subject: 'staff-supervisor-almaty', name: 'Supervisor Demo' })
  const second = await world.officer('analyst', office, { subject: 'staff-analyst-ministry', regions: ['*'] })
  expect(second.roles).toEqual(['analyst'])
  worker = await world.person({ citizenship: 'TUR', birthDate: '1985-03-27', latinName: 'YILMAZ EMRE' })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, expires_on, standing, known_at, source)
    values (${newId()}, ${worker}, 'passport', 'TUR', 'DEMO90101', '2039-01-01', 'verified', now(), 'test')`)
})
afterAll(() => country?.close())

/** Axe reads each page once; when it comes again with other words the window is measured. */
const read = new Set<string>()
async function lookClosely(tab: Tab): Promise<void> {
  const page = new URL(tab.url()).pathname.replaceAll(/[0-9a-f-]{36}|KZ-[\d-]+/g, '*')
  await (read.has(page) ? fitsTheWindow : lookWithAxe)(tab)
  read.add(page)
}

const look = { locale: 'ru', width: 360, script: false } as const
const day = (name: string, at: { day: number; month: number; year: number }) => ({
  [`${name}-day`]: String(at.day),
  [`${name}-month`]: String(at.month),
  [`${name}-year`]: String(at.year),
})

describe("an employer's permit, at 360 px and without script", () => {
  test('one person proposes places, another confirms them, and everybody sees them', async () => {
    keeper = await country.open(look)
    await signInStaff(keeper, 'staff-supervisor-almaty', '/quota/allocations')
    const today = country.world.clock.today()
    await fill(keeper, {
      region: '75',
      category: 'third',
      places: '2',
      ...day('validFrom', today),
      ground: 'Order of the test No. 1',
    })
    await keeper.locator('form#answers .actions button').click()
    await keeper.waitForURL('**/quota/allocations**')
    await lookClosely(keeper)
    expect(await keeper.locator('button[value=confirm]').count()).toBe(0)
    const second = await country.open(look)
    await signInStaff(second, 'staff-analyst-ministry', '/quota/allocations')
    await second.locator('button[value=confirm]').click()
    await second.waitForURL('**/quota/allocations')
    await second.goto('/quota/movements')
    await lookClosely(second)
    await second.context().close()
    const anybody = await country.open(look)
    await anybody.goto('/quota')
    await lookClosely(anybody)
    expect(await anybody.locator('main table tbody tr:not(.group)').first().innerText()).toMatch(
      /III: специалисты\s+2\s+2/,
    )
    await anybody.context().close()
  })

  test('a company is registered by its BIN and asks for a permit', async () => {
    const { world } = country
    director = await country.open(look)
    const person = await world.person({ citizenship: 'KAZ', latinName: 'NURPEISSOV TIMUR' })
    const account = await world.account(person)
    await world.owner.done(
      sql`update person.account set address = '+77003330001' where id = ${account.account}`,
    )
    await signInByCode(country, director, '+77003330001', '/company')
    await lookClosely(director)
    await director.goto('/company/register')
    await fill(director, { bin: '123456789012', name: 'Works LLP', region: '75', address: 'Almaty, 7' })
    await send(director)
    expect(await director.inputValue('[name=name]')).toBe('Works LLP')
    await lookClosely(director)
    await fill(director, { bin: makeDemoBin('2019-03', 1), address: 'Almaty, Demo street 7' })
    await send(director)
    await director.waitForURL('**/company')
    await director.goto('/company/permits/new')
    await send(director)
    await director.waitForLoadState()
    await lookClosely(director)
    const today = world.clock.today()
    await fill(director, {
      category: 'third',
      issuingState: 'TUR',
      documentNumber: 'DEMO90101',
      ...day('birthDate', { day: 27, month: 3, year: 1985 }),
      occupation: '2142',
      position: 'Site engineer',
      wageTiyn: '900 000',
      months: '12',
      ...day('startsOn', today.add({ days: 20 })),
      vacancyCode: 'V-1',
      ...day('vacancyPublishedOn', today.subtract({ days: 16 })),
      citizenWorkers: '95',
      allWorkers: '99',
    })
    await send(director)
    await director.waitForURL('**/cases/*')
    await lookClosely(director)
  })

  test('registries answer, an officer sees the papers, reads the fee and grants', async () => {
    const path = new URL(director.url()).pathname
    await expect
      .poll(
        async () =>
          (
            await country.world.owner.one<{ n: number }>(
              sql`select count(*)::int as n from employer_permit.check`,
            )
          ).n,
        { timeout: 30_000 },
      )
      .toBe(5)
    officer = await country.open(look)
    await signInStaff(officer, 'staff-permit-almaty-1', path)
    await officer.locator('button[form=claim]').first().click()
    await officer.waitForLoadState()
    for (const kind of ['representation', 'qualification', 'entry-ban']) {
      await officer.goto(`${path}/checks`)
      await fill(officer, { kind, answer: 'clear', note: 'Seen in the office' })
      await officer.locator('form#answers .actions button').click()
      await officer.waitForURL('**/checks')
    }
    await lookClosely(officer)
    await fill(officer, { mci: '300', source: 'GOV-819, annex, row 3' })
    await officer.locator('form#fee-form .actions button').click()
    await officer.waitForLoadState()
    await lookClosely(officer)
    expect(await officer.textContent('main')).toContain('137')
    await fill(officer, { mci: '150', source: 'GOV-819, annex, row 3' })
    await officer.locator('form#fee-form .actions button').click()
    await officer.waitForURL('**/checks')
    await officer.goto(path)
    await lookClosely(officer)
    await officer.goto(`${path}/grant`)
    await lookClosely(officer)
    await send(officer)
    await officer.waitForLoadState()
    await expect
      .poll(
        async () =>
          (await country.world.owner.maybe<{ state: string }>(sql`select state from employer_permit.permit`))
            ?.state,
      )
      .toBe('awaiting-fee')
  })

  test('the fee is paid at the bank and the permit runs, with its document', async () => {
    await director.goto('/company')
    await lookClosely(director)
    await director.locator('main a[href^="/payments/"]').first().click()
    await lookClosely(director)
    expect((await director.textContent('main'))?.replaceAll(/[\s,\u00a0\u202f]/g, '')).toContain('648750')
    await director.locator('main form button').first().click()
    await director.waitForURL(/\/bank\/pay\//)
    await director.locator('[name=decision][value=pay]').click()
    await director.waitForURL('**/payments/*')
    await expect
      .poll(
        async () =>
          (
            await country.world.owner.one<{ document_id: string | null }>(
              sql`select document_id from employer_permit.permit`,
            )
          ).document_id,
        { timeout: 40_000, interval: 500 },
      )
      .toBeTruthy()
    await director.goto('/company')
    await director.locator('main table a[href^="/employer-permits/"]').first().click()
    await director.waitForURL('**/employer-permits/*')
    await lookClosely(director)
    const document = await director.locator('main a[href^="/documents/"]').first().getAttribute('href')
    const pdf = await director.context().request.get(document ?? '')
    expect(pdf.headers()['content-type']).toContain('application/pdf')
  })

  test('an extension asked for too early says when it may be asked for, and a revocation is announced and answered', async () => {
    const permit = new URL(director.url()).pathname
    await director.goto(`${permit}/extension`)
    await lookClosely(director)
    await director.goto(`${permit}/end`)
    await lookClosely(director)
    await officer.goto(permit)
    await lookClosely(officer)
    await officer.goto(`${permit}/revoke`)
    await lookClosely(officer)
    await fill(officer, {
      reasons: 'Found in another occupation than the permit names.',
      atFault: 'employer',
    })
    await send(officer)
    await officer.waitForURL(`**${permit}`)
    await director.goto(`${permit}/answer`)
    await lookClosely(director)
    await fill(director, { statement: 'He helped out for one morning.' })
    await send(director)
    await director.waitForURL(`**${permit}`)
    await workerAnswers(country.world, permit.split('/').at(-1) ?? '')
    await officer.goto(`${permit}/revoke`)
    await lookClosely(officer)
    expect(await officer.textContent('main')).toContain('He helped out for one morning.')
    await officer.locator('[name=bar]').check({ force: true })
    await officer.locator('main form .actions button').first().click()
    await officer.waitForURL(`**${permit}`)
    await director.goto('/company')
    await lookClosely(director)
    expect(
      await country.world.owner.one(
        sql`select p.state, b.to_on > b.from_on as barred from employer_permit.permit p join employer_permit.bar b on b.employer_id = p.employer_id`,
      ),
    ).toEqual({ state: 'revoked', barred: true })
  })
})
