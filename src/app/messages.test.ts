import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, it } from 'vitest'
import { icuLocales, isLocale, type Locale, locales } from '../platform/language.ts'

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

/** What is said, without what is put in and what marks a plural or an address of the net: words only. */
const wordsOf = (text: string): string[] =>
  text
    .replaceAll(
      /\{\w+(?:, \w+){0,2}\}|\{\w+, (?:plural|select),|(?:=\d|\w+) \{|#|\S+@\S+|\S+\.(?:kz|com)\b/g,
      ' ',
    )
    .split(/[^\p{L}\p{M}]+/u)
    .filter(Boolean)

/** A word that mixes Latin and Cyrillic letters looks right and is found by no search and read by no voice. */
const mixed = (text: string) =>
  wordsOf(text).filter((word) => /\p{Script=Latin}/u.test(word) && /\p{Script=Cyrillic}/u.test(word))

/** Of several words, and the same in a language that is not its own: nobody has translated it. One word may be alike by chance. */
const untranslated = (text: string, source: string | undefined) =>
  text === source && wordsOf(text).filter((word) => /\p{L}{2}\p{Ll}/u.test(word)).length > 1

/**
 * Words that stood beside another one for the same thing, and what is said instead (GLOSSARY), and letters that are written in two ways.
 * Tajik has no ы, щ, ь and ц: a word with them was left in Russian, but for the name of the card.
 */
const notOurs: Partial<Record<Locale, [RegExp, string][]>> = {
  uz: [
    [/[‘’'`]/, 'ʻ in oʻ and gʻ, ʼ elsewhere'],
    [/JSHSHIR|JSHIR/i, 'IIN: the other one is the number of Uzbekistan'],
    [/\bOHK\b/, 'MRP, as banks of Kazakhstan write it'],
  ],
  tg: [
    [/(?<!\p{L})(?!жолы)\p{L}*[ыщьц]\p{L}*/u, 'a word of Tajik'],
    [/мӯҳлат/i, 'муҳлат'],
    [/нишонӣ|нишонии/i, 'суроға'],
    [/соҳибхона/i, 'мизбон'],
    [/систем/i, 'низом'],
    [/хоҷаги/i, 'хонавода'],
    [/иқоматгоҳ/i, 'иҷозати иқомат: the other one is a place'],
  ],
  ky: [
    [/иш берүүчү/i, 'жумуш берүүчү'],
    [/макам/i, 'статус'],
    [/\bЖИН\b|\bЖСН\b/, 'ИИН'],
  ],
  tr: [
    [/\p{L}['ʼ]\p{L}/u, '’'],
    [/\bAHE\b/, 'MRP'],
  ],
  zh: [[/侨胞/, '坎达斯']],
}

describe('a message in two languages', () => {
  it('is told apart when its letters are of two alphabets, or when nobody translated it', () => {
    expect(mixed('Бұл cөз {name, select, a {x} other {Y}} Qonys')).toEqual(['cөз'])
    expect(mixed('{days, plural, one {# күн} other {# күн}} name@example.com')).toEqual([])
    expect(untranslated('Ждёт второго сотрудника', 'Ждёт второго сотрудника')).toBe(true)
    expect(untranslated('{from} – {to}', '{from} – {to}')).toBe(false)
    expect(untranslated('Паспорт', 'Паспорт')).toBe(false)
  })

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

  it('mixes no alphabets in a word, is translated, and calls a thing by one word', () => {
    const wrong: string[] = []
    for (const [locale, messages] of Object.entries(files) as [Locale, Messages][])
      for (const [key, text] of Object.entries(messages)) {
        if (key === '$review') continue
        for (const word of mixed(text)) wrong.push(`${locale} ${key}: letters of two alphabets in ${word}`)
        if (locale !== 'en' && untranslated(text, english[key])) wrong.push(`${locale} ${key} is English`)
        if (locale !== 'en' && locale !== 'ru' && untranslated(text, files.ru?.[key]))
          wrong.push(`${locale} ${key} is Russian`)
        for (const [word, instead] of notOurs[locale] ?? []) {
          const found = text.match(word)
          if (found) wrong.push(`${locale} ${key}: ${instead}, not ${found[0]}`)
        }
      }
    expect(wrong).toEqual([])
  })
})

/** What only officers read on a page that others open too. */
const forOfficers: Record<string, RegExp> = {
  'src/rights/messages': /^(link\.record|release\.(lead|reasons|hint)|error\.reasons)$/,
  'src/residence/messages': /^restore\./,
  'src/quota/messages': /^(movements|allocations|forecasts|category\.hint)$/,
  'src/policy/messages/publish':
    /^(error\.|conclude|publish$|decline$|propose$|withdraw|done\.|reasons$|correct\.way|value$)/,
  'src/person/messages/register': /^(error\.read-to|assisted\.)/,
  'src/permit/messages': /^revoke\./,
  'src/employer-permit/messages': /^(revoke\.|forecast\.all)/,
  'src/oversight/messages': /^(order|movements|erasure|error|kind)s?[.]/,
}
/** Pages of programmers and of the law's own keepers, in Kazakh, Russian and English. */
const inThreeLanguages = new Set(['src/app/pages/api-docs.tsx', 'src/app/pages/problems.tsx'])

describe('a page that everybody or an account opens', () => {
  const open = globSync('src/*/pages/*.{ts,tsx}').filter(
    (file) =>
      !file.includes('.test.') &&
      !inThreeLanguages.has(file) &&
      /(?:who: ?|(?:get|post)\(\s*[^,()]+,\s*)(?:everyone|account|hosts)\b/.test(readFileSync(file, 'utf8')),
  )
  it.each(open.sort())('%s speaks all eight languages', (file) => {
    const page = readFileSync(file, 'utf8')
    const begun = [...page.matchAll(/`([a-z][\w.-]*\.)\$\{/g)].map(([, begin = '']) => begin)
    const missing: string[] = []
    for (const [name, files] of catalogues) {
      // A catalogue that migrants do not read has three languages; one that they read has all.
      if (name.split('/')[1] !== file.split('/')[1] || !files.tg) continue
      for (const key of Object.keys(files.en ?? {})) {
        if (!page.includes(`'${key}'`) && !begun.some((begin) => key.startsWith(begin))) continue
        if (forOfficers[name]?.test(key)) continue
        for (const locale of locales) if (!files[locale]?.[key]) missing.push(`${name} ${locale} ${key}`)
      }
    }
    expect(missing).toEqual([])
  })
})

/** Parts of an SMS: 160 letters of the plain alphabet or 70 of any other make one; of several, each has seven or three fewer. */
function partsOfSms(text: string): number {
  const [one, each] = /^[\x20-\x7e\n]*$/.test(text) ? [160, 153] : [70, 67]
  return text.length <= one ? 1 : Math.ceil(text.length / each)
}

describe('a line that goes by SMS', () => {
  const page = 'https://qonys.example.gov.kz'
  it.each(locales)('has at most two parts in %s', (locale) => {
    const said = (catalogue: string, key: string, values: Record<string, string>) =>
      new IntlMessageFormat(catalogues.get(catalogue)?.[locale]?.[key] ?? '', icuLocales(locale)).format(
        values,
      )
    const lines = [
      said('src/person/messages/sign-in', 'message', {
        code: '123456',
        link: `${page}/sign-in/link/${'x'.repeat(22)}`,
      }),
      said('src/message/messages', 'outside', { address: `${page}/me/messages` }),
      said('src/message/messages', 'channel.code', { code: '123456' }),
    ].map(String)
    expect(lines.filter((line) => !line.includes('Qonys') || partsOfSms(line) > 2)).toEqual([])
  })
})
