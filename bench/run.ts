import { cpus, loadavg, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { terminal, wrongCall } from '../src/platform/command.ts'
import { runBreachBench, writeBreach } from './breach.ts'
import { runRetrievalBench, writeRetrieval } from './identity/retrieve.ts'
import { runIdentityBench, writeIdentity } from './identity/run.ts'
import { runIngestBench, writeIngest } from './ingest.ts'
import { runPagesBench, writePages } from './pages.ts'
import { runPolicyBench, writePolicy } from './policy.ts'
import { runQueueBench, writeResult } from './queue.ts'
import { runQuotaBench, writeQuota } from './quota.ts'
import { runRegisterBench, writeRegister } from './register.ts'
import { runReplayBench, writeReplay } from './replay.ts'
import { runStayBench, writeStay } from './stay.ts'

/** What a bench is told: sizes by option, the folder of outside data, where progress goes. */
export interface BenchOptions {
  /** Rows of a bench that reads many: cases, decisions, events, persons. */
  rows: number
  /** Records of the batch of files. */
  records: number
  data: string | undefined
  /** Folders of `retrieval`: only load a register there; only measure one that was loaded there. */
  keep: string | undefined
  use: string | undefined
  log(line: string): void
}

/** A measurement: runs both sides and gives the result, and the words that a reader sees. */
interface Bench {
  run(options: BenchOptions): Promise<{ result: object; words: string }>
}

const bench = <R extends object>(
  run: (options: BenchOptions) => Promise<R>,
  write: (result: R) => string,
): Bench => ({
  async run(options) {
    const result = await run(options)
    return { result, words: write(result) }
  },
})

const benches: Record<string, Bench> = {
  pages: bench(() => runPagesBench(), writePages),
  policy: bench(({ log }) => runPolicyBench({ facts: 100_000, log }), writePolicy),
  replay: bench(({ rows, log }) => runReplayBench({ decisions: rows, log }), writeReplay),
  quota: bench(({ log }) => runQuotaBench({ reservations: 3_000, clients: 64, log }), writeQuota),
  register: bench(({ log }) => runRegisterBench({ rows: 3_000, clients: 8, log }), writeRegister),
  queue: bench(({ rows, log }) => runQueueBench({ rows, log }), writeResult),
  stay: bench(
    ({ rows, records, log }) => runStayBench({ persons: rows, histories: records, log }),
    writeStay,
  ),
  ingest: bench(({ rows, log }) => runIngestBench({ rows, log }), writeIngest),
  breach: bench(({ rows, log }) => runBreachBench({ reads: rows, log }), writeBreach),
  identity: bench(runIdentityBench, writeIdentity),
  retrieval: bench(
    ({ rows, keep, use, log }) => runRetrievalBench({ persons: rows, keep, use, log }),
    writeRetrieval,
  ),
}

export const usage = `npm run bench [-- ${Object.keys(benches).join('|')} …] [--rows N] [--records N] [--data DIR] [--json]   N at least 1000
       npm run bench -- retrieval --rows N --keep DIR   only load a register into the folder
       npm run bench -- retrieval --use DIR             only measure one that was loaded there`

/** Prints ratios, both sides measured in one run; the machine and its load stand beside them. */
export async function runBench(args: string[]): Promise<number> {
  const given = readArguments(args)
  if (typeof given === 'string') {
    terminal.err(`${given}\nusage: ${usage}`)
    return 2
  }
  const { which, json, ...sizes } = given
  const log = (terminal.tty && !json) || sizes.keep ? terminal.err : () => {}
  const load = () => loadavg()[0]?.toFixed(1)
  if (!json)
    terminal.out(
      `${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.versions.node}, ${Temporal.Now.plainDateISO('UTC')}, load ${load()} at the start`,
    )
  for (const [name, one] of Object.entries(benches)) {
    if (which.length > 0 && !which.includes(name)) continue
    const { result, words } = await one.run({ ...sizes, log })
    terminal.out(json ? JSON.stringify({ bench: name, ...result }) : `\n## ${name}\n${words}`)
  }
  if (!json) terminal.out(`\nload ${load()} at the end`)
  return 0
}

function readArguments(
  args: string[],
): ({ which: string[]; json: boolean } & Omit<BenchOptions, 'log'>) | string {
  try {
    const { values, positionals: which } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        rows: { type: 'string', default: '1000000' },
        json: { type: 'boolean', default: false },
        records: { type: 'string', default: '1000000' },
        data: { type: 'string' },
        keep: { type: 'string' },
        use: { type: 'string' },
      },
    })
    const [rows, records] = [Number(values.rows), Number(values.records)]
    if (![rows, records].every((n) => Number.isInteger(n) && n >= 1000))
      return 'a size is not a number of 1000 or more'
    const unknown = which.find((one) => !(one in benches))
    if (unknown) return `there is no bench ${unknown}`
    const { json, data, keep, use } = values
    if ((keep || use) && (which.join() !== 'retrieval' || (keep && use)))
      return '--keep or --use belongs to retrieval alone, one of them'
    return { which, json, rows, records, data, keep, use }
  } catch (error) {
    return wrongCall(error)
  }
}
