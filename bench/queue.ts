import { randomInt } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { makeApplication } from '../src/app/serve.ts'
import { registerCaseKind } from '../src/case/case-kind.ts'
import { getCase } from '../src/case/case-row.ts'
import { takeCase } from '../src/case/claim-case.ts'
import { casesByName, casesByNumber, searchLimit } from '../src/case/find-cases.ts'
import { queueCounts, queuePage } from '../src/case/find-queue.ts'
import { casePages } from '../src/case/pages/case-pages.ts'
import { queueDays } from '../src/case/queue-days.ts'
import { foldName } from '../src/person/fold-name.ts'
import { textKeys } from '../src/person/person-name.ts'
import { inTransaction } from '../src/platform/act.ts'
import type { Actor } from '../src/platform/actor.ts'
import { queryOn, sql, type Tx } from '../src/platform/database.ts'
import type { Instance } from '../src/platform/instance.ts'
import { newId } from '../src/platform/new-id.ts'
import { openSession } from '../src/platform/session.ts'
import { benchNow, onServer, withInstance } from './on-server.ts'

export interface Figure {
  what: string
  p50: number
  p95: number
  /** p95 divided by the p95 it is compared with, in the same run. */
  ratio: number
  target: number
}
export interface Result {
  rows: number
  open: number
  loadSeconds: number
  figures: Figure[]
}

const regions = Array.from({ length: 20 }, (_, i) => String(10 + i * 4))
const officesPerRegion = 2
const staffPerOffice = 10
const at = benchNow

/**
 * Loads `rows` fictitious cases of a country (40 offices, 400 officers, two fifths of the cases open, half of these assigned) into
 * a database of its own that waits for the disk, then measures the product's own SQL as the application's role, each statement
 * against a primary-key read of a case in the same run, and the whole page against one durable insert. Times in milliseconds.
 */
export async function runQueueBench(given: {
  rows: number
  rounds?: number
  /** More server settings, to try one. */
  settings?: Record<string, string>
  log?: (line: string) => void
}): Promise<Result> {
  const { rows, rounds = 400, log = () => {} } = given
  // Room for the load, so that no checkpoint falls into it; what is measured starts after one.
  const settings = { max_wal_size: '8GB', checkpoint_timeout: '30min', ...(given.settings ?? {}) }
  return onServer(settings, async (server) => {
    const owner = new pg.Client({ connectionString: server.url })
    try {
      await owner.connect()
      const started = performance.now()
      const staff = await load(owner, rows)
      const loadSeconds = (performance.now() - started) / 1000
      log(`loaded ${rows} cases in ${loadSeconds.toFixed(0)} s`)
      const { rows: counted } = await owner.query(
        'select count(*)::int as n from "case"."case" where closed_at is null',
      )
      return await withInstance(server, 2, async (instance) => {
        const figures = [
          ...(await measureSql(instance, owner, staff, rounds)),
          ...(await measurePage(instance, staff, Math.min(rounds, 300))),
        ]
        return { rows, open: counted[0].n, loadSeconds, figures }
      })
    } finally {
      await owner.end()
    }
  })
}

type Staff = Extract<Actor, { kind: 'staff' }>

