import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { locales } from '../../src/platform/language.ts'
import { htmlLanguage } from '../../src/ui/language-switch.tsx'
import { fitsTheWindow, lookClosely } from './look-closely.ts'
import { type Country, runCountry } from './run-country.ts'

let country: Country
beforeAll(async () => {
  country = await runCountry()
})
afterAll(() => country?.close())

const paths = [
  '/',
  '/rules',
  '/complaint',
  '/complaint/back',
  '/tracing',
  '/check',
  '/sign-in',
  '/offices',
  '/privacy',
  '/privacy/who-opens',
  '/accessibility',
  '/nowhere',
]

describe('the public pages', () => {
  test.each(paths)('%s is whole on a telephone in eight languages', async (path) => {
    const tab = await country.open({ locale: 'en', width: 360 })
    const complaints: string[] = []
    tab.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    tab.on('pageerror', (error) => complaints.push(String(error)))
    for (const locale of locales) {
      await tab.context().addCookies([{ name: 'qonys_language', value: locale, url: country.url }])
      await tab.goto(path)
      expect(await tab.getAttribute('html', 'lang')).toBe(htmlLanguage(locale))
      await fitsTheWindow(tab)
    }
    await lookClosely(tab)
    // The browser itself complains of the status 404.
    if (path !== '/nowhere') expect(complaints).toEqual([])
    await tab.context().close()
  })

  test('are whole on a desktop', async () => {
    const tab = await country.open({ locale: 'kk', width: 1280 })
    for (const path of paths) {
      await tab.goto(path)
      await lookClosely(tab)
    }
    await tab.context().close()
  })
})
