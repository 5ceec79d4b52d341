import { formatMoney, type Locale } from '../../platform/language.ts'
import type { OfferRow } from '../offer-row.ts'
import { permitText } from '../text.ts'
import { WorkInWords } from '../work-in-words.tsx'

/** Work, place and wage of an offer, as rows of a summary. */
export function termRows(offer: OfferRow, locale: Locale) {
  const t = permitText(locale)
  return [
    { label: t('offer.work'), value: WorkInWords({ offer, locale }) },
    { label: t('offer.place'), value: offer.address },
    { label: t('offer.wage'), value: formatMoney(locale, offer.wage_tiyn) },
  ]
}
