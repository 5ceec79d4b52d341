import { householdWorkName } from '../../classifier/occupations.ts'
import { formatMoney, type Locale } from '../../platform/language.ts'
import { Typed } from '../../ui/typed.tsx'
import type { OfferRow } from '../offer-row.ts'
import { permitText } from '../text.ts'

/** Work, place and wage of an offer, as rows of a summary. */
export function termRows(offer: OfferRow, locale: Locale) {
  const t = permitText(locale)
  return [
    {
      label: t('offer.work'),
      value: [`${householdWorkName(offer.kind_of_work, locale)}. `, Typed({ children: offer.duties })],
    },
    { label: t('offer.place'), value: offer.address },
    { label: t('offer.wage'), value: formatMoney(locale, offer.wage_tiyn) },
  ]
}
