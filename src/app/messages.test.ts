import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, it } from 'vitest'
import { icuLocales, isLocale, type Locale } from '../platform/language.ts'

type Messages = Record<string, string>
type Part = ReturnType<InstanceType<typeof IntlMessageFormat>['getAst']>[number]

/** The files of one catalogue by language: `messages/draft.kk.json` belongs to `draft`. */
const catalogues = new Map<string, Partial<Record<Locale, Messages>>>()
for (const file of globSync('{src,demo}/**/messages/*.json').sort()) {
  const [, part = '', language = ''] = /^(?:(.*)\.)?(\w+)\.json$/.exec(basename(file)) ?? []
  if (!isLocale(language)) throw new Error(`${file} is in no language of ours`)
  const name = join(dirname(file), part)
  catalogues.set(name, {
    ...catalogues.get(name),
    [language]: JSON.parse(readFileSync(file, 'utf8')) as Messages,
  })
}

/** What a message takes and which figures it says, in all its forms: what a reader of any language must get alike. */
function contentOf(text: string, locale: Locale): { takes: string[]; figures: string[] } {
  const takes = new Set<string>()
  const figures = new Set<string>()
  const walk = (parts: Part[]) => {
    for (const part of parts) {
      if ('value' in part && part.type > 0) takes.add(part.value)
      if (part.type === 0) for (const figure of figuresOf(part.value, locale)) figures.add(figure)
      if ('options' in part) for (const { value } of Object.values(part.options)) walk(value)
    }
  }
  walk(new IntlMessageFormat(text, icuLocales(locale), undefined, { ignoreTag: true }).getAst())
  return { takes: [...takes].sort(), figures: [...figures].sort() }
}

/** Figures as written, without what divides thousands; Chinese says a month by its number, other languages by its name. */
function figuresOf(text: string, locale: Locale): string[] {
  const plain = locale === 'zh' ? text.replaceAll(/(\d+ ?年 ?)\d+ ?月/g, '$1') : text
  return [...plain.matchAll(/\d+(?:[,\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?/g)].map(([figure]) =>
    figure.replaceAll(/[,\u00a0\u202f ](?=\d{3}(?!\d))/g, '').replace(',', '.'),
  )
}

describe('a message in two languages', () => {
  it('is told apart when a figure or a value is another', () => {
    const english = contentOf('Within {days, plural, one {# day} other {# days}}, at most 1,000 of 2.5', 'en')
    expect(contentOf('{days, plural, other {# күн}} ішінде, 1000-нан, 2,5', 'kk')).toEqual(english)
    expect(contentOf('{days, plural, other {# күн}} ішінде, 100-нан, 2,5', 'kk')).not.toEqual(english)
    expect(contentOf('{day} ішінде, 1000-нан, 2,5', 'kk')).not.toEqual(english)
    expect(contentOf('2026 年 7 月 1 日', 'zh')).toEqual(contentOf('1 July 2026', 'en'))
  })
})

describe.each([...catalogues])('%s', (_, files) => {
  const english = files.en ?? {}
  const others = Object.entries(files).filter(([locale]) => locale !== 'en') as [Locale, Messages][]

  it('is whole in Kazakh and Russian, and no language has a message that English has not', () => {
    const keys = Object.keys(english).filter((key) => key !== '$review')
    for (const locale of ['kk', 'ru'] as const)
      expect(
        keys.filter((key) => !files[locale]?.[key]),
        locale,
      ).toEqual([])
    for (const [locale, messages] of others)
      expect(
        Object.keys(messages).filter((key) => key !== '$review' && !(key in english)),
        locale,
      ).toEqual([])
  })

  it('takes the same values and says the same figures in each language', () => {
    const wrong: string[] = []
    for (const [locale, messages] of others)
      for (const [key, text] of Object.entries(messages)) {
        const source = english[key]
        if (key === '$review' || source === undefined) continue
        const [here, there] = [contentOf(text, locale), contentOf(source, 'en')]
        if (JSON.stringify(here) !== JSON.stringify(there))
          wrong.push(`${locale} ${key}: ${JSON.stringify(here)} and in English ${JSON.stringify(there)}`)
      }
    expect(wrong).toEqual([])
  })
})
