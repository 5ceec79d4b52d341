import { findMrzLines } from './find-mrz-lines.ts'
import {
  cut,
  type MrzCheckField,
  type MrzField,
  type MrzFormat,
  mrzLayouts,
  type Span,
} from './mrz-layouts.ts'
import { mrzStates, specimenState } from './mrz-states.ts'
import { findLongNumber, judgeChecks, type MrzCheck } from './mrz-verdicts.ts'
import { type MrzDate, readMrzDate } from './read-mrz-date.ts'
import { type MrzName, readMrzName } from './read-mrz-name.ts'
import { type MrzSuggestion, suggestMrzMend } from './suggest-mrz-mend.ts'

export const mrzProblemCodes = [
  'empty',
  'too-large',
  'unreadable',
  'wrong-length',
  'forbidden-character',
  'check-digit-wrong',
  'unknown-document-code',
  'unknown-state',
  'document-number-missing',
  'impossible-date',
  'name-missing',
] as const
export type MrzProblemCode = (typeof mrzProblemCodes)[number]

export const mrzRemarkCodes = [
  'expired',
  'date-unknown',
  'name-truncated',
  'name-begins-with-filler',
  'name-extra-filler',
  'specimen',
  'blanks-read-as-fillers',
  'marks-removed',
  'lines-ignored',
] as const
export type MrzRemarkCode = (typeof mrzRemarkCodes)[number]

/** Where and what: lines and columns count from 1 in `lines`; null where the place is the whole zone or line. */
export interface MrzFinding<Code extends string> {
  code: Code
  field: MrzField | MrzCheckField | null
  line: number | null
  column: number | null
  found: string | null
  expected: string | null
}

export interface MrzFields {
  documentCode: string
  issuingState: string
  nationality: string
  names: MrzName | null
  /** Without fillers at the end; a filler inside is a blank, since states write blanks and hyphens so. */
  documentNumber: string
  /** `YYYY-MM-DD`, or null when unknown in part (see `birthDatePartial`) or impossible. */
  birthDate: string | null
  /** `1969-XX-XX`: X for what the document says is not known. */
  birthDatePartial: string | null
  /** X: not specified (a filler, or the letter X that some states print). Null: not readable. */
  sex: 'F' | 'M' | 'X' | null
  expiryDate: string | null
  expiryDatePartial: string | null
  /** Without fillers at the end, and without the part that a long document number takes. */
  optionalData: string
  /** TD1 only: the second line's. */
  optionalData2: string
  /** TD3's personal number, and on cards the optional data of states known to put the citizen's number there. */
  personalNumber: string | null
}

/** All that a machine readable zone says, as plain data. `ok`: read, and no problem found; remarks do not count. */
export interface MrzReading {
  ok: boolean
  format: MrzFormat | null
  /** The lines after normalising, in the length they were given. */
  lines: string[]
  fields: MrzFields | null
  checks: MrzCheck[]
  problems: MrzFinding<MrzProblemCode>[]
  remarks: MrzFinding<MrzRemarkCode>[]
  suggestions: MrzSuggestion[]
}

// The shapes of citizens' numbers as they are seen on these states' documents: IIN, JShShIR, PIN, T.C. kimlik no.
const citizenNumber: Record<string, RegExp> = {
  KAZ: /^\d{12}$/,
  UZB: /^\d{14}$/,
  KGZ: /^\d{14}$/,
  TUR: /^\d{11}$/,
}

const letters = /[A-Z<]/
const digits = /[0-9<]/
const either = /[A-Z0-9<]/
const allowed: Record<MrzField, { pattern: RegExp; text: string }> = {
  documentCode: { pattern: either, text: 'A-Z <' },
  issuingState: { pattern: letters, text: 'A-Z <' },
  name: { pattern: letters, text: 'A-Z <' },
  documentNumber: { pattern: either, text: 'A-Z 0-9 <' },
  nationality: { pattern: letters, text: 'A-Z <' },
  birthDate: { pattern: digits, text: '0-9 <' },
  sex: { pattern: /[FMX<]/, text: 'F M X <' },
  expiryDate: { pattern: digits, text: '0-9 <' },
  optionalData: { pattern: either, text: 'A-Z 0-9 <' },
  optionalData2: { pattern: either, text: 'A-Z 0-9 <' },
}

const largest = 10_000

/**
 * Reads a machine readable zone of any of the five formats of ICAO Doc 9303 (TD1, TD2, TD3, MRV-A, MRV-B) from text as a
 * scanner, a paste or a person gives it. Says what each field holds, whether each check digit agrees, and what is wrong
 * where; likely confusions of characters are suggestions, never applied. Never throws on any `text`.
 *
 * `today` decides centuries (see `readMrzDate`) and expiry; by default the day in Kazakhstan. French identity cards before
 * 2021 and driving licences have other layouts and are reported as faulty or unreadable.
 */
