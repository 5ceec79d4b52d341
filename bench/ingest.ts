import { appendFileSync, closeSync, createReadStream, openSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import pg from 'pg'
import '../src/app/feeds.ts'
import { holdFile } from '../src/feed/hold-content.ts'
import { type FeedAnswer, takeFeed } from '../src/feed/take-feed.ts'
import { inTransaction, isRefusal } from '../src/platform/act.ts'
import { copyRows } from '../src/platform/copy-rows.ts'
import { type Connection, connect } from '../src/platform/database.ts'
import type { Instance } from '../src/platform/instance.ts'
import { newId } from '../src/platform/new-id.ts'
import { benchNow, onServer, withInstance } from './on-server.ts'

export interface IngestResult {
  rows: number
  persons: number
  /** Rows a second. */
  plain: number
  ingest: number
  replay: number
  ratio: number
  target: number
  /** Rows that the replay of every event, in another file, added. */
  added: number
  bytes: number
  /** Of the program, in MB: before, and the most while a file of all rows went in. */
  memory: { before: number; most: number }
  /** Longest time in ms for which the program did nothing else. */
  blocked: number
}

const at = benchNow
const persons = 100_000
const rounds = 3

/**
 * Crossings of registered people through the product's own act (read, checked, matched to persons, known ids left alone, one event), against
 * plain COPY of the finished rows into the same table with the same indexes; in turns on the same server that waits for its disk.
 * Then every event comes again in another file.
 */
export async function runIngestBench(given: {
  rows: number
  log?: (line: string) => void
}): Promise<IngestResult> {
  const { rows, log = () => {} } = given
  return onServer({ max_wal_size: '16GB', checkpoint_timeout: '60min' }, async (server) => {
    const owner = new pg.Client({ connectionString: server.url })
    const ownerDb = connect(server.url, { max: 1 })
    try {
      await owner.connect()
      await loadPersons(owner)
      return await withInstance(server, 2, async (instance) => {
        const part = Math.ceil(rows / rounds)
        const speeds = { plain: [] as number[], ingest: [] as number[], replay: [] as number[] }
        const memory = { before: megabytes(), most: 0 }
        const watch = setInterval(() => {
          memory.most = Math.max(memory.most, megabytes())
        }, 20)
        let blocked = 0
        const [plainFile, feedFile] = [join(server.directory, 'plain'), join(server.directory, 'feed')]
        let bytes = 0
        // As a table of its own, so that both are as full as the other.
        await owner.query('create table stay.plain (like stay.crossing including all)')
        for (let round = 0; round < rounds; round++) {
          const from = round * part
          writePlain(plainFile, from, part)
          writeFeed(feedFile, from, part)
          bytes += statSync(feedFile).size
          await owner.query('checkpoint')
          speeds.plain.push(await speed(part, () => plainCopy(ownerDb, plainFile)))
          await owner.query('checkpoint')
          const delay = monitorEventLoopDelay({ resolution: 5 })
          delay.enable()
          speeds.ingest.push(
            await speed(part, () =>
              ingest(instance, feedFile, { lines: part, accepted: part, repeated: 0, quarantined: 0 }),
            ),
          )
          delay.disable()
          blocked = Math.max(blocked, delay.max / 1e6)
          log(
            `round ${round + 1}: plain ${speeds.plain.at(-1)?.toFixed(0)}/s, ingest ${speeds.ingest.at(-1)?.toFixed(0)}/s`,
          )
        }
        const before = await count(owner)
        for (let round = 0; round < rounds; round++) {
          writeFeed(feedFile, round * part, part)
          appendFileSync(feedFile, '\n')
          speeds.replay.push(
            await speed(part, () =>
              ingest(instance, feedFile, { lines: part, accepted: 0, repeated: part, quarantined: 0 }),
            ),
          )
          log(`replay ${round + 1}: ${speeds.replay.at(-1)?.toFixed(0)}/s`)
        }
        clearInterval(watch)
        const added = (await count(owner)) - before
        const [plain, taken, replay] = [median(speeds.plain), median(speeds.ingest), median(speeds.replay)]
        return {
          rows: part * rounds,
          persons,
          plain,
          ingest: taken,
          replay,
          ratio: median(speeds.ingest.map((one, i) => one / (speeds.plain[i] ?? 1))),
          target: 0.6,
          added,
          bytes,
          memory,
          blocked,
        }
      })
    } finally {
      await ownerDb.destroy()
      await owner.end()
    }
  })
}

const personId = (n: number) => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
const documentNumber = (n: number) => `DB${String(n).padStart(7, '0')}`
/** Who crosses in line i: everybody again and again, in no order. */
const whoOf = (i: number) => (i * 48_271) % persons
const momentOf = (i: number) => new Date(Date.UTC(2025, 0, 1) + i * 2_500).toISOString()

async function loadPersons(owner: pg.Client): Promise<void> {
  await owner.query(
    `insert into institution.institution (code, kind, names) values ('bench', 'border-service', '{"kk":"B","ru":"B","en":"B"}')`,
  )
  await owner.query(`insert into person.person (id, citizenship, birth_date, sex, latin_name, regions, standing, registered_at, registered_by)
    select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'UZB', '1990-03-27', 'male', 'B', '{75}', 'verified', now(), 'bench' from generate_series(0, ${persons - 1}) n`)
  await owner.query(`insert into person.travel_document (id, person_id, kind, issuing_state, number, standing, known_at, source)
    select gen_random_uuid(), ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'passport', 'UZB', 'DB' || lpad(n::text, 7, '0'), 'verified', now(), 'bench' from generate_series(0, ${persons - 1}) n`)
  await owner.query('vacuum analyze person.person, person.travel_document')
}

/** Writes a file of lines before the clock runs. */
function writeLines(path: string, from: number, rows: number, line: (i: number) => string): void {
  const file = openSync(path, 'w')
  for (let i = from; i < from + rows; i += 2000) {
    let text = ''
    for (let j = i; j < Math.min(i + 2000, from + rows); j++) text += line(j)
    writeSync(file, text)
  }
  closeSync(file)
}

const reference = (i: number) => `B-${String(i).padStart(9, '0')}`
const direction = (i: number) => (i % 2 ? 'exit' : 'entry')

/** Rows as they end up in the table. */
function writePlain(path: string, from: number, rows: number): void {
  const file = newId().slice(0, 24)
  writeLines(
    path,
    from,
    rows,
    (i) =>
      `${file}${(i - from + 1).toString(16).padStart(12, '0')}\t${personId(whoOf(i))}\t${direction(i)}\t${momentOf(i)}\tzhibek-zholy\tbench/border\t${reference(i)}\t${at}\t${file}000000000000\n`,
  )
}

/** The file as a sender makes it. */
const writeFeed = (path: string, from: number, rows: number): void =>
  writeLines(
    path,
    from,
    rows,
    (i) =>
      `{"document":{"issuingState":"UZB","number":"${documentNumber(whoOf(i))}"},"birthDate":"1990-03-27","direction":"${direction(i)}","at":"${momentOf(i)}","point":"zhibek-zholy","source":"border","sourceReference":"${reference(i)}"}\n`,
  )

const plainCopy = (db: Connection, path: string): Promise<number> =>
  inTransaction({ db } as Instance, { kind: 'system', job: 'bench' }, false, (tx) =>
    copyRows(
      tx,
      'stay.plain (id, person_id, direction, at, point, source, source_reference, known_at, feed_file)',
      createReadStream(path, { highWaterMark: 256 * 1024 }),
    ),
  )

async function ingest(instance: Instance, path: string, expected: Partial<FeedAnswer>): Promise<void> {
  await using content = await holdFile(path, () => {})
  const answer = await takeFeed(
    instance,
    { kind: 'system', job: 'bench' },
    {
      kind: 'crossings',
      institution: 'bench',
      format: 'ndjson',
      bytes: content.bytes,
      sha256: content.sha256,
      declared: { lines: expected.lines },
      open: content.open,
    },
  )
  if (isRefusal(answer)) throw new Error('refused')
  for (const [key, value] of Object.entries(expected))
    if (answer[key as keyof FeedAnswer] !== value)
      throw new Error(`${key} is ${answer[key as keyof FeedAnswer]}, not ${value}`)
}

/** How many a second. */
async function speed(rows: number, work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return rows / ((performance.now() - started) / 1000)
}

async function count(owner: pg.Client): Promise<number> {
  const { rows } = await owner.query<{ n: string }>(
    'select (select count(*) from stay.crossing) + (select count(*) from feed.quarantine) as n',
  )
  return Number(rows[0]?.n)
}

const megabytes = () => process.memoryUsage().rss / 2 ** 20
const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

export const writeIngest = (result: IngestResult): string =>
  `${result.rows} crossings of ${result.persons} people, ${(result.bytes / 2 ** 20).toFixed(0)} MB in ${rounds} files, against plain COPY of the finished rows into the same indexes, medians of ${rounds} pairs
ingest ${result.ingest.toFixed(0)} rows/s, plain COPY ${result.plain.toFixed(0)} rows/s, ratio ${result.ratio.toFixed(2)} (target ≥ ${result.target})
the same events in other files ${result.replay.toFixed(0)} rows/s, rows added: ${result.added}
memory of the program ${result.memory.before.toFixed(0)} MB before, ${result.memory.most.toFixed(0)} MB at most; nothing else was done for ${result.blocked.toFixed(0)} ms at most`
