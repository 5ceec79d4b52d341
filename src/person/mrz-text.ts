import { catalogue, formatDate, type Locale } from '../platform/language.ts'
import en from './messages/mrz.en.json' with { type: 'json' }
import kk from './messages/mrz.kk.json' with { type: 'json' }
import ky from './messages/mrz.ky.json' with { type: 'json' }
import ru from './messages/mrz.ru.json' with { type: 'json' }
import tg from './messages/mrz.tg.json' with { type: 'json' }
import tr from './messages/mrz.tr.json' with { type: 'json' }
import uz from './messages/mrz.uz.json' with { type: 'json' }
import zh from './messages/mrz.zh.json' with { type: 'json' }
import { type MrzFinding, type MrzProblemCode, type MrzRemarkCode, mrzProblemCodes } from './read-mrz.ts'
import type { MrzSuggestion } from './suggest-mrz-mend.ts'

/**
 * What the readers of travel documents, IINs and BINs say. IIN and BIN codes are keys themselves
 * (`mrzText('kk')('iin-check-digit')`); findings of a zone are put into words by `describeMrzFinding`.
 */
export const mrzText = catalogue({ en, kk, ru, uz, tg, ky, zh, tr })

/** A finding in words: `place` ("Line 2, column 10", null for the whole zone) and the sentence. */
export interface MrzSentence {
  place: string | null
  text: string
}

const isProblem = (code: string): code is MrzProblemCode =>
  (mrzProblemCodes as readonly string[]).includes(code)

/** Puts a problem or a remark of a reading into the reader's language. */
export function describeMrzFinding(
  locale: Locale,
  finding: MrzFinding<MrzProblemCode | MrzRemarkCode>,
): MrzSentence {
  const t = mrzText(locale)
  const { code, field, found, expected } = finding
  const difference = Number(expected) - Number(found)
  const values = {
    field: field ? t(`mrz.field.${field}`) : '',
    found: found ?? '',
    expected: expected ?? '',
    way: difference > 0 ? 'short' : 'long',
    by: Math.abs(difference),
    date: code === 'expired' && found ? formatDate(locale, found) : '',
  }
  const text = isProblem(code) ? t(`mrz.problem.${code}`, values) : t(`mrz.remark.${code}`, values)
  return { place: placeOf(locale, finding), text }
}

/** Puts a suggestion into words: a question, since only a person with the document can answer it. */
export function describeMrzSuggestion(locale: Locale, suggestion: MrzSuggestion): MrzSentence {
  const t = mrzText(locale)
  const { found, replacement, mends } = suggestion
  const key = mends.length > 0 ? 'mrz.suggestion.mends' : 'mrz.suggestion.reads'
  return { place: placeOf(locale, suggestion), text: t(key, { found, replacement }) }
}

function placeOf(locale: Locale, { line, column }: { line: number | null; column: number | null }) {
  if (line === null) return null
  const t = mrzText(locale)
  return column === null ? t('mrz.place.line', { line }) : t('mrz.place', { line, column })
}
