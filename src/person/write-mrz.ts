import { findLettersWithoutLatin, toMrzName } from './latin-name.ts'
import { mrzCheckDigit } from './mrz-check-digit.ts'
import { cut, type MrzField, type MrzFormat, mrzLayouts, type Span } from './mrz-layouts.ts'

/** What a zone shows. Names in any script that `toMrzName` knows; dates as `YYYY-MM-DD`, unknown parts as `XX` (`XXXX`). */
export interface MrzToWrite {
  documentCode: string
  issuingState: string
  nationality: string
  primaryName: string
  /** Absent for a person with one name. */
  secondaryName?: string | null
  documentNumber: string
  birthDate: string
  sex: 'F' | 'M' | 'X'
  expiryDate: string
  optionalData?: string
  /** TD1's second line only. */
  optionalData2?: string
}

/**
 * Writes the machine readable zone of a fictitious document: lines joined by a line end, check digits counted (ICAO Doc
 * 9303 parts 4 to 7). A document number of more than nine characters runs on into TD1's or TD2's optional data. Throws a
 * RangeError when a field does not fit or has letters without a Latin form: the caller made the person up.
 */
export function writeMrz(fields: MrzToWrite, format: MrzFormat): string {
  const layout = mrzLayouts[format]
  const grid = Array.from({ length: layout.lines }, () => '<'.repeat(layout.width))
  const put = (name: string, span: Span | undefined, text: string) => {
    if (!span) {
      if (text !== '') throw new RangeError(`${format} has no ${name}`)
      return
    }
    const width = span.to - span.from + 1
    if (text.length > width) throw new RangeError(`${name} is longer than ${width}`)
    if (!/^[A-Z0-9<]*$/.test(text)) throw new RangeError(`${name} has other characters than A-Z 0-9 <`)
    const line = grid[span.line - 1] ?? ''
    grid[span.line - 1] = line.slice(0, span.from - 1) + text.padEnd(width, '<') + line.slice(span.to)
  }
  const field = (name: MrzField, text: string) => put(name, layout.fields[name], text)

  field('documentCode', fields.documentCode)
  field('issuingState', fields.issuingState)
  field('nationality', fields.nationality)
  const nameSpan = layout.fields.name
  if (nameSpan)
    field(
      'name',
      encodeMrzName(fields.primaryName, fields.secondaryName ?? '', nameSpan.to - nameSpan.from + 1),
    )
  field('birthDate', encodeDate('birthDate', fields.birthDate))
  field('sex', fields.sex === 'X' ? '<' : fields.sex)
  field('expiryDate', encodeDate('expiryDate', fields.expiryDate))
  if (fields.optionalData2) field('optionalData2', fields.optionalData2)

  const number = fields.documentNumber.replace(/[\s-]/g, '<')
  const optional = fields.optionalData ?? ''
  const isLong = number.length > 9 && layout.longNumber !== null
  if (isLong) {
    put('documentNumber', layout.fields.documentNumber, number.slice(0, 9))
    const digit = mrzCheckDigit(number)
    put(
      'documentNumber',
      layout.longNumber ?? undefined,
      `${number.slice(9)}${digit}<${optional}`.replace(/<$/, ''),
    )
  } else {
    field('documentNumber', number)
    field('optionalData', optional)
  }

  for (const { field: name, digit, over } of layout.checks) {
    if (name === 'documentNumber' && isLong) continue
    const covered = over.map((span) => cut(grid, span)).join('')
    const empty = name === 'personalNumber' && /^<*$/.test(covered)
    put(name, digit, empty ? '<' : (mrzCheckDigit(covered) ?? ''))
  }
  return grid.join('\n')
}

function encodeDate(field: 'birthDate' | 'expiryDate', date: string): string {
  const match = /^(\d{4}|XXXX)-(\d\d|XX)-(\d\d|XX)$/.exec(date)
  if (!match) throw new RangeError(`${field} is not YYYY-MM-DD`)
  const [, year = '', month = '', day = ''] = match
  return `${year.slice(2)}${month}${day}`.replaceAll('X', '<')
}

/**
 * A name field of `width` places. A name that does not fit is cut so that its last place holds a letter, which tells
 * readers that it may be cut (part 3 §4.6, part 4 §4.2.3): at the end, or, when the surname alone leaves no room for the
 * first given name, by shortening the surname's later words evenly.
 */
export function encodeMrzName(primaryName: string, secondaryName: string, width: number): string {
  const missing = findLettersWithoutLatin(`${primaryName} ${secondaryName}`)
  if (missing.length > 0) throw new RangeError(`no Latin form of ${missing.join(' ')}`)
  const primary = toMrzName(primaryName).split(' ').filter(Boolean)
  const secondary = toMrzName(secondaryName).split(' ').filter(Boolean)
  if (primary.length === 0) throw new RangeError('a name is missing')

  const whole = [primary.join('<'), secondary.join('<')].filter(Boolean).join('<<')
  if (whole.length <= width) return whole.padEnd(width, '<')
  const given = secondary[0]?.slice(0, Math.floor(width / 2))
  if (!given || primary.join('<').length + 2 + given.length <= width) return cutAtLetter(whole, width)
  return `${shorten(primary, width - 2 - given.length)}<<${given}`.padEnd(width, '<')
}

/** Cuts to the width; where the cut falls on a filler, the word before gives up a letter to the one after. */
function cutAtLetter(whole: string, width: number): string {
  const head = whole.slice(0, width)
  if (!head.endsWith('<')) return head
  const next = whole.slice(width).replace(/^<+/, '').charAt(0)
  const gap = /<+$/.exec(head)?.[0] ?? ''
  const before = head.slice(0, width - gap.length)
  // Two fillers at the edge, or a word of one letter before it: the place stays a filler.
  return gap.length === 1 && /[A-Z]{2}$/.test(before) ? `${before.slice(0, -1)}<${next}` : head
}

function shorten(words: string[], width: number): string {
  const [first = '', ...rest] = words
  let room = width - first.length - rest.length
  if (rest.length === 0 || room < rest.length) return cutAtLetter(words.join('<'), width).replace(/<+$/, '')
  const lengths = rest.map(() => 0)
  while (room > 0) {
    let grown = false
    for (let i = 0; i < rest.length && room > 0; i++) {
      if ((lengths[i] ?? 0) >= (rest[i]?.length ?? 0)) continue
      lengths[i] = (lengths[i] ?? 0) + 1
      room--
      grown = true
    }
    if (!grown) break
  }
  return [first, ...rest.map((word, i) => word.slice(0, lengths[i]))].join('<')
}
