import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { type Io, terminal, wrongCall } from '../../platform/command.ts'
import { isoDay } from '../../platform/day.ts'
import { YamlMistake } from '../../platform/read-yaml.ts'
import { formerLaws } from '../../policy/follow-law.ts'
import { filesLaw, loadPolicy, type Policy } from '../../policy/load-policy.ts'
import { lawWith } from '../../policy/published-law.ts'
import { readPublished } from '../../policy/read-published.ts'
import { type PastDecision, type Replayed, replayer } from '../replay-decisions.ts'

const usage =
  'qonys policy replay [--with DIR] [--kind KIND] [--since DATE] [--until DATE] [--json]   past decisions under the law of their day, and under a draft of it'

export interface ReplayAsked {
  draft?: Policy | undefined
  kind?: string | undefined
  since?: string | undefined
  until?: string | undefined
  /** Told after each piece: decisions looked at, and how many there are. */
  progress?: ((done: number, all: number) => void) | undefined
  signal?: AbortSignal | undefined
}

const piece = 10_000

/**
 * Reads past decisions through a cursor and replays them, a piece at a time: while one is decided the next is on its way, and memory
 * does not grow with their number. The figures and facts are read as the owner of the database; nobody's name is.
 * @throws DOMException AbortError when `signal` says so
 */
export async function replayPast(
  databaseUrl: string,
  asked: ReplayAsked,
  files: Policy = filesLaw(),
): Promise<Replayed> {
  const published = await readPublished(databaseUrl)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const replay = replayer(formerLaws(published, files), asked.draft && lawWith(asked.draft, published))
    await client.query("begin read only; select set_config('qonys.actor_kind', 'system', true)")
    const which = `from "case".decision d join "case"."case" c on c.id = d.case_id
      where d.kind in ('grant', 'refuse', 'extend') and ($1::text is null or c.kind = $1) and ($2::date is null or d.governing_date >= $2) and ($3::date is null or d.governing_date <= $3)`
    const given = [asked.kind ?? null, asked.since ?? null, asked.until ?? null]
    const counted = await client.query<{ n: bigint }>(`select count(*) as n ${which}`, given)
    const all = Number(counted.rows[0]?.n ?? 0)
    const verdicts = asked.draft
      ? ''
      : `, (select jsonb_object_agg(line ->> 'condition', line ->> 'verdict') from jsonb_array_elements(d.trace) line)::text as verdicts`
    await client.query(
      `declare past no scroll cursor for select d.id::text, c.number, c.kind, c.region, d.governing_date::text, d.facts::text, d.policy_hash${verdicts} ${which}`,
      given,
    )
    const fetch = async () => (await client.query<PastDecision>(`fetch ${piece} from past`)).rows
    let done = 0
    let next = fetch()
    for (;;) {
      const rows = await next
      if (rows.length === 0) break
      asked.signal?.throwIfAborted()
      next = fetch()
      replay.take(rows)
      done += rows.length
      asked.progress?.(done, all)
    }
    await client.query('rollback')
    return replay.told()
  } finally {
    await client.end()
  }
}

/** `qonys policy replay …`. Exit 1 when a decision flips (or would not be the same again), 2 for a wrong call or a draft that does not load. */
export async function replayCommand(
  args: string[],
  open: () => Promise<{ url: string; stop(): Promise<void> }>,
  io: Io = terminal,
): Promise<number> {
  let asked: ReplayAsked & { json: boolean }
  try {
    const { values } = parseArgs({
      args,
      options: {
        with: { type: 'string' },
        kind: { type: 'string' },
        since: { type: 'string' },
        until: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    asked = {
      draft:
        values.with === undefined
          ? undefined
          : loadPolicy(pathToFileURL(`${values.with.replace(/\/$/, '')}/`)),
      kind: values.kind,
      since: values.since && isoDay(values.since),
      until: values.until && isoDay(values.until),
      json: values.json,
    }
  } catch (error) {
    io.err(
      error instanceof YamlMistake
        ? `${error.file}:${error.line}: ${error.what}`
        : `${wrongCall(error)}\n${usage}`,
    )
    return 2
  }
  const stop = new AbortController()
  const cancel = () => stop.abort()
  process.once('SIGINT', cancel)
  const database = await open()
  try {
    const told = await replayPast(database.url, {
      ...asked,
      signal: stop.signal,
      progress: io.tty && !asked.json ? (done, all) => io.err(`${done} of ${all} decisions`) : undefined,
    })
    if (asked.json) io.out(JSON.stringify(told))
    else tell(told, asked.draft !== undefined, io)
    return told.flipped === 0 ? 0 : 1
  } catch (error) {
    if (!stop.signal.aborted) throw error
    io.err('Stopped; nothing was changed.')
    return 130
  } finally {
    process.removeListener('SIGINT', cancel)
    await database.stop()
  }
}

function tell(told: Replayed, drafted: boolean, io: Io): void {
  io.out(
    drafted
      ? `${told.decisions} decisions replayed, ${told.flipped} would be answered otherwise; ${told.skipped} have no rules.`
      : `${told.decisions} decisions replayed, ${told.flipped} would not be answered the same again; ${told.skipped} have no rules.`,
  )
  if (told.otherTexts > 0)
    io.out(
      `${told.otherTexts} were decided under texts that these files no longer hold; they are decided under the present ones.`,
    )
  for (const [what, n] of Object.entries(told.by).sort((a, b) => b[1] - a[1]))
    io.out(`  ${String(n).padStart(8)}  ${what}`)
  for (const flip of told.flips.slice(0, 20))
    io.out(`${flip.number}: ${flip.before} → ${flip.after} because of ${flip.because.join(', ')}`)
  if (told.flips.length > 20) io.out(`… and ${told.flipped - 20} more; --json lists a thousand.`)
}
