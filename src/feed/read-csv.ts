import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { invalid } from '../platform/fault.ts'
import type { FeedKind } from './feed-kind.ts'
import type { Read } from './read-lines.ts'

const batch = 500

/**
 * The records of a CSV file (RFC 4180, UTF-8, comma or semicolon) in batches, as values of the same form as JSON: the header names the
 * fields, a nested one with a dot (`document.number`). An empty cell is no answer. A record with more or fewer cells is given as its text.
 * @throws Fault invalid-input: `breaks-off` for an open quote or a last line without its end; `unknown-header` when no column is one of ours
 */
export async function* readCsv(
  chunks: AsyncIterable<Uint8Array>,
  kind: FeedKind,
  read: Read,
): AsyncGenerator<(string | object)[]> {
  const { delimiter, all } = await findDelimiter(chunks)
  let lastByte = 0
  const watched = async function* () {
    for await (const chunk of all) {
      if (chunk.byteLength > 0) lastByte = chunk[chunk.byteLength - 1] ?? 0
      yield chunk
    }
  }
  const parser = parse({
    bom: true,
    delimiter,
    relaxColumnCount: true,
    skipEmptyLines: true,
    maxRecordSize: 64 * 1024,
  })
  const source = Readable.from(watched())
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  let header: string[] | undefined
  let records: (string | object)[] = []
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (!header) {
        header = checkHeader(cells, kind)
        continue
      }
      records.push(cells.length === header.length ? toValue(header, cells, kind) : cells.join(delimiter))
      if (records.length < batch) continue
      read.lines += records.length
      yield records
      records = []
    }
  } catch (error) {
    if (/^CSV_/.test((error as { code?: string }).code ?? '')) throw invalid('', 'breaks-off')
    throw error
  } finally {
    source.destroy()
  }
  if (lastByte !== 0x0a && lastByte !== 0) throw invalid('', 'breaks-off')
  read.lines += records.length
  if (records.length > 0) yield records
}

/** Semicolons are what a spreadsheet writes in our languages. */
async function findDelimiter(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ delimiter: ',' | ';'; all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first = await iterator.next()
  const head = first.done ? '' : (new TextDecoder().decode(first.value).split('\n')[0] ?? '')
  const all = async function* () {
    if (first.done) return
    yield first.value
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  return { delimiter: head.split(';').length > head.split(',').length ? ';' : ',', all: all() }
}

function checkHeader(cells: string[], kind: FeedKind): string[] {
  const header = cells.map((cell) => cell.trim())
  const known = csvHeader(kind)
  if (!header.some((name) => known.includes(name))) throw invalid('', 'unknown-header')
  if (new Set(header).size < header.length) throw invalid('', 'header-twice')
  return header
}

/** Every header name of a kind, as documented. */
export const csvHeader = (kind: FeedKind): string[] => [
  'sourceReference',
  ...Object.values(kind.paths),
  'source',
  'corrects',
  'withdrawn',
]

function toValue(header: string[], cells: string[], kind: FeedKind): object {
  const value: Record<string, unknown> = {}
  for (const [i, name] of header.entries()) {
    const cell = cells[i]?.trim() ?? ''
    if (cell !== '')
      setPath(value, name, kind.numbers?.includes(name) && /^\d{1,15}$/.test(cell) ? Number(cell) : cell)
  }
  if (value.withdrawn === 'true') value.withdrawn = true
  return value
}

/** Sets `a.b` in a plain object; a name that would reach further than one level, or into a prototype, is left out. */
export function setPath(value: Record<string, unknown>, path: string, to: unknown): void {
  const [first = '', second, ...more] = path.split('.')
  if (more.length > 0 || [first, second].some((one) => one === '__proto__' || one === 'constructor')) return
  if (second === undefined) {
    value[first] = to
    return
  }
  const inner = value[first]
  if (inner !== undefined && typeof inner !== 'object') return
  value[first] = { ...(inner as object | undefined), [second]: to }
}
