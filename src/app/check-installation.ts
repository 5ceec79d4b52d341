import { existsSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { findSigningKeys } from '../credential/find-signing-keys.ts'
import { renderDocument } from '../credential/render-document.ts'
import { findActiveKey, openSigner } from '../credential/signing-key.ts'
import type { WatchReport } from '../identity/watch-identity.ts'
import { alarmAfter, stopAfter } from '../oversight/log-age.ts'
import { doctorsQuestions } from '../oversight/own-statements.ts'
import { type Config, rolePassword } from '../platform/config.ts'
import { connect, queryOn, urlForRole } from '../platform/database.ts'
import { explainTrouble } from '../platform/explain-trouble.ts'
import { findBrowser } from '../platform/find-browser.ts'
import { databaseRoles, readMigrations } from '../platform/migrate.ts'
import { partnersUrl } from '../platform/partner-secrets.ts'
import { queues } from '../platform/queues.ts'
import { checkPolicy } from '../policy/check-policy.ts'
import { findLoggingGaps } from './keep-statement-log.ts'
import { openDatabase } from './open-database.ts'

/** `note` is nothing to mend but worth knowing, such as a program that does not run just now. */
export interface Finding {
  check: string
  state: 'ok' | 'note' | 'broken'
  says: string
  /** What to do; only with `broken` and `note`. */
  mend?: string
}

type Found = Omit<Finding, 'check'>
const ok = (says: string): Found => ({ state: 'ok', says })
const note = (says: string, mend?: string): Found => ({ state: 'note', says, ...(mend ? { mend } : {}) })
const broken = (says: string, mend: string): Found => ({ state: 'broken', says, mend })

/**
 * Tables that may stand without row-level security, for they hold nothing about people whom the system serves: published facts,
 * machinery, and secrets that are hashed or sealed. Every other table must have it, also one that somebody adds tomorrow.
 */
const withoutRowSecurity = new Map<string, string>([
  ['credential.signing_key', 'public halves, private halves sealed'],
  ['credential.status_entry', 'random indexes'],
  ['credential.status_list', 'numbers'],
  ...[
    'employment.contract_line',
    'employment.tax_line',
    'feed.line',
    'stay.address_line',
    'stay.crossing_line',
    'stay.notice_line',
  ].map((shape): [string, string] => [
    shape,
    'a shape that temporary tables copy; no row is ever written to it',
  ]),
  ['feed.kind', 'kinds of feeds'],
  ['institution.client', 'machines; tokens hashed'],
  ['institution.institution', 'published'],
  ['institution.jurisdiction', 'published'],
  ['institution.office', 'published'],
  ['institution.posting', 'who decides is published'],
  ['platform.migration', 'machinery'],
  ['platform.rate', 'hashed keys'],
  ['platform.reading_right', 'names nobody; everybody may read who opens what'],
  ['platform.request', 'read only by the id its sender made'],
  ['platform.session', 'tokens hashed; read only by the token'],
  ['platform.setting', 'machinery'],
])

/**
 * Looks at everything an installation needs and says what to mend. It changes nothing: an embedded server that does not run is
 * started for the questions and stopped again.
 * @param tell called before each check, for progress
 */
export async function checkInstallation(
  config: Config,
  tell: (check: string) => void = () => {},
): Promise<Finding[]> {
  const findings: Finding[] = []
  const run = async (check: string, look: () => Found | Promise<Found>) => {
    tell(check)
    try {
      findings.push({ check, ...(await look()) })
    } catch (error) {
      findings.push({
        check,
        ...broken(
          (error as Error).message,
          explainTrouble(error) ??
            `${(error as Error).name}: if you cannot tell why, ask whoever runs this machine.`,
        ),
      })
    }
  }
  await run('node', checkNode)
  await run('folder', () => checkFolder(config))
  await run('disk', () => checkDisk(config))
  await checkDatabase(config, run, findings)
  await run('policy', checkLaw)
  await run('documents', checkDocuments)
  await run('web', () => checkWeb(config))
  await run('browser', checkBrowser)
  return findings
}

type Run = (check: string, look: () => Found | Promise<Found>) => Promise<void>

function checkNode(): Found {
  const version = process.versions.node
  return Number(version.split('.')[0]) >= 26 && 'Temporal' in globalThis
    ? ok(`Node ${version}`)
    : broken(`Node ${version}`, 'Run npm ci again, or install Node 26 or newer and start with bin/qonys.mjs.')
}

function checkFolder({ dataDirectory }: Config): Found {
  const open = ['.', 'secret'].filter((name) => {
    const path = join(dataDirectory, name)
    return existsSync(path) && (statSync(path).mode & 0o077) !== 0
  })
  return open.length === 0
    ? ok(`${dataDirectory} is closed to others`)
    : broken(
        `${open.map((name) => join(dataDirectory, name)).join(' and ')}: others may look into it`,
        `chmod go-rwx ${open.map((name) => join(dataDirectory, name)).join(' ')}`,
      )
}

function checkDisk({ dataDirectory }: Config): Found {
  const { bavail, bsize } = statfsSync(dataDirectory)
  const free = (bavail * bsize) / 1e9
  const says = `${free.toFixed(1)} GB free for ${dataDirectory}`
  if (free < 0.5) return broken(says, 'Make room: PostgreSQL stops when its disk is full.')
  return free < 5 ? note(says, 'Less than 5 GB are left.') : ok(says)
}

async function checkDatabase(config: Config, run: Run, findings: Finding[]): Promise<void> {
  if (!config.databaseUrl && !existsSync(join(config.dataDirectory, 'postgres')))
    return run('database', () => broken('It was never set up.', 'Run npm start, or set DATABASE_URL.'))
  let database: Awaited<ReturnType<typeof openDatabase>>
  const client = { own: undefined as pg.Client | undefined }
  try {
    database = await openDatabase(config)
  } catch (error) {
    return run('database', () =>
      broken(
        (error as Error).message,
        explainTrouble(error) ?? `Its log is in ${join(config.dataDirectory, 'postgres', 'data', 'log')}.`,
      ),
    )
  }
  try {
    await run('database', async () => {
      client.own = new pg.Client({ connectionString: database.url, connectionTimeoutMillis: 5_000 })
      await client.own.connect()
      const { rows } = await client.own.query<{ number: number; version: string }>(
        `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
      )
      const { number = 0, version = '' } = rows[0] ?? {}
      return number >= 160000
        ? ok(`PostgreSQL ${version}${database.embedded ? ', embedded' : ''}`)
        : broken(`PostgreSQL ${version}`, 'Qonys needs PostgreSQL 16 or newer.')
    })
    const owner = client.own
    if (
      !owner ||
      (await owner.query('select 1').then(
        () => false,
        () => true,
      ))
    )
      return
    await run('migrations', () => checkMigrations(owner))
    // What follows asks tables that are not there yet, and would only repeat it in stranger words.
    if (findings.at(-1)?.state === 'broken') return
    await run('roles', () => checkRoles(owner, config, database.url))
    await run('row-security', () => checkRowSecurity(owner))
    await run('clock', () => checkClock(owner))
    await run('signing-key', () => checkSigningKey(config, database.url))
    await run('queues', () => checkQueues(owner))
    await run('partners', () => checkPartners(owner, config))
    await run('log', () => checkLog(owner))
    await run('identity', () => checkIdentity(owner))
    await run('statements', () => checkStatements(owner))
  } finally {
    await client.own?.end().catch(() => {})
    await database.stop()
  }
}

async function checkMigrations(owner: pg.Client): Promise<Found> {
  const known = readMigrations().map(({ name }) => name)
  const table = await owner.query<{ there: boolean }>(
    `select to_regclass('platform.migration') is not null as there`,
  )
  const applied = table.rows[0]?.there
    ? (await owner.query<{ name: string }>('select name from platform.migration')).rows.map((row) => row.name)
    : []
  const missing = known.filter((name) => !applied.includes(name))
  const newer = applied.filter((name) => !known.includes(name))
  if (missing.length > 0) return broken(`${missing.length} not applied: ${few(missing)}`, 'qonys migrate')
  if (newer.length > 0)
    return broken(
      `The database is newer than this program: ${few(newer)}`,
      'Install the newer version of Qonys.',
    )
  return ok(`${applied.length} applied`)
}

const few = (names: string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')

async function checkRoles(owner: pg.Client, config: Config, url: string): Promise<Found> {
  const { rows } = await owner.query<{ name: string; strong: boolean; owns: string }>(
    `select rolname as name, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as strong,
       (select count(*) from pg_class c where c.relowner = r.oid) as owns from pg_roles r where rolname = any($1)`,
    [databaseRoles],
  )
  const missing = databaseRoles.filter((role) => !rows.some((row) => row.name === role))
  if (missing.length > 0) return broken(`missing: ${missing.join(', ')}`, 'qonys migrate')
  const wrong = rows.filter((row) => row.strong || Number(row.owns) > 0).map((row) => row.name)
  if (wrong.length > 0)
    return broken(
      `too strong: ${wrong.join(', ')}. Row-level security does not bind owners and superusers.`,
      `alter role ${wrong[0]} nosuperuser nobypassrls nocreaterole nocreatedb; and give its tables to the owner.`,
    )
  const app = new pg.Client({
    connectionString: urlForRole(url, 'qonys_app', rolePassword(config.secret, 'qonys_app')),
    connectionTimeoutMillis: 5_000,
  })
  try {
    await app.connect()
    await app.end()
  } catch {
    return broken('qonys_app cannot sign in with the password of this secret', 'qonys migrate')
  }
  return ok(`${rows.length}, none owns a table or passes row-level security`)
}

async function checkRowSecurity(owner: pg.Client): Promise<Found> {
  const { rows } = await owner.query<{ name: string; secure: boolean }>(`
    select n.nspname || '.' || c.relname as name, c.relrowsecurity and c.relforcerowsecurity as secure
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'pgboss', 'public') order by 1`)
  const open = rows.filter((row) => !row.secure && !withoutRowSecurity.has(row.name)).map((row) => row.name)
  return open.length === 0
    ? ok(
        `${rows.filter((row) => row.secure).length} of ${rows.length} tables; the rest hold nothing of a person`,
      )
    : broken(
        `without row-level security: ${open.join(', ')}`,
        'alter table … enable row level security, force row level security, with policies; or name why it needs none.',
      )
}

async function checkClock(owner: pg.Client): Promise<Found> {
  const before = Date.now()
  const { rows } = await owner.query<{ at: string }>(
    `select extract(epoch from clock_timestamp()) * 1000 as at`,
  )
  const apart = Math.abs(Number(rows[0]?.at) - (before + Date.now()) / 2)
  return apart < 2_000
    ? ok(`${Math.round(apart)} ms apart from the database's`)
    : broken(`${Math.round(apart / 1000)} s apart from the database's`, 'Keep both machines in time (NTP).')
}

async function checkSigningKey(config: Config, url: string): Promise<Found> {
  const db = connect(url, { max: 1 })
  try {
    const keys = await findSigningKeys(queryOn(db))
    const active = findActiveKey(keys, Temporal.Now.instant().add({ hours: 24 * 3660 }))
    if (!active) return broken('There is no key to sign documents with.', 'qonys migrate')
    openSigner(active, config.secret)
    return ok(`${active.kid.slice(0, 12)}…, ${keys.length} in all`)
  } catch {
    return broken(
      'The key does not open with this secret.',
      'Put back the secret file the key was sealed with; without it rotate the keys and issue documents anew.',
    )
  } finally {
    await db.destroy()
  }
}

async function checkQueues(owner: pg.Client): Promise<Found> {
  const there = await owner.query<{ name: string }>('select name from pgboss.queue')
  const missing = Object.keys(queues).filter((name) => !there.rows.some((row) => row.name === name))
  if (missing.length > 0) return broken(`missing: ${missing.join(', ')}`, 'qonys migrate')
  const { rows } = await owner.query<{
    failed: string
    waiting: string
    late: string
    works: string | null
  }>(doctorsQuestions.queues)
  const { failed = '0', waiting = '0', late = '0', works } = rows[0] ?? {}
  if (Number(failed) > 0)
    return broken(
      `${failed} given up (${works})`,
      'See why and have them done again: /staff/works, as an administrator of the whole country.',
    )
  if (Number(late) > 0)
    return note(`${late} have waited for more than five minutes`, 'Is a worker running? qonys worker')
  return ok(`${waiting} jobs wait, none was given up`)
}

/** Whether records of one person are still found, as the self-watch of the day counted it. */
async function checkIdentity(owner: pg.Client): Promise<Found> {
  const newest = await owner.query<{ version: number; report: WatchReport | null; age: number }>(
    doctorsQuestions.identity,
  )
  const { version, report, age } = newest.rows[0] ?? {}
  if (!version) return broken('no weights are in force', 'qonys migrate')
  const says = `weights ${version}`
  if (!report)
    return note(`${says}, never watched`, 'A worker watches once a day: qonys worker, or qonys start')
  const { labelled, thresholds } = report
  const figures = `${says}, thresholds ${thresholds.review} and ${thresholds.same}, on labelled records ${percent(labelled.missed)} missed, ${percent(labelled.falseShare)} of the same false`
  const missing = report.coverage.map((one) => `${one.field} in ${one.region} since ${one.since}`)
  if (report.alarms.length > 0)
    return note(
      `${figures}; alarms: ${report.alarms.join(', ')} ${missing.join(', ')}`.trim(),
      'See /identity/watch',
    )
  if (Number(age) > 2)
    return note(
      `${figures}; watched ${Math.floor(Number(age))} days ago`,
      'Is a worker running? qonys worker',
    )
  return ok(`${figures}, no alarm`)
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** The transparency log: how long it is, how old its newest checkpoint, and whether anybody outside cosigns it. */
async function checkLog(owner: pg.Client): Promise<Found> {
  const { rows } = await owner.query<{
    size: string | null
    age: string | null
    waiting: string
    witnesses: string
  }>(doctorsQuestions.log)
  const [log] = rows
  const waiting = Number(log?.waiting ?? 0)
  if (waiting > 0 && Number(log?.age) > 300)
    return note(`${waiting} events wait to be logged`, 'Start a worker: qonys worker, or qonys start')
  const leaves = `${log?.size ?? 0} leaves`
  if (Number(log?.age) > alarmAfter)
    return note(
      `${leaves}, last signed ${Math.round(Number(log?.age) / 60)} min ago; movements and lists stop leaving at ${stopAfter / 3600} h`,
      'Start a worker: qonys worker, or qonys start',
    )
  return Number(log?.witnesses) > 0
    ? ok(`${leaves}, ${log?.witnesses} witnesses`)
    : note(
        `${leaves}, nobody outside cosigns it`,
        'Ask an institution to run qonys witness, then qonys log admit KEY',
      )
}

/** Whether what administrators ask the database is written down by the server, and found again by the program. */
async function checkStatements(owner: pg.Client): Promise<Found> {
  const wrong = await findLoggingGaps(owner)
  if (wrong.length > 0)
    return note(
      `statements of the database's administrators are not collected: ${wrong.join('; ')}`,
      'See "Database administrators" in src/oversight/README.md.',
    )
  const { rows } = await owner.query<{ seen: Date | null; alarms: string }>(doctorsQuestions.statements)
  const { seen = null, alarms = '0' } = rows[0] ?? {}
  if (!seen) return note('written down, not collected yet', 'Start a worker: qonys worker, or qonys start')
  const minutes = Math.round((Date.now() - seen.getTime()) / 60_000)
  const says = `last word found in the server's log ${minutes} min ago, ${alarms} alarms`
  return minutes > 10 || Number(alarms) > 0
    ? note(says, 'See /reading/administrators, as an auditor.')
    : ok(says)
}

async function checkPartners(owner: pg.Client, config: Config): Promise<Found> {
  const demo = await owner.query(`select 1 from platform.setting where key = 'demo' and value = 'true'`)
  if (demo.rowCount === 0) return ok('none of the demo; the real ones are watched through their jobs')
  const url = partnersUrl(config)
  const doors = {
    'identity provider': '/idp/.well-known/openid-configuration',
    gateway: '/gateway/outbox',
    bank: '/bank',
    border: '/border',
  }
  const silent: string[] = []
  for (const [name, path] of Object.entries(doors)) if (!(await answers(url + path))) silent.push(name)
  return silent.length === 0
    ? ok(`${Object.keys(doors).join(', ')} answer at ${url}`)
    : note(`${silent.join(', ')} at ${url}: no answer`, 'They run with npm start.')
}

function checkLaw(): Found {
  const problems = checkPolicy()
  return problems.length === 0
    ? ok('the law and its cases agree')
    : broken(`${problems.length} problems, first: ${problems[0]?.what}`, 'qonys policy check')
}

function checkDocuments(): Found {
  const words = (text: string) => ({ kk: text, ru: text, en: text })
  const bytes = renderDocument({
    kind: 'labour-permit',
    serial: 'LP-0000-0000-0000',
    issuedOn: '2026-01-01',
    language: 'uz',
    authority: words('Қазақстан Oʻzbekiston'),
    appealBody: words('ӘҒҚҢӨҰҮҺІ'),
    help: words('1414'),
    holder: { latinName: 'DEMOVA ZULFIYA', citizenship: words('Uzbekistan'), documentNumber: 'D1234567' },
    employer: 'Demo',
    work: words('Demo'),
    place: 'Almaty',
    region: words('Almaty'),
    wage: 100n,
    validFrom: '2026-01-01',
    validUntil: '2026-02-01',
    taxPaidUntil: '2026-02-01',
    basis: [{ text: words('demo'), lawState: 'in force' }],
    baseUrl: 'https://qonys.example',
    qrText: 'https://qonys.example/v#demo',
    presentation: 'demo',
    demo: true,
  })
  return Buffer.from(bytes.subarray(0, 5)).toString() === '%PDF-'
    ? ok(`typesetter and fonts write a document (${Math.round(bytes.length / 1024)} kB)`)
    : broken('The typesetter gave no PDF.', 'npm ci')
}

async function checkWeb(config: Config): Promise<Found> {
  const local = `http://localhost:${config.port}`
  return (await answers(`${local}/.well-known/jwt-vc-issuer`))
    ? ok(`${local} answers`)
    : note(`${local} does not answer`, 'npm start, or qonys serve and qonys worker')
}

async function checkBrowser(): Promise<Found> {
  const browser = await findBrowser()
  return browser
    ? ok(browser)
    : note('none found', 'Only the browser tests need one; npm test can install it.')
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    await answer.body?.cancel()
    return answer.status < 500
  } catch {
    return false
  }
}
