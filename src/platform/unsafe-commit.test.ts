import { expect, it } from 'vitest'
import { connect, queryOn, sql } from './database.ts'
import { scratchDatabase } from './scratch-database.ts'
import { onServer, testServerVariable } from './test-server.ts'

// A given server is not ours to reconfigure.
it.skipIf(process.env.DATABASE_URL)(
  'a commit whose wait for the standby was cancelled is a failure, although PostgreSQL calls it done',
  async () => {
    const server = process.env[testServerVariable] ?? ''
    const database = await scratchDatabase()
    const db = connect(`${database.ownerUrl}?options=-c%20synchronous_commit%3Don`, { max: 1 })
    // Only sessions that ask for synchronous commits wait for this standby, and in a test run no other does.
    await onServer(server, async (client) => {
      await client.query("alter system set synchronous_standby_names = 'nobody'")
      await client.query('select pg_reload_conf()')
    })
    try {
      await expect
        .poll(async () => {
          const setting = await queryOn(db).one<{ v: string }>(
            sql`select current_setting('synchronous_standby_names') as v`,
          )
          return setting.v
        })
        .toBe('nobody')
      const { pid } = await queryOn(db).one<{ pid: number }>(sql`select pg_backend_pid() as pid`)
      const commit = db.transaction().execute(async (tx) => {
        await sql`create table acknowledged (id int)`.execute(tx)
      })
      const outcome = commit.then(
        () => 'done',
        (error: { code?: string }) => error.code,
      )
      await expect
        .poll(() =>
          onServer(server, async (client) => {
            const { rows } = await client.query(
              "select pg_cancel_backend(pid) from pg_stat_activity where pid = $1 and wait_event = 'SyncRep'",
              [pid],
            )
            return rows.length
          }),
        )
        .toBe(1)
      expect(await outcome).toBe('database-unavailable')
    } finally {
      await onServer(server, async (client) => {
        await client.query('alter system reset synchronous_standby_names')
        await client.query('select pg_reload_conf()')
      })
      await db.destroy()
      await database.drop()
    }
  },
)
