import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Person, type Staff, type World } from '../../test/world.ts'
import { findLoggingGaps, keepStatementLog } from '../app/keep-statement-log.ts'
import { routes } from '../app/routes.ts'
import { makeApplication } from '../app/serve.ts'
import { sql } from '../platform/database.ts'
import { collectStatements } from './collect-statements.ts'
import { findLooks } from './find-looks.ts'
import { logSigner } from './log-key.ts'
import { doctorsQuestions } from './own-statements.ts'
import { judgeStatement, readLogLine } from './read-statement.ts'
import { sequenceLog } from './sequence-log.ts'
import { readVerifierKey, writeVerifierKey } from './signed-note.ts'
import { Receipt, verifyReceipt } from './verify-receipt.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let seen: Person
let other: Person
let auditor: Staff

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  seen = await world.account(await world.person({ regions: ['75'], latinName: 'LOOKED AT' }))
  other = await world.account(await world.person({ regions: ['75'] }))
  auditor = await world.officer('auditor', await world.office({ region: null }))
  // In the tests' world persons are registered in its own time, which may be after the server's.
  await world.owner.done(sql`update person.person set registered_at = '2026-01-01'`)
  expect(await keepStatementLog(world.database.ownerUrl)).toEqual([])
  await settled()
})
afterAll(() => world.close())

/** A session of the owner, as with psql: one that began after the log was switched on. */
async function asOwner(work: (client: pg.Client) => Promise<unknown>, options?: string): Promise<void> {
  const client = new pg.Client({
    connectionString: world.database.ownerUrl,
    application_name: 'psql',
    ...(options ? { options } : {}),
  })
  await client.connect()
  await work(client)
  await client.end()
}
/** Turns of the collector until nothing more comes: the server writes its log a moment later. */
async function settled(): Promise<number> {
  let looks = 0
  for (let quiet = 0; quiet < 3; ) {
    await new Promise((done) => setTimeout(done, 150))
    const found = await collectStatements(world.instance)
    looks += found
    quiet = found > 0 ? 0 : quiet + 1
  }
  return looks
}
const looksOf = async (who: Person) => (await findLooks(world.instance, who)).looks
const alarms = async (kind: string) =>
  (await world.owner.rows(sql`select 1 from oversight.administrator_alarm where kind = ${kind}`)).length

describe('what a superuser asks the database outside the program', () => {
  it.each([
    [
      'a literal',
      (c: pg.Client) => c.query(`select latin_name from person.person where id = '${seen.person}'`),
    ],
    ['a parameter', (c: pg.Client) => c.query('select * from person.person where id = $1', [seen.person])],
    [
      'quoted names',
      (c: pg.Client) => c.query(`select * from "person"."name" where person_id in ('${seen.person}')`),
    ],
    [
      'a change',
      (c: pg.Client) =>
        c.query(`update person.person set latin_name = latin_name where id = '${seen.person}' and true`),
    ],
  ])('is found in the view of the person it named, and of nobody else: by %s', async (_name, ask) => {
    const [before, others] = [(await looksOf(seen)).length, (await looksOf(other)).length]
    await asOwner(ask)
    expect(await settled()).toBe(1)
    const [newest] = await looksOf(seen)
    expect(newest).toMatchObject({ actor_kind: 'database', whole: false, purpose: 'database-administration' })
    expect((await looksOf(seen)).length).toBe(before + 1)
    expect((await looksOf(other)).length).toBe(others)
  })
  it.each([
    ['a list', 'select * from person.person'],
    ['one who is named and all others', `select * from person.person where id = 'ID' or true`],
    ['an id that narrows nothing', `select 'ID', * from person.person where latin_name like '%'`],
    ['a dump', 'copy person.person to stdout'],
    ['a name without its schema', 'set search_path = person; select latin_name from person'],
    ['words hidden in code', `do $$ begin execute 'sel' || 'ect 1 from per' || 'son.per' || 'son'; end $$`],
    ['a copy by another name', 'create temporary table elsewhere as select * from person.person'],
    ['a comment between', 'select * from person./* x */person'],
  ])('is found in the view of everybody when it names nobody: %s', async (_name, statement) => {
    const before = (await looksOf(other)).length
    await asOwner((client) => client.query(statement.replace('ID', seen.person ?? '')))
    expect(await settled()).toBe(1)
    for (const who of [seen, other]) {
      const [newest] = await looksOf(who)
      expect(newest).toMatchObject({ actor_kind: 'database', whole: true })
    }
    expect((await looksOf(other)).length).toBe(before + 1)
  })
  it('tells nothing of what shows nobody: settings, structure, and the program’s own published questions', async () => {
    await asOwner(async (client) => {
      await client.query('select 1')
      await client.query('show server_version')
      await client.query('create table public.scratch (n int)')
      await client.query('drop table public.scratch')
      for (const question of Object.values(doctorsQuestions)) await client.query(question)
      expect(await findLoggingGaps(client)).toEqual([])
    })
    expect(await settled()).toBe(0)
  })
  it('says it in the person’s words, with a receipt that an outsider can check, and in the log of all', async () => {
    await asOwner((client) => client.query('select count(*) from person.file'))
    await settled()
    await sequenceLog(world.instance)
    const get = async (path: string) =>
      app.fetch(
        new Request(`http://localhost${path}`, {
          headers: { cookie: await world.signIn(seen), 'accept-language': 'en' },
        }),
      )
    const page = await (await get('/me/looks')).text()
    expect(page).toContain('An administrator of the database, outside the program')
    expect(page).toContain('documents (of everybody in the register)')
    const [newest] = await looksOf(seen)
    const receipt = Receipt.parse(await (await get(`/me/looks/${newest?.id}/receipt`)).json())
    const key = readVerifierKey(writeVerifierKey(logSigner(world.instance.config)))
    if (!key) throw new Error('no key')
    expect(verifyReceipt(receipt, key, [])).toEqual({ ok: true, cosignedBy: [] })
    const forged = {
      ...receipt,
      content: { ...receipt.content, row: { ...receipt.content.row, what: 'case' } },
    }
    expect(verifyReceipt(forged, key, [])).toEqual({ ok: false, why: 'person-not-in-the-leaf' })
  })
  it('is listed for auditors and nobody else', async () => {
    await asOwner((client) => client.query(`select 'AUDITORSEES' from person.person`))
    await settled()
    const page = async (who: Staff) =>
      app.fetch(
        new Request('http://localhost/reading/administrators', {
          headers: { cookie: await world.signIn(who), 'accept-language': 'en' },
        }),
      )
    const text = await (await page(auditor)).text()
    expect(text).toContain('AUDITORSEES')
    expect(text).toContain('psql')
    const supervisor = await world.officer('supervisor', await world.office({ region: '75' }))
    expect((await page(supervisor)).status).toBeGreaterThanOrEqual(403)
  })
})

