import type { Locale } from '../platform/language.ts'
import { type Names, nameIn, nameLanguage } from './names.ts'

/** A title in the reader's language; where it was not written in it, marked as the Russian or English that stands instead. */
export function Named({ names, locale }: { names: Names; locale: Locale }) {
  const language = nameLanguage(names, locale)
  return language === locale ? (
    <>{nameIn(names, locale)}</>
  ) : (
    <span lang={language}>{nameIn(names, locale)}</span>
  )
}
