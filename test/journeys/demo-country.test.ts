import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../src/platform/database.ts'
import { lookClosely } from './look-closely.ts'
import { type Country, picture, runCountry } from './run-country.ts'
import { fill, send, signInByCode, signInStaff } from './sign-in.ts'

let country: Country
beforeAll(async () => {
  country = await runCountry('2026-11-24T06:00:00Z', { history: true })
})
afterAll(() => country?.close())

const caseOf = (state: string) =>
  country.world.owner.one<{ number: string }>(
    sql`select number from "case"."case" where state = ${state} order by number limit 1`,
  )

test('an officer of Almaty begins the day with the queue, takes a case and asks for what is missing, without script', async () => {
  const tab = await country.open({ locale: 'ru', width: 1280, script: false })
  // The short history has a case or two in each region; all of it moves to Almaty, so that there is a day's work.
  for (const move of [
    sql`update "case"."case" set region = '75',
      office_id = (select office_id from institution.jurisdiction where matter = 'household-permit' and region = '75')
      where kind = 'household-permit'`,
    sql`update "case".name_word set region = '75'`,
    sql`update permit.offer set region = '75'`,
    sql`update payment.obligation set region = '75'`,
    sql`update person.person set regions = regions || '75'::text`,
  ])
    await country.world.owner.done(move)
  await signInStaff(tab, 'staff-permit-almaty-1', '/queue')
  await lookClosely(tab)
  const marks = tab.locator('main table input[type=checkbox]')
  expect(await marks.count()).toBeGreaterThan(4)
  for (const n of [0, 1, 3]) await marks.nth(n).check()
  await tab.locator('main button[form], main form button').filter({ hasText: 'Взять' }).click()
  await tab.waitForLoadState()
  await lookClosely(tab)
  await picture(tab, 'queue')
  // One whose tax is paid waits for an officer alone: no job of the demo moves it under our hands.
  const { number } = await country.world.owner.one<{ number: string }>(sql`
    select c.number from "case"."case" c join payment.obligation o on o.case_id = c.id and o.state = 'paid'
      where c.kind = 'household-permit' and c.state = 'submitted' and c.assigned_to is null order by c.number limit 1`)
  await tab.goto(`/cases/${number}`)
  await lookClosely(tab)
  await tab.locator('form#claim ~ button, button[form=claim]').first().click()
  await tab.waitForLoadState()
  await picture(tab, 'case')
  await lookClosely(tab)
  await tab.goto(`/cases/${number}/ask`)
  if (await tab.locator('main [name=asks]').count()) {
    await fill(tab, { asks: 'Покажите медицинскую справку.', workingDays: '5' })
    await send(tab)
    await tab.waitForURL(`**/cases/${number}`)
  }
  const { state } = await country.world.owner.one<{ state: string }>(
    sql`select state from "case"."case" where number = ${number}`,
  )
  expect(state).toBe('waiting-on-applicant')
  await lookClosely(tab)
  await tab.context().close()
})

test('the appeal officer of another office opens an appealed refusal with its trace', async () => {
  const tab = await country.open({ locale: 'kk', width: 1280, dark: true })
  await signInStaff(tab, 'staff-appeal-commission', '/queue')
  const { number } = await caseOf('appealed')
  await tab.goto(`/cases/${number}`)
  await lookClosely(tab)
  await picture(tab, 'appeal-dark')
  expect(await tab.locator('main').textContent()).toContain(number)
  await tab.context().close()
})

test('everybody one can be in the demo finds their own page', async () => {
  for (const [phone, locale, name] of [
    ['+77000000021', 'tg', 'worker'],
    ['+77000000023', 'uz', 'permitted'],
    ['+77000000041', 'kk', 'employer'],
  ] as const) {
    const tab = await country.open({ locale, width: 360 })
    await signInByCode(country, tab, phone)
    await lookClosely(tab)
    await picture(tab, `me-${name}`)
    if (name === 'worker') {
      await tab.locator('main a[href^="/offers/"]').first().click()
      await tab.waitForURL('**/offers/*')
      await tab.waitForLoadState()
      await lookClosely(tab)
      await picture(tab, 'offer')
    }
    if (name === 'employer') {
      await tab.goto('/household')
      await lookClosely(tab)
      await picture(tab, 'household')
    }
    await tab.context().close()
  }
})
