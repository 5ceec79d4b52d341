import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashWayBack } from '../../src/complaint/sealed-text.ts'
import { sql } from '../../src/platform/database.ts'
import type { Staff } from '../world.ts'
import { lookClosely } from './look-closely.ts'
import { type Country, runCountry } from './run-country.ts'

let country: Country
let auditor: Staff
let ombudsman: Staff
beforeAll(async () => {
  country = await runCountry(Temporal.Now.instant().toString())
  const { world } = country
  auditor = await world.officer(['auditor', 'supervisor'], await world.office({ region: '75' }), {
    regions: ['*'],
  })
  ombudsman = await world.officer(
    'complaint-officer',
    await world.office({ institution: 'ombudsman', region: null }),
  )
})
afterAll(() => country?.close())

async function as(who: Staff, look: { locale: 'kk' | 'ru' | 'en'; width: number }) {
  const tab = await country.open({ ...look, script: false })
  const [name = '', value = ''] = (await country.world.signIn(who)).split('=')
  await tab.context().addCookies([{ name, value, url: country.url }])
  return tab
}

test('what auditors watch is whole on a telephone and on a desk', async () => {
  await country.world.owner.done(sql`insert into oversight.administrator_alarm (kind, at, account, about)
    values ('session-silent', now(), 'postgres', '6929c1.2f')`)
  await country.world.owner.done(sql`
    with look as (insert into platform.read_record (at, what, actor_kind, actor, purpose, legal_basis, categories, subjects)
      values (now(), 'whole-register', 'database', 'postgres', 'database-administration', 'not-stated', '{identity}', '{}') returning id)
    insert into oversight.administrator_statement (at, account, session, program, tables, categories, whole, persons, read_id, statement)
      select now(), 'postgres', '6929c1.2f', 'psql', '{person.person}', '{identity}', true, 0, id,
        'select latin_name, birth_date from person.person where latin_name like ''A%'' order by latin_name' from look`)
  const pages = [
    '/reading',
    '/reading/administrators',
    '/reading/machines',
    '/exports',
    '/retention',
    '/retention/holds',
  ]
  for (const look of [
    { locale: 'ru', width: 360 },
    { locale: 'en', width: 1280 },
  ] as const) {
    const tab = await as(auditor, look)
    for (const path of pages) {
      const answer = await tab.goto(path)
      expect(answer?.status(), path).toBe(200)
      await lookClosely(tab)
    }
    await tab.context().close()
  }
})

test('a worker without an account complains, says how to be reached, is asked, answers, and stops the contact', async () => {
  const tab = await country.open({ locale: 'ru', width: 360, script: false })
  await tab.goto('/complaint')
  await tab.getByLabel('Мне не заплатили или заплатили не всё').check()
  await tab.getByLabel('Расскажите своими словами').fill('Три месяца без зарплаты.')
  await tab.getByLabel('Регион').selectOption('75')
  await tab.getByLabel('SMS').check()
  await tab.getByLabel('Телефон или электронная почта').fill('nobody')
  await tab.locator('form#answers .actions button').click()
  await lookClosely(tab)
  expect(await tab.locator('.wrong').count()).toBe(1)
  await tab.getByLabel('Телефон или электронная почта').fill('8 701 999 00 41')
  await tab.locator('form#answers .actions button').click()
  await lookClosely(tab)
  const [code = '', stop = ''] = await tab.locator('main .mono').allInnerTexts()
  expect(stop).toMatch(/^([2-9A-Z]{4}-){2}[2-9A-Z]{4}$/)

  const { id } = await country.world.owner.one<{ id: string }>(
    sql`select id from complaint.complaint where code_hash = ${hashWayBack(country.world.instance, code)}`,
  )
  const desk = await as(ombudsman, { locale: 'kk', width: 1280 })
  await desk.goto('/complaints')
  await lookClosely(desk)
  await desk.goto(`/complaints/${id}`)
  await lookClosely(desk)
  await desk.locator('[name=answer]').fill('Келісімшартыңыз бар ма? Көшірмесін көрсете аласыз ба?')
  await desk.locator('[name=within]').selectOption('7')
  await desk.locator('form#answers .actions button').click()
  await desk.waitForURL('**/complaints')

  await tab.goto('/complaint/back')
  await tab.locator('[name=code]').fill(code)
  await tab.locator('form#answers .actions button').click()
  await lookClosely(tab)
  expect(await tab.locator('main').textContent()).toContain('Ждёт вас')
  await tab.locator('[name=words]').fill('Договора на бумаге нет.')
  await tab.locator('form#answers .actions button').click()
  await tab.locator('form#unsafe button').click()
  await lookClosely(tab)
  expect(await tab.locator('main').textContent()).toContain('Контакт удалён')
  await desk.goto(`/complaints/${id}`)
  expect(await desk.locator('main').textContent()).toContain('қауіпсіз емес')
  await lookClosely(desk)
  await Promise.all([tab.context().close(), desk.context().close()])
})
