import { join } from 'node:path'
import type { Config } from '../platform/config.ts'
import { startEmbedded } from '../platform/embedded-postgres.ts'

/** The owner's connection string: the one given, or the embedded server's, started if it does not run yet. */
export async function openDatabase(
  config: Config,
): Promise<{ url: string; embedded: boolean; stop(): Promise<void> }> {
  if (config.databaseUrl) return { url: config.databaseUrl, embedded: false, stop: async () => {} }
  const server = await startEmbedded({ directory: join(config.dataDirectory, 'postgres') })
  return { url: server.url, embedded: true, stop: () => server.stop() }
}
