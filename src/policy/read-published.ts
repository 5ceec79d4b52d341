import { connect, queryOn, sql } from '../platform/database.ts'
import { findPublished, type Published } from './published-law.ts'

/** What officials published, read by a command as the owner of the database. */
export async function readPublished(databaseUrl: string): Promise<Published[]> {
  const db = connect(databaseUrl, { max: 1 })
  try {
    return await db.transaction().execute(async (tx) => {
      await sql`select set_config('qonys.actor_kind', 'system', true)`.execute(tx)
      return findPublished(queryOn(tx))
    })
  } finally {
    await db.destroy()
  }
}
