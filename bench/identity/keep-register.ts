import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { keyVersion, matchKeys, nameForm } from '../../src/identity/match-keys.ts'
import { type EmbeddedPostgres, startEmbedded } from '../../src/platform/embedded-postgres.ts'
import { migrate } from '../../src/platform/migrate.ts'
import { type BenchServer, onServer } from '../on-server.ts'
import { type Asked, loadRegister } from './load-register.ts'
import { dice, makePerson, recordOf, someSpelling } from './make-people.ts'

/** A server of its own with a register of made-up persons and their keys. */
export interface BigRegister extends BenchServer {
  persons: number
  owner: pg.Pool
  asked: Asked[]
  loadedInSeconds: number
  /** Whether trigrams are there to compare with. */
  trigrams: boolean
  /** Seed of the people that are registered while measuring; another one each time, since they stay. */
  draw: number
}

/** What stands beside a kept register. */
interface Kept {
  persons: number
  asked: Asked[]
  loadedInSeconds: number
  trigrams: boolean
  /** Digest of the keys that the program made when it was loaded, see {@link digestOfKeys}. */
  keys: string
}

const seed = 77
/** The index of trigrams takes longer than all the rest above this. */
const mostTrigrams = 6_000_000

/** Does the work with a register of so many; nothing of it is left. */
export const withNewRegister = <T>(
  persons: number,
  log: (line: string) => void,
  work: (register: BigRegister) => Promise<T>,
): Promise<T> =>
  onServer(settings, (server) =>
    withOwner(server.url, async (owner) =>
      work({ ...server, ...(await fill(owner, persons, log)), owner, draw: 4711 }),
    ),
  )

/**
 * Loads a register into `directory` and leaves it there for {@link withKeptRegister}. Nothing waits for the disk while loading; an interrupted
 * load is begun anew.
 * @returns what to say of it
 */
export async function keepRegister(
  directory: string,
  persons: number,
  log: (line: string) => void,
): Promise<string> {
  const file = join(directory, 'register.json')
  if (existsSync(file)) throw new Error(`${directory} has a kept register already`)
  rmSync(join(directory, 'postgres'), { recursive: true, force: true })
  const server = await start(directory, { fsync: 'off', max_wal_size: '3GB' })
  let kept: Kept
  try {
    await migrate(server.url, randomBytes(32))
    kept = await withOwner(server.url, async (owner) => {
      const filled = await fill(owner, persons, log)
      await owner.query('checkpoint')
      return { ...filled, keys: digestOfKeys() }
    })
  } finally {
    await server.stop()
  }
  writeFileSync(`${file}.new`, JSON.stringify(kept))
  renameSync(`${file}.new`, file)
  const { loadedInSeconds, trigrams } = kept
  return `${persons} persons${trigrams ? ' and trigrams' : ''} loaded in ${loadedInSeconds.toFixed(0)} s into ${server.directory}; measure with --use ${directory}`
}

/**
 * Does the work with a kept register, which stays; migrations that came since are applied.
 * @throws Error when nothing was kept there, or keys would now be others than those that were loaded
 */
export async function withKeptRegister<T>(
  directory: string,
  log: (line: string) => void,
  work: (register: BigRegister) => Promise<T>,
): Promise<T> {
  const file = join(directory, 'register.json')
  if (!existsSync(file)) throw new Error(`no register was kept in ${directory}, or its loading did not end`)
  const { keys, ...kept } = JSON.parse(readFileSync(file, 'utf8')) as Kept
  if (keys !== digestOfKeys())
    throw new Error(`the register in ${directory} was loaded with other keys than the program makes now`)
  const secret = randomBytes(32)
  const server = await start(directory)
  try {
    const applied = await migrate(server.url, secret)
    log(`${kept.persons} persons, ${applied.length} migrations since`)
    return await withOwner(server.url, async (owner) => {
      await warm(owner, kept.trigrams)
      const { rows } = await owner.query<{ n: number }>('select count(*)::int as n from institution.client')
      const draw = 4711 + 1000 * (rows[0]?.n ?? 0)
      return work({ ...kept, url: server.url, directory, secret, owner, draw })
    })
  } finally {
    await server.stop()
  }
}

