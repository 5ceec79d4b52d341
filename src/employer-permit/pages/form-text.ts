import type { Ground } from '../../platform/act.ts'
import type { Issue } from '../../platform/fault.ts'
import type { Locale } from '../../platform/language.ts'
import { employerPermitText } from '../text.ts'

/** The words of a wrong answer. */
export function issueText(locale: Locale, { code, values }: Issue): string {
  const known = code.startsWith('bin-') ? 'bin' : code
  const key = employerPermitText.keys.find((one) => one === `error.${known}`)
  return employerPermitText(locale)(
    key ?? 'error.other',
    values as Record<string, string | number> | undefined,
  )
}

/** The words of a refusal. */
export function groundText(locale: Locale, ground: Ground): string {
  const key = employerPermitText.keys.find((one) => one === `refused.${ground.code}`)
  return employerPermitText(locale)(key ?? 'refused.other')
}

/** Tiyn from what somebody typed as a sum of tenge: "150 000", "150000,50". */
export function readTiyn(text: string): number | undefined {
  const compact = text.replaceAll(/[\s\u00a0\u202f₸]/g, '').replace(',', '.')
  return /^\d{1,9}(\.\d{1,2})?$/.test(compact) ? Math.round(Number(compact) * 100) : undefined
}

/** A whole number as typed; undefined when the box was left empty, NaN when it is no number. */
export function readNumber(text: string | undefined): number | undefined {
  const compact = (text ?? '').replaceAll(/[\s\u00a0\u202f]/g, '')
  return compact === '' ? undefined : Number(compact)
}
