import { expect, test } from 'vitest'
import { locales } from '../platform/language.ts'
import { uiText } from './text.ts'

const values = {
  days: 3,
  date: 'D',
  count: 2,
  title: 'T',
  name: 'N',
  megabytes: 5,
  from: 1,
  to: 2,
  total: 3,
  what: 'W',
}

test.each(locales)('the components speak %s: every message is there and can be said', (locale) => {
  const t = uiText(locale)
  for (const key of uiText.keys) {
    expect(uiText.files[locale]?.[key], key).toBeTruthy()
    expect(t(key, { ...values, done: 1, all: 2, actor: 'A', who: 'W' }), key).not.toMatch(/[{}]/)
  }
  expect(
    Object.keys(uiText.files[locale] ?? {})
      .filter((key) => key !== '$review')
      .sort(),
  ).toEqual([...uiText.keys].sort())
})
