import { expect, test } from 'vitest'
import { languageHref } from './language-switch.tsx'

test('a language link keeps the page and every other parameter', () => {
  expect(languageHref('/queue', 'of=mine&language=ru&of=b', 'kk')).toBe('/queue?of=mine&language=kk&of=b')
  expect(languageHref('/queue', { tag: 'a b', none: undefined }, 'en')).toBe('/queue?tag=a+b&language=en')
  expect(languageHref('/', undefined, 'tg')).toBe('/?language=tg')
})
