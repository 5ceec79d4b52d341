import { readMigrations } from '../platform/migrate.ts'

/**
 * What the program itself asks as the owner of the database, word for word as published: counts that name nobody (`qonys doctor`). A
 * statement that differs in one letter is somebody's own.
 */
export const doctorsQuestions = {
  queues: `
    select count(*) filter (where name = 'failed') as failed,
      count(*) filter (where name <> 'failed' and state in ('created', 'retry')) as waiting,
      count(*) filter (where name <> 'failed' and state in ('created', 'retry') and start_after < now() - interval '5 minutes') as late,
      string_agg(distinct data ->> 'work', ', ') filter (where name = 'failed') as works
    from pgboss.job`,
  log: `
    select (select size from oversight.checkpoint order by id desc limit 1) as size,
      (select extract(epoch from now() - max(e.at)) from platform.event e where not exists
        (select 1 from oversight.leaf l where l.source = 'event' and l.row_id = e.id)) as age,
      (select count(*) from platform.event e where not exists (select 1 from oversight.leaf l where l.source = 'event' and l.row_id = e.id)) as waiting,
      (select count(*) from oversight.witness) as witnesses`,
  identity: `
    select (select version from identity.weights where adopted_at is not null order by version desc limit 1) as version,
      w.report, extract(epoch from now() - w.at) / 86400 as age
    from (values (1)) one(one) left join (select report, at from identity.watch order by day desc limit 1) w on true`,
  statements: `select (select max(seen_at) from oversight.log_beat) as seen, (select count(*) from oversight.administrator_alarm) as alarms`,
} as const

let known: Set<string> | undefined

/** Whether a statement is one of the program's published ones: a migration of this version, or a question of the doctor. */
export function isOwnStatement(text: string): boolean {
  known ??= new Set([
    ...readMigrations().map((one) => one.text.trim()),
    ...Object.values(doctorsQuestions).map((one) => one.trim()),
  ])
  return known.has(text.trim())
}
