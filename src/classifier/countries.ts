import { z } from 'zod'
import { invalid } from '../platform/fault.ts'
import { collator, icuLocales, type Locale } from '../platform/language.ts'
import { readYaml } from '../platform/read-yaml.ts'
import list from './data/countries.json' with { type: 'json' }
import { DayText, Names, nameIn } from './names.ts'

export interface Country {
  /** ISO 3166-1 alpha-3, or ICAO Doc 9303's code where there is no country (XXA, stateless). */
  alpha3: string
  alpha2?: string
  numeric?: string
  kind: 'country' | 'stateless' | 'refugee' | 'unspecified' | 'organisation' | 'user-assigned' | 'former'
  /** The last day of a state that ended. */
  to?: string
  names?: Names
}

const Special = z.object({
  source: z.string(),
  rows: z.array(
    Names.extend({
      alpha3: z.string().length(3),
      kind: z.enum(['stateless', 'refugee', 'unspecified', 'organisation', 'user-assigned', 'former']),
      to: DayText.optional(),
    }),
  ),
})
const special = readYaml(
  new URL('data/countries-special.yaml', import.meta.url),
  Special,
  'countries-special.yaml',
)

const byAlpha3 = new Map<string, Country>()
const byAlpha2 = new Map<string, Country>()
for (const [alpha2, alpha3, numeric] of list.rows as [string, string, string][]) {
  const country: Country = { alpha2, alpha3, numeric, kind: 'country' }
  byAlpha3.set(alpha3, country)
  byAlpha2.set(alpha2, country)
}
for (const { alpha3, kind, to, ...names } of special.data.rows)
  byAlpha3.set(alpha3, { alpha3, kind, names, ...(to ? { to } : {}) })

// Doc 9303 keeps two exceptions to alpha-3 in the machine readable zone: Germany's D and the British categories.
const inMrz: Record<string, string> = { D: 'DEU', GBD: 'GBR', GBN: 'GBR', GBO: 'GBR', GBP: 'GBR', GBS: 'GBR' }

/** Member states of the Eurasian Economic Union other than Kazakhstan (today; `policy` dates the rule that uses them). */
export const eaeu: readonly string[] = ['ARM', 'BLR', 'KGZ', 'RUS']

/** A country or special code by alpha-3 or alpha-2 (upper case). */
export function findCountry(code: string): Country | undefined {
  return byAlpha3.get(code) ?? byAlpha2.get(code)
}

/** The same, for codes the system itself stored; throws the fault `invalid-input` when there is none. */
export function getCountry(code: string): Country {
  const country = findCountry(code)
  if (!country) throw invalid('country', 'unknown-country')
  return country
}

/** The country for a state code of a machine readable zone, whose fillers were removed ("D", "GBO", "UZB"). */
export function findCountryInMrz(code: string): Country | undefined {
  return byAlpha3.get(inMrz[code] ?? code)
}

/** Every row, countries first: today's 249 and the special codes. */
export function countries(): Country[] {
  return [...byAlpha3.values()]
}

const stateLists = new Map<Locale, { value: string; label: string }[]>()

/** Every state to choose from, by name, in the order of the reader's alphabet. */
export function statesIn(locale: Locale): { value: string; label: string }[] {
  let list = stateLists.get(locale)
  if (!list) {
    const order = collator(locale)
    list = countries()
      .map(({ alpha3 }) => ({ value: alpha3, label: countryName(alpha3, locale) }))
      .sort((a, b) => order.compare(a.label, b.label))
    stateLists.set(locale, list)
  }
  return list
}

const display = new Map<Locale, Intl.DisplayNames>()

/** A country's name in a language, from the Unicode CLDR; special codes from our own list. */
export function countryName(code: string, locale: Locale): string {
  const country = getCountry(code)
  if (country.names) return nameIn(country.names, locale)
  let names = display.get(locale)
  if (!names) {
    names = new Intl.DisplayNames(icuLocales(locale), { type: 'region' })
    display.set(locale, names)
  }
  return names.of(country.alpha2 ?? '') ?? code
}
