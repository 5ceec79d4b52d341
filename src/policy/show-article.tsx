import type { Locale } from '../platform/language.ts'
import { InLanguage } from '../ui/in-language.tsx'
import { articleIn } from './acts-in-words.ts'

/** The place in the law in the reader's language; what has no words there says in which language it stands. */
export function Article({ locale, article }: { locale: Locale; article: string }) {
  const { text, language } = articleIn(locale, article)
  return (
    <InLanguage locale={locale} language={language}>
      {text}
    </InLanguage>
  )
}
