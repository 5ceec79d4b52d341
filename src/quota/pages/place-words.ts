import { industryName } from '../../classifier/industries.ts'
import { regionName } from '../../classifier/regions.ts'
import type { Locale } from '../../platform/language.ts'
import { policy } from '../../policy/load-policy.ts'
import { saysIn } from '../../policy/text.ts'
import { wholeCountry } from '../hold-place.ts'
import { quotaText } from '../text.ts'

type Words = ReturnType<typeof quotaText>
export const placeName = (region: string, locale: Locale, t: Words): string =>
  region === wholeCountry ? t('region.country') : regionName(`KZ-${region}`, locale)
export const categoryName = (category: string, t: Words): string => {
  const key = quotaText.keys.find((one) => one === `category.${category}`)
  return key ? t(key) : category
}
export const sectorName = (sector: string, locale: Locale, t: Words): string =>
  sector === 'all' ? t('sector.all') : `${sector}: ${industryName(sector, locale)}`

/** Why a place moved or none was needed: a word of the ledger, or a ground of the kandas status as the law names it. */
export function causeText(locale: Locale, cause: string): string {
  const key = quotaText.keys.find((one) => one === `cause.${cause}`)
  if (key) return quotaText(locale)(key)
  const grounds = policy().routes.get('kandas-status')?.questions.ground?.options
  const named = typeof grounds === 'object' ? grounds[cause] : undefined
  return named ? saysIn(named, locale) : cause
}
