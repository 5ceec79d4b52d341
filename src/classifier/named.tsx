import type { Locale } from '../platform/language.ts'
import { InLanguage } from '../ui/in-language.tsx'
import { type Names, nameIn, nameLanguage } from './names.ts'

/** A title in the reader's language; where it was not written in it, marked as the Russian or English that stands instead. */
export function Named({ names, locale }: { names: Names; locale: Locale }) {
  return (
    <InLanguage locale={locale} language={nameLanguage(names, locale)}>
      {nameIn(names, locale)}
    </InLanguage>
  )
}
