import { expect, it } from 'vitest'
import { formatDate, formatMoment, formatMonthDay, locales } from './language.ts'

it('a day is said with the name of its month in each language, and never in digits alone', () => {
  expect(formatDate('tg', '2026-03-03')).toBe('3 марти 2026')
  expect(formatDate('ru', '2026-03-03')).toContain('3 марта 2026')
  expect(formatDate('kk', '2026-03-03')).toContain('3 наурыз')
  for (const locale of locales)
    expect(formatDate(locale, '2026-03-03'), locale).toMatch(locale === 'zh' ? /3月3日/ : /\p{L}{3}/u)
})

it('a moment is that of Kazakhstan, in Tajik too', () => {
  expect(formatMoment('tg', new Date('2026-03-03T20:05:00Z'))).toBe('4 марти 2026, соати 01:05')
  expect(formatMoment('ru', new Date('2026-03-03T20:05:00Z'))).toContain('4 марта 2026')
})

it('a day of every year is said without one', () => {
  expect(formatMonthDay('tg', '03-15')).toBe('15 марти')
  expect(formatMonthDay('ru', '03-15')).toBe('15 марта')
  expect(formatMonthDay('en', '02-29')).toBe('29 February')
})
