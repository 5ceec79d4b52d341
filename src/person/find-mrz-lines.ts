import type { MrzFormat } from './mrz-layouts.ts'
import { judgeChecks } from './mrz-verdicts.ts'

export interface MrzLines {
  format: MrzFormat
  /** Normalised lines as given, which may be too long or too short. */
  given: string[]
  /** The same lines cut or filled up to the format's width, for reading. */
  lines: string[]
  /** What normalising had to decide; shown as remarks. */
  notes: ('blanks-read-as-fillers' | 'marks-removed' | 'lines-ignored')[]
}

const breaks = /[\n\v\f\r\u2028\u2029]/
// Readers frame lines with these separators: FS, GS, RS, US and NEL.
const separators = '\u001c\u001d\u001e\u001f\u0085'
const blank = /\s/g

/**
 * Finds the lines of one machine readable zone in what a wedge scanner, a paste or a person gives: any line ends or none,
 * blanks, lower case, full-width letters, angle quotes for fillers, invisible characters, a scanner's prefix and suffix.
 * Nothing is corrected here: letters and digits stay as typed. Null when no zone can be made out.
 */
export function findMrzLines(text: string): MrzLines | null {
  const found = findLines(text)
  const whole = found?.given.join('') ?? ''
  const known = whole.replace(/[^A-Z0-9<]/g, '').length
  const looksLikeZone = known >= whole.length * 0.8 && /<|\d{6}/.test(whole) && /^[A-Z0-9]/.test(whole)
  return looksLikeZone ? found : null
}

function findLines(text: string): MrzLines | null {
  const plain = text
    .replace(/[\p{Cc}\p{Cf}]/gu, (char) =>
      separators.includes(char) ? '\n' : '\t\n\v\f\r'.includes(char) ? char : '',
    )
    .replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[a-z\u0430-\u045f]/g, (char) => char.toUpperCase())
    .replace(/[‹〈〈⟨˂≺]/g, '<')
    // One place per character, so that columns are what people count.
    .replace(/[\u{10000}-\u{10ffff}]/gu, '\ufffd')
  const doubled = /[«《≪⟪]/g
  const spellings =
    plain.search(doubled) >= 0 ? [plain.replace(doubled, '<<'), plain.replace(doubled, '<')] : [plain]

  const stripped = spellings.map((spelling) => toLines(spelling, (line) => line.replace(blank, '')))
  for (const lines of stripped) {
    const exact = fitExactly(lines)
    if (exact) return { ...exact, notes: [] }
  }
  for (const spelling of spellings) {
    for (const trim of [(line: string) => line.trim(), (line: string) => line]) {
      const exact = fitExactly(toLines(spelling, (line) => trim(line).replace(blank, '<')))
      if (exact) return { ...exact, notes: ['blanks-read-as-fillers'] }
    }
  }
  for (const lines of stripped) {
    const amid = fitAmid(lines)
    if (amid) return { ...amid, notes: ['lines-ignored'] }
    const marked = fitWithoutMarks(lines)
    if (marked) return { ...marked, notes: ['marks-removed'] }
  }
  return fitNearest(stripped[0] ?? [])
}

const toLines = (text: string, clean: (line: string) => string): string[] =>
  text
    .split(breaks)
    .filter((line) => line.trim() !== '')
    .map(clean)

type Fit = Omit<MrzLines, 'notes'>

/** The format these many lines of this width are: a visa is known by its first letter. */
function formatOf(lines: number, width: number, first: string): MrzFormat | null {
  if (lines === 3 && width === 30) return 'TD1'
  if (lines === 2 && width === 44) return first === 'V' ? 'MRV-A' : 'TD3'
  if (lines === 2 && width === 36) return first === 'V' ? 'MRV-B' : 'TD2'
  return null
}

const shapes = [
  { lines: 3, width: 30 },
  { lines: 2, width: 44 },
  { lines: 2, width: 36 },
] as const

function fitExactly(lines: string[]): Fit | null {
  const width = lines[0]?.length ?? 0
  if (lines.every((line) => line.length === width)) {
    const format = formatOf(lines.length, width, lines[0]?.charAt(0) ?? '')
    if (format) return { format, given: lines, lines }
  }
  // One long line, or lines wrapped in the wrong places: only the whole length tells.
  const joined = lines.join('')
  for (const shape of shapes) {
    const wrapped = lines.length === 1 || lines.length > shape.lines
    if (joined.length !== shape.lines * shape.width || !wrapped) continue
    const format = formatOf(shape.lines, shape.width, joined.charAt(0))
    const parts = Array.from({ length: shape.lines }, (_, i) =>
      joined.slice(i * shape.width, (i + 1) * shape.width),
    )
    if (format) return { format, given: parts, lines: parts }
  }
  return null
}

/** The last run of lines that fits exactly, when text stands above or below the zone. */
function fitAmid(lines: string[]): Fit | null {
  for (let end = lines.length; end >= 2; end--) {
    for (const count of [3, 2]) {
      const part = lines.slice(Math.max(0, end - count), end)
      const found = part.length === count && count < lines.length ? fitExactly(part) : null
      if (found && /^[ACIPV]/.test(found.lines[0] ?? '')) return found
    }
  }
  return null
}

/** A scanner's printable prefix and suffix (at most eight characters, holding at least one no zone may hold). */
function fitWithoutMarks(lines: string[]): Fit | null {
  const mark = (text: string) => text === '' || /[^A-Z0-9<]/.test(text)
  const last = lines.length - 1
  for (let before = 0; before <= 8; before++) {
    for (let after = 0; after <= 8; after++) {
      if (before + after === 0) continue
      const cutLines = [...lines]
      const first = cutLines[0] ?? ''
      if (!mark(first.slice(0, before)) || !/[ACIPV]/.test(first.charAt(before))) continue
      cutLines[0] = first.slice(before)
      const tail = cutLines[last] ?? ''
      if (!mark(tail.slice(tail.length - after))) continue
      cutLines[last] = tail.slice(0, tail.length - after)
      const found = fitExactly(cutLines)
      if (found) return found
    }
  }
  return null
}

/** Lines of a wrong length: the format they come nearest to, and where one line was given, the split whose digits agree. */
function fitNearest(lines: string[]): MrzLines | null {
  const whole = lines.join('')
  const options: string[][] = []
  for (const { lines: count, width } of shapes) {
    const off = whole.length - count * width
    if (lines.length === count && lines.every((line) => Math.abs(line.length - width) <= width * 0.3)) {
      options.push(lines)
    } else if (lines.length === 1 && Math.abs(off) <= 4) {
      for (let odd = 0; odd < count; odd++) {
        let from = 0
        options.push(
          Array.from({ length: count }, (_, i) => {
            const start = from
            from += i === odd ? width + off : width
            return whole.slice(start, from)
          }),
        )
      }
    }
  }

  let best: { score: number; lines: MrzLines } | null = null
  for (const given of options) {
    for (const shape of shapes) {
      if (shape.lines !== given.length) continue
      const format = formatOf(shape.lines, shape.width, whole.charAt(0))
      if (!format) continue
      const filled = given.map((line) => line.padEnd(shape.width, '<').slice(0, shape.width))
      const missed = given.reduce((sum, line) => sum + Math.abs(line.length - shape.width), 0)
      const agreeing = judgeChecks(format, filled).filter((check) => check.ok).length
      // A lost filler moves a digit or two; a wrong width leaves eight characters over.
      const score = agreeing - missed * 2
      if (!best || score > best.score) best = { score, lines: { format, given, lines: filled, notes: [] } }
    }
  }
  return best?.lines ?? null
}
