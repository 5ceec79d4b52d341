import type { Locale } from '../../platform/language.ts'
import { draftWords } from '../text.ts'

/** The sentence for a code of a wrong answer. */
export function wordsFor(locale: Locale, code: string, values?: Record<string, string>): string {
  const t = draftWords(locale)
  const key = draftWords.keys.find((one) => one === `error.${code}`)
  return t(key ?? 'error.other', values)
}
