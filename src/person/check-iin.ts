import { twelfthDigit } from './twelfth-digit.ts'

export const iinProblemCodes = [
  'iin-length',
  'iin-not-digits',
  'iin-check-digit',
  'iin-never-issued',
] as const
export type IinProblemCode = (typeof iinProblemCodes)[number]

export const iinWarningCodes = [
  'iin-birth-date-differs',
  'iin-sex-differs',
  'iin-century-zero',
  'iin-century-unknown',
  'iin-not-a-date',
] as const
export type IinWarningCode = (typeof iinWarningCodes)[number]

export interface IinVerdict {
  valid: boolean
  /** The twelve digits without blanks and hyphens, when there are twelve. */
  digits?: string
  problems: IinProblemCode[]
  warnings: IinWarningCode[]
}

/**
 * Checks an individual identification number (IIN): twelve digits of which the last must agree. That is hard; all else is
 * a warning, because since Government Resolution No. 853 of 26 August 2013 the digits are no longer tied to the birth date
 * and sex, and a mismatch is not an error (Ministry of Justice). A seventh digit 0, said to be used for foreigners, is
 * accepted with a warning (unverified).
 *
 * `birthDate` is `YYYY-MM-DD`; sex `X` is not compared. A demo number (`isDemoIin`) has no century to compare.
 */
export function checkIin(
  text: string,
  known: { birthDate?: string | null; sex?: 'F' | 'M' | 'X' | null } = {},
): IinVerdict {
  const digits = text.replace(/[\s\p{Cf}-]/gu, '')
  if (!/^[0-9]*$/.test(digits)) return { valid: false, problems: ['iin-not-digits'], warnings: [] }
  if (digits.length !== 12) return { valid: false, problems: ['iin-length'], warnings: [] }
  const expected = twelfthDigit(digits.slice(0, 11))
  if (expected === null) return { valid: false, digits, problems: ['iin-never-issued'], warnings: [] }
  if (digits.charAt(11) !== expected) {
    return { valid: false, digits, problems: ['iin-check-digit'], warnings: [] }
  }
  return { valid: true, digits, problems: [], warnings: compare(digits, known) }
}

function compare(
  digits: string,
  { birthDate, sex }: { birthDate?: string | null; sex?: 'F' | 'M' | 'X' | null },
): IinWarningCode[] {
  const warnings: IinWarningCode[] = []
  const seventh = Number(digits.charAt(6))
  const century = [null, '18', '18', '19', '19', '20', '20'][seventh]
  if (seventh === 0) warnings.push('iin-century-zero')
  if (seventh > 6) warnings.push('iin-century-unknown')

  const written = `${digits.slice(0, 2)}-${digits.slice(2, 4)}-${digits.slice(4, 6)}`
  const isDate = (century ? [century] : ['19', '20']).some((years) => isDay(`${years}${written}`))
  if (!isDate) warnings.push('iin-not-a-date')
  else if (birthDate) {
    const sameCentury = !century || century === '18' || birthDate.startsWith(century)
    if (birthDate.slice(2) !== written || !sameCentury) warnings.push('iin-birth-date-differs')
  }
  if (century && (sex === 'F' || sex === 'M') && (seventh % 2 === 1 ? 'M' : 'F') !== sex) {
    warnings.push('iin-sex-differs')
  }
  return warnings
}

function isDay(text: string): boolean {
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' })
    return true
  } catch {
    return false
  }
}

/**
 * Whether a number is one of the reserved demo numbers: well formed with a seventh digit 1 or 2, the 1800s. No living
 * person has one, so fictitious people get these whatever their birth year.
 */
export const isDemoIin = (iin: string): boolean => /^[0-9]{6}[12]/.test(iin) && checkIin(iin).valid

/**
 * The demo number of a fictitious person: year, month and day of `birthDate` (`YYYY-MM-DD`), the seventh digit of the
 * 1800s, and `serial` 0-4999, which gives each person of one day and sex another number. Throws a RangeError otherwise.
 */
export function makeDemoIin(birthDate: string, sex: 'F' | 'M', serial: number): string {
  if (!isDay(birthDate)) throw new RangeError(`not a date: ${birthDate}`)
  if (!Number.isInteger(serial) || serial < 0 || serial > 4999) throw new RangeError(`serial ${serial}`)
  const start = birthDate.replaceAll('-', '').slice(2) + (sex === 'M' ? '1' : '2')
  // Of an even serial and the odd one after it at least one has a check digit: the eleventh digit weighs 11, that is
  // nothing, in the first pass and 2 in the second, so both cannot come out at 10.
  for (const candidate of [serial * 2, serial * 2 + 1]) {
    const eleven = start + String(candidate).padStart(4, '0')
    const last = twelfthDigit(eleven)
    if (last !== null) return eleven + last
  }
  throw new RangeError(`no check digit for ${start} ${serial}`)
}
