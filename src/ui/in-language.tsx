import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import { htmlLanguage } from './language-switch.tsx'

/** Words that are not always in the reader's language, and are marked where they are not; `''`: nobody knows in which they are. */
export function InLanguage(props: { locale: Locale; language: Locale | ''; children?: Child }) {
  const { locale, language, children } = props
  return language === locale ? (
    <>{children}</>
  ) : (
    <span lang={language && htmlLanguage(language)}>{children}</span>
  )
}
