import { afterAll, beforeAll, expect, it } from 'vitest'
import { watchIdentity } from '../../src/identity/watch-identity.ts'
import { lookClosely } from './look-closely.ts'
import { type Country, type Look, runCountry } from './run-country.ts'
import { fill, send } from './sign-in.ts'

let country: Country
let keeper: string

beforeAll(async () => {
  country = await runCountry()
  const { world } = country
  keeper = await world.signIn(
    await world.officer('administrator', await world.office({}), { regions: ['*'] }),
  )
  await watchIdentity(world.instance, { kind: 'system', job: 'watch-identity' }, {})
})
afterAll(() => country?.close())

async function open(look: Look) {
  const tab = await country.open(look)
  const [name = '', value = ''] = keeper.split('=')
  await tab.context().addCookies([{ name, value, url: country.url }])
  return tab
}
const register = `nr;fam;name;born;region
7;Раҳимов;Ҷамшед;27.03.1990;Шығыс Қазақстан облысы
8;;;1990-01-01;
9;Demov;Aziz;31.02.1990;
`

it('the keeper sees whether people are found and by which weights, and hands an old register over, on a phone without script and at a desk', async () => {
  const looks: Look[] = [
    { width: 360, locale: 'ru', script: false },
    { width: 1280, locale: 'en', dark: true },
  ]
  for (const [i, look] of looks.entries()) {
    const tab = await open(look)
    const seen = async (path: string, name: string) => {
      if (path) await tab.goto(path)
      await lookClosely(tab)
      if (process.env.QONYS_PICTURES)
        await tab.screenshot({ path: `${process.env.QONYS_PICTURES}/${name}-${i}.png`, fullPage: true })
    }
    await seen('/identity/watch', 'identity-watch')
    await seen('/identity/weights', 'identity-weights')
    await tab.locator('main table a').first().click()
    await tab.waitForURL('**/identity/weights/*')
    await seen('', 'identity-weights-version')
    await tab.goto('/identity/registers/upload')
    const file = { name: 'old.csv', mimeType: 'text/csv', buffer: Buffer.from(`${register}${i};A;B;1980;\n`) }
    await fill(tab, {
      register: 'Register of visas 2012',
      ground: 'Letter 12 of 1 November 2026',
      id: 'number',
      family: 'fam',
      given: 'name',
      birth_date: 'born',
      region: 'region',
    })
    await tab.setInputFiles('[name=file]', file)
    await send(tab)
    await tab.locator('[name=id][aria-invalid=true]').waitFor()
    if (i === 0) await seen('', 'identity-upload-wrong')
    await fill(tab, { id: 'nr' })
    await tab.setInputFiles('[name=file]', file)
    await send(tab)
    await tab.locator('[name=id]:not([aria-invalid])').waitFor()
    expect(await tab.locator('main').textContent()).toContain('1 (3)')
    await seen('', 'identity-upload-looked')
    await tab.setInputFiles('[name=file]', file)
    await tab.locator('button[name=import]').click()
    await tab.waitForURL('**/identity/registers')
    await seen('', 'identity-registers')
    expect(await tab.locator('main').textContent()).toContain('Register of visas 2012')
    await tab.close()
  }
})
