import { mrzCheckDigit } from './mrz-check-digit.ts'
import { cut, type MrzCheckField, type MrzFormat, mrzLayouts } from './mrz-layouts.ts'

/** One check digit's verdict. `expected` is null where what it covers holds a character no zone may hold. */
export interface MrzCheck {
  field: MrzCheckField
  expected: string | null
  found: string
  ok: boolean
  line: number
  column: number
}

export interface LongNumber {
  number: string
  digit: string
  column: number
  /** The optional data left after the number, its check digit and their filler. */
  rest: string
  /** The digit some states compute, counting the filler that stands for the usual check digit. */
  withFiller: string | null
}

/**
 * A document number of more than nine characters: a filler stands where its check digit would, the number goes on in the
 * optional data and its check digit follows it (Doc 9303 part 5 §4.2.4 for TD1, part 6 for TD2). Null when it is not long.
 */
export function findLongNumber(format: MrzFormat, lines: readonly string[]): LongNumber | null {
  const { longNumber, fields, checks } = mrzLayouts[format]
  const digit = checks[0]?.digit
  if (!longNumber || !digit || !fields.documentNumber) return null
  const start = cut(lines, fields.documentNumber)
  const whole = cut(lines, longNumber)
  const end = whole.indexOf('<') === -1 ? whole.length : whole.indexOf('<')
  if (cut(lines, digit) !== '<' || start.endsWith('<') || end === 0) return null
  const more = whole.slice(0, end - 1)
  return {
    number: start + more,
    digit: whole.charAt(end - 1),
    column: longNumber.from + end - 1,
    rest: whole.slice(end + 1),
    withFiller: mrzCheckDigit(`${start}<${more}`),
  }
}

/**
 * Judges every check digit of a zone whose lines have the format's width. Two allowances: a filler may stand for 0 where
 * TD3's personal number is empty (part 4 §4.2.2), and the digit of a long document number may or may not count the filler
 * in the number's middle, since states do either (part 5 leaves it out; Belgium's cards count it).
 */
export function judgeChecks(format: MrzFormat, lines: readonly string[]): MrzCheck[] {
  return mrzLayouts[format].checks.map(({ field, digit, over }) => {
    const long = field === 'documentNumber' ? findLongNumber(format, lines) : null
    if (long) {
      const expected = mrzCheckDigit(long.number)
      const ok = expected !== null && (long.digit === expected || long.digit === long.withFiller)
      return {
        field,
        expected: ok ? long.digit : expected,
        found: long.digit,
        ok,
        line: digit.line,
        column: long.column,
      }
    }
    const covered = over.map((span) => cut(lines, span)).join('')
    const expected = mrzCheckDigit(covered)
    const found = cut(lines, digit)
    const empty = field === 'personalNumber' && found === '<' && /^<*$/.test(covered)
    return {
      field,
      expected: empty ? '<' : expected,
      found,
      ok: empty || found === expected,
      line: digit.line,
      column: digit.from,
    }
  })
}
