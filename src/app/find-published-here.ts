import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../platform/config.ts'
import type { Published } from '../policy/published-law.ts'
import { readPublished } from '../policy/read-published.ts'
import { openDatabase } from './open-database.ts'

/**
 * What officials published in the installation whose folder or DATABASE_URL the environment names; undefined where none was made yet:
 * asking what the law is makes no database. @throws when there is one and it does not answer
 */
export async function findPublishedHere(): Promise<Published[] | undefined> {
  const config = readConfig()
  if (!config.databaseUrl && !existsSync(join(config.dataDirectory, 'postgres', 'data', 'PG_VERSION')))
    return undefined
  const database = await openDatabase(config)
  try {
    return await readPublished(database.url)
  } finally {
    await database.stop()
  }
}
