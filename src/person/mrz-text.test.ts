import { describe, expect, test } from 'vitest'
import { locales } from '../platform/language.ts'
import { binProblemCodes, binWarningCodes } from './check-bin.ts'
import { iinProblemCodes, iinWarningCodes } from './check-iin.ts'
import { describeMrzFinding, mrzText } from './mrz-text.ts'
import { mrzProblemCodes, mrzRemarkCodes } from './read-mrz.ts'

const placeholders = (text: string) => [...new Set(text.match(/\{\w+/g) ?? [])].sort()

describe.each(locales)('%s', (locale) => {
  test('has every message, with the values of the English one', () => {
    const own = mrzText.files[locale] ?? {}
    for (const key of mrzText.keys) {
      expect([key, placeholders(own[key] ?? '')]).toEqual([key, placeholders(mrzText.files.en?.[key] ?? '')])
      expect(own[key]).toBeTruthy()
    }
  })

  test('says every code that the readers give', () => {
    const t = mrzText(locale)
    for (const code of [...binProblemCodes, ...binWarningCodes, ...iinProblemCodes, ...iinWarningCodes]) {
      expect(t(code).length).toBeGreaterThan(5)
    }
    for (const code of [...mrzProblemCodes, ...mrzRemarkCodes]) {
      const finding = {
        code,
        field: 'birthDate',
        line: 2,
        column: 14,
        found: '2012-04-15',
        expected: '1',
      } as const
      const { place, text } = describeMrzFinding(locale, finding)
      expect(text).not.toMatch(/[{}]/)
      expect(place).toMatch(/2.*14/)
    }
  })

  test('tells how many characters a line lacks or has too many', () => {
    const finding = { code: 'wrong-length', field: null, line: 1, column: null, expected: '44' } as const
    expect(describeMrzFinding(locale, { ...finding, found: '42' }).text).toContain('2')
    expect(describeMrzFinding(locale, { ...finding, found: '42' }).text).not.toBe(
      describeMrzFinding(locale, { ...finding, found: '46' }).text,
    )
  })
})