async function load(owner: pg.Client, rows: number): Promise<Staff[]> {
  await owner.query(`set qonys.actor_kind = 'system'; set synchronous_commit = off; set maintenance_work_mem = '1GB';
    insert into institution.institution (code, kind, names) values ('bench', 'local-executive-body', '{"kk":"B","ru":"B","en":"B"}')`)
  const staff: Staff[] = []
  const offices: { id: string; region: string; staff: string[] }[] = []
  for (const region of regions)
    for (let i = 0; i < officesPerRegion; i++) {
      const office = { id: newId(), region, staff: [] as string[] }
      offices.push(office)
      await owner.query(
        `insert into institution.office (id, institution, names, region) values ($1, 'bench', '{"kk":"B","ru":"B","en":"B"}', $2)`,
        [office.id, region],
      )
      for (let j = 0; j < staffPerOffice; j++) {
        const id = newId()
        office.staff.push(id)
        await owner.query(
          `with s as (insert into institution.staff (id, name, active_from) values ($1, $2, '2020-01-01'))
           insert into institution.posting (id, staff_id, office_id, role, regions, valid_from)
           values (gen_random_uuid(), $1, $3, 'permit-officer', $4, '2020-01-01')`,
          [id, `Officer ${staff.length}`, office.id, [region]],
        )
        staff.push({
          kind: 'staff',
          staff: id,
          name: 'Officer',
          institution: 'bench',
          office: office.id,
          regions: [region],
          roles: ['permit-officer'],
        })
      }
    }
  const family = makeNames(600)
  const first = makeNames(300)
  await owner.query(`create temp table office_of (o int primary key, id uuid, region text, staff uuid[])`)
  for (const [n, office] of offices.entries())
    await owner.query('insert into office_of values ($1, $2, $3, $4)', [
      n,
      office.id,
      office.region,
      office.staff,
    ])
  // Indexes are made again after the load, which is several times faster.
  const { rows: indexes } = await owner.query<{ name: string; definition: string }>(
    `select format('%I.%I', schemaname, indexname) as name, indexdef as definition from pg_indexes
     where schemaname = 'case' and tablename in ('case', 'name_word') and indexdef not like 'CREATE UNIQUE%'`,
  )
  for (const { name } of indexes) await owner.query(`drop index ${name}`)
  await owner.query(
    `insert into "case"."case" (id, number, kind, state, applicant_account, subjects, subject_name, name_key, region, office_id,
       assigned_to, lease_until, due_on, governing_date, opened_at, closed_at, tags, outcome)
     select gen_random_uuid(), 'KZ-2026-' || lpad(n::text, 7, '0') || '-' || n % 10, 'bench',
       case when open then (array['submitted','in-review','waiting-on-applicant','hearing'])[1 + n % 4] else 'decided' end,
       gen_random_uuid(), array[gen_random_uuid()], upper(f || ' ' || g), case when f < g then f || ' ' || g else g || ' ' || f end, o.region, o.id,
       case when open and mine then o.staff[1 + floor(random() * array_length(o.staff, 1))::int] end,
       case when open and mine then timestamptz '${at}' + make_interval(mins => (random() * 60)::int - 30) end,
       date '2026-11-24' + (random() * 70)::int - 10, '2026-11-24', timestamptz '${at}' - make_interval(days => (random() * 30)::int),
       case when not open then timestamptz '${at}' end, case when n % 50 = 0 then array['late-feed'] else '{}'::text[] end,
       case when not open then 'granted' end
     from (select n, random() < 0.4 as open, random() < 0.5 as mine, ($1::text[])[1 + floor(random() * 600)::int] as f,
         ($2::text[])[1 + floor(random() * 300)::int] as g, floor(random() * ${offices.length})::int as o
       from generate_series(1, $3::int) n) c join office_of o using (o)`,
    [family, first, rows],
  )
  await owner.query('create temp table keys_of (name text primary key, keys text not null)')
  await owner.query(
    'insert into keys_of select * from unnest($1::text[], $2::text[]) on conflict do nothing',
    [[...family, ...first], [...family, ...first].map((name) => textKeys(name).join(' '))],
  )
  // Every name here is of two words, in their folded form.
  await owner.query(`insert into "case".name_word (word, region, case_id, name_key)
    select distinct w, c.region, c.id, a.keys || ' ' || b.keys from "case"."case" c
      join keys_of a on a.name = split_part(c.name_key, ' ', 1) join keys_of b on b.name = split_part(c.name_key, ' ', 2),
      unnest(string_to_array(a.keys || ' ' || b.keys, ' ')) w`)
  for (const { definition } of indexes) await owner.query(definition)
  await owner.query('create table public.bench_row (id uuid primary key, what text not null)')
  await owner.query('grant select, insert on public.bench_row to qonys_app')
  await owner.query('vacuum (analyze) "case"."case"')
  await owner.query('vacuum (analyze) "case".name_word')
  await owner.query('checkpoint')
  return staff
}

