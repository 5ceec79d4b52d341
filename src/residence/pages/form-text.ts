import type { Ground } from '../../platform/act.ts'
import type { Issue } from '../../platform/fault.ts'
import type { Locale } from '../../platform/language.ts'
import { readDate } from '../../ui/read-date.ts'
import { residenceText } from '../text.ts'

/** The words of a wrong answer. */
export function issueText(locale: Locale, { code, path }: Issue): string {
  const known = path === 'file' ? 'file' : code
  const key = residenceText.keys.find((one) => one === `error.${known}`)
  return residenceText(locale)(key ?? 'error.other')
}

/** The words of a refusal. */
export function groundText(locale: Locale, ground: Ground | undefined): string {
  const key = residenceText.keys.find((one) => one === `refused.${ground?.code}`)
  return residenceText(locale)(key ?? 'error.other')
}

/** A whole number as typed; undefined when the box was left empty, NaN when it is no number. */
export function readNumber(text: string | undefined): number | undefined {
  const compact = (text ?? '').replaceAll(/[\s\u00a0\u202f]/g, '')
  return compact === '' ? undefined : Number(compact)
}

/** A day of a form as ISO text; what cannot be read is no date for the schema. */
export function dayOf(text: Record<string, string>, name: string): string {
  const read = readDate(text, name)
  return 'date' in read ? read.date : ''
}
