import pg from 'pg'
import { findAffected } from '../src/oversight/find-affected.ts'
import { connect, queryOn } from '../src/platform/database.ts'
import { onServer } from './on-server.ts'

export interface BreachResult {
  reads: number
  people: number
  affected: number
  /** From the question to the list of people with their accounts and kinds of data, the median of three. */
  seconds: number
  /** Of the requirement: from the question to the notices within an hour. */
  target: number
}

const staff = '00000000-0000-7000-8000-000000000007'

/** A log of `reads` looks by 500 members of staff at invented people; one of them leaked for a week: whom does it touch? */
export async function runBreachBench(given: {
  reads: number
  log(line: string): void
}): Promise<BreachResult> {
  const people = Math.ceil(given.reads / 5)
  return onServer({}, async (server) => {
    const url = `${server.url}?options=-c%20qonys.actor_kind%3Dsystem`
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const person = (n: string) => `('00000000-0000-7000-9000-' || lpad(to_hex(${n}), 12, '0'))::uuid`
    given.log('people')
    await client.query(
      `insert into person.person (id, citizenship, birth_date, sex, latin_name, language, regions, standing, registered_at, registered_by)
       select ${person('n')}, 'UZB', '1990-01-01', 'male', 'DEMO', 'uz', '{75}', 'declared', now(), 'bench' from generate_series(1, $1::int) n`,
      [people],
    )
    given.log('looks')
    await client.query('set session_replication_role = replica')
    await client.query(
      `insert into platform.read_record (at, what, actor_kind, actor, institution, purpose, legal_basis, categories, subjects)
       select timestamptz '2026-01-01' + n * interval '25 seconds', 'person-record', 'staff',
         case n % 500 when 7 then $2 else 'staff-' || n % 500 end, 'office-' || n % 20, 'serve-person', 'LAW-MIG', '{identity,documents}',
         array[${person('1 + (n::bigint * 7919) % $3::int')}] from generate_series(1, $1::int) n`,
      [given.reads, staff, people],
    )
    await client.query('analyze')
    await client.end()
    const db = connect(url, { max: 1 })
    const times: number[] = []
    let affected = 0
    for (let round = 0; round < 3; round++) {
      const started = performance.now()
      const found = await findAffected(queryOn(db), {
        actor: staff,
        from: Temporal.Instant.from('2026-01-01T00:00:00Z'),
        to: Temporal.Instant.from('2027-01-01T00:00:00Z'),
      })
      times.push((performance.now() - started) / 1000)
      affected = found.length
    }
    await db.destroy()
    return {
      reads: given.reads,
      people,
      affected,
      seconds: times.sort((a, b) => a - b)[1] ?? 0,
      target: 3600,
    }
  })
}

export const writeBreach = (result: BreachResult): string =>
  `${result.reads} looks at ${result.people} people: the ${result.affected} whom one hand touched, with accounts and kinds of data, in ${result.seconds.toFixed(2)} s (an hour is allowed)`
