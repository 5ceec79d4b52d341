import { existsSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { isRefusal } from '../../platform/act.ts'
import { type Io, terminal, wrongCall } from '../../platform/command.ts'
import { Fault } from '../../platform/fault.ts'
import type { Instance } from '../../platform/instance.ts'
import { feedNames } from '../feed-kind.ts'
import { holdFile } from '../hold-content.ts'
import { type FeedAnswer, takeFeed } from '../take-feed.ts'

export const usage = `qonys feed FILE --kind ${feedNames.join('|')} --institution CODE [--lines N] [--sha256 HEX] [--json]`

/**
 * Takes a file of the machine on which the database is, of any size, in bounded memory: the same act as by the API. Ctrl-C, or a kill,
 * leaves nothing of it. Exit: 0 taken (or taken before), 1 rejected whole, 2 a wrong call or no such file.
 */
export async function feedCommand(
  args: string[],
  open: () => Promise<{ instance: Instance; close(): Promise<void> }>,
  io: Io = terminal,
): Promise<number> {
  const given = readArguments(args)
  if (typeof given === 'string') {
    io.err(`${given}\nusage: ${usage}`)
    return 2
  }
  const { path, kind, institution, declared, json } = given
  const opened = await open()
  let cancelled = false
  const cancel = () => {
    cancelled = true
  }
  process.once('SIGINT', cancel)
  const bytes = statSync(path).size
  const tell = progress(io, bytes)
  try {
    await using content = await holdFile(path, (seen) => {
      if (cancelled) throw new Cancelled()
      tell(seen)
    })
    const answer = await takeFeed(
      opened.instance,
      { kind: 'system', job: 'feed-command' },
      {
        kind,
        institution,
        format: /\.csv$/i.test(path) ? 'csv' : 'ndjson',
        bytes: content.bytes,
        sha256: content.sha256,
        declared,
        open: content.open,
      },
    )
    if (isRefusal(answer)) throw new Fault('unexpected')
    io.out(json ? JSON.stringify(answer) : inWords(answer))
    return 0
  } catch (error) {
    if (error instanceof Cancelled) {
      io.err('Stopped. Nothing of the file was taken.')
      return 1
    }
    if (!(error instanceof Fault) || error.issues.length === 0) throw error
    if (json) io.out(JSON.stringify({ rejected: error.issues }))
    else for (const { path: at, code, values } of error.issues) io.err(rejected(at, code, values))
    return 1
  } finally {
    process.removeListener('SIGINT', cancel)
    await opened.close()
  }
}

class Cancelled extends Error {}

function readArguments(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        kind: { type: 'string' },
        institution: { type: 'string' },
        lines: { type: 'string' },
        sha256: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    const [path, ...more] = positionals
    const kind = feedNames.find((name) => name === values.kind)
    const lines = values.lines === undefined ? undefined : Number(values.lines)
    if (!path || more.length > 0) return 'name one file'
    if (!kind) return 'name its kind'
    if (!values.institution) return 'say from which institution it is'
    if (lines !== undefined && !(Number.isSafeInteger(lines) && lines >= 0)) return '--lines is not a number'
    if (values.sha256 && !/^[0-9a-f]{64}$/i.test(values.sha256))
      return '--sha256 is not 64 hexadecimal digits'
    if (!existsSync(path) || !statSync(path).isFile()) return `there is no file ${path}`
    const declared = { lines, sha256: values.sha256?.toLowerCase() }
    return { path, kind, institution: values.institution, declared, json: values.json }
  } catch (error) {
    return wrongCall(error)
  }
}

/** One line a second while somebody watches: how much is read, then that the database writes. */
function progress(io: Io, bytes: number): (seen: number) => void {
  let told = performance.now()
  const started = told
  return (seen) => {
    const now = performance.now()
    if (!io.tty || (now - told < 1000 && seen < bytes)) return
    told = now
    if (seen >= bytes) io.err('All read and checked; the database is writing it.')
    else {
      const left = ((now - started) / seen) * (bytes - seen)
      io.err(`${Math.floor((100 * seen) / bytes)} % read, ${Math.ceil(left / 1000)} s to go`)
    }
  }
}

const inWords = (answer: FeedAnswer): string =>
  [
    `${answer.lines} lines: ${answer.accepted} taken, ${answer.repeated} known already, ${answer.quarantined} no facts yet (file ${answer.file})`,
    ...answer.wrong.map(({ line, code, field }) => `  line ${line}: ${code}${field ? ` (${field})` : ''}`),
    ...(answer.quarantined > 0 ? ['Mend them at /staff/feeds.'] : []),
  ].join('\n')

const rejected = (path: string, code: string, values?: Record<string, string | number>): string =>
  `The file is rejected whole: ${code}${path ? ` (${path})` : ''}${values ? `, ${JSON.stringify(values)}` : ''}. Nothing of it was taken.`