export function readMrz(
  text: string,
  { today = Temporal.Now.plainDateISO('Asia/Almaty') }: { today?: Temporal.PlainDate | string } = {},
): MrzReading {
  if (typeof text !== 'string' || text.trim() === '') return unread('empty')
  if (text.length > largest) return unread('too-large', String(text.length), String(largest))
  const found = findMrzLines(text)
  if (!found) return unread('unreadable')

  const { format, given, lines, notes } = found
  const layout = mrzLayouts[format]
  const day = Temporal.PlainDate.from(today)
  const problems: MrzFinding<MrzProblemCode>[] = []
  const remarks: MrzFinding<MrzRemarkCode>[] = notes.map((code) => finding(code))
  const raw = (field: MrzField): string => {
    const span = layout.fields[field]
    return span ? cut(lines, span) : ''
  }
  const place = (field: MrzField) => {
    const span = layout.fields[field]
    return { field, line: span?.line ?? null, column: span?.from ?? null, found: raw(field) }
  }

  given.forEach((line, index) => {
    if (line.length === layout.width) return
    const expected = String(layout.width)
    problems.push(finding('wrong-length', { line: index + 1, found: String(line.length), expected }))
  })
  problems.push(...findForbidden(format, lines))
  const soiled = (field: MrzField) =>
    problems.some((p) => p.code === 'forbidden-character' && p.field === field)

  const documentCode = raw('documentCode').replace(/<+$/, '')
  if (!soiled('documentCode') && !layout.documentLetters.includes(documentCode.charAt(0) || '-')) {
    const expected = layout.documentLetters.split('').join(' ')
    problems.push(finding('unknown-document-code', { ...place('documentCode'), expected }))
  }
  for (const field of ['issuingState', 'nationality'] as const) {
    const state = raw(field).replace(/<+$/, '')
    if (!soiled(field) && !mrzStates.has(state)) problems.push(finding('unknown-state', place(field)))
    if (state === specimenState) remarks.push(finding('specimen', place(field)))
  }

  const dates = {} as Record<'birthDate' | 'expiryDate', MrzDate>
  for (const field of ['birthDate', 'expiryDate'] as const) {
    const read = readMrzDate(raw(field), field === 'birthDate' ? 'birth' : 'expiry', day)
    dates[field] = read
    if (read.impossible && !soiled(field)) problems.push(finding('impossible-date', place(field)))
    if (read.partial) remarks.push(finding('date-unknown', { ...place(field), found: read.partial }))
  }
  if (dates.expiryDate.date && Temporal.PlainDate.compare(dates.expiryDate.date, day) < 0) {
    remarks.push(finding('expired', { ...place('expiryDate'), found: dates.expiryDate.date }))
  }

  const { name, notes: nameNotes } = readMrzName(raw('name'))
  if (!name) problems.push(finding('name-missing', place('name')))
  for (const code of nameNotes) remarks.push(finding(code, place('name')))

  const checks = judgeChecks(format, lines)
  for (const { ok, ...check } of checks) {
    if (!ok && check.expected !== null) problems.push({ code: 'check-digit-wrong', ...check })
  }

  const long = findLongNumber(format, lines)
  const documentNumber = (long?.number ?? raw('documentNumber')).replace(/<+$/, '').replaceAll('<', ' ')
  if (documentNumber === '') problems.push(finding('document-number-missing', place('documentNumber')))
  const optionalData = (long?.rest ?? raw('optionalData')).replace(/<+$/, '')
  const optionalData2 = raw('optionalData2').replace(/<+$/, '')
  const issuingState = raw('issuingState').replace(/<+$/, '')
  const shape = citizenNumber[issuingState]
  const sexLetter = raw('sex')
  const sex = sexLetter === '<' ? 'X' : (['F', 'M', 'X'] as const).find((s) => s === sexLetter)

  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
  const places = problems
    .filter((p) => p.code === 'forbidden-character')
    .map((p) => ({ line: p.line ?? 0, column: p.column ?? 0 }))
  return {
    ok: problems.length === 0,
    format,
    lines: given,
    fields: {
      documentCode,
      issuingState,
      nationality: raw('nationality').replace(/<+$/, ''),
      names: name,
      documentNumber,
      birthDate: dates.birthDate.date,
      birthDatePartial: dates.birthDate.partial,
      sex: sex ?? null,
      expiryDate: dates.expiryDate.date,
      expiryDatePartial: dates.expiryDate.partial,
      optionalData,
      optionalData2,
      personalNumber:
        format === 'TD3'
          ? optionalData || null
          : ([optionalData, optionalData2].find((data) => shape?.test(data)) ?? null),
    },
    checks,
    problems,
    remarks,
    suggestions: suggestMrzMend(format, lines, places, (line, column, char) =>
      ruleAt(format, line, column).pattern.test(char),
    ),
  }
}

function finding<Code extends string>(code: Code, facts: Partial<MrzFinding<Code>> = {}): MrzFinding<Code> {
  return { field: null, line: null, column: null, found: null, expected: null, ...facts, code }
}

const unread = (code: MrzProblemCode, found?: string, expected?: string): MrzReading => ({
  ok: false,
  format: null,
  lines: [],
  fields: null,
  checks: [],
  problems: [finding(code, { found: found ?? null, expected: expected ?? null })],
  remarks: [],
  suggestions: [],
})

const covers = (span: Span, line: number, column: number): boolean =>
  span.line === line && column >= span.from && column <= span.to

/** Which characters may stand at a place, and of which field it is. */
function ruleAt(format: MrzFormat, line: number, column: number) {
  const { fields, checks } = mrzLayouts[format]
  for (const [field, span] of Object.entries(fields) as [MrzField, Span][]) {
    if (covers(span, line, column)) return { field, ...allowed[field] }
  }
  const check = checks.find(({ digit }) => covers(digit, line, column))
  return { field: check?.field ?? null, pattern: digits, text: '0-9' }
}

/** Characters that may not stand where they do. A letter in a check digit's place is that check digit's own problem. */
function findForbidden(format: MrzFormat, lines: readonly string[]): MrzFinding<MrzProblemCode>[] {
  return lines.flatMap((text, index) =>
    Array.from({ length: text.length }, (_, i) => ({ char: text.charAt(i), column: i + 1 })).flatMap(
      ({ char, column }) => {
        const { field, pattern, text: expected } = ruleAt(format, index + 1, column)
        const isDigitPlace = pattern === digits && expected === '0-9'
        if (pattern.test(char) || (isDigitPlace && either.test(char))) return []
        return [finding('forbidden-character', { field, line: index + 1, column, found: char, expected })]
      },
    ),
  )
}
