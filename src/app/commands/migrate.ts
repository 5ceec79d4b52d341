import { ensureSigningKey } from '../../credential/ensure-signing-key.ts'
import { terminal } from '../../platform/command.ts'
import { readConfig } from '../../platform/config.ts'
import { connect } from '../../platform/database.ts'
import { migrate } from '../../platform/migrate.ts'
import { openDatabase } from '../open-database.ts'

export async function run(args: string[]): Promise<number> {
  const config = readConfig()
  const database = await openDatabase(config)
  try {
    const applied = await migrate(database.url, config.secret)
    const db = connect(database.url, { max: 1 })
    try {
      await ensureSigningKey(db, config.secret, Temporal.Now.instant())
    } finally {
      await db.destroy()
    }
    if (args.includes('--json')) terminal.out(JSON.stringify({ applied }))
    else terminal.out(applied.length ? `applied ${applied.join(', ')}` : 'nothing to apply')
    return 0
  } finally {
    await database.stop()
  }
}
