import type { Locale } from '../../platform/language.ts'
import type { FormView } from '../../ui/visit.ts'
import { draftWords } from '../text.ts'

/** The sentence for a code of a wrong answer. */
export function wordsFor(locale: Locale, code: string, values?: Record<string, string>): string {
  const t = draftWords(locale)
  const key = draftWords.keys.find((one) => one === `error.${code}`)
  return t(key ?? 'error.other', values)
}

/** What a field of a form is told: its name, what was typed, what is wrong with it. */
export type FieldOf = (name: string) => {
  locale: Locale
  name: string
  value: string | undefined
  error: string | undefined
}

/** The wrong answers of a form in words, and each field with its own; `of` is the part of the act's input that the form fills. */
export function fieldsOf(
  locale: Locale,
  form: FormView,
  of = '',
): { errors: { field: string; message: string }[]; field: FieldOf } {
  const errors = form.issues.map(({ path, code, values }) => ({
    field: of && path.startsWith(of) ? path.slice(of.length).replace(/^\./, '') : path,
    message: wordsFor(locale, code, values as Record<string, string> | undefined),
  }))
  const field: FieldOf = (name) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return { errors, field }
}
