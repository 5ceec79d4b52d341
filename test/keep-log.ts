import { Writable } from 'node:stream'
import pino from 'pino'

/** A log that keeps every line of every level, for a test that looks for what must not be in one. */
export function keepLog() {
  const lines: string[] = []
  const kept = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  return { log: pino({ level: 'trace' }, kept), lines }
}
