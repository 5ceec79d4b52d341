import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { formatDate, locales } from '../platform/language.ts'
import { serveIsland } from '../ui/serve-island.ts'
import { checkerTexts } from './checker-texts.ts'
import { cannotCheckReasons, notValidReasons } from './verify-credential.ts'

type Describe = (result: object, texts: Record<string, string>, now: number) => [string, string][]
const source = serveIsland(fileURLToPath(new URL('checker.island.ts', import.meta.url)))
const describeCheck = new Function(`${source}; return describe`)() as Describe

const claims = {
  kind: 'labour-permit',
  serial: 'LP-26-7K4M-Q2XW',
  validFrom: '2026-03-01',
  validUntil: '2026-05-31',
  face: { name: 'RAHIMOVA', region: 'KZ-19', place: 'Talgar' },
  particulars: { given_name: 'DILNOZA' },
}
const now = 1_776_229_200

test.each(locales)(
  'in %s the checker writes dates as the rest of the system does and knows every reason',
  (locale) => {
    const texts = JSON.parse(checkerTexts(locale, { regions: { 'KZ-19': 'Almaty Region' } }))
    const rows = describeCheck({ claims, listAt: now - 3 * 3600 }, texts, now)
    const values = rows.map(([, value]) => value)
    expect(values).toContain(formatDate(locale, '2026-03-01'))
    expect(values).toContain(formatDate(locale, '2026-05-31'))
    expect(values).toContain('Almaty Region')
    expect(values.at(-1)).toMatch(/ 07:00 |, 07:00 /)
    expect(values.at(-1)).toContain('3')
    expect(rows.flat().join()).not.toMatch(/undefined|\{|checker\.|particulars\./)
    for (const reason of [...notValidReasons, ...cannotCheckReasons, 'none', 'old-browser'])
      expect(texts[`reason.${reason}`], reason).toBeTruthy()
  },
)

test('a forgery shows the time of the check and nothing else', () => {
  const rows = describeCheck({ claims: null, listAt: null }, JSON.parse(checkerTexts('en')), now)
  expect(rows).toEqual([['Checked', '15 April 2026, 10:00']])
})

test('no text can end the script it stands in', () => {
  expect(checkerTexts('en', { regions: { 'KZ-19': '</script><script>' } })).not.toContain('<')
})

test('what the browser loads is small', async () => {
  const { brotliCompressSync } = await import('node:zlib')
  expect(brotliCompressSync(source).length).toBeLessThan(6_000)
})
