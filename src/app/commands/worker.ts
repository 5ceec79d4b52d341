import { terminal } from '../../platform/command.ts'
import { readConfig } from '../../platform/config.ts'
import { dailyWorks } from '../daily.ts'
import { openWithStatementLog } from '../keep-statement-log.ts'
import { openDatabase } from '../open-database.ts'
import { untilSignal } from '../run-until-signal.ts'
import { startWorker } from '../work.ts'
import { works } from '../works.ts'

export async function work(args: string[] = []): Promise<number> {
  const config = readConfig()
  const database = await openDatabase(config)
  const instance = await openWithStatementLog(config, database.url)
  const worker = await startWorker(instance, works, dailyWorks)
  if (args.includes('--json')) terminal.out(JSON.stringify({ working: true }))
  else terminal.err('working')
  await untilSignal()
  await worker.stop()
  await instance.close()
  await database.stop()
  return 0
}
