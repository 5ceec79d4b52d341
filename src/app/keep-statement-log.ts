import pg from 'pg'
import type { Config } from '../platform/config.ts'
import { type Instance, openInstance } from '../platform/instance.ts'
import { databaseRoles } from '../platform/migrate.ts'

/** What the server must be told for its log to be a record. */
const wanted: Record<string, RegExp> = {
  logging_collector: /^on$/,
  log_destination: /jsonlog/,
  log_timezone: /^(UTC|GMT|Etc\/UTC)$/,
  log_connections: /^(on|all|.*authentication.*)$/,
  log_disconnections: /^on$/,
}

/**
 * Has the server write down every statement on this database but the program's own, for sessions that begin from now on. New accounts
 * are in by default. A server whose owner may not do so says why.
 * @returns what is missing, empty when all is set
 */
export async function keepStatementLog(ownerUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'qonys' })
  await client.connect()
  try {
    const missing = await findLoggingGaps(client)
    if (!missing.includes(unset)) return missing
    const name = client.escapeIdentifier(client.database ?? '')
    await client.query(`alter database ${name} set log_statement = 'all'`)
    for (const role of databaseRoles)
      await client.query(`alter role ${role} in database ${name} set log_statement = 'none'`)
    return await findLoggingGaps(client)
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error
    return ['the owner may not set log_statement on this database']
  } finally {
    await client.end()
  }
}

/** Has statements written down, then opens the instance: settings count for sessions that begin later. What is missing is a warning. */
export async function openWithStatementLog(config: Config, ownerUrl: string): Promise<Instance> {
  const gaps = await keepStatementLog(ownerUrl)
  const instance = await openInstance(config, ownerUrl)
  if (gaps.length > 0) instance.log.warn({ gaps }, 'statements of database administrators are not collected')
  return instance
}

const unset = 'log_statement is not set to all on this database'

/** What of the server's settings keeps statements of administrators from being written down. */
export async function findLoggingGaps(owner: pg.Client): Promise<string[]> {
  const settings = await owner.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any ($1)',
    [Object.keys(wanted)],
  )
  const wrong = settings.rows.filter(({ name, setting }) => !wanted[name]?.test(setting))
  const all = await owner.query(`
    select 1 from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
    where d.datname = current_database() and s.setrole = 0 and 'log_statement=all' = any (s.setconfig)`)
  const reach = await owner.query<{ may: boolean }>(`
    select rolsuper or (pg_has_role(p.proowner, 'pg_monitor', 'usage') and pg_has_role(p.proowner, 'pg_read_server_files', 'usage')) as may
    from pg_proc p join pg_roles r on r.oid = p.proowner where p.oid = to_regprocedure('oversight.read_server_log(text, bigint, bigint)')`)
  return [
    ...wrong.map(({ name, setting }) => `${name} is ${setting || 'off'}`),
    ...(all.rowCount ? [] : [unset]),
    ...(reach.rows[0]?.may === false
      ? ['the owner of the tables may not read the log: grant pg_monitor, pg_read_server_files']
      : []),
  ]
}
