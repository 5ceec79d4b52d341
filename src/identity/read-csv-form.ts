import { closeSync, openSync, readSync } from 'node:fs'
import { invalid } from '../platform/fault.ts'

/** The sign between the columns of a CSV, as its first line shows: a comma, a semicolon (as Excel writes in Russian and Kazakh) or a tab. */
export function delimiterOf(text: string): ',' | ';' | '\t' {
  const [header = ''] = text.replace(/"[^"]*"/g, '').split(/\r?\n/, 1)
  const times = (sign: string) => header.split(sign).length
  return ([',', ';', '\t'] as const).toSorted((a, b) => times(b) - times(a))[0] ?? ','
}

/** The delimiter of a file. @throws Fault invalid-input when it is empty */
export function delimiterOfFile(path: string): ',' | ';' | '\t' {
  const file = openSync(path, 'r')
  try {
    const start = Buffer.alloc(65_536)
    const text = start.toString('utf8', 0, readSync(file, start, 0, start.length, 0))
    if (text.replace('\uFEFF', '').trim() === '') throw invalid(path, 'empty')
    return delimiterOf(text)
  } finally {
    closeSync(file)
  }
}

/**
 * A file's text, which must be UTF-8: in another encoding every name would be kept wrongly.
 * @throws Fault invalid-input
 */
export function textOf(bytes: Uint8Array, path: string): string {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalid(path, 'not-utf-8')
  }
  if (text.trim() === '') throw invalid(path, 'empty')
  return text
}

/** What a code means, for a terminal. */
export const fileFaults: Record<string, string> = {
  empty: 'the file is empty',
  'no-records': 'there is no record under the line of column names',
  'not-utf-8': 'this is not UTF-8 (windows-1251 perhaps); save the file as "CSV UTF-8"',
  'no-such-column': 'there is no such column; the map must name columns of the first line',
  required: 'the record has no id',
  repeated: 'this id was there before; each record needs an id of its own',
  'not-found': 'there is no record with this id',
}
