import type { Locale } from '../platform/language.ts'
import { articleIn } from './acts-in-words.ts'

/** The place in the law in the reader's language; what has no words there says in which language it stands. */
export function Article({ locale, article }: { locale: Locale; article: string }) {
  const { text, language } = articleIn(locale, article)
  if (language === locale) return text
  // What an official typed for a draft is in a language of their own, and not the English of `policy/`.
  const typed = language === 'en' && /\p{Script=Cyrillic}/u.test(text)
  return <span lang={typed ? '' : language}>{text}</span>
}
