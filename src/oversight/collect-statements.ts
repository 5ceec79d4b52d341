import { z } from 'zod'
import { act, inTransaction } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { type Query, sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { databaseRoles } from '../platform/migrate.ts'
import { isOwnStatement } from './own-statements.ts'
import { changesLogging, judgeStatement, type LogLine, readLogLine } from './read-statement.ts'

const job = { kind: 'system', job: 'collect-statements' } as const
/** Bytes of the log in one turn of one file. */
const mostBytes = 8_000_000
/** A session that signed in and neither said anything nor left: after so long it counts as one that switched its logging off. */
const silentMinutes = 10
/** How old a word in the log must be before its absence is an alarm. */
const beatSeconds = 30

interface Chunk {
  file: string
  from: number
  to: number
  lines: LogLine[]
}

/**
 * Reads on in the server's log since the last turn, and writes down each statement of accounts that are not the program's as a look of
 * the persons it names, or of the whole register; then writes a word into the log that the next turn must find. What is missing is an
 * alarm: a word that is not there, a file that was cut or taken away, a session that said nothing, a change of what is logged.
 * One file is read by one turn only: the place reached moves in the same transaction as the looks.
 * @returns how many looks were written
 */
export async function collectStatements(instance: Instance): Promise<number> {
  const { chunks, cuts, there } = await inTransaction(instance, job, false, (tx) => readOn(tx))
  if (!there) return 0
  let looks = 0
  for (const chunk of chunks) {
    const { lines, ...place } = chunk
    if (!lines.some(isForeign)) {
      // Nobody was there: words of our own are found again, and no event is made of it each minute.
      await inTransaction(instance, job, false, async (tx) => {
        if (await moveOn(tx, place)) for (const line of lines) await findBeat(tx, line)
      })
      continue
    }
    const written = await recordStatements(instance, job, { ...place, lines })
    if ('looks' in written) looks += written.looks
  }
  await inTransaction(instance, job, false, (tx) => watch(tx, cuts))
  return looks
}

const isForeign = (line: LogLine): line is Exclude<LogLine, { kind: 'beat' }> =>
  'account' in line && !(databaseRoles as readonly string[]).includes(line.account)

async function findBeat(tx: Query, line: LogLine): Promise<void> {
  if (line.kind === 'beat')
    await tx.done(
      sql`update oversight.log_beat set seen_at = now() where n = ${line.n}::bigint and ${line.database} = current_database()`,
    )
}

async function readOn(tx: Query): Promise<{ chunks: Chunk[]; cuts: string[]; there: boolean }> {
  const { collects, name } = await tx.one<{ collects: boolean; name: string }>(
    sql`select current_setting('logging_collector') = 'on' and current_setting('log_destination') like '%jsonlog%' as collects, current_database() as name`,
  )
  const known = await tx.rows<{ file: string; read_to: bigint; read_at: Date }>(
    sql`select file, read_to, read_at from oversight.server_log`,
  )
  if (!collects && known.length === 0) return { chunks: [], cuts: [], there: false }
  const files = collects
    ? await tx.rows<{ file: string; size: bigint; changed: Date }>(
        sql`select file, size, changed from oversight.list_server_log() order by changed`,
      )
    : []
  const cuts: string[] = []
  // A day's file is begun anew after a week; sooner it was cut by hand.
  const young = (at: Date) => Date.now() - at.getTime() < 6 * 86_400_000
  for (const one of known) {
    const now = files.find(({ file }) => file === one.file)
    if ((!now || now.size < one.read_to) && young(one.read_at))
      cuts.push(`${one.file} ${one.read_at.toISOString()}`)
  }
  const chunks: Chunk[] = []
  for (const { file, size } of files) {
    const reached = known.find((one) => one.file === file)?.read_to ?? 0n
    const from = size < reached ? 0 : Number(reached)
    if (Number(size) <= from) continue
    const { bytes } = await tx.one<{ bytes: Buffer | null }>(
      sql`select oversight.read_server_log(${file}, ${from}::bigint, ${mostBytes}::bigint) as bytes`,
    )
    const end = bytes ? bytes.lastIndexOf(10) + 1 : 0
    if (!bytes) continue
    if (end === 0 && bytes.length >= mostBytes) {
      // A line longer than a turn is passed by, and said.
      cuts.push(`${file} ${from}`)
      chunks.push({ file, from, to: from + bytes.length, lines: [] })
    }
    if (end === 0) continue
    const lines = bytes
      .subarray(0, end)
      .toString('utf8')
      .split('\n')
      .flatMap((line) => readLogLine(line) ?? [])
      .filter((line) => !('database' in line) || line.database === undefined || line.database === name)
    chunks.push({ file, from, to: from + end, lines })
  }
  return { chunks, cuts, there: true }
}

/** Whether the place was still the one we read from: another worker may have been faster. */
async function moveOn(
  tx: Query,
  { file, from, to }: { file: string; from: number; to: number },
): Promise<boolean> {
  const moved = await tx.done(sql`
    insert into oversight.server_log (file, read_to, read_at) values (${file}, ${to}::bigint, now())
    on conflict (file) do update set read_to = excluded.read_to, read_at = excluded.read_at
    where server_log.read_to = ${from}::bigint or (${from}::bigint = 0 and server_log.read_to > excluded.read_to)`)
  return moved > 0
}

/** Writes down what one piece of the log tells. A statement is a look of nobody's but the database's account. */
export const recordStatements = act({
  name: 'record-statements',
  who: system,
  input: z.object({
    file: z.string(),
    from: z.number(),
    to: z.number(),
    lines: z.array(z.custom<LogLine>((one) => typeof one === 'object' && one !== null && 'kind' in one)),
  }),
  async do({ lines, ...place }, doing) {
    const { tx } = doing
    const done = { looks: 0, sessions: 0, statements: 0 }
    if (!(await moveOn(tx, place))) {
      await doing.record({ type: 'statements-collected', subjects: [], after: { ...done, file: place.file } })
      return done
    }
    const guarded = (await tx.rows<{ name: string }>(sql`select name from oversight.guarded_tables()`)).map(
      ({ name }) => name,
    )
    const seen: string[] = []
    for (const line of lines) {
      await findBeat(tx, line)
      if (!isForeign(line)) continue
      if (line.kind === 'left') {
        await tx.done(
          sql`update oversight.administrator_session set ended_at = ${line.at}::timestamptz where session = ${line.session}`,
        )
        continue
      }
      if (line.kind === 'signed-in') {
        done.sessions++
        await tx.done(sql`
          insert into oversight.administrator_session (session, account, client, began_at)
          values (${line.session}, ${line.account}, ${line.client}, ${line.at}::timestamptz) on conflict do nothing`)
        continue
      }
      done.statements++
      await tx.done(sql`
        insert into oversight.administrator_session (session, account, began_at, statements) values (${line.session}, ${line.account}, ${line.at}::timestamptz, 1)
        on conflict (session) do update set statements = administrator_session.statements + 1`)
      if (changesLogging(line.text)) {
        const about = `${line.session} ${line.at}`
        await tx.done(sql`
          insert into oversight.administrator_alarm (kind, at, account, about) values ('logging-changed', ${line.at}::timestamptz, ${line.account}, ${about})
          on conflict do nothing`)
      }
      const look = await writeLook(tx, line, guarded)
      if (look) {
        done.looks++
        seen.push(...look)
      }
    }
    await doing.record({
      type: 'statements-collected',
      subjects: [...new Set(seen)],
      after: { ...done, file: place.file },
    })
    return done
  },
})

/** @returns the persons it was about, empty for the whole register; undefined when it showed nothing of anybody */
async function writeLook(
  tx: Query,
  line: Extract<LogLine, { kind: 'statement' }>,
  guarded: string[],
): Promise<string[] | undefined> {
  if (isOwnStatement(line.text)) return undefined
  const judged = judgeStatement(line.text, line.parameters, guarded)
  if (!judged) return undefined
  const { persons } =
    judged.ids.length > 0
      ? await tx.one<{ persons: string[] }>(
          sql`select oversight.persons_among(${judged.ids}::uuid[]) as persons`,
        )
      : { persons: [] }
  const whole = persons.length === 0
  const subjects = whole ? [] : persons
  const { id } = await tx.one<{ id: bigint }>(sql`
    insert into platform.read_record (at, what, actor_kind, actor, purpose, legal_basis, categories, subjects)
    values (${line.at}::timestamptz, ${whole ? 'whole-register' : 'database-statement'}, 'database', ${line.account}, 'database-administration', 'not-stated',
      ${judged.categories}::text[], ${subjects}::uuid[]) returning id`)
  await tx.done(sql`
    insert into oversight.administrator_statement (at, account, session, program, tables, categories, whole, persons, read_id, statement)
    values (${line.at}::timestamptz, ${line.account}, ${line.session}, ${line.program}, ${judged.tables}::text[], ${judged.categories}::text[], ${whole},
      ${subjects.length}, ${id}, ${line.text.slice(0, 4000)})`)
  return subjects
}

/**
 * Alarms for what is missing, and the next word to be found. The first word stays: sessions of before it were not to be logged. The time is
 * the database's, as the words are its own.
 */
async function watch(tx: Query, cuts: string[]): Promise<void> {
  for (const about of cuts)
    await tx.done(
      sql`insert into oversight.administrator_alarm (kind, at, about) values ('log-cut', now(), ${about}) on conflict do nothing`,
    )
  await tx.done(
    sql`delete from oversight.log_beat b where exists (select 1 from oversight.log_beat f where f.n < b.n)
      and exists (select 1 from oversight.log_beat s where s.n > b.n and s.seen_at is not null)`,
  )
  await tx.done(sql`
    insert into oversight.administrator_alarm (kind, at, about)
    select 'log-silent', now(), 'since ' || coalesce((select max(s.seen_at)::text from oversight.log_beat s), 'the beginning')
    where exists (select 1 from oversight.log_beat b where b.seen_at is null and b.at < now() - make_interval(secs => ${beatSeconds})
      and not exists (select 1 from oversight.log_beat s where s.n > b.n and s.seen_at is not null)) on conflict do nothing`)
  await tx.done(sql`
    insert into oversight.administrator_alarm (kind, at, account, about)
    select 'session-silent', began_at, account, session from oversight.administrator_session
    where statements = 0 and began_at > (select at from oversight.log_beat order by n limit 1)
      and (ended_at is not null or began_at < now() - make_interval(mins => ${silentMinutes})) on conflict do nothing`)
  await tx.done(sql`delete from oversight.administrator_session where ended_at < now() - interval '90 days'`)
  const { n } = await tx.one<{ n: bigint }>(
    sql`insert into oversight.log_beat (at) values (now()) returning n`,
  )
  await tx.rows(sql`select oversight.beat(${n}::bigint)`)
}
