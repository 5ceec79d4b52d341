import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { fixedClock } from '../src/platform/clock.ts'
import { startEmbedded } from '../src/platform/embedded-postgres.ts'
import { type Instance, openInstance } from '../src/platform/instance.ts'
import { migrate } from '../src/platform/migrate.ts'

export interface BenchServer {
  /** The owner's connection string. */
  url: string
  /** For files of the bench; gone afterwards, but for a kept register. */
  directory: string
  secret: Buffer
}

/** The moment that benches call now. */
export const benchNow = '2026-11-24T06:00:00Z'

/** Does the work on a migrated server of its own that waits for its disk; nothing of it is left. */
export async function onServer<T>(
  settings: Record<string, string>,
  work: (server: BenchServer) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'qonys-bench-'))
  const server = await startEmbedded({ directory: join(directory, 'postgres'), settings })
  const secret = randomBytes(32)
  try {
    await migrate(server.url, secret)
    return await work({ url: server.url, directory, secret })
  } finally {
    await server.stop()
    // As root the data lies elsewhere.
    for (const path of [directory, server.directory]) rmSync(path, { recursive: true, force: true })
  }
}

/** Does the work with the product as it runs: its own role, pool and row-level security. `now` is what its clock says. */
export async function withInstance<T>(
  { url, directory, secret }: BenchServer,
  connections: number,
  work: (instance: Instance) => Promise<T>,
  now = benchNow,
): Promise<T> {
  const instance = await openInstance(
    {
      home: process.cwd(),
      dataDirectory: directory,
      port: 0,
      baseUrl: 'http://localhost',
      databaseUrl: url,
      secret,
      partnersPort: 0,
    },
    url,
    { clock: fixedClock(now), log: pino({ level: 'silent' }), max: connections },
  )
  try {
    return await work(instance)
  } finally {
    await instance.close()
  }
}
