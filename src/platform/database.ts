import { Kysely, PostgresDialect, type RawBuilder, sql, type Transaction } from 'kysely'
import pg from 'pg'
import { takeCopies } from './copy-rows.ts'
import { Fault } from './fault.ts'
import { sendTogether } from './send-together.ts'

export { sql }

// Dates stay dates: a calendar day must never pass through the machine's time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => BigInt(text))

export type Connection = Kysely<unknown>

/** The handful of ways a statement is read: many rows, exactly one, at most one, or only done. */
export interface Query {
  rows<R>(statement: RawBuilder<unknown>): Promise<R[]>
  /** @throws Fault not-found when there is no row */
  one<R>(statement: RawBuilder<unknown>): Promise<R>
  maybe<R>(statement: RawBuilder<unknown>): Promise<R | undefined>
  /** Number of rows changed. */
  done(statement: RawBuilder<unknown>): Promise<number>
}

export interface Tx extends Query {
  kysely: Transaction<unknown>
}

export function queryOn(kysely: Connection): Query {
  const rows = async <R>(statement: RawBuilder<unknown>): Promise<R[]> =>
    (await statement.execute(kysely)).rows as R[]
  return {
    rows,
    async one<R>(statement: RawBuilder<unknown>) {
      const [row] = await rows<R>(statement)
      if (row === undefined) throw new Fault('not-found')
      return row
    },
    async maybe<R>(statement: RawBuilder<unknown>) {
      return (await rows<R>(statement))[0]
    },
    async done(statement: RawBuilder<unknown>) {
      return Number((await statement.execute(kysely)).numAffectedRows ?? 0n)
    },
  }
}

/**
 * A pool of connections as one login role. A commit that only *looks* done is a failure: PostgreSQL answers a cancelled wait
 * for the synchronous standby with success and a warning, and the row is gone after a failover, so that warning is thrown.
 */
export function connect(url: string, options: { max?: number; name?: string } = {}): Connection {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.name ?? 'qonys',
    pipeline: true,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
  })
  // An idle connection that dies (server restart) is replaced by the pool; without a listener the process would end.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    // The same for one that dies between two statements: the next statement fails and says so.
    client.on('error', () => {})
    throwUnsafeCommit(client)
    takeCopies(client)
    sendTogether(client)
  })
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
}

/** Kysely sends `commit` as a statement of its own; after it, the server's warning is turned into a failure. */
function throwUnsafeCommit(client: pg.PoolClient): void {
  let unsafe = false
  client.on('notice', (notice) => {
    if (notice.routine === 'SyncRepWaitForLSN') unsafe = true
  })
  const send = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>
  const checked = async (...args: unknown[]) => {
    const result = await send(...args)
    if (!unsafe) return result
    unsafe = false
    throw new Fault('database-unavailable', { cause: new Error('the commit did not reach the standby') })
  }
  client.query = ((...args: unknown[]) =>
    args[0] === 'commit' ? checked(...args) : send(...args)) as typeof client.query
}

const unavailable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  // No room on the disk: nothing was written, and it goes on by itself when there is room.
  '53100',
  // Took longer than one statement may (`longestStatement`): it was undone, and the connection is free again.
  '57014',
  '53300',
  '08006',
  '08001',
  '08003',
])

export function isUnavailable(error: unknown): boolean {
  const code = (error as { code?: string } | null)?.code
  const message = error instanceof Error ? error.message : ''
  return (
    (code !== undefined && unavailable.has(code)) ||
    /Connection terminated|timeout exceeded when trying to connect|connection is closed|server closed the connection/i.test(
      message,
    )
  )
}

/** Text that a column cannot hold: with a NUL in it, or no UTF-8. */
export const isUnkeepableText = (error: unknown): boolean =>
  ['22021', '22P05'].includes((error as { code?: string } | null)?.code ?? '')

const retryable = new Set(['40001', '40P01'])
export const isSerialisationFailure = (error: unknown): boolean =>
  retryable.has((error as { code?: string } | null)?.code ?? '')

/** Connection string of the same server and database for another login role. */
export function urlForRole(ownerUrl: string, role: string, password: string): string {
  const url = new URL(ownerUrl)
  url.username = role
  url.password = encodeURIComponent(password)
  return url.toString()
}
