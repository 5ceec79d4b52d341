import { terminal } from '../src/platform/command.ts'
import { runQueueBench, writeResult } from './queue.ts'

/** `npm run bench [-- queue] [--rows N]`: prints ratios, both sides measured in one run. */
export async function runBench(args: string[]): Promise<number> {
  const at = args.indexOf('--rows')
  const rows = at >= 0 ? Number(args[at + 1]) : 1_000_000
  const which = args.find((arg) => !arg.startsWith('--') && arg !== args[at + 1])
  if (!Number.isInteger(rows) || rows < 1000 || (which !== undefined && which !== 'queue')) {
    terminal.err('usage: npm run bench [-- queue] [--rows N], N at least 1000')
    return 2
  }
  const result = await runQueueBench({ rows })
  terminal.out(writeResult(result))
  for (const name of ['register', 'pages']) terminal.out(`${name}: not run (no bench of it yet)`)
  return 0
}
