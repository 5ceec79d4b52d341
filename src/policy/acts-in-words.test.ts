import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { articleIn, titleIn } from './acts-in-words.ts'
import { policy } from './load-policy.ts'

it.each([
  [
    'ru',
    'Law on Migration art. 43-2 (age not seen)',
    'Закон «О миграции населения», ст. 43-2 (возраста не видели)',
    'ru',
  ],
  ['kk', 'Law on Migration art. 1', '«Халықтың көші-қоны туралы» Заң 1-бап', 'kk'],
  ['tg', 'rules on permits to employers, terms', 'правила выдачи разрешений работодателям, сроки', 'ru'],
  [
    'ru',
    'Treaty on the Eurasian Economic Union art. 97(9)',
    'Договор о Евразийском экономическом союзе, ст. 97(9)',
    'ru',
  ],
  [
    'ru',
    'rules on the status of kandas: fifth ground (text not seen)',
    'правила присвоения статуса кандаса: пятое основание (текста не видели)',
    'ru',
  ],
  ['ru', 'Law on Migration; quota rules', 'Закон «О миграции населения»; правила о квоте', 'ru'],
  ['kk', 'Law No. 365-V', 'Заң № 365-V', 'kk'],
  ['tr', 'Law on Migration art. 1', 'Law on Migration art. 1', 'en'],
] as const)('%s reads %s as %s', (locale, article, text, language) => {
  expect(articleIn(locale, article)).toEqual({ text, language })
})

it('what has no words in a language stays English whole, never half', () => {
  for (const article of [
    'Law on Migration art. 1 (seen by nobody)',
    'treaty of the moon',
    'Law on Migrations art. 2',
  ])
    expect(articleIn('ru', article)).toEqual({ text: article, language: 'en' })
})

it('what an official typed in Cyrillic is in a language that nobody asked for', () => {
  for (const locale of ['kk', 'ru', 'en'] as const)
    for (const article of ['Бұйрық № 5, 2-тармақ', '5-бап'])
      expect(articleIn(locale, article)).toEqual({ text: article, language: '' })
  expect(articleIn('en', 'rules No. 144/НҚ').language).toBe('en')
})

it('every article that conditions and values cite has words in Kazakh and Russian, with the same figures', () => {
  const cited = new Set(
    globSync('policy/**/*.yaml').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\barticle: "?([^"}\n]+?)"?(?:,? \}|,)?$/gm)].map(
        ([, one = '']) => one,
      ),
    ),
  )
  const english: string[] = []
  for (const article of cited)
    for (const locale of ['kk', 'ru'] as const) {
      const { text, language } = articleIn(locale, article)
      if (language !== locale) english.push(article)
      else expect(text.match(/\d+/g)?.sort() ?? [], article).toEqual(article.match(/\d+/g)?.sort() ?? [])
    }
  expect(cited.size).toBeGreaterThan(100)
  expect([...new Set(english)]).toEqual([])
})

it('every act has a title in Kazakh and Russian with the figures of the English one; what is not known keeps its own words', () => {
  const figures = (text: string) => text.match(/\d+/g)?.sort() ?? []
  for (const act of policy().instruments.values())
    for (const locale of ['kk', 'ru'] as const) {
      if (act.id === 'NONE') continue
      const { text, language } = titleIn(locale, act)
      expect([act.id, language]).toEqual([act.id, locale])
      expect([act.id, figures(text)]).toEqual([act.id, figures(act.title)])
    }
  expect(titleIn('tg', { id: 'LAW-REF', title: 'x' }).language).toBe('ru')
  const published = { id: 'PUBLISHED-1', title: 'Бұйрық № 5' }
  for (const locale of ['kk', 'ru', 'en'] as const)
    expect(titleIn(locale, published)).toEqual({ text: 'Бұйрық № 5', language: '' })
})
