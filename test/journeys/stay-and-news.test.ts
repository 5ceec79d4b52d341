import { afterAll, beforeAll, expect, it } from 'vitest'
import { dailyWorks } from '../../src/app/daily.ts'
import { tellPerson } from '../../src/message/tell-person.ts'
import { staff } from '../../src/platform/actor.ts'
import { sql } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/new-id.ts'
import { read } from '../../src/platform/read.ts'
import { recordCrossing } from '../../src/stay/record-crossing.ts'
import { fitsTheWindow, lookClosely } from './look-closely.ts'
import { type Country, type Look, runCountry } from './run-country.ts'
import { fill, send } from './sign-in.ts'

let country: Country
let guest: { cookie: string }
let host: { cookie: string }
let officer: { cookie: string }
let late: { cookie: string }

beforeAll(async () => {
  country = await runCountry()
  const { world } = country
  const person = await world.person({ latinName: 'KARIMOVA GULNORA', citizenship: 'UZB' })
  const account = await world.account(person, { language: 'uz', name: 'GULNORA KARIMOVA' })
  guest = { cookie: await world.signIn(account) }
  const own = await world.account(await world.person({ citizenship: 'KAZ' }), { name: 'HOST DEMO' })
  host = { cookie: await world.signIn(own) }
  await world.owner.done(
    sql`update person.account set address = '+77015550101' where id = ${own.account}::uuid`,
  )
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, expires_on, standing, known_at, source)
    values (${newId()}, ${person}, 'passport', 'UZB', 'DEMO77001', '2031-01-01', 'verified', now(), 'test')`)
  const border = await world.officer('border-officer', await world.office({ institution: 'border-service' }))
  await recordCrossing(world.instance, border, {
    document: { issuingState: 'UZB', number: 'DEMO77001' },
    birthDate: '1990-03-27',
    direction: 'entry',
    at: '2026-11-23T05:00:00Z',
    point: 'zhibek-zholy',
    source: 'border',
    sourceReference: 'J-1',
  })
  const job = { kind: 'system', job: 'journey' } as const
  for (const template of ['offer-made', 'case-waiting-on-you', 'permit-ready'] as const)
    await tellPerson(world.instance, job, {
      accounts: [account.account],
      template,
      values: { number: 'HP-75-2026-000123' },
      link: '/me',
      cause: template,
    })
  const registrar = await world.officer(
    'registrar',
    await world.office({ institution: 'migration-service', matters: ['record'] }),
  )
  await world.office({ institution: 'ministry', region: null, matters: ['appeal'] })
  officer = { cookie: await world.signIn(registrar) }
  const overdue = await world.person({ latinName: 'SAIDOVA NIGORA', citizenship: 'TJK' })
  late = {
    cookie: await world.signIn(await world.account(overdue, { language: 'tg', name: 'NIGORA SAIDOVA' })),
  }
  await world.owner.done(sql`insert into stay.crossing (id, person_id, direction, at, point, source, source_reference, known_at)
    values (${newId()}, ${overdue}, 'entry', '2026-10-01T05:00:00Z', 'x', 'test', 'late', now())`)
  await dailyWorks['find-overstays']?.(world.instance)
  for (const purpose of ['find-person', 'case-work'])
    await read(
      world.instance,
      registrar,
      {
        what: 'journey',
        who: staff('registrar'),
        purpose,
        legalBasis: 'LAW-MIG',
        categories: purpose === 'find-person' ? ['identity'] : ['identity', 'stay'],
      },
      async () => ({ answer: null, subjects: [person] }),
    )
})
afterAll(() => country?.close())

async function as(who: { cookie: string } | undefined, look: Look) {
  const tab = await country.open(look)
  const [name, value] = (who?.cookie ?? '').split('=')
  if (name && value) await tab.context().addCookies([{ name, value, url: country.url }])
  return tab
}

const picture = async (tab: Awaited<ReturnType<typeof as>>, name: string) => {
  if (process.env.QONYS_PICTURES)
    await tab.screenshot({ path: `${process.env.QONYS_PICTURES}/${name}.png`, fullPage: true })
}

it('a host tells of an arrival on a telephone without script, and the guest sees the duty done', async () => {
  const before = await as(guest, { locale: 'uz', width: 360, script: false })
  await before.goto('/me')
  await lookClosely(before)
  await picture(before, 'me-360')

  const tab = await as(host, { locale: 'ru', width: 360, script: false })
  await tab.goto('/arrivals')
  await lookClosely(tab)
  await tab.goto('/arrivals/new')
  await lookClosely(tab)
  await send(tab)
  await lookClosely(tab)
  await picture(tab, 'arrival-errors-360')
  await fill(tab, {
    issuingState: 'UZB',
    documentNumber: 'DEMO77001',
    'birthDate-day': '27',
    'birthDate-month': '3',
    'birthDate-year': '1990',
    'arrivedOn-day': '23',
    'arrivedOn-month': '11',
    'arrivedOn-year': '2026',
    hostName: 'HOST DEMO',
    region: '75',
    address: 'Алматы, Тестовая 1',
  })
  await send(tab)
  await tab.waitForURL('**/arrivals')
  await lookClosely(tab)
  await picture(tab, 'arrivals-360')
  expect(await tab.locator('main').textContent()).not.toContain('KARIMOVA')

  await before.goto('/me')
  expect(await before.locator('[aria-labelledby=stay] > .hint').textContent()).toContain('23')
  await picture(before, 'me-notified-360')
})

it('inbox, looks and calculator read well on a telephone and on a desktop, by day and by night', async () => {
  for (const look of [
    { locale: 'uz', width: 360 },
    { locale: 'kk', width: 1280, dark: true },
    { locale: 'zh', width: 360, dark: true },
  ] as const) {
    const tab = await as(guest, look)
    for (const path of [
      '/me',
      '/me/messages',
      '/me/looks',
      '/me/record',
      '/stay',
      '/stay?citizenship=UZB&in1-day=20&in1-month=11&in1-year=2026',
    ]) {
      await tab.goto(path)
      await (look.locale === 'uz' ? lookClosely(tab) : fitsTheWindow(tab))
      await picture(tab, `${look.locale}-${look.width}${path.replaceAll(/\W+/g, '-').slice(0, 20)}`)
    }
  }
})

it('she registers her address on a telephone without script, her host confirms, and she holds a certificate', async () => {
  const her = await as(guest, { locale: 'uz', width: 360, script: false })
  await her.goto('/me/stay')
  await lookClosely(her)
  await picture(her, 'my-stay-360')
  await her.goto('/me/address')
  await send(her)
  await lookClosely(her)
  await picture(her, 'address-errors-360')
  await fill(her, {
    region: '75',
    address: 'Алматы, Тестовая 1',
    'since-day': '23',
    'since-month': '11',
    'since-year': '2026',
    hostName: 'HOST DEMO',
    hostContact: '8 701 555 01 01',
  })
  await send(her)
  await her.waitForURL('**/me/address')
  await lookClosely(her)
  await picture(her, 'address-waits-360')

  const his = await as(host, { locale: 'ru', width: 360, script: false })
  await his.goto('/arrivals')
  await picture(his, 'hosting-list-360')
  await his.locator('a[href^="/hosting/"]').click()
  await lookClosely(his)
  await picture(his, 'hosting-360')
  await his.getByLabel('Да, живёт здесь').check()
  await send(his)
  await his.waitForURL('**/arrivals')
  await expect
    .poll(
      async () => {
        await her.goto('/me/address')
        return her.locator('a[href^="/documents/RC-"]').count()
      },
      { timeout: 20_000 },
    )
    .toBe(1)
  await lookClosely(her)
  await picture(her, 'address-confirmed-360')
})

it('days that are over lead to an officer, who sees what is not known', async () => {
  const her = await as(late, { locale: 'tg', width: 360, script: false, dark: true })
  await her.goto('/me/stay')
  await lookClosely(her)
  await picture(her, 'over-360-dark')
  const desk = await as(officer, { locale: 'ru', width: 1280 })
  await desk.goto('/overstays')
  await lookClosely(desk)
  await picture(desk, 'overstays-1280')
  await desk.getByRole('link', { name: 'SAIDOVA NIGORA' }).click()
  await lookClosely(desk)
  await picture(desk, 'overstay-1280')
  expect(await desk.locator('main').textContent()).not.toContain('1 октября')
  await desk.getByLabel('Написать человеку').check()
  await fill(desk, { note: 'Посмотрите, пожалуйста, свои дни.' })
  await send(desk)
  await desk.waitForURL('**/overstays/*')
  await her.goto('/me/stay')
  expect(await her.locator('main').textContent()).toContain('Посмотрите, пожалуйста')
  await her.goto('/me/stay/explain?about=overstay')
  await lookClosely(her)
  await fill(her, { says: 'Ман дар беморхона будам.' })
  await send(her)
  await her.waitForURL('**/cases/*')
  const night = await as(officer, { locale: 'kk', width: 360, dark: true })
  await night.goto('/overstays')
  await fitsTheWindow(night)
  await picture(night, 'overstays-360-dark')
  const anybody = await as(undefined, { locale: 'en', width: 360, script: false })
  await anybody.goto(
    '/stay?citizenship=UZB&in1-day=1&in1-month=9&in1-year=2026&out1-day=31&out1-month=10&out1-year=2026&back-day=5&back-month=11&back-year=2026&on-day=20&on-month=10&on-year=2026',
  )
  await lookClosely(anybody)
  await picture(anybody, 'what-if-360')
})
