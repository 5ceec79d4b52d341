import type { Locale } from '../platform/language.ts'
import { InLanguage } from '../ui/in-language.tsx'
import type { Says } from './policy-schema.ts'
import { saysIn, saysLanguage } from './text.ts'

/** The words of a condition; where they were not written in the reader's language, marked as the English that stands instead. */
export function SaysIn({ says, locale }: { says: Says; locale: Locale }) {
  return (
    <InLanguage locale={locale} language={saysLanguage(says, locale)}>
      {saysIn(says, locale)}
    </InLanguage>
  )
}
