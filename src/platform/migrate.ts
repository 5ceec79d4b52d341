import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { rolePassword } from './config.ts'
import { queues } from './queues.ts'
import { SetupFault } from './setup-fault.ts'

const folder = join(fileURLToPath(new URL('../..', import.meta.url)), 'migrations')

/**
 * The login roles of the system. None of them owns a table or bypasses row-level security. `app` serves pages and jobs; each
 * walled module has its own, so that no query of another module can reach its rows even by mistake.
 */
export const databaseRoles = [
  'qonys_app',
  'qonys_asylum',
  'qonys_complaint',
  'qonys_tracing',
  'qonys_risk',
  'qonys_analyst',
] as const

export interface Migration {
  name: string
  text: string
}

export function readMigrations(): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{14}-[a-z0-9-]+\.sql$/.test(name))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
}

/**
 * Brings a database to the newest form: roles, then each SQL file once, in order, each in its own transaction with a short lock
 * timeout so that a running former version is never stopped for long, then the job queues. Safe to run twice and at once.
 * @throws SetupFault when the server is older than 16, or the role may not do what is needed
 * @param secret the installation's secret; the roles' passwords are derived from it. Without it roles keep theirs.
 */
export async function migrate(ownerUrl: string, secret?: Uint8Array): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'qonys migrate' })
  await client.connect()
  const applied: string[] = []
  try {
    await refuseUnfit(client)
    await client.query('select pg_advisory_lock(7305)')
    await createRoles(client, secret)
    await client.query(`create schema if not exists platform`)
    await client.query(
      `create table if not exists platform.migration (name text primary key, applied_at timestamptz not null default now())`,
    )
    const done = new Set(
      (await client.query<{ name: string }>('select name from platform.migration')).rows.map((r) => r.name),
    )
    for (const migration of readMigrations()) {
      if (done.has(migration.name)) continue
      await client.query('begin')
      try {
        await client.query(`set local lock_timeout = '5s'`)
        await client.query(migration.text)
        await client.query('insert into platform.migration (name) values ($1)', [migration.name])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw new Error(`migration ${migration.name}: ${(error as Error).message}`, { cause: error })
      }
      applied.push(migration.name)
    }
    await createQueues(client, ownerUrl)
  } finally {
    await client.end()
  }
  return applied
}

/**
 * Said before anything is touched, all at once, as the statements that the server's superuser has to run. The owner must pass
 * row-level security, for reference data of an installation and the demo country are written by it; its definer functions name the
 * actor by a parameter of ours.
 */
async function refuseUnfit(client: pg.Client): Promise<void> {
  const { rows } = await client.query<Fitness>(`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
      quote_ident(current_user) as role, quote_ident(current_database()) as database,
      rolsuper or rolcreaterole as "createrole", rolsuper or rolbypassrls as "bypassrls",
      has_database_privilege(current_database(), 'create') as "creates"
    from pg_roles where rolname = current_user`)
  const [owner] = rows
  if (!owner) return
  if (owner.number < 160000)
    throw new SetupFault('postgres-failed', `Qonys needs PostgreSQL 16 or newer; this is ${owner.version}.`)
  const { rows: may } = await client.query<{ sets: boolean }>(
    `select has_parameter_privilege(current_user, 'qonys.actor_kind', 'set') as sets`,
  )
  const lacks = [
    owner.createrole ? '' : `alter role ${owner.role} createrole;`,
    owner.bypassrls ? '' : `alter role ${owner.role} bypassrls;`,
    may[0]?.sets ? '' : `grant set on parameter "qonys.actor_kind" to ${owner.role};`,
    owner.creates ? '' : `alter database ${owner.database} owner to ${owner.role};`,
  ].filter(Boolean)
  if (lacks.length > 0)
    throw new SetupFault(
      'postgres-failed',
      `The role of DATABASE_URL may not do what Qonys needs. As the superuser of the server:\n  ${lacks.join('\n  ')}`,
    )
}

interface Fitness {
  number: number
  version: string
  role: string
  database: string
  createrole: boolean
  bypassrls: boolean
  creates: boolean
}

async function createRoles(client: pg.Client, secret: Uint8Array | undefined): Promise<void> {
  for (const role of databaseRoles) {
    const exists = (await client.query('select 1 from pg_roles where rolname = $1', [role])).rowCount
    // Roles belong to the whole server: another database of it may be creating them at this moment.
    if (!exists)
      await client
        .query(`create role ${role} login nosuperuser nocreatedb nocreaterole nobypassrls`)
        .catch((error: { code?: string }) => {
          if (error.code !== '42710' && error.code !== '23505') throw error
        })
    if (secret) {
      await client.query('begin')
      await client.query('select pg_advisory_xact_lock(7306)')
      await client.query(`alter role ${role} password '${scramVerifier(rolePassword(secret, role))}'`)
      await client.query('commit')
    }
  }
}

/** What PostgreSQL keeps of a password (RFC 5803), so that the password itself stands in no statement and no log. */
function scramVerifier(password: string): string {
  const [salt, rounds] = [randomBytes(16), 4096]
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256')
  const keyed = (name: string) => createHmac('sha256', salted).update(name).digest()
  const stored = createHash('sha256').update(keyed('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${stored}:${keyed('Server Key').toString('base64')}`
}

async function createQueues(client: pg.Client, ownerUrl: string): Promise<void> {
  const boss = new PgBoss({ connectionString: ownerUrl, supervise: false, schedule: false, max: 1 })
  boss.on('error', () => {})
  await boss.start()
  try {
    for (const [name, options] of Object.entries(queues)) {
      if (await boss.getQueue(name)) await boss.updateQueue(name, options)
      else await boss.createQueue(name, options)
    }
  } finally {
    await boss.stop({ graceful: false })
  }
  await client.query(`
    grant usage on schema pgboss to qonys_app;
    grant select, insert, update, delete on all tables in schema pgboss to qonys_app;
    grant usage, select on all sequences in schema pgboss to qonys_app;
    grant execute on all functions in schema pgboss to qonys_app`)
}
