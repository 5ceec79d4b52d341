import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/new-id.ts'
import { lookClosely } from './look-closely.ts'
import { type Country, type Look, runCountry } from './run-country.ts'
import { fill } from './sign-in.ts'

let country: Country
let operator: string
let worker: string

beforeAll(async () => {
  country = await runCountry()
  const { world } = country
  const office = await world.office({ institution: 'border-service' })
  operator = await world.signIn(await world.officer('administrator', office, { regions: ['*'] }))
  const person = await world.person({ latinName: 'KARIMOVA GULNORA', citizenship: 'UZB' })
  worker = await world.signIn(await world.account(person, { language: 'ru', name: 'GULNORA KARIMOVA' }))
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, standing, known_at, source)
    values (${newId()}, ${person}, 'passport', 'UZB', 'DEMO88001', 'verified', now(), 'test')`)
})
afterAll(() => country?.close())

async function as(cookie: string, look: Look) {
  const tab = await country.open(look)
  const [name, value] = cookie.split('=')
  if (name && value) await tab.context().addCookies([{ name, value, url: country.url }])
  return tab
}
const picture = async (tab: Awaited<ReturnType<typeof as>>, name: string) => {
  if (process.env.QONYS_PICTURES)
    await tab.screenshot({ path: `${process.env.QONYS_PICTURES}/${name}.png`, fullPage: true })
}
const line = (reference: string, more: object = {}) =>
  `${JSON.stringify({ document: { issuingState: 'UZB', number: 'DEMO88001' }, birthDate: '1990-03-27', direction: 'entry', at: '2026-11-20T05:00:00Z', point: 'korday', sourceReference: reference, ...more })}\n`
const contract = `${JSON.stringify({ document: { issuingState: 'UZB', number: 'DEMO88001' }, birthDate: '1990-03-27', number: 'K-17', event: 'concluded', employerBin: '151740000344', employerName: 'Demo Works LLP', occupation: '7112', region: '75', address: 'Abay avenue 10', wageTiyn: 32_000_000, validFrom: '2026-11-01', sourceReference: 'E1' })}\n`

it('an operator takes a file, sees what of it is no fact, mends it, without script on a phone; the worker sees what was told', async () => {
  const looks: Look[] = [
    { width: 360, locale: 'en', script: false },
    { width: 1280, locale: 'kk', dark: true },
  ]
  for (const [i, look] of looks.entries()) {
    const tab = await as(operator, look)
    await tab.goto('/staff/feeds/upload')
    await lookClosely(tab)
    await picture(tab, `feeds-upload-${i}`)
    await fill(tab, { kind: 'crossings', institution: 'border-service' })
    await tab.setInputFiles('[name=file]', {
      name: 'crossings.ndjson',
      mimeType: 'application/x-ndjson',
      buffer: Buffer.from(
        line(`A${i}`) +
          line(`B${i}`, { direction: 'in' }) +
          line(`C${i}`, { birthDate: '1991-01-01' }) +
          line(`D${i}`),
      ),
    })
    await tab.locator('form#answers .actions button').first().click()
    await tab.waitForURL('**/staff/feeds')
    await lookClosely(tab)
    await picture(tab, `feeds-${i}`)
    if (i > 0) {
      await tab.context().close()
      continue
    }
    await tab.locator('a[href*="invalid-field"]').click()
    await lookClosely(tab)
    await picture(tab, `feeds-lines-${i}`)
    await tab.locator('main table a').first().click()
    await tab.waitForURL(/\/staff\/feeds\/lines\/[0-9a-f-]{36}/)
    await lookClosely(tab)
    await picture(tab, `feeds-line-${i}`)
    await fill(tab, { 'v-direction': 'exit' })
    await tab.locator('form#answers > button').click()
    await tab.waitForURL('**/staff/feeds')
    await tab.goto('/staff/feeds/upload')
    await fill(tab, { kind: 'contracts', institution: 'border-service' })
    await tab.setInputFiles('[name=file]', {
      name: 'c.ndjson',
      mimeType: 'text/plain',
      buffer: Buffer.from(contract),
    })
    await tab.locator('form#answers .actions button').first().click()
    await tab.waitForURL('**/staff/feeds')
    await tab.context().close()
  }
  const facts = await country.world.owner.one<{ n: number }>(
    sql`select count(*)::int as n from stay.crossing`,
  )
  expect(facts.n).toBe(5)
  const tab = await as(worker, { width: 360, locale: 'ru' })
  await tab.goto('/me')
  await tab.locator('#employment').waitFor()
  await lookClosely(tab)
  await picture(tab, 'employment')
  expect(await tab.locator('section[aria-labelledby=employment]').textContent()).toContain('Demo Works LLP')
  await tab.context().close()
}, 240_000)
