import { join } from 'node:path'
import { startPartners } from '../../../demo/partners/start.tsx'
import { personas } from '../../../demo/personas.ts'
import { terminal } from '../../platform/command.ts'
import { readConfig } from '../../platform/config.ts'
import { connect, queryOn, sql } from '../../platform/database.ts'
import { openInstance } from '../../platform/instance.ts'
import { migrate } from '../../platform/migrate.ts'
import { partnerSecrets } from '../../platform/partner-secrets.ts'
import { formTargets } from '../form-targets.ts'
import { openDatabase } from '../open-database.ts'
import { routes } from '../routes.ts'
import { untilSignal } from '../run-until-signal.ts'
import { listen, makeApplication } from '../serve.ts'
import { startWorker } from '../work.ts'
import { works } from '../works.ts'

/** Everything in one process, for a first look and for small installations. */
export async function start(args: string[] = []): Promise<number> {
  const config = readConfig()
  const database = await openDatabase(config)
  await migrate(database.url, config.secret)
  if (database.embedded) await markDemo(database.url)
  const instance = await openInstance(config, database.url)
  const listening = await listen(
    makeApplication(instance, routes, { formTargets: formTargets(config) }),
    config.port,
  )
  const worker = await startWorker(instance, works)
  // Bundled partners stand in for bank, gateway and identity provider where there are only fictitious people.
  const partners = instance.demo
    ? await startPartners({
        port: config.partnersPort,
        appUrl: config.baseUrl,
        dataDir: join(config.dataDirectory, 'partners'),
        secrets: partnerSecrets(config),
        personas,
      })
    : undefined
  if (args.includes('--json'))
    terminal.out(JSON.stringify({ url: config.baseUrl, partners: partners?.url ?? null }))
  else terminal.out(`Qonys runs at ${config.baseUrl}`)
  if (partners && !args.includes('--json')) {
    terminal.out(
      `Demo: everybody in it is fictitious. Sign in at ${config.baseUrl}/sign-in with any phone, for example ${personas.people[0]?.phone}`,
    )
    terminal.out(`The code is readable at ${partners.gatewayUrl}/outbox`)
  }
  await untilSignal()
  await listening.close()
  await partners?.stop()
  await worker.stop()
  await instance.close()
  await database.stop()
  return 0
}

/** The embedded database is for looking and learning: it says so on every page. A given database is marked only on purpose. */
async function markDemo(url: string): Promise<void> {
  const db = connect(url, { max: 1 })
  try {
    await queryOn(db).done(
      sql`insert into platform.setting (key, value) values ('demo', 'true') on conflict do nothing`,
    )
  } finally {
    await db.destroy()
  }
}
