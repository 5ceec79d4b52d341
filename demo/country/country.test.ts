import { afterAll, beforeAll, expect, it } from 'vitest'
import { caseKind } from '../../src/case/case-kind.ts'
import { eventName } from '../../src/case/pages/show-timeline.tsx'
import { isDemoIin } from '../../src/person/check-iin.ts'
import type { Config } from '../../src/platform/config.ts'
import { type Connection, connect, type Query, queryOn, sql } from '../../src/platform/database.ts'
import { locales } from '../../src/platform/language.ts'
import { type ScratchDatabase, scratchDatabase } from '../../src/platform/scratch-database.ts'
import { type Country, tellHistory } from './tell-history.ts'

let database: ScratchDatabase
let db: Connection
let owner: Query
let country: Country

beforeAll(async () => {
  database = await scratchDatabase()
  const config: Config = {
    home: process.cwd(),
    dataDirectory: '/nonexistent',
    port: 0,
    baseUrl: 'http://localhost',
    databaseUrl: database.ownerUrl,
    secret: Buffer.from(process.env.QONYS_SECRET ?? '', 'base64url'),
    partnersPort: 0,
  }
  const started = performance.now()
  // A Sunday: what was filed yesterday must not be filed tomorrow.
  country = await tellHistory(config, database.ownerUrl, {
    people: 80,
    cases: 28,
    seed: 1,
    anchor: Temporal.Instant.from('2026-11-29T06:00:00Z'),
  })
  if (process.env.QONYS_SHOW) console.log(Math.round(performance.now() - started), country)
  db = connect(`${database.ownerUrl}?options=-c%20qonys.actor_kind%3Dsystem`, { max: 1 })
  owner = queryOn(db)
}, 60_000)
afterAll(async () => {
  await db?.destroy()
  await database?.drop()
})

it('tells a case of every plot', () => {
  for (const [plot, n] of Object.entries(country.cases)) expect(n, plot).toBeGreaterThan(0)
})

it('has cases in every state and outcome', async () => {
  const rows = await owner.rows<{ state: string; outcome: string | null }>(
    sql`select distinct state, outcome from "case"."case"`,
  )
  expect(new Set(rows.map((row) => row.state))).toEqual(
    new Set([
      'submitted',
      'in-review',
      'waiting-on-applicant',
      'hearing',
      'decided',
      'appealed',
      'withdrawn',
      'closed',
    ]),
  )
  expect(new Set(rows.map((row) => row.outcome))).toEqual(
    new Set([null, 'granted', 'refused', 'withdrawn', 'lapsed']),
  )
})

it('has nobody who could be taken for a living person', async () => {
  const iins = await owner.rows<{ iin: string }>(sql`select iin from person.iin`)
  expect(iins.length).toBeGreaterThan(20)
  expect(iins.filter(({ iin }) => !isDemoIin(iin))).toEqual([])
  expect(await owner.rows(sql`select number from person.travel_document where number !~ '^DEMO'`)).toEqual([])
  expect(await owner.rows(sql`select address from person.account where address !~ '^\\+7700'`)).toEqual([])
})

it('ends at its anchor: nothing is recorded in its future', async () => {
  expect(await owner.rows(sql`select type from platform.event where at > '2026-11-29T06:00:00Z'`)).toEqual([])
})

it('has words in every language for whatever happened to a case of any kind', async () => {
  const rows = await owner.rows<{ kind: string; type: string }>(
    sql`select distinct c.kind, e.type from platform.event e join "case"."case" c on c.id = e.case_id`,
  )
  expect(rows.length).toBeGreaterThan(30)
  for (const locale of locales)
    expect(
      rows.filter(({ kind, type }) => eventName({ kind: caseKind(kind) }, type, locale).includes(type)),
      locale,
    ).toEqual([])
})

it('is marked as demo and leaves no message to be sent', async () => {
  const { value } = await owner.one<{ value: { state: string } }>(
    sql`select value from platform.setting where key = 'demo-country'`,
  )
  expect(value.state).toBe('ready')
  expect(await owner.rows(sql`select data from pgboss.job where name = 'partner'`)).toEqual([])
})

it('leaves the consul somebody to confirm and somebody half asked, and a kandas with the question of a bank', async () => {
  const waiting = await owner.one<{ standing: string; regions: string[] }>(
    sql`select standing, regions from person.person where latin_name like 'SAPARBAEVA%'`,
  )
  expect(waiting).toEqual({ standing: 'declared', regions: ['61'] })
  const draft = await owner.one<{ subject: string }>(
    sql`select s.subject from person.registration_draft d join institution.staff s on s.id = d.staff_id`,
  )
  expect(draft.subject).toBe('staff-consul-tashkent')
  const asked = await owner.one<{ subject: string }>(sql`
    select s.subject from platform.read_record r join institution.staff s on s.id::text = r.actor
      join person.person p on r.subjects @> array[p.id]
    where r.purpose = 'check-right:open-account-as-resident' and p.latin_name like 'EREJEPOV%'`)
  expect(asked.subject).toBe('staff-bank-clerk')
})

it('gives the household of five its five workers and the permitted worker a document', async () => {
  const five = await owner.one<{
    n: number
  }>(sql`select count(*)::int as n from permit.permit p join organisation.employer e on e.id = p.employer_id
    where e.name = 'LEBEDEVA OLGA' and p.state = 'active'`)
  expect(five.n).toBe(5)
  const offer = await owner.one<{ state: string }>(
    sql`select o.state from permit.offer o where o.worker_name like 'RAHIMOVA%' and o.employer_name = 'KASSYMOV ARMAN'`,
  )
  expect(offer.state).toBe('sent')
})
