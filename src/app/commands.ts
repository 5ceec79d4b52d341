import { type Command, terminal } from '../platform/command.ts'

export const commands: Record<string, Command> = {
  help: {
    summary: 'this list',
    takes: ['--json'],
    load: async () => ({
      async run(args) {
        const list = Object.entries(commands).map(([name, { summary }]) => ({ name, summary }))
        if (args.includes('--json')) {
          terminal.out(JSON.stringify({ commands: list }))
          return 0
        }
        const width = Math.max(...list.map(({ name }) => name.length))
        terminal.out('qonys COMMAND [options]\n')
        for (const { name, summary } of list) terminal.out(`  ${name.padEnd(width)}  ${summary}`)
        terminal.out('\nEvery command that answers takes --json.')
        terminal.out('Exit: 0 done, 1 the answer is no, 2 wrong call, 3 cannot tell, 70 broken.')
        return 0
      },
    }),
  },
  start: {
    summary: 'set up everything and run it: database, migrations, demo country, web, worker, demo partners',
    takes: ['--json'],
    load: async () => ({ run: (await import('./commands/start.ts')).start }),
  },
  serve: {
    summary: 'run the web server only',
    takes: ['--json'],
    load: async () => ({ run: (await import('./commands/serve.ts')).serve }),
  },
  worker: {
    summary: 'run the jobs only',
    takes: ['--json'],
    load: async () => ({ run: (await import('./commands/worker.ts')).work }),
  },
  demo: {
    summary: 'the fictitious country: qonys demo reset | shift DAYS | people',
    load: async () => {
      const { demoCommand, usage } = await import('./commands/demo.ts')
      return { run: demoCommand, usage }
    },
  },
  migrate: {
    summary: 'bring the database to the newest form',
    takes: ['--json'],
    load: async () => ({ run: (await import('./commands/migrate.ts')).run }),
  },
  doctor: {
    summary: 'check the installation and say what to mend',
    takes: ['--json'],
    load: async () => ({ run: (await import('./commands/doctor.ts')).doctor }),
  },
  test: {
    summary: 'check types and style and run every test',
    load: async () => {
      const { runTests, usage } = await import('../platform/commands/test.ts')
      return { run: runTests, usage }
    },
  },
  mrz: {
    summary: 'read the machine-readable zone of a travel document: qonys mrz FILE|-',
    load: async () => {
      const { mrzCommand } = await import('../person/commands/mrz.ts')
      return { run: (args) => mrzCommand(args, terminal) }
    },
  },
  policy: {
    summary:
      'the law as data: qonys policy check | explain ROUTE|VALUE | diff | replay --with DIR | replay --scenario ID | draft FILE --to DIR',
    load: async () => {
      const { policyCommand, usage } = await import('../policy/commands/policy.ts')
      return {
        usage,
        async run(args) {
          const { draftCommand, replayScenarioCommand } = await import(
            '../reform/commands/replay-scenario.ts'
          )
          if (args[0] === 'draft') return draftCommand(args.slice(1))
          if (args[0] !== 'replay')
            return policyCommand(args, terminal, async () => {
              const { findPublishedHere } = await import('./find-published-here.ts')
              return findPublishedHere()
            })
          const { replayCommand } = await import('../case/commands/replay.ts')
          const { openDatabase } = await import('./open-database.ts')
          const { readConfig } = await import('../platform/config.ts')
          const open = () => openDatabase(readConfig())
          return args.some((one) => one.startsWith('--scenario'))
            ? replayScenarioCommand(args.slice(1), open)
            : replayCommand(args.slice(1), open)
        },
      }
    },
  },
  verify: {
    summary: 'check an issued document: qonys verify FILE|TEXT|-',
    load: async () => ({ run: (await import('../credential/commands/verify.ts')).run }),
  },
  log: {
    summary: 'the transparency log: qonys log verify --url URL --key KEY … | audit | admit KEY',
    load: async () => {
      const { log, usage } = await import('../oversight/commands/log.ts')
      const { openDatabase } = await import('./open-database.ts')
      const { readConfig } = await import('../platform/config.ts')
      return { usage, run: (args) => log(args, () => openDatabase(readConfig())) }
    },
  },
  breach: {
    summary:
      'whom a leak touches, and their notices: qonys breach --actor ID --from INSTANT --to INSTANT [--tell …]',
    load: async () => {
      const { breach, usage } = await import('../oversight/commands/breach.ts')
      const { openDatabase } = await import('./open-database.ts')
      const { readConfig } = await import('../platform/config.ts')
      const { openInstance } = await import('../platform/instance.ts')
      return {
        usage,
        run: (args) =>
          breach(
            args,
            () => openDatabase(readConfig()),
            (url) => openInstance(readConfig(), url),
          ),
      }
    },
  },
  asylum: {
    summary:
      'who may have anything of requests for asylum: qonys asylum recipients | allow CODE … | end CODE',
    load: async () => {
      const { asylumCommand, usage } = await import('../asylum/commands/asylum.ts')
      const { openDatabase } = await import('./open-database.ts')
      const { readConfig } = await import('../platform/config.ts')
      return { usage, run: (args) => asylumCommand(args, () => openDatabase(readConfig())) }
    },
  },
  witness: {
    summary:
      'cosign the log of an installation as long as it only grows: qonys witness --url URL --state FILE',
    load: async () => {
      const { usage, witness } = await import('../oversight/commands/witness.ts')
      return { run: witness, usage }
    },
  },
  match: {
    summary:
      'find the records of one person in CSV files: qonys match dedupe FILE | link A B | pair FILE ID ID | import FILE',
    load: async () => {
      const { matchCommand, usage } = await import('../identity/commands/match.ts')
      return {
        usage,
        async run(args) {
          if (args[0] !== 'import') return matchCommand(args, terminal)
          const { importCommand } = await import('../identity/commands/import-register.ts')
          const { openInstanceHere } = await import('./open-instance-here.ts')
          return importCommand(args.slice(1), openInstanceHere)
        },
      }
    },
  },
  feed: {
    summary: 'take a file that another institution sent: qonys feed FILE --kind KIND --institution CODE',
    load: async () => {
      const { feedCommand, usage } = await import('../feed/commands/feed.ts')
      await import('./feeds.ts')
      const { openInstanceHere } = await import('./open-instance-here.ts')
      return {
        usage,
        run: (args) => feedCommand(args, openInstanceHere),
      }
    },
  },
  bench: {
    summary: 'measure and print ratios: qonys bench [queue] [--rows N]',
    load: async () => {
      const { runBench, usage } = await import('../../bench/run.ts')
      return { run: runBench, usage }
    },
  },
  soak: {
    summary:
      'kill program and database again and again under load, then look for what is lost: qonys soak [--kills N]',
    load: async () => {
      const { runSoak, usage } = await import('../../bench/soak.ts')
      return { run: runSoak, usage }
    },
  },
}