/** Invented names, already folded, so that prefixes are shared as real names share them. */
function makeNames(count: number): string[] {
  const starts = [
    'ali',
    'ra',
    'kari',
    'yu',
    'sa',
    'mu',
    'no',
    'ku',
    'to',
    'bek',
    'ja',
    'ha',
    'is',
    'ma',
    'du',
  ]
  const middles = ['b', 'him', 'r', 's', 'd', 'l', 'n', 'm', 'z', 'k']
  const ends = ['ov', 'ova', 'ev', 'eva', 'oglu', 'bek', 'jon', 'a', 'i', 'zade']
  const names = new Set<string>()
  for (let i = 0; names.size < count; i++)
    names.add(
      foldName(
        `${starts[i % 15]}${middles[(i * 7 + Math.floor(i / 15)) % 10]}${ends[(i * 3 + Math.floor(i / 150)) % 10]}${i >= 1500 ? 'a' : ''}`,
      ),
    )
  return [...names]
}

const pick = <T>(list: readonly T[]): T => list[randomInt(list.length)] as T

async function measureSql(
  instance: Instance,
  owner: pg.Client,
  staff: Staff[],
  rounds: number,
): Promise<Figure[]> {
  const days = queueDays(instance.clock.today())
  const { rows: sample } = await owner.query<{
    id: string
    number: string
    name_key: string
    region: string
    office_id: string
  }>(
    `select id, number, name_key, region, office_id from "case"."case" tablesample system (1) where closed_at is null and assigned_to is null limit 5000`,
  )
  const officerOf = (office: string) => pick(staff.filter((one) => one.office === office))
  const now = instance.clock.now()
  const until = now.add({ minutes: 30 }).toString()
  const someCase = () => {
    const row = pick(sample)
    return { row, me: officerOf(row.office_id) }
  }
  type Try = () => { me: Staff; run(tx: Tx): Promise<unknown> }
  const tries: Record<string, Try> = {
    'primary-key read': () => {
      const { row, me } = someCase()
      return { me, run: (tx) => getCase(tx, row.id) }
    },
    'queue page, mine': () => {
      const me = pick(staff)
      return {
        me,
        run: (tx) => tx.rows(queuePage({ of: 'mine', me: me.staff }, {}, { limit: 25, today: days.today })),
      }
    },
    'queue page, unassigned': () => {
      const me = pick(staff)
      return {
        me,
        run: (tx) =>
          tx.rows(queuePage({ of: 'unassigned', office: me.office }, {}, { limit: 25, today: days.today })),
      }
    },
    'queue page, office, deep': () => {
      const me = pick(staff)
      const after = { day: '2026-12-20', id: newId() }
      return {
        me,
        run: (tx) =>
          tx.rows(
            queuePage({ of: 'office', office: me.office }, {}, { limit: 50, today: days.today, after }),
          ),
      }
    },
    counts: () => ({ me: pick(staff), run: (tx) => tx.rows(queueCounts(days)) }),
    'search by number': () => {
      const { row, me } = someCase()
      return { me, run: (tx) => tx.rows(casesByNumber(row.number, searchLimit)) }
    },
    'search by beginning of a number': () => {
      const { row, me } = someCase()
      return { me, run: (tx) => tx.rows(casesByNumber(row.number.slice(0, -3), searchLimit)) }
    },
    'search by beginning of a name': () => {
      const { row, me } = someCase()
      return {
        me,
        run: (tx) => tx.rows(casesByName(row.name_key.slice(0, 4), me.regions as string[], searchLimit)),
      }
    },
    'search by consonants, the vowels not known': () => {
      const { row, me } = someCase()
      return {
        me,
        run: (tx) => tx.rows(casesByName(row.name_key, me.regions as string[], searchLimit, 'consonants')),
      }
    },
    'search by two words': () => {
      const { row, me } = someCase()
      return { me, run: (tx) => tx.rows(casesByName(row.name_key, me.regions as string[], searchLimit)) }
    },
    claim: () => {
      const { row, me } = someCase()
      return {
        me,
        run: (tx) =>
          tx.rows(takeCase({ caseId: row.id, me: me.staff, office: me.office, now: now.toString(), until })),
      }
    },
  }
  const times = new Map<string, number[]>(Object.keys(tries).map((name) => [name, []]))
  for (let round = -50; round < rounds; round++)
    for (const [name, make] of Object.entries(tries)) {
      const { me, run } = make()
      await inTransaction(instance, me, false, async (tx) => {
        const started = performance.now()
        await run(tx)
        if (round >= 0) times.get(name)?.push(performance.now() - started)
      })
    }
  const base = percentile(times.get('primary-key read') ?? [], 0.95)
  return [...times].map(([what, list]) => figure(what, list, base, 3))
}

