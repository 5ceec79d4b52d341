import { createServer } from 'node:net'
import { join } from 'node:path'
import { countryState, emptyDemo, tellCountry, wholeCountry } from '../../../demo/country/provide-country.ts'
import { startPartners } from '../../../demo/partners/start.tsx'
import { personas } from '../../../demo/personas.ts'
import { terminal } from '../../platform/command.ts'
import { type Config, readConfig } from '../../platform/config.ts'
import { migrate } from '../../platform/migrate.ts'
import { partnerSecrets } from '../../platform/partner-secrets.ts'
import { dailyWorks } from '../daily.ts'
import { formTargets } from '../form-targets.ts'
import { openWithStatementLog } from '../keep-statement-log.ts'
import { openDatabase } from '../open-database.ts'
import { routes } from '../routes.ts'
import { untilSignal } from '../run-until-signal.ts'
import { listen, makeApplication } from '../serve.ts'
import { startWorker } from '../work.ts'
import { works } from '../works.ts'

/** Everything in one process, for a first look and for small installations. */
export async function start(args: string[] = []): Promise<number> {
  const config = readConfig()
  for (const port of [config.port, config.partnersPort]) {
    const wrong = await whyNotListen(port)
    if (wrong) {
      terminal.err(`${wrong} Choose others: QONYS_PORT=8090 npm start`)
      return 1
    }
  }
  // Whatever ends it, a failed start included, closes what is open, the latest first: the door before the house.
  await using opened = new AsyncDisposableStack()
  const database = opened.adopt(await openDatabase(config), (one) => one.stop())
  await migrate(database.url, config.secret)
  if (database.embedded) await provideCountry(config, database.url)
  const instance = opened.adopt(await openWithStatementLog(config, database.url), (one) => one.close())
  // Bundled partners stand in for bank, gateway and identity provider where there are only fictitious people.
  const partners = instance.demo
    ? opened.adopt(
        await startPartners({
          port: config.partnersPort,
          appUrl: config.baseUrl,
          dataDir: join(config.dataDirectory, 'partners'),
          secrets: partnerSecrets(config),
          personas,
        }),
        (one) => one.stop(),
      )
    : undefined
  // After the partners, so that it ends before them and tries nothing in vain.
  opened.adopt(await startWorker(instance, works, dailyWorks), (one) => one.stop())
  const application = makeApplication(instance, routes, { formTargets: formTargets(config) })
  opened.adopt(await listen(application, config.port), (one) => one.close())
  if (args.includes('--json'))
    terminal.out(JSON.stringify({ url: config.baseUrl, partners: partners?.url ?? null }))
  else terminal.out(`Qonys runs at ${config.baseUrl}`)
  if (partners && !args.includes('--json')) {
    terminal.out('Everybody in it is made up. Whom you can be (more: npx qonys demo people):')
    for (const one of personas.people)
      terminal.out(`  ${one.part.padEnd(20)} ${one.phone}   at ${config.baseUrl}/sign-in`)
    terminal.out(`  staff of every role               at ${config.baseUrl}/staff/sign-in`)
    terminal.out(`The code that the telephone gets is readable at ${partners.gatewayUrl}/outbox`)
  }
  await untilSignal()
  return 0
}

/** Asked first: the demo country takes a minute, and a taken port would be told only after it. */
function whyNotListen(port: number): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const server = createServer()
  server.once('error', ({ code }: NodeJS.ErrnoException) =>
    resolve(code === 'EADDRINUSE' ? `Port ${port} is taken.` : `Port ${port} cannot be opened (${code}).`),
  )
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)))
  return promise
}

/**
 * The embedded database is for looking and learning: it gets the demo country, once, and says so on every page. One that was left
 * half told is told anew. A given database gets it only by `qonys demo reset`.
 */
async function provideCountry(config: Config, url: string): Promise<void> {
  const state = await countryState(url)
  if (state === 'ready') return
  terminal.err('Making the demo country: a minute or two, once.')
  const refused = state === 'building' ? await emptyDemo(config, url) : undefined
  if (refused) throw new Error(`the demo country was left half told and cannot be made anew: ${refused}`)
  await tellCountry(config, url, { ...wholeCountry, anchor: Temporal.Now.instant() }, terminal)
}
