import { type Command, terminal } from '../platform/command.ts'

export const commands: Record<string, Command> = {
  help: {
    summary: 'this list',
    load: async () => ({
      async run() {
        const width = Math.max(...Object.keys(commands).map((name) => name.length))
        terminal.out('qonys COMMAND [options]\n')
        for (const [name, { summary }] of Object.entries(commands))
          terminal.out(`  ${name.padEnd(width)}  ${summary}`)
        terminal.out('\nEvery command that answers takes --json.')
        return 0
      },
    }),
  },
  start: {
    summary: 'set up everything and run it: database, migrations, demo country, web, worker, demo partners',
    load: async () => ({ run: (await import('./commands/start.ts')).start }),
  },
  serve: {
    summary: 'run the web server only',
    load: async () => ({ run: (await import('./commands/serve.ts')).serve }),
  },
  worker: {
    summary: 'run the jobs only',
    load: async () => ({ run: (await import('./commands/worker.ts')).work }),
  },
  migrate: {
    summary: 'bring the database to the newest form',
    load: async () => ({ run: (await import('./commands/migrate.ts')).run }),
  },
  test: {
    summary: 'check types and style and run every test',
    load: async () => ({ run: (await import('../platform/commands/test.ts')).runTests }),
  },
  mrz: {
    summary: 'read the machine-readable zone of a travel document: qonys mrz FILE|-',
    load: async () => {
      const { mrzCommand } = await import('../person/commands/mrz.ts')
      return { run: (args) => mrzCommand(args, terminal) }
    },
  },
  policy: {
    summary: 'the law as data: qonys policy check | explain ROUTE|VALUE [--at DATE]',
    load: async () => {
      const { policyCommand } = await import('../policy/commands/policy.ts')
      return { run: (args) => policyCommand(args, terminal) }
    },
  },
  verify: {
    summary: 'check an issued document: qonys verify FILE|TEXT|-',
    load: async () => ({ run: (await import('../credential/commands/verify.ts')).run }),
  },
  match: {
    summary:
      'find the records of one person in CSV files: qonys match dedupe FILE | link A B | pair FILE ID ID',
    load: async () => {
      const { matchCommand } = await import('../identity/commands/match.ts')
      return { run: (args) => matchCommand(args, terminal) }
    },
  },
  bench: {
    summary: 'measure and print ratios: qonys bench [queue] [--rows N]',
    load: async () => ({ run: (await import('../../bench/run.ts')).runBench }),
  },
}
