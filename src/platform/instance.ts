import { PgBoss } from 'pg-boss'
import pino, { type Logger } from 'pino'
import type { Clock } from './clock.ts'
import { shiftableClock } from './clock.ts'
import { type Config, rolePassword } from './config.ts'
import { type Connection, connect, queryOn, sql, urlForRole } from './database.ts'

/** A login role of a walled module: it alone may see the module's rows. */
export type WalledRole = 'qonys_complaint' | 'qonys_asylum'

/** One running installation: its database as the application's role, its clock, its jobs, its log. */
export interface Instance {
  config: Config
  db: Connection
  /** The database as the role of a walled module, which alone may see its rows. */
  walled(role: WalledRole): Connection
  clock: Clock
  boss: PgBoss
  log: Logger
  /** Whether the people in it are fictitious; every page says so. */
  demo: boolean
  close(): Promise<void>
}

/**
 * Opens an installation whose database is already migrated. Logs carry no personal data: only codes, ids of requests and
 * durations are ever passed to `log`.
 */
export async function openInstance(
  config: Config,
  ownerUrl: string,
  options: { clock?: Clock; log?: Logger; max?: number } = {},
): Promise<Instance> {
  const url = urlForRole(ownerUrl, 'qonys_app', rolePassword(config.secret, 'qonys_app'))
  const log = options.log ?? pino({ level: process.env.QONYS_LOG ?? 'info', base: null })
  const db = connect(url, { max: options.max ?? 12 })
  const walls = new Map<string, Connection>()
  const walled = (role: WalledRole): Connection => {
    const open =
      walls.get(role) ?? connect(urlForRole(ownerUrl, role, rolePassword(config.secret, role)), { max: 2 })
    walls.set(role, open)
    return open
  }
  const clock = options.clock ?? shiftableClock()
  const boss = new PgBoss({
    connectionString: url,
    migrate: false,
    createSchema: false,
    schedule: false,
    monitorIntervalSeconds: 15,
    superviseIntervalSeconds: 15,
    max: 3,
  })
  boss.on('error', (error) =>
    log.error({ code: (error as { code?: string }).code }, 'jobs: database trouble'),
  )
  await boss.start()

  const settings = await readSettings(db)
  if ('shift' in clock && typeof clock.shift === 'function') clock.shift(settings.shiftDays)
  const watch =
    'shift' in clock
      ? setInterval(() => {
          readSettings(db).then(
            (s) => (clock as ReturnType<typeof shiftableClock>).shift(s.shiftDays),
            () => {},
          )
        }, 5_000)
      : undefined
  watch?.unref()

  return {
    config,
    db,
    walled,
    clock,
    boss,
    log,
    demo: settings.demo,
    async close() {
      clearInterval(watch)
      await boss.stop({ graceful: true, timeout: 5_000 })
      await Promise.all([db, ...walls.values()].map((one) => one.destroy()))
    },
  }
}

async function readSettings(db: Connection): Promise<{ demo: boolean; shiftDays: number }> {
  const rows = await queryOn(db).rows<{ key: string; value: unknown }>(
    sql`select key, value from platform.setting where key in ('demo', 'clock-shift-days')`,
  )
  const value = (key: string) => rows.find((row) => row.key === key)?.value
  const demo = value('demo') === true
  return { demo, shiftDays: demo ? Number(value('clock-shift-days') ?? 0) : 0 }
}
