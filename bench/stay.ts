import pg from 'pg'
import { connect, queryOn, sql, type Tx } from '../src/platform/database.ts'
import { type History, lastLawfulDay } from '../src/stay/count-days.ts'
import { readHistories } from '../src/stay/read-histories.ts'
import { countStayByDay, randomHistory, seeded } from '../test/count-stay-by-day.ts'
import { onServer } from './on-server.ts'

export interface StayResult {
  /** Random histories whose last day and reason were computed twice, and how many differ. */
  histories: number
  differ: number
  persons: number
  crossings: number
  grounds: number
  /** Seconds to read the rows of all persons from PostgreSQL into the program, page by page. */
  readSeconds: number
  /** Seconds for the clock's answer for all of them, from the same tables, page by page. */
  clockSeconds: number
  /** Of them, the counting itself. */
  countSeconds: number
  ratio: number
  target: number
}

const page = 2000
const settings = { shared_buffers: '2GB', max_wal_size: '16GB', checkpoint_timeout: '60min' }
const seed = 4202611

/**
 * Two computations of the clock over random histories; then the clock over `persons` people from PostgreSQL against only reading
 * their rows, in turns, twice; the better of each counts.
 */
export async function runStayBench(given: {
  persons: number
  histories: number
  log?: (line: string) => void
}): Promise<StayResult> {
  const { persons, histories, log = () => {} } = given
  const differ = compare(histories, log)
  return onServer(settings, async (server) => {
    const pool = new pg.Pool({ connectionString: server.url, max: 1 })
    pool.on('error', () => {})
    const db = connect(`${server.url}?options=-c%20qonys.actor_kind%3Dsystem`, { max: 1 })
    try {
      await fill(pool, persons)
      log('filled')
      const people = (await pool.query<{ id: string }>('select id from person.person order by id')).rows.map(
        ({ id }) => id,
      )
      const tx = { ...queryOn(db), kysely: db } as unknown as Tx
      const [reads, clocks, counts]: [number[], number[], number[]] = [[], [], []]
      for (let round = 0; round < 2; round++) {
        reads.push(await readRows(tx, people))
        const { all, counting } = await runClock(tx, people)
        clocks.push(all)
        counts.push(counting)
        log(`round ${round + 1}: rows ${reads.at(-1)?.toFixed(1)} s, clock ${all.toFixed(1)} s`)
      }
      const { crossings, grounds } = (
        await pool.query<{ crossings: number; grounds: number }>(
          'select (select count(*)::int from stay.crossing) as crossings, (select count(*)::int from stay.ground) as grounds',
        )
      ).rows[0] ?? { crossings: 0, grounds: 0 }
      const [readSeconds, clockSeconds] = [Math.min(...reads), Math.min(...clocks)]
      return {
        histories,
        differ,
        persons,
        crossings,
        grounds,
        readSeconds,
        clockSeconds,
        countSeconds: Math.min(...counts),
        ratio: clockSeconds / readSeconds,
        target: 5,
      }
    } finally {
      await db.destroy()
      await pool.end()
    }
  })
}

/** How many of the histories the two computations judge differently. */
function compare(histories: number, log: (line: string) => void): number {
  const random = seeded(seed)
  let differ = 0
  for (let n = 0; n < histories; n++) {
    const { history, citizenship, today } = randomHistory(random)
    const fast = lastLawfulDay(history, citizenship, today)
    const slow = countStayByDay(history, citizenship, today)
    if (fast.last !== slow.last || fast.reason !== slow.reason) {
      differ++
      log(JSON.stringify({ n, fast, slow }))
    }
    if (n % 100_000 === 99_999) log(`${n + 1} histories compared`)
  }
  return differ
}

/** Fictitious people with one to eight crossings each and a ground for every third, made by the server; ids ascend, as the program makes them. */
async function fill(pool: pg.Pool, persons: number): Promise<void> {
  await pool.query('set qonys.actor_kind = system')
  await pool.query(
    `insert into person.person (id, citizenship, birth_date, sex, latin_name, language, regions, standing, registered_at, registered_by)
     select uuidv7(), (array['UZB', 'TJK', 'RUS', 'KGZ', 'VNM', 'CHN'])[1 + n % 6], '1990-03-27', 'female', 'BENCH PERSON', 'ru', '{75}', 'verified', now(), 'bench'
     from generate_series(1, $1::int) n`,
    [persons],
  )
  await pool.query(`
    insert into stay.crossing (id, person_id, direction, at, point, source, source_reference, known_at)
    select uuidv7(), p.id, case k % 2 when 0 then 'entry' else 'exit' end,
      timestamptz '2026-11-20' - make_interval(days => (7 - k) * 40 + (hashtext(p.id::text || k) & 31)), 'bench', 'bench', p.id::text || k, now()
    from person.person p, generate_series(0, 7) k where k >= (hashtext(p.id::text) & 7) order by p.id, k`)
  await pool.query(`
    insert into stay.ground (id, person_id, kind, valid_from, valid_to, law_state, opened_at)
    select uuidv7(), p.id, 'labour-permit', date '2026-10-01', date '2027-03-31', 'in force', now()
    from person.person p where hashtext(p.id::text) % 3 = 0`)
  await pool.query('vacuum analyze person.person, stay.crossing, stay.ground')
}

/** Reads what is on record of everybody, as rows, and lets it go. */
async function readRows(tx: Tx, people: string[]): Promise<number> {
  const started = performance.now()
  for (const ids of pages(people)) {
    await tx.rows(sql`select id, citizenship from person.person where id = any (${ids}::uuid[])`)
    await tx.rows(
      sql`select person_id, direction, at from stay.crossing where person_id = any (${ids}::uuid[]) and superseded_at is null order by person_id, at`,
    )
    await tx.rows(
      sql`select person_id, kind, valid_from, valid_to, closed_on from stay.ground where person_id = any (${ids}::uuid[])`,
    )
  }
  return (performance.now() - started) / 1000
}

async function runClock(tx: Tx, people: string[]): Promise<{ all: number; counting: number }> {
  const started = performance.now()
  let counting = 0
  const today = Date.UTC(2026, 10, 24) / 86_400_000
  for (const ids of pages(people)) {
    const persons = await tx.rows<{ id: string; citizenship: string }>(
      sql`select id, citizenship from person.person where id = any (${ids}::uuid[])`,
    )
    const histories = await readHistories(tx, ids)
    const from = performance.now()
    for (const { id, citizenship } of persons) lastLawfulDay(histories.get(id) as History, citizenship, today)
    counting += performance.now() - from
  }
  return { all: (performance.now() - started) / 1000, counting: counting / 1000 }
}

function* pages(people: string[]): Generator<string[]> {
  for (let at = 0; at < people.length; at += page) yield people.slice(at, at + page)
}

export const writeStay = (result: StayResult): string =>
  `two computations of the stay clock over ${result.histories} random histories: ${result.differ} differ (target 0)\n` +
  `the clock over ${result.persons} persons with ${result.crossings} crossings and ${result.grounds} grounds from PostgreSQL: ${result.clockSeconds.toFixed(1)} s (of them ${result.countSeconds.toFixed(1)} s counting), reading their rows ${result.readSeconds.toFixed(1)} s, ratio ${result.ratio.toFixed(2)} (target ≤ ${result.target})`
