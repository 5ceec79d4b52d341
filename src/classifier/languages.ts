import { icuLocales, type Locale } from '../platform/language.ts'
import data from './data/languages-currencies.json' with { type: 'json' }

/** A language people speak: ISO 639-1 (or -3 where there is no two-letter code) and ISO 639-3. */
export interface Language {
  code: string
  iso3: string
}
/** A currency of ISO 4217 with the number of decimals of its minor unit. */
export interface Currency {
  code: string
  numeric: string
  decimals: number
}

const spoken: Language[] = (data.languages as [string, string][]).map(([code, iso3]) => ({ code, iso3 }))
const money: Currency[] = (data.currencies as [string, string, number][]).map(
  ([code, numeric, decimals]) => ({
    code,
    numeric,
    decimals,
  }),
)

/** Languages one may choose as spoken, the system's own eight first. */
export function spokenLanguages(): Language[] {
  return spoken
}

export function findCurrency(code: string): Currency | undefined {
  return money.find((row) => row.code === code)
}

export function currencies(): Currency[] {
  return money
}

/** A language's name in another, from the Unicode CLDR ("uzbek tili", "узбекский"). */
export function languageName(code: string, locale: Locale): string {
  return new Intl.DisplayNames(icuLocales(locale), { type: 'language' }).of(code) ?? code
}

/** A currency's name in a language. */
export function currencyName(code: string, locale: Locale): string {
  return new Intl.DisplayNames(icuLocales(locale), { type: 'currency' }).of(code) ?? code
}
