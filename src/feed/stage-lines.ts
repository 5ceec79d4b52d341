import type { z } from 'zod'
import { copyValue } from '../platform/copy-rows.ts'
import type { CommonLine, FeedContext, FeedKind, LineProblem } from './feed-kind.ts'
import { readCsv } from './read-csv.ts'
import { checkWhole, type Declared, type Read, readNdjson } from './read-lines.ts'

export type FeedFormat = 'ndjson' | 'csv'

const common = [
  'line',
  'reason',
  'field',
  'content',
  'source',
  'source_reference',
  'corrects',
  'withdrawn',
  'issuing_state',
  'document_number',
  'birth_date',
  'iin',
]

/** The stage's columns in the order in which `writeLine` writes them. */
export const stageColumns = (kind: FeedKind): string => [...common, ...Object.keys(kind.columns)].join(', ')

/**
 * Checks a file line by line as it arrives and gives what is copied into the stage: facts by column, and each line that is none as it
 * came, with the reason.
 * @throws Fault invalid-input for half a file; nothing of it is taken then
 */
export async function* stageLines(
  kind: FeedKind,
  content: { open(): AsyncIterable<Uint8Array>; format: FeedFormat; declared: Declared },
  context: FeedContext,
  read: Read,
): AsyncGenerator<Buffer> {
  const write = lineWriter(kind, context)
  const batches =
    content.format === 'csv' ? readCsv(content.open(), kind, read) : readNdjson(content.open(), read)
  let line = 0
  for await (const batch of batches) {
    const out: string[] = []
    for (const one of batch) out.push(write(++line, one))
    yield Buffer.from(`${out.join('\n')}\n`)
  }
  checkWhole(read, content.declared)
}

/** Writes one line, given as text or as a value, for the stage. */
export function lineWriter(
  kind: FeedKind,
  context: FeedContext,
): (line: number, given: string | object) => string {
  const values = Object.values(kind.columns)
  const empty = '\t\\N'.repeat(8 + values.length)
  const wrong = (line: number, { reason, field }: LineProblem, given: string | object) =>
    `${line}\t${reason}\t${copyValue(field)}\t${copyValue(asText(given))}${empty}`
  return (line, given) => {
    const value = typeof given === 'string' ? parseJson(given) : given
    if (value === undefined) return wrong(line, { reason: 'not-json' }, given)
    const checked = kind.line.safeParse(value)
    if (!checked.success) return wrong(line, problemOf(checked.error, value), given)
    const event = checked.data
    if (event.withdrawn && !event.corrects)
      return wrong(line, { reason: 'missing-field', field: 'corrects' }, given)
    const problem = kind.check?.(event, context)
    if (problem) return wrong(line, problem, given)
    let out = `${line}\t\\N\t\\N\t\\N\t${commonOf(kind, event)}`
    for (const column of values) out += `\t${copyValue(column(event, context))}`
    return out
  }
}

const commonOf = (kind: FeedKind, event: CommonLine): string =>
  `${event.source ?? kind.name}\t${event.sourceReference}\t${event.corrects ?? '\\N'}\t${event.withdrawn ? 't' : '\\N'}\t${event.document?.issuingState ?? '\\N'}\t${event.document?.number ?? '\\N'}\t${event.birthDate ?? '\\N'}\t${event.iin ?? '\\N'}`

/** The text that is kept; a character that PostgreSQL cannot hold is shown as what it is not. */
const asText = (given: string | object): string =>
  (typeof given === 'string' ? given : JSON.stringify(given)).slice(0, 4000).replaceAll('\0', '\uFFFD')

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The first thing wrong with a line, as a code. */
export function problemOf(error: z.ZodError, value: unknown): LineProblem {
  const issue = error.issues[0]
  if (!issue) return { reason: 'invalid-field' }
  const field = issue.path.map(String).join('.')
  const named = /^[a-z]+(-[a-z]+)+$/.test(issue.message) ? issue.message : undefined
  const given = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  )
  const reason = named ?? (given === undefined ? 'missing-field' : 'invalid-field')
  return field ? { reason, field } : { reason }
}
