import { z } from 'zod'
import type { Locale } from '../platform/language.ts'

/** Titles of one row of a list: Kazakh, Russian and English always; the other languages where migrants read it. */
export const Names = z.object({
  kk: z.string(),
  ru: z.string(),
  en: z.string(),
  uz: z.string().optional(),
  tg: z.string().optional(),
  ky: z.string().optional(),
  zh: z.string().optional(),
  tr: z.string().optional(),
})
export type Names = z.infer<typeof Names>

/** The language in which a title is read: Central Asian languages fall back to Russian, Chinese and Turkish to English. */
export function nameLanguage(names: Names, locale: Locale): Locale {
  if (names[locale]) return locale
  return locale === 'zh' || locale === 'tr' ? 'en' : 'ru'
}

/** The title in a language, or in the one it falls back to. */
export const nameIn = (names: Names, locale: Locale): string => names[nameLanguage(names, locale)] ?? names.ru

/** A day as ISO text in a data file. */
export const DayText = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'is no date of the form 2026-01-31')
