import { twelfthDigit } from './twelfth-digit.ts'

export const binProblemCodes = [
  'bin-length',
  'bin-not-digits',
  'bin-check-digit',
  'bin-never-issued',
] as const
export type BinProblemCode = (typeof binProblemCodes)[number]

export const binWarningCodes = ['bin-month', 'bin-kind', 'bin-division'] as const
export type BinWarningCode = (typeof binWarningCodes)[number]

const kinds: Record<string, 'resident' | 'non-resident' | 'joint-entrepreneur'> = {
  4: 'resident',
  5: 'non-resident',
  6: 'joint-entrepreneur',
}
const divisions: Record<string, 'head' | 'branch' | 'representative-office' | 'peasant-farm'> = {
  0: 'head',
  1: 'branch',
  2: 'representative-office',
  3: 'peasant-farm',
}

export interface BinVerdict {
  valid: boolean
  digits?: string
  /** `YYYY-MM`; two-digit years from 90 are the 1900s, since the register begins with independence. */
  registered?: string
  kind?: (typeof kinds)[string]
  division?: (typeof divisions)[string]
  problems: BinProblemCode[]
  warnings: BinWarningCode[]
}

/**
 * Checks a business identification number (BIN): twelve digits of which the last must agree (as the IIN's). Digits 1-4
 * tell year and month of registration, 5 the kind of entity, 6 the division; values outside the known ones are warnings.
 */
export function checkBin(text: string): BinVerdict {
  const digits = text.replace(/[\s\p{Cf}-]/gu, '')
  if (!/^[0-9]*$/.test(digits)) return { valid: false, problems: ['bin-not-digits'], warnings: [] }
  if (digits.length !== 12) return { valid: false, problems: ['bin-length'], warnings: [] }
  const expected = twelfthDigit(digits.slice(0, 11))
  if (expected === null) return { valid: false, digits, problems: ['bin-never-issued'], warnings: [] }
  if (digits.charAt(11) !== expected) {
    return { valid: false, digits, problems: ['bin-check-digit'], warnings: [] }
  }

  const warnings: BinWarningCode[] = []
  const year = digits.slice(0, 2)
  const written = Number(digits.slice(2, 4))
  const month = isDemoMonth(written) ? written - 12 : written
  const kind = kinds[digits.charAt(4)]
  const division = divisions[digits.charAt(5)]
  const monthKnown = month >= 1 && month <= 12
  if (!monthKnown) warnings.push('bin-month')
  if (!kind) warnings.push('bin-kind')
  if (!division) warnings.push('bin-division')
  return {
    valid: true,
    digits,
    ...(monthKnown
      ? { registered: `${Number(year) >= 90 ? '19' : '20'}${year}-${String(month).padStart(2, '0')}` }
      : {}),
    ...(kind ? { kind } : {}),
    ...(division ? { division } : {}),
    problems: [],
    warnings,
  }
}

const isDemoMonth = (month: number): boolean => month >= 13 && month <= 24

/** Whether a number is one of our reserved demo numbers: well formed with a month of 13 to 24, which no register issues. */
export const isDemoBin = (bin: string): boolean =>
  /^[0-9]{12}$/.test(bin) && isDemoMonth(Number(bin.slice(2, 4))) && checkBin(bin).valid

/**
 * The demo number of a fictitious organisation (resident, head) registered in `yearMonth` (`YYYY-MM`), the month written
 * plus 12. `serial` 0-49999 gives each organisation of one month another number. Throws a RangeError otherwise.
 */
export function makeDemoBin(yearMonth: string, serial: number): string {
  const match = /^\d\d(\d\d)-(0[1-9]|1[0-2])$/.exec(yearMonth)
  if (!match) throw new RangeError(`not a month: ${yearMonth}`)
  if (!Number.isInteger(serial) || serial < 0 || serial > 49_999) throw new RangeError(`serial ${serial}`)
  const start = `${match[1]}${Number(match[2]) + 12}40`
  // As for the IIN: an even serial or the odd one after it has a check digit.
  for (const candidate of [serial * 2, serial * 2 + 1]) {
    const eleven = start + String(candidate).padStart(5, '0')
    const last = twelfthDigit(eleven)
    if (last !== null) return eleven + last
  }
  throw new RangeError(`no check digit for ${start} ${serial}`)
}
