import { terminal } from '../../platform/command.ts'
import { readConfig } from '../../platform/config.ts'
import { openInstance } from '../../platform/instance.ts'
import { formTargets } from '../form-targets.ts'
import { openDatabase } from '../open-database.ts'
import { routes } from '../routes.ts'
import { untilSignal } from '../run-until-signal.ts'
import { listen, makeApplication } from '../serve.ts'

export async function serve(args: string[] = []): Promise<number> {
  const config = readConfig()
  const database = await openDatabase(config)
  const instance = await openInstance(config, database.url)
  const listening = await listen(
    makeApplication(instance, routes, { formTargets: formTargets(config) }),
    config.port,
    undefined,
    Number(process.env.QONYS_DRAIN_SECONDS ?? 3),
  )
  if (args.includes('--json')) terminal.out(JSON.stringify({ serving: config.baseUrl }))
  else terminal.err(`serving ${config.baseUrl}`)
  await untilSignal()
  await listening.close()
  await instance.close()
  await database.stop()
  return 0
}
