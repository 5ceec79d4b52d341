import { terminal } from '../../platform/command.ts'
import { readConfig } from '../../platform/config.ts'
import { openInstance } from '../../platform/instance.ts'
import { migrate } from '../../platform/migrate.ts'
import { openDatabase } from '../open-database.ts'
import { routes } from '../routes.ts'
import { untilSignal } from '../run-until-signal.ts'
import { listen, makeApplication } from '../serve.ts'
import { startWorker } from '../work.ts'
import { works } from '../works.ts'

/** Everything in one process, for a first look and for small installations. */
export async function start(): Promise<number> {
  const config = readConfig()
  const database = await openDatabase(config)
  await migrate(database.url, config.secret)
  const instance = await openInstance(config, database.url)
  const listening = await listen(makeApplication(instance, routes), config.port)
  const worker = await startWorker(instance, works)
  terminal.out(`Qonys runs at ${config.baseUrl}`)
  await untilSignal()
  await listening.close()
  await worker.stop()
  await instance.close()
  await database.stop()
  return 0
}
