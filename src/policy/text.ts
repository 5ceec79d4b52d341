import { countryName, findCountry } from '../classifier/countries.ts'
import { nameIn } from '../classifier/names.ts'
import { findRegion, regionName } from '../classifier/regions.ts'
import { catalogue, type Locale } from '../platform/language.ts'
import type { FactValue } from './compile-route.ts'
import type { LawState } from './law-state.ts'
import type { DatedValue } from './load-policy.ts'
import en from './messages/en.json' with { type: 'json' }
import kk from './messages/kk.json' with { type: 'json' }
import ky from './messages/ky.json' with { type: 'json' }
import ru from './messages/ru.json' with { type: 'json' }
import tg from './messages/tg.json' with { type: 'json' }
import tr from './messages/tr.json' with { type: 'json' }
import uz from './messages/uz.json' with { type: 'json' }
import zh from './messages/zh.json' with { type: 'json' }
import type { PolicyTable, PolicyValue, Says, Unit } from './policy-schema.ts'

export const policyText = catalogue({ en, kk, ru, uz, tg, ky, zh, tr })

type Words = DatedValue['words']

/**
 * A value with its unit in a language, as "3 working days" or "5 people"; states, regions, authorities and the value's own words by
 * name, days as they are; a table row by row.
 */
export function withUnit(
  locale: Locale,
  value: PolicyValue | PolicyTable | FactValue,
  unit: Unit | undefined,
  words: Words = {},
): string {
  const t = policyText(locale)
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.entries(value)
      .map(([code, n]) => `${word(locale, code, words)}: ${withUnit(locale, n, unit)}`)
      .join('; ')
  if (typeof value === 'boolean') return t(value ? 'flag.yes' : 'flag.no')
  if (typeof value === 'number') {
    if (unit === undefined || unit === 'list' || unit === 'text' || unit === 'flag') return String(value)
    return t(
      unit === 'KZT per month' ? 'unit.KZT' : `unit.${unit === 'working days' ? 'working-days' : unit}`,
      { n: value },
    )
  }
  if (Array.isArray(value)) return value.map((each) => word(locale, each, words)).join(', ')
  return word(locale, String(value ?? ''), words)
}

/** A code as a reader knows it: a state by its name, an authority by its title. */
function word(locale: Locale, code: string, words: Words): string {
  const named = words[code]
  if (named) return nameIn(named, locale)
  if (/^KZ-\d\d$/.test(code) && findRegion(code)) return regionName(code, locale)
  if (code === 'local-executive-body' || code === 'migration-police')
    return policyText(locale)(`text.${code}`)
  return /^[A-Z]{3}$/.test(code) && findCountry(code) ? countryName(code, locale) : code
}

/** A condition's words in a language; English where Turkish or Chinese were not written. */
export function saysIn(says: Says, locale: Locale): string {
  return says[locale] ?? says.en
}

/** The language in which `saysIn` answers. */
export const saysLanguage = (says: Says, locale: Locale): Locale => (says[locale] ? locale : 'en')

/** The message key of a law state: `policyText(locale)(stateKey('in force'))`. */
export const stateKey = (state: LawState) =>
  state === 'in force' ? ('state.in-force' as const) : (`state.${state}` as const)