async function measurePage(instance: Instance, staff: Staff[], rounds: number): Promise<Figure[]> {
  registerCaseKind({
    kind: 'bench',
    name: () => 'Case',
    deciders: [],
    evaluate: () => Promise.reject(new Error('not asked')),
    summary: async () => [],
    grant: async () => undefined,
    refuse: async () => undefined,
    onAppealOverturned: async () => {},
  })
  const application = makeApplication(instance, casePages)
  const query = queryOn(instance.db)
  const cookies: string[] = []
  for (let i = 0; i < 40; i++)
    cookies.push(
      `qonys=${await openSession(query, instance.clock.now(), { kind: 'staff', methods: ['oidc'], staff: pick(staff).staff })}`,
    )
  const pages: number[] = []
  const inserts: number[] = []
  for (let round = -30; round < rounds; round++) {
    let started = performance.now()
    await query.done(
      sql`insert into public.bench_row (id, what) values (${newId()}::uuid, 'one durable row of one transaction')`,
    )
    if (round >= 0) inserts.push(performance.now() - started)
    started = performance.now()
    const response = await application.fetch(
      new Request('http://localhost/queue', { headers: { cookie: pick(cookies), 'accept-language': 'en' } }),
    )
    const html = await response.text()
    if (round >= 0) pages.push(performance.now() - started)
    if (response.status !== 200 || !html.includes('KZ-2026-'))
      throw new Error(`the page answered ${response.status}`)
  }
  const base = percentile(inserts, 0.95)
  return [
    figure('one durable insert', inserts, base, 1),
    figure('GET /queue: session, row-level security, durable read record, HTML', pages, base, 5),
  ]
}

const percentile = (list: number[], share: number): number =>
  [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? Number.NaN

const figure = (what: string, list: number[], base: number, target: number): Figure => ({
  what,
  p50: percentile(list, 0.5),
  p95: percentile(list, 0.95),
  ratio: percentile(list, 0.95) / base,
  target,
})

export function writeResult(result: Result): string {
  const line = ({ what, p50, p95, ratio, target }: Figure) =>
    `${what.padEnd(68)} p50 ${p50.toFixed(2).padStart(7)} ms  p95 ${p95.toFixed(2).padStart(7)} ms  ratio ${ratio.toFixed(2).padStart(5)} (target ≤ ${target})`
  return [
    `${result.rows} cases, ${result.open} open, loaded in ${result.loadSeconds.toFixed(0)} s`,
    ...result.figures.map(line),
  ].join('\n')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  console.log(
    writeResult(await runQueueBench({ rows: Number(process.argv[2] ?? 1_000_000), log: console.log })),
  )
