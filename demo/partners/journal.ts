import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'

export interface Journal<T> {
  /** Entries of earlier runs, oldest first. */
  earlier: T[]
  /** On disk when it returns. */
  append(entry: T): void
}

/**
 * A partner's memory: one JSON object a line, only appended. A last line cut off by a kill was never acknowledged to
 * anybody, so it is dropped; a broken line elsewhere is an exception, for then the file is not ours.
 */
export function openJournal<T>(file: string): Journal<T> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
  const whole = bytes.lastIndexOf(0x0a) + 1
  if (whole < bytes.length) truncateSync(file, whole)
  const earlier = bytes
    .subarray(0, whole)
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T)
  return {
    earlier,
    append(entry) {
      appendFileSync(file, `${JSON.stringify(entry)}\n`, { mode: 0o600, flush: true })
    },
  }
}
