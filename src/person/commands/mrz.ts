import { readFile, stat } from 'node:fs/promises'
import type { Io } from '../../platform/command.ts'
import { formatDate, isLocale, type Locale, locales } from '../../platform/language.ts'
import { findMrzZones } from '../find-mrz-zones.ts'
import { describeMrzFinding, describeMrzSuggestion, type MrzSentence, mrzText } from '../mrz-text.ts'
import { type MrzFields, type MrzReading, readMrz } from '../read-mrz.ts'

const megabytes = 10

interface Options {
  file: string
  json: boolean
  locale: Locale
  today: Temporal.PlainDate
}

/**
 * `qonys mrz FILE|-`: reads each machine readable zone of a text and prints what it says, every check digit's verdict and
 * what is wrong where; `--json` prints `{ "zones": [MrzReading, ...] }`. Gives 0 when all is right, 1 when a problem was
 * found, 2 for a wrong call or a text in which no zone can be read.
 */
export async function mrzCommand(args: string[], io: Io): Promise<number> {
  const options = readOptions(args, io)
  if (typeof options === 'number') return options
  const text = await readText(options, io)
  if (text === null) return 2

  const zones = findMrzZones(text)
  const readings = (zones.length > 0 ? zones : ['']).map((zone) => readMrz(zone, { today: options.today }))
  const none = readings.every((reading) => reading.format === null)
  if (options.json) io.out(`${JSON.stringify({ zones: readings }, null, 2)}\n`)
  else
    readings.forEach((reading, index) => {
      if (readings.length > 1) {
        io.out(
          `${index > 0 ? '\n' : ''}${mrzText(options.locale)('mrz.zone', { number: index + 1, count: readings.length })}\n`,
        )
      }
      const lines = none
        ? reading.problems.map((p) => describeMrzFinding(options.locale, p).text)
        : describe(options.locale, reading)
      if (none) io.err(`${lines.join('\n')}\n`)
      else io.out(`${lines.join('\n')}\n`)
    })
  if (none) return 2
  return readings.every((reading) => reading.ok) ? 0 : 1
}

function readOptions(args: string[], io: Io): Options | number {
  const wanted = args[args.indexOf('--language') + 1]
  const locale: Locale = args.includes('--language') && isLocale(wanted) ? wanted : 'en'
  const t = mrzText(locale)
  const options: Omit<Options, 'file'> & { file: string | null } = {
    file: null,
    json: false,
    locale,
    today: Temporal.Now.plainDateISO('Asia/Almaty'),
  }
  const refuse = (text: string): number => {
    io.err(`${text}\n${t('mrz.command.usage')}\n`)
    return 2
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '--help' || arg === '-h') {
      io.out(`${t('mrz.command.usage')}\n`)
      return 0
    }
    if (arg === '--json') options.json = true
    else if (arg === '--language') {
      const option = args[++i] ?? ''
      if (!isLocale(option)) {
        return refuse(t('mrz.command.unknown-language', { option, languages: locales.join(', ') }))
      }
    } else if (arg === '--today') {
      const option = args[++i] ?? ''
      const day = toDay(option)
      if (!day) return refuse(t('mrz.command.not-a-date', { option }))
      options.today = day
    } else if (options.file !== null || (arg.startsWith('-') && arg !== '-')) {
      return refuse(t('mrz.command.unknown-option', { option: arg }))
    } else options.file = arg
  }
  if (options.file === null) {
    io.err(`${t('mrz.command.usage')}\n`)
    return 2
  }
  return { ...options, file: options.file }
}

function toDay(text: string): Temporal.PlainDate | null {
  try {
    return /^\d{4}-\d\d-\d\d$/.test(text) ? Temporal.PlainDate.from(text) : null
  } catch {
    return null
  }
}

/** The text of the file or of the standard input; null after saying why there is none. */
async function readText({ file, locale }: Options, io: Io): Promise<string | null> {
  const t = mrzText(locale)
  const refuse = (text: string) => {
    io.err(`${text}\n`)
    return null
  }
  let text: string
  if (file === '-') {
    if (io.tty) io.err(`${t('mrz.command.type-now')}\n`)
    text = await io.stdin()
  } else {
    try {
      if ((await stat(file)).size > megabytes * 1_000_000) {
        return refuse(t('mrz.command.too-large', { megabytes }))
      }
      text = await readFile(file, 'utf8')
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error)
      return refuse(
        reason === 'ENOENT'
          ? t('mrz.command.no-file', { file })
          : t('mrz.command.unreadable-file', { file, reason }),
      )
    }
  }
  if (text.length > megabytes * 1_000_000) return refuse(t('mrz.command.too-large', { megabytes }))
  return text.includes('\u0000') ? refuse(t('mrz.command.not-text')) : text
}

