import { readConfig } from '../platform/config.ts'
import { openInstance } from '../platform/instance.ts'
import { openDatabase } from './open-database.ts'

/** The instance of this installation for one command; closing it stops the database too, if it was started for it. */
export async function openInstanceHere() {
  const config = readConfig()
  const database = await openDatabase(config)
  const instance = await openInstance(config, database.url).catch(async (error: unknown) => {
    await database.stop()
    throw error
  })
  return {
    instance,
    async close() {
      await instance.close()
      await database.stop()
    },
  }
}