/** Reads what either side asks into the server's memory, as it is there after a day of work. */
async function warm(owner: pg.Pool, trigrams: boolean): Promise<void> {
  await owner.query('create extension if not exists pg_prewarm')
  await owner.query(`select pg_prewarm(i.oid) from pg_class i where i.oid in (
    'identity.match_form'::regclass, 'identity.match_form_pkey'::regclass, 'identity.match_key_pkey'::regclass)
    ${trigrams ? `or i.oid = 'trigram'::regclass or i.oid in (select indexrelid from pg_index where indrelid = 'trigram'::regclass)` : ''}`)
}

const settings = {
  // A fifth of the memory, as in the measurements that the targets come from.
  shared_buffers: '5GB',
  maintenance_work_mem: '1GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '8GB',
  autovacuum: 'off',
  random_page_cost: '1.1',
}

const start = (directory: string, more: Record<string, string> = {}): Promise<EmbeddedPostgres> =>
  startEmbedded({ directory: join(directory, 'postgres'), settings: { ...settings, ...more } })

async function withOwner<T>(url: string, work: (owner: pg.Pool) => Promise<T>): Promise<T> {
  const asSystem = '?options=-c%20qonys.actor_kind%3Dsystem%20-c%20qonys.actor%3Dbench'
  const owner = new pg.Pool({ connectionString: `${url}${asSystem}`, max: 4 })
  // Its connections end with the server.
  owner.on('error', () => {})
  try {
    return await work(owner)
  } finally {
    await owner.end()
  }
}

async function fill(
  owner: pg.Pool,
  persons: number,
  log: (line: string) => void,
): Promise<Omit<Kept, 'keys'>> {
  const started = performance.now()
  const everyNth = Math.max(1, Math.floor(persons / 1000))
  const asked = await loadRegister(owner, { from: 0, to: persons, everyNth, seed, log })
  for (const table of ['person.person', 'identity.match_form', 'identity.match_key'])
    await owner.query(`vacuum (analyze, parallel 0) ${table}`)
  await owner.query(`insert into identity.name_count select value, count(*)::int from (
    select f.person_id, v as value from identity.match_form f cross join lateral unnest(f.forms) with ordinality u(v, place)
    where v <> '' and place % 3 <> 0 group by 1, 2) one group by value`)
  const loadedInSeconds = (performance.now() - started) / 1000
  log(`loaded in ${loadedInSeconds.toFixed(0)} s`)
  const trigrams = persons <= mostTrigrams
  if (trigrams) {
    log('index of trigrams')
    await makeTrigrams(owner)
  }
  return { persons, asked, loadedInSeconds, trigrams }
}

/** The strongest plain baseline: the same folded text under a trigram index, with a window that holds every wrong date but the wildest. */
async function makeTrigrams(owner: pg.Pool): Promise<void> {
  await owner.query('create extension if not exists pg_trgm')
  await owner.query(`create table trigram as select f.person_id, f.forms[1] || ' ' || f.forms[2] as name,
    case when p.birth_date ~ '^\\d{4}-\\d{2}-\\d{2}$' then p.birth_date::date end as born from identity.match_form f join person.person p on p.id = f.person_id`)
  await owner.query('create index on trigram using gin (name gin_trgm_ops)')
  await owner.query('create index on trigram (born)')
  await owner.query('vacuum analyze trigram')
}

/** What the program makes of two thousand made-up people: when this differs, a kept register is not what would be loaded today. */
function digestOfKeys(): string {
  const roll = dice(seed)
  const digest = createHash('sha256').update(`${keyVersion}`)
  for (let n = 0; n < 2000; n++) {
    const person = makePerson(roll)
    const record = recordOf(person, '', someSpelling(person, roll))
    const form = nameForm(record)
    digest.update(JSON.stringify([form, matchKeys([form], record.born)]))
  }
  return digest.digest('hex')
}
