import { expect, test } from 'vitest'
import { fullLocales } from '../../src/platform/language.ts'
import { partnerText } from './text.ts'

test('every text of the partners is there in Kazakh, Russian and English, and is good ICU', () => {
  const values = { amount: '1 ₸', account: 'KZ', seconds: 30, count: 2, attempts: 2, to: 'x' }
  for (const locale of fullLocales) {
    const own = partnerText.files[locale] ?? {}
    expect(
      Object.keys(own)
        .filter((key) => key !== '$review')
        .toSorted(),
    ).toEqual(partnerText.keys.toSorted())
    for (const key of partnerText.keys) expect(partnerText(locale)(key, values).trim()).not.toBe('')
  }
})
