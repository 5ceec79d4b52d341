import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDate, locales } from '../platform/language.ts'
import { readDate } from './read-date.ts'

const boxes = (day: string, month = '', year = '') =>
  readDate({ 'd-day': day, 'd-month': month, 'd-year': year }, 'd')

test('three boxes make a date, with or without leading zeros and spaces', () => {
  expect(boxes('7', '3', '1990')).toEqual({ date: '1990-03-07' })
  expect(boxes(' 07', '03 ', '1990')).toEqual({ date: '1990-03-07' })
})

test('a whole date in the first box is understood', () => {
  for (const typed of [
    '27.3.1990',
    '27/03/1990',
    '1990-03-27',
    '27031990',
    '27 марта 1990',
    '27 наурыз 1990',
    '27 марти 1990',
  ])
    expect(boxes(typed), typed).toEqual({ date: '1990-03-27' })
})

test('a month may stand in words in any language with month names', () => {
  for (const locale of locales.filter((each) => each !== 'zh')) {
    const word = /[\p{L}’ʻ]{3,}/u.exec(formatDate(locale, '2026-09-14').replace(/\b(g|ж|г|y|yil)\b/giu, ''))
    expect(boxes('14', word?.[0] ?? '', '2026'), `${locale} ${word?.[0]}`).toEqual({ date: '2026-09-14' })
  }
})

test('every date comes back as it was', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      (at) => {
        const date = at.toISOString().slice(0, 10)
        const [year = '', month = '', day = ''] = date.split('-')
        expect(boxes(day, month, year)).toEqual({ date })
        expect(boxes(`${Number(day)}.${Number(month)}.${year}`)).toEqual({ date })
      },
    ),
  )
})

test.each([
  [['', '', ''], 'day-missing'],
  [['27', '3', ''], 'day-incomplete'],
  [['', '3', '1990'], 'day-incomplete'],
  [['31', '2', '2026'], 'day-impossible'],
  [['1', '13', '1990'], 'day-impossible'],
  [['1', '1', '90'], 'day-impossible'],
  [['one', '1', '1990'], 'day-impossible'],
] as const)('%j is %s', ([day, month, year], code) => {
  expect(boxes(day, month, year)).toEqual({ code })
})
