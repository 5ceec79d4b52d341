import type { Ground } from '../../platform/act.ts'
import type { Issue } from '../../platform/fault.ts'
import type { Locale } from '../../platform/language.ts'
import { permitText } from '../text.ts'

/** The words of a wrong answer. */
export function issueText(locale: Locale, { code, values }: Issue): string {
  const key = permitText.keys.find((one) => one === `error.${code}`)
  return permitText(locale)(key ?? 'error.other', values as Record<string, string | number> | undefined)
}

/** The words of a refusal. */
export function groundText(locale: Locale, ground: Ground): string {
  const key = permitText.keys.find((one) => one === `refused.${ground.code}`)
  return permitText(locale)(key ?? 'refused.other')
}

/** Tiyn from what somebody typed as a sum of tenge: "150 000", "150000,50". */
export function readTiyn(text: string): number | undefined {
  const compact = text.replaceAll(/[\s\u00a0\u202f₸]/g, '').replace(',', '.')
  return /^\d{1,9}(\.\d{1,2})?$/.test(compact) ? Math.round(Number(compact) * 100) : undefined
}
