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
    load: async () => ({ run: (await import('./commands/demo.ts')).demoCommand }),
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
    summary:
      'the law as data: qonys policy check | explain ROUTE|VALUE | diff | replay --with DIR | replay --scenario ID | draft FILE --to DIR',
    load: async () => {
      const { policyCommand } = await import('../policy/commands/policy.ts')
      return {
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
      const { log } = await import('../oversight/commands/log.ts')
      const { openDatabase } = await import('./open-database.ts')
      const { readConfig } = await import('../platform/config.ts')
      return { run: (args) => log(args, () => openDatabase(readConfig())) }
    },
  },
  breach: {
    summary:
      'whom a leak touches, and their notices: qonys breach --actor ID --from INSTANT --to INSTANT [--tell …]',
    load: async () => {
      const { breach } = await import('../oversight/commands/breach.ts')
      const { openDatabase } = await import('./open-database.ts')
      const { readConfig } = await import('../platform/config.ts')
      const { openInstance } = await import('../platform/instance.ts')
      const config = readConfig()
      return {
        run: (args) =>
          breach(
            args,
            () => openDatabase(config),
            (url) => openInstance(config, url),
          ),
      }
    },
  },
  asylum: {
    summary:
      'who may have anything of requests for asylum: qonys asylum recipients | allow CODE … | end CODE',
    load: async () => {
      const { asylumCommand } = await import('../asylum/commands/asylum.ts')
      const { openDatabase } = await import('./open-database.ts')
      const { readConfig } = await import('../platform/config.ts')
      const config = readConfig()
      return { run: (args) => asylumCommand(args, () => openDatabase(config)) }
    },
  },
  witness: {
    summary:
      'cosign the log of an installation as long as it only grows: qonys witness --url URL --state FILE',
    load: async () => ({ run: (await import('../oversight/commands/witness.ts')).witness }),
  },
  match: {
    summary:
      'find the records of one person in CSV files: qonys match dedupe FILE | link A B | pair FILE ID ID | import FILE',
    load: async () => {
      const { matchCommand } = await import('../identity/commands/match.ts')
      return {
        async run(args) {
          if (args[0] !== 'import') return matchCommand(args, terminal)
          const { importCommand } = await import('../identity/commands/import-register.ts')
          const { openInstance } = await import('../platform/instance.ts')
          const { openDatabase } = await import('./open-database.ts')
          const { readConfig } = await import('../platform/config.ts')
          return importCommand(args.slice(1), async () => {
            const config = readConfig()
            const database = await openDatabase(config)
            const instance = await openInstance(config, database.url)
            return {
              instance,
              async close() {
                await instance.close()
                await database.stop()
              },
            }
          })
        },
      }
    },
  },
  feed: {
    summary: 'take a file that another institution sent: qonys feed FILE --kind KIND --institution CODE',
    load: async () => {
      const { feedCommand } = await import('../feed/commands/feed.ts')
      await import('./feeds.ts')
      const { openDatabase } = await import('./open-database.ts')
      const { readConfig } = await import('../platform/config.ts')
      const { openInstance } = await import('../platform/instance.ts')
      return {
        run: (args) =>
          feedCommand(args, async () => {
            const config = readConfig()
            const database = await openDatabase(config)
            const instance = await openInstance(config, database.url)
            return {
              instance,
              async close() {
                await instance.close()
                await database.stop()
              },
            }
          }),
      }
    },
  },
  bench: {
    summary: 'measure and print ratios: qonys bench [queue] [--rows N]',
    load: async () => ({ run: (await import('../../bench/run.ts')).runBench }),
  },
  soak: {
    summary:
      'kill program and database again and again under load, then look for what is lost: qonys soak [--kills N]',
    load: async () => ({ run: (await import('../../bench/soak.ts')).runSoak }),
  },
}