function describe(locale: Locale, reading: MrzReading): string[] {
  const t = mrzText(locale)
  const { format, fields, lines, checks, problems, remarks, suggestions } = reading
  if (!format || !fields) return problems.map((problem) => describeMrzFinding(locale, problem).text)

  const section = (heading: string, sentences: MrzSentence[]): string[] =>
    sentences.length === 0
      ? []
      : ['', heading, ...sentences.map(({ place, text }) => `  ${place ? `${place}: ` : ''}${text}`)]
  const verdicts = checks.map(({ field, found, expected, ok, line, column }) => {
    const key = ok ? 'mrz.check.right' : expected === null ? 'mrz.check.undecided' : 'mrz.check.wrong'
    const verdict = t(key, { found, expected })
    return `  ${ok ? '✓' : '✗'} ${t(`mrz.field.${field}`)}: ${verdict} (${t('mrz.place', { line, column })})`
  })
  return [
    t(`mrz.format.${format}`),
    '',
    ...lines.flatMap((line, index) => [`  ${line}`, ...marksUnder(reading, index + 1)]),
    '',
    ...table(fieldRows(locale, fields)),
    '',
    t('mrz.heading.checks'),
    ...verdicts,
    ...section(
      t('mrz.heading.problems'),
      problems.map((problem) => describeMrzFinding(locale, problem)),
    ),
    ...section(
      t('mrz.heading.suggestions'),
      suggestions.map((suggestion) => describeMrzSuggestion(locale, suggestion)),
    ),
    ...section(
      t('mrz.heading.remarks'),
      remarks.map((remark) => describeMrzFinding(locale, remark)),
    ),
    '',
    reading.ok ? t('mrz.result.right') : t('mrz.result.problems', { count: problems.length }),
  ]
}

/** Under a line: ✓ and ✗ for its check digits, ^ where anything else is wrong. */
function marksUnder({ checks, problems }: MrzReading, line: number): string[] {
  const marks = new Map<number, string>()
  for (const problem of problems) {
    if (problem.line === line && problem.column !== null) marks.set(problem.column, '^')
  }
  for (const check of checks) if (check.line === line) marks.set(check.column, check.ok ? '✓' : '✗')
  if (marks.size === 0) return []
  const width = Math.max(...marks.keys())
  return [`  ${Array.from({ length: width }, (_, i) => marks.get(i + 1) ?? ' ').join('')}`]
}

function fieldRows(locale: Locale, fields: MrzFields): [string, string][] {
  const t = mrzText(locale)
  const { names } = fields
  const date = (whole: string | null, partial: string | null) => {
    if (whole) return `${formatDate(locale, whole)} (${whole})`
    return partial ? t('mrz.date-partly', { date: partial }) : t('mrz.not-read')
  }
  const rows: [string, string | null][] = [
    [t('mrz.field.documentCode'), fields.documentCode],
    [t('mrz.field.issuingState'), fields.issuingState],
    [
      t(names && !names.secondary ? 'mrz.field.singleName' : 'mrz.field.primaryName'),
      names?.primary.display ?? t('mrz.not-read'),
    ],
    [t('mrz.field.secondaryName'), names?.secondary?.display ?? null],
    [t('mrz.field.documentNumber'), fields.documentNumber || t('mrz.not-read')],
    [t('mrz.field.nationality'), fields.nationality],
    [t('mrz.field.birthDate'), date(fields.birthDate, fields.birthDatePartial)],
    [t('mrz.field.sex'), fields.sex ? t(`mrz.sex.${fields.sex}`) : t('mrz.not-read')],
    [t('mrz.field.expiryDate'), date(fields.expiryDate, fields.expiryDatePartial)],
    [t('mrz.field.personalNumber'), fields.personalNumber],
    [t('mrz.field.optionalData'), fields.optionalData === fields.personalNumber ? null : fields.optionalData],
    [
      t('mrz.field.optionalData2'),
      fields.optionalData2 === fields.personalNumber ? null : fields.optionalData2,
    ],
  ]
  return rows.filter((row): row is [string, string] => Boolean(row[1]))
}

function table(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([label]) => label.length))
  return rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`)
}
