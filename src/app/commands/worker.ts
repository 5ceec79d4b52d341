import { terminal } from '../../platform/command.ts'
import { readConfig } from '../../platform/config.ts'
import { openInstance } from '../../platform/instance.ts'
import { dailyWorks } from '../daily.ts'
import { keepStatementLog } from '../keep-statement-log.ts'
import { openDatabase } from '../open-database.ts'
import { untilSignal } from '../run-until-signal.ts'
import { startWorker } from '../work.ts'
import { works } from '../works.ts'

export async function work(args: string[] = []): Promise<number> {
  const config = readConfig()
  const database = await openDatabase(config)
  const gaps = await keepStatementLog(database.url)
  const instance = await openInstance(config, database.url)
  if (gaps.length > 0) instance.log.warn({ gaps }, 'statements of database administrators are not collected')
  const worker = await startWorker(instance, works, dailyWorks)
  if (args.includes('--json')) terminal.out(JSON.stringify({ working: true }))
  else terminal.err('working')
  await untilSignal()
  await worker.stop()
  await instance.close()
  await database.stop()
  return 0
}
