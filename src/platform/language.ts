import { IntlMessageFormat } from 'intl-messageformat'

/** The eight languages of the product, each under its own name, in the order of the language switch. */
export const languages = {
  kk: 'Қазақша',
  ru: 'Русский',
  uz: 'Oʻzbekcha',
  tg: 'Тоҷикӣ',
  ky: 'Кыргызча',
  zh: '中文',
  tr: 'Türkçe',
  en: 'English',
} as const

export type Locale = keyof typeof languages
export const locales = Object.keys(languages) as Locale[]

/** Languages every page has; the others exist where migrants or the public read. */
export const fullLocales = ['kk', 'ru', 'en'] as const satisfies Locale[]

export function isLocale(value: unknown): value is Locale {
  return typeof value === 'string' && Object.hasOwn(languages, value)
}

// ICU has no Tajik plural rules or collation and falls back to the process's locale without a word;
// Tajik counts like English here (one form after a number in our texts), so we name the fallback ourselves.
const icu: Record<Locale, string[]> = {
  kk: ['kk-KZ'],
  ru: ['ru-KZ'],
  uz: ['uz-Latn-UZ'],
  tg: ['tg-TJ', 'en'],
  ky: ['ky-KG'],
  zh: ['zh-CN'],
  tr: ['tr-TR'],
  en: ['en-GB'],
}

export const icuLocales = (locale: Locale): string[] => icu[locale]

const fallback: Record<Locale, Locale[]> = {
  kk: ['ru', 'en'],
  ru: ['en'],
  uz: ['ru', 'en'],
  tg: ['ru', 'en'],
  ky: ['ru', 'en'],
  zh: ['en'],
  tr: ['en'],
  en: [],
}

type Messages = Record<string, string>
type Values = Record<string, string | number | bigint | boolean | Date | null | undefined>
export type Catalogue<K extends string> = ((locale: Locale) => Translate<K>) & {
  /** Message files by language, for completeness tests and the review page. */
  files: Partial<Record<Locale, Messages>>
  keys: K[]
  /** Whether a sworn or native reader has reviewed this module's texts in the language. */
  reviewed(locale: Locale): boolean
}
export type Translate<K extends string> = (key: K, values?: Values) => string

/**
 * A module's messages as a typed `t()`. English is the source and types the keys; a key missing in a language falls back
 * (Central Asian languages to Russian, then English). Values are formatted by ICU MessageFormat.
 */
export function catalogue<M extends Messages>(
  files: { en: M } & Partial<Record<Locale, Messages>>,
): Catalogue<Exclude<keyof M & string, '$review'>> {
  type K = Exclude<keyof M & string, '$review'>
  const compiled = new Map<string, IntlMessageFormat>()

  function format(locale: Locale, key: K, values?: Values): string {
    for (const candidate of [locale, ...fallback[locale]]) {
      const text = files[candidate]?.[key]
      if (text === undefined) continue
      if (!text.includes('{') && !text.includes("'")) return text
      const id = `${candidate}\u0000${key}`
      let message = compiled.get(id)
      if (!message) {
        message = new IntlMessageFormat(text, icu[candidate], undefined, { ignoreTag: true })
        compiled.set(id, message)
      }
      return String(message.format(values))
    }
    throw new Error(`no message "${key}" in any language`)
  }

  const make = (locale: Locale): Translate<K> => {
    return (key, values) => format(locale, key, values)
  }
  return Object.assign(make, {
    files: files as Partial<Record<Locale, Messages>>,
    keys: Object.keys(files.en).filter((key) => key !== '$review') as K[],
    reviewed: (locale: Locale) => locale === 'en' || files[locale]?.$review === 'reviewed',
  })
}

// A format is made once a language: making one costs a third of a millisecond, and a list has fifty dates.
const once = <T>(make: (locale: Locale) => T): ((locale: Locale) => T) => {
  const made = new Map<Locale, T>()
  return (locale) => {
    let one = made.get(locale)
    if (!one) {
      one = make(locale)
      made.set(locale, one)
    }
    return one
  }
}
const dayFormats = once(
  (locale) => new Intl.DateTimeFormat(icu[locale], { dateStyle: 'long', timeZone: 'UTC' }),
)
const monthDayFormats = once(
  (locale) => new Intl.DateTimeFormat(icu[locale], { day: 'numeric', month: 'long', timeZone: 'UTC' }),
)
const momentFormats = once(
  (locale) =>
    new Intl.DateTimeFormat(icu[locale], {
      dateStyle: 'long',
      timeStyle: 'short',
      timeZone: 'Asia/Almaty',
    }),
)

