import { cpus, loadavg, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { terminal } from '../src/platform/command.ts'
import { runIdentityBench, writeIdentity } from './identity/run.ts'
import { runPagesBench, writePages } from './pages.ts'
import { runPolicyBench, writePolicy } from './policy.ts'
import { runQueueBench, writeResult } from './queue.ts'
import { runQuotaBench, writeQuota } from './quota.ts'
import { runRegisterBench, writeRegister } from './register.ts'
import { runReplayBench, writeReplay } from './replay.ts'

const usage =
  'npm run bench [-- pages|policy|replay|quota|register|queue|identity …] [--rows N] [--records N] [--data DIR] [--json]   N cases of the queue, records of the batch, at least 1000'
const names = ['pages', 'policy', 'replay', 'quota', 'register', 'queue', 'identity'] as const

/** Prints ratios, both sides measured in one run; the machine and its load stand beside them. */
export async function runBench(args: string[]): Promise<number> {
  let which: string[]
  let rows: number
  let json: boolean
  let records: number
  let data: string | undefined
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        rows: { type: 'string', default: '1000000' },
        json: { type: 'boolean', default: false },
        records: { type: 'string', default: '1000000' },
        data: { type: 'string' },
      },
    })
    which = positionals
    rows = Number(values.rows)
    json = values.json
    records = Number(values.records)
    data = values.data
  } catch (error) {
    terminal.err(`${(error as Error).message}\nusage: ${usage}`)
    return 2
  }
  if (
    ![rows, records].every((n) => Number.isInteger(n) && n >= 1000) ||
    which.some((one) => !names.includes(one as 'pages'))
  ) {
    terminal.err(`usage: ${usage}`)
    return 2
  }
  const log = terminal.tty && !json ? terminal.err : () => {}
  const wanted = (name: (typeof names)[number]) => which.length === 0 || which.includes(name)
  const say = (name: string, result: object, words: string) =>
    terminal.out(json ? JSON.stringify({ bench: name, ...result }) : `\n## ${name}\n${words}`)
  const load = () => loadavg()[0]?.toFixed(1)
  if (!json)
    terminal.out(
      `${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.versions.node}, ${Temporal.Now.plainDateISO('UTC')}, load ${load()} at the start`,
    )
  if (wanted('pages')) {
    const result = await runPagesBench()
    say('pages', result, writePages(result))
  }
  if (wanted('policy')) {
    const result = await runPolicyBench({ facts: 100_000, log })
    say('policy', result, writePolicy(result))
  }
  if (wanted('replay')) {
    const result = await runReplayBench({ decisions: rows, log })
    say('replay', result, writeReplay(result))
  }
  if (wanted('quota')) {
    const result = await runQuotaBench({ reservations: 3_000, clients: 64, log })
    say('quota', result, writeQuota(result))
  }
  if (wanted('register')) {
    const result = await runRegisterBench({ rows: 3_000, clients: 8, log })
    say('register', result, writeRegister(result))
  }
  if (wanted('queue')) {
    const result = await runQueueBench({ rows, log })
    say('queue', result, writeResult(result))
  }
  if (wanted('identity')) {
    const result = await runIdentityBench({ records, data, log })
    say('identity', result, writeIdentity(result))
  }
  if (!json) terminal.out(`\nload ${load()} at the end`)
  return 0
}
