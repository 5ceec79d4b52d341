import { householdWorkName } from '../classifier/occupations.ts'
import type { Locale } from '../platform/language.ts'
import { Typed } from '../ui/typed.tsx'
import type { OfferRow } from './offer-row.ts'

/** What is to be done: the kind of work by its name, and the duties as the household typed them. */
export function WorkInWords({ offer, locale }: { offer: OfferRow; locale: Locale }) {
  return (
    <>
      {householdWorkName(offer.kind_of_work, locale)}. <Typed>{offer.duties}</Typed>
    </>
  )
}