describe('a superuser who switches logging off', () => {
  it('at sign-in: the session that said nothing is an alarm', async () => {
    const before = await alarms('session-silent')
    await asOwner((client) => client.query('select * from person.person'), '-c log_statement=none')
    expect(await settled()).toBe(0)
    expect(await alarms('session-silent')).toBe(before + 1)
  })
  it('in a session: the words that do it are the last that are logged, and an alarm', async () => {
    const before = await alarms('logging-changed')
    await asOwner(async (client) => {
      await client.query("set log_statement = 'none'")
      await client.query('select * from person.person')
    })
    await settled()
    expect(await alarms('logging-changed')).toBe(before + 1)
  })
  it('for the server: the program’s own word is not found again', async () => {
    const before = await alarms('log-silent')
    // As if the log went elsewhere: a word of two minutes ago is not in it.
    await world.owner.done(sql`insert into oversight.log_beat (at) values (now() - interval '2 minutes')`)
    await world.owner.done(
      sql`update oversight.log_beat set seen_at = null where n = (select max(n) from oversight.log_beat)`,
    )
    await collectStatements(world.instance)
    expect(await alarms('log-silent')).toBe(before + 1)
    await settled()
    expect(await alarms('log-silent')).toBe(before + 1)
  })
  it('by cutting or taking away a file that was read: an alarm', async () => {
    const before = await alarms('log-cut')
    await world.owner.done(
      sql`insert into oversight.server_log (file, read_to, read_at) values ('gone.json', 100, now())`,
    )
    await collectStatements(world.instance)
    await collectStatements(world.instance)
    expect(await alarms('log-cut')).toBe(before + 1)
  })
})

describe('the reader of the log', () => {
  it('passes by what is no line of it, and refuses a clock that it cannot read', () => {
    expect(readLogLine('not json')).toBeUndefined()
    expect(
      readLogLine(
        '{"timestamp":"2026-11-28 10:00:00.000 UTC","session_id":"a.b","user":"x","message":"checkpoint"}',
      ),
    ).toBeUndefined()
    expect(() =>
      readLogLine(
        '{"timestamp":"2026-11-28 10:00:00.000 +05","session_id":"a.b","user":"x","message":"statement: select 1"}',
      ),
    ).toThrow('UTC')
  })
  it('takes the password of no role from the log: what is set there is a verifier', async () => {
    const { rows } = {
      rows: await world.owner.rows<{ kept: string }>(
        sql`select rolpassword as kept from pg_authid where rolname = 'qonys_app'`,
      ),
    }
    expect(rows[0]?.kept).toMatch(/^SCRAM-SHA-256\$4096:/)
  })
  it.each([
    [`select * from person.person where id = '11111111-1111-4111-8111-111111111111'`, 1],
    [`select * from person.person p where p.id = $1 and p.version = $2`, 1],
    [
      `select * from person.person where id in ('11111111-1111-4111-8111-111111111111', '11111111-1111-4111-8111-111111111112')`,
      2,
    ],
    [`select * from person.person where id > '11111111-1111-4111-8111-111111111111'`, 0],
    [`select * from person.person a, person.name b where a.id = '11111111-1111-4111-8111-111111111111'`, 0],
    [
      `select (select string_agg(latin_name, '') from person.person) from person.person where id = '11111111-1111-4111-8111-111111111111'`,
      0,
    ],
    [`select * from person.person where not id = '11111111-1111-4111-8111-111111111111'`, 0],
    [
      `select * from person.person where id = '11111111-1111-4111-8111-111111111111'; select * from person.person`,
      0,
    ],
  ])('%s is narrowed to %i ids', (statement, n) => {
    const judged = judgeStatement(
      statement,
      "Parameters: $1 = '11111111-1111-4111-8111-111111111111', $2 = '3'",
      ['person.person', 'person.name'],
    )
    expect(judged?.tables).toContain('person.person')
    expect(judged?.ids).toHaveLength(n)
  })
})