/** Months as they stand inside a Tajik date; ICU puts the month of a calendar there, with a capital letter and a zero before the day. */
export const tajikMonths = [
  'январи',
  'феврали',
  'марти',
  'апрели',
  'майи',
  'июни',
  'июли',
  'августи',
  'сентябри',
  'октябри',
  'ноябри',
  'декабри',
] as const

/** A calendar date in words ("3 March 2026"), never in digits only: 03/04 is read two ways in this region. */
export function formatDate(locale: Locale, date: Temporal.PlainDate | string): string {
  const plain = typeof date === 'string' ? Temporal.PlainDate.from(date.slice(0, 10)) : date
  if (locale === 'tg') return `${plain.day} ${tajikMonths[plain.month - 1]} ${plain.year}`
  return withoutYearSign(dayFormats(locale).format(new Date(`${plain.toString()}T00:00:00Z`)))
}

/** A day of every year in words ("15 March"), from `MM-DD`. */
export function formatMonthDay(locale: Locale, monthDay: string): string {
  const { month, day } = Temporal.PlainMonthDay.from(monthDay).toPlainDate({ year: 2000 })
  if (locale === 'tg') return `${day} ${tajikMonths[month - 1]}`
  return monthDayFormats(locale).format(new Date(`2000-${monthDay}T00:00:00Z`))
}

/** Russian dates of ICU end in "г.", whose full stop would stand beside the sentence's own; Russian is as right without it. */
export const withoutYearSign = (text: string): string => text.replace(/\s?г\.(?!\p{L})/u, '')

/** An instant as date and time in Kazakhstan (Asia/Almaty, one zone since 1 March 2024). */
export function formatMoment(locale: Locale, at: Date | Temporal.Instant): string {
  const date = at instanceof Date ? at : new Date(at.epochMilliseconds)
  if (locale === 'tg') {
    const here = Temporal.Instant.fromEpochMilliseconds(date.getTime()).toZonedDateTimeISO('Asia/Almaty')
    return `${formatDate(locale, here.toPlainDate())}, соати ${here.toPlainTime().toString({ smallestUnit: 'minute' })}`
  }
  return withoutYearSign(momentFormats(locale).format(date))
}

/** Money in tenge from tiyn (1/100 KZT), with the sign ₸ in every language. */
export function formatMoney(locale: Locale, tiyn: bigint | number): string {
  const whole = typeof tiyn === 'bigint' ? Number(tiyn) / 100 : tiyn / 100
  const number = new Intl.NumberFormat(icu[locale], {
    minimumFractionDigits: Number.isInteger(whole) ? 0 : 2,
    maximumFractionDigits: 2,
  }).format(whole)
  return `${number} ₸`
}

/** A number as the reader's language writes it: "1 500", "−2,5". */
export function formatNumber(locale: Locale, value: number, options: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(icu[locale], options).format(value)
}

/** A share of one as per cent, as the reader's language writes it: "4,0 %"; with one digit after the point unless told. */
export function formatShare(locale: Locale, share: number, options: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(icu[locale], {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    ...options,
  }).format(share)
}

/** Sorts names in the reader's alphabet. */
export function collator(locale: Locale): Intl.Collator {
  return new Intl.Collator(icu[locale])
}

/** The best of our languages for an Accept-Language header; Kazakh when none fits. */
export function negotiate(header: string | undefined): Locale {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().split(';')
      const q = Number(
        rest
          .find((r) => r.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? 1,
      )
      return { tag: tag.toLowerCase().split('-')[0] ?? '', q: Number.isFinite(q) ? q : 0 }
    })
    .filter((w) => w.q > 0)
    .sort((a, b) => b.q - a.q)
  for (const { tag } of wanted) if (isLocale(tag)) return tag
  return 'kk'
}
