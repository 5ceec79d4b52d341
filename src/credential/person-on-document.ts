import { countryName } from '../classifier/countries.ts'
import { isLocale, type Locale } from '../platform/language.ts'
import type { Words } from './render-document.ts'

const written = ['kk', 'ru', 'en', 'uz', 'tg', 'ky'] as const satisfies Locale[]

/** The same said in each language that a document is written in. */
export const inEachLanguage = (say: (locale: Locale) => string): Words =>
  Object.fromEntries(written.map((locale) => [locale, say(locale)])) as Words

/** The name of an office as the register keeps it. */
export const inThree = (names: Record<string, string>): Words => ({
  kk: names.kk ?? '',
  ru: names.ru ?? '',
  en: names.en ?? '',
})

/** A person as the query of an issuing act reads them. */
export interface PersonRow {
  person: {
    latin_name: string
    native_name: string | null
    citizenship: string
    birth_date: string
    language: string
    regions: string[]
  }
  name: { family: string | null; given: string | null }
  document: string | null
  iin: string | null
}

/** The language a document has beside the official ones: the person's own. */
export const ownLanguage = ({ person }: PersonRow): Locale =>
  isLocale(person.language) ? person.language : 'ru'

/** What every credential says of its holder. */
export const particularsOf = ({ person, name, document, iin }: PersonRow) => ({
  family_name: name?.family ?? '',
  given_name: name?.given ?? person.latin_name,
  ...(person.native_name ? { native_name: person.native_name } : {}),
  birth_date: person.birth_date,
  citizenship: person.citizenship,
  document_number: document ?? '',
  ...(iin ? { iin } : {}),
})

/** The holder as the page shows them. */
export const holderOf = ({ person, document }: PersonRow) => ({
  latinName: person.latin_name,
  nativeName: person.native_name ?? undefined,
  citizenship: inEachLanguage((locale) => countryName(person.citizenship, locale)),
  documentNumber: document ?? '',
})
