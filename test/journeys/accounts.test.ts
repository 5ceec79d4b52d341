import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../src/platform/database.ts'
import { lookClosely } from './look-closely.ts'
import { type Country, runCountry } from './run-country.ts'

let country: Country
beforeAll(async () => {
  country = await runCountry(Temporal.Now.instant().toString())
})
afterAll(() => country?.close())

test('somebody signs in by the link of a message, without script, and ends another browser of theirs', async () => {
  const tab = await country.open({ locale: 'uz', width: 360, script: false })
  const phone = '+77000000911'
  await tab.goto('/sign-in')
  await tab.fill('[name=address]', phone)
  await tab.locator('form#answers .actions button').click()
  await expect
    .poll(() => country.lastMessage(phone).catch(() => ''), { timeout: 15_000 })
    .toContain('/sign-in/link/')
  const link = /http:\S+\/sign-in\/link\/[\w-]+/.exec(await country.lastMessage(phone))![0]

  await tab.goto(link)
  await lookClosely(tab)
  await tab.locator('form#answers .actions button').click()
  await tab.waitForURL('**/me')
  const account = await country.world.owner.one<{ id: string }>(
    sql`select id from person.account where address = ${phone}`,
  )
  const other = await country.world.signIn({ kind: 'person', account: account.id, name: '' })
  await tab.goto('/me/sessions')
  await lookClosely(tab)
  expect(await tab.locator('main table tbody tr').count()).toBe(2)
  await tab.locator('main table button').click()
  await tab.waitForURL('**/me/sessions')
  expect(await tab.locator('main table tbody tr').count()).toBe(1)
  const answer = await fetch(`${country.url}/me/sessions`, { headers: { cookie: other } })
  expect(answer.status).toBe(401)
  await tab.goto(link)
  await lookClosely(tab)
  await tab.context().close()
})

test('an administrator proves who they are, posts a colleague and admits a machine', async () => {
  const office = await country.world.office({ name: 'Отдел занятости' })
  await country.world.office({
    institution: 'ministry',
    region: null,
    matters: ['appeal'],
    name: 'Комитет миграции',
  })
  await country.world.officer('administrator', office, {
    regions: ['*'],
    subject: 'staff-administrator',
    name: 'Администратор Демонстрационный',
  })
  await country.world.officer('permit-officer', office, { name: 'Ким Светлана Викторовна' })
  const tab = await country.open({ locale: 'ru', width: 1280, script: false })
  const atProvider = async () => {
    await tab.waitForURL(/\/idp\/interaction\//)
    await tab.locator('[name=sub][value="staff-administrator"]').click()
  }
  await tab.goto('/staff/sign-in')
  await tab.getByRole('link', { name: 'Войти с учётной записью учреждения' }).click()
  await atProvider()
  await tab.waitForURL('**/staff/people')
  await lookClosely(tab)
  await tab.getByRole('link', { name: 'Подтвердите ещё раз' }).click()
  await tab.getByRole('link', { name: 'Войти с учётной записью учреждения' }).click()
  await atProvider()
  await tab.waitForURL('**/staff/people')
  await lookClosely(tab)

  await tab.getByLabel('Имя', { exact: true }).fill('Оспанова Гүлнар')
  await tab.getByLabel('Имя у провайдера входа').fill('staff-supervisor-almaty')
  await tab.getByLabel('Роль').selectOption('supervisor')
  await tab.getByLabel('Отдел').selectOption({ label: 'Отдел занятости' })
  await tab.locator('main form#answers .actions button').click()
  // Without regions nothing is done, and what was typed stays.
  expect(await tab.getByLabel('Имя', { exact: true }).inputValue()).toBe('Оспанова Гүлнар')
  await lookClosely(tab)
  await tab.getByLabel('Вся страна').check()
  await tab.locator('main form#answers .actions button').click()
  await tab.getByRole('cell', { name: 'Руководитель отдела' }).waitFor()

  await tab.goto('/staff/clients')
  await tab.getByLabel('Учреждение').selectOption('ministry')
  await tab.getByLabel('Название').fill('Пограничный контроль')
  await tab.getByLabel('сообщать о пересечениях границы').check()
  await tab.getByLabel('Вся страна').check()
  await tab.locator('main form#answers .actions button').click()
  expect(await tab.locator('[data-token]').textContent()).toMatch(/^qn_/)
  await lookClosely(tab)
  await tab.setViewportSize({ width: 360, height: 740 })
  for (const path of ['/staff/people', '/staff/clients', '/offices']) {
    await tab.goto(path)
    await lookClosely(tab)
  }
  await tab.context().close()
})
