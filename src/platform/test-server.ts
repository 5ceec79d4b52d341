import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { readConfig } from './config.ts'
import { startEmbedded } from './embedded-postgres.ts'
import { migrate } from './migrate.ts'

/**
 * What the test run tells its workers, and the programs they start, through the environment: the server's address and the
 * name of the template. `QONYS_SECRET` is set as well, so that `readConfig().secret` gives the roles' passwords everywhere.
 */
export const testServerVariable = 'QONYS_TEST_SERVER'
export const testTemplateVariable = 'QONYS_TEST_TEMPLATE'
/** Why there is no server. Tests that need none still run; those that do fail with this. */
export const testFailureVariable = 'QONYS_TEST_FAILURE'

/**
 * One PostgreSQL for a test run: `DATABASE_URL` (its role must be allowed to create databases and roles) or an embedded one in
 * a temporary folder, which does not wait for the disk. Makes the template with all migrations.
 */
export async function openTestServer(): Promise<{ close(): Promise<void> }> {
  const given = process.env.DATABASE_URL
  const server = given ? { url: given, close: async () => {} } : await startTemporary()
  // Login roles belong to the whole server. On a given server they keep the passwords this checkout gave them.
  const secret = given ? readConfig().secret : randomBytes(32)
  const run = `qonys_test_${randomBytes(4).toString('hex')}`
  const template = `${run}_template`
  try {
    await onServer(server.url, (client) => client.query(`create database ${template}`))
    await migrate(urlOfDatabase(server.url, template), secret)
    await onServer(server.url, (client) =>
      client.query(`alter database ${template} with allow_connections false`),
    )
  } catch (error) {
    await closeRun(server, run)
    throw error
  }
  process.env[testServerVariable] = server.url
  process.env[testTemplateVariable] = template
  process.env.QONYS_SECRET = Buffer.from(secret).toString('base64url')
  return { close: () => closeRun(server, run) }
}

async function startTemporary(): Promise<{ url: string; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'qonys-test-'))
  chmodSync(folder, 0o711)
  const server = await startEmbedded({
    directory: join(folder, 'postgres'),
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      shared_buffers: '128MB',
      max_connections: '200',
    },
  })
  return {
    url: server.url,
    async close() {
      await server.stop()
      for (const path of [folder, server.directory]) rmSync(path, { recursive: true, force: true })
    },
  }
}

/** Drops what the run left behind; on the embedded server the whole folder goes. */
async function closeRun(server: { url: string; close(): Promise<void> }, run: string): Promise<void> {
  if (process.env.DATABASE_URL) await onServer(server.url, (client) => dropDatabases(client, run))
  await server.close()
}

async function dropDatabases(client: pg.Client, prefix: string): Promise<void> {
  const found = await client.query<{ datname: string }>(
    'select datname from pg_database where starts_with(datname, $1)',
    [prefix],
  )
  for (const { datname } of found.rows) await client.query(`drop database ${datname} with (force)`)
}

/** Work on the server itself, not in any database of the run. */
export async function onServer<R>(url: string, work: (client: pg.Client) => Promise<R>): Promise<R> {
  const client = new pg.Client({ connectionString: url, application_name: 'qonys test' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

export function urlOfDatabase(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.toString()
}
