import { afterAll, beforeAll, expect, it } from 'vitest'
import { routes } from '../../src/app/routes.ts'
import { type Application, makeApplication } from '../../src/app/serve.ts'
import { startWorker } from '../../src/app/work.ts'
import { inTransaction } from '../../src/platform/act.ts'
import { sql } from '../../src/platform/database.ts'
import type { Instance } from '../../src/platform/instance.ts'
import { keepLog } from '../keep-log.ts'
import { openPage, pressButton } from '../open-page.ts'
import { makeWorld, type Person, type Staff, type World } from '../world.ts'

/** Words of one ordinary person that stand nowhere else. */
const canaries = {
  family: 'ZQXFAMILY',
  given: 'ZQXGIVEN',
  document: 'ZQX770099',
  email: 'zqxperson@example.org',
  words: 'ZQXWORDS that somebody typed',
}
const found = (text: string) =>
  Object.values(canaries).filter((one) => text.toLowerCase().includes(one.toLowerCase().slice(0, 9)))
let world: World
let instance: Instance
let app: Application
let registrar: Staff
let holder: Person
let cookies: { staff: string; holder: string }
const { log, lines } = keepLog()

beforeAll(async () => {
  world = await makeWorld()
  instance = { ...world.instance, log }
  app = makeApplication(instance, routes)
  registrar = await world.officer('registrar', await world.office())
  holder = await world.account(await world.person({ latinName: `${canaries.family} ${canaries.given}` }))
  cookies = { staff: await world.signIn(registrar), holder: await world.signIn(holder) }
})
afterAll(() => world.close())

const typed = {
  ...canaries,
  name: canaries.family,
  q: canaries.family,
  says: canaries.words,
  address: canaries.email,
}
const fields = () =>
  Object.fromEntries(
    [
      ...Object.entries(typed),
      ['latin-family', canaries.family],
      ['latin-given', canaries.given],
      ['number', canaries.document],
      ['story', canaries.words],
      ['reason', canaries.words],
      ['reasons', canaries.words],
      ['mrz', `P<UZB${canaries.family}<<${canaries.given}`],
    ].map(([name, value]) => [name, String(value)]),
  )

it('S11: whatever is typed at whatever door, no log line and no address that it leads to says it', async () => {
  const led: string[] = []
  const statuses = new Set<number>()
  for (const { path, method, api } of routes) {
    if (api) continue
    const at = path.replaceAll(/:id\b/g, holder.person ?? '').replaceAll(/:\w+/g, canaries.document)
    for (const cookie of [cookies.staff, cookies.holder, '']) {
      const { status, ...answer } =
        method === 'post'
          ? await pressButton(app, at, fields(), cookie)
          : await openPage(app, `${at}?q=${canaries.family}`, cookie || undefined)
      statuses.add(status)
      const to = 'to' in answer ? String(answer.to) : (answer.headers.get('location') ?? '')
      // Back to where one wanted to go, after signing in: that address was the asker's own.
      if (method === 'post' && found(to).length > 0 && !/\?to=/.test(to)) led.push(`${path}: ${to}`)
    }
  }
  expect([...statuses]).toEqual(expect.arrayContaining([200, 303, 404, 422]))
  expect(led).toEqual([])
  expect(found(lines.join('\n'))).toEqual([])
}, 240_000)

it('S11: an error that quotes the person, in one line or in several, is logged by its kind and its place', async () => {
  await world.owner.done(sql`create function person.quote() returns trigger language plpgsql as $$
    begin raise exception E'quoted %\n  at % (somewhere)', new.says, new.says; end $$`)
  await world.owner.done(sql`create table person.quoted (says text)`)
  await world.owner.done(
    sql`create trigger quote before insert on person.quoted for each row execute function person.quote()`,
  )
  await world.owner.done(sql`grant insert on person.quoted to qonys_app`)
  const failing = makeApplication(instance, [
    ...routes.filter(({ path }) => path === '/'),
    {
      method: 'get',
      path: '/fails/database',
      who: { to: 'everyone' },
      handle: () =>
        inTransaction(instance, { kind: 'public' }, false, async (tx) => {
          await tx.done(sql`insert into person.quoted values (${canaries.words})`)
          return new Response()
        }),
    },
    {
      method: 'get',
      path: '/fails/json',
      who: { to: 'everyone' },
      handle: async () => JSON.parse(`{"a":\n${canaries.family}\n}`),
    },
  ])
  const before = lines.length
  for (const path of ['/fails/database', '/fails/json']) {
    const { status, body } = await openPage(failing, path)
    expect(status).toBe(500)
    expect(found(body), path).toEqual([])
  }
  const logged = lines.slice(before).filter((line) => line.includes('a request failed'))
  expect(logged).toHaveLength(2)
  expect(found(logged.join())).toEqual([])
  expect(logged.join()).toContain('P0001')
  expect(logged.join()).toContain('SyntaxError')
})

it('S11: of a job that failed over a person, its kind is kept and shown, not the person', async () => {
  const id = await instance.boss.send('reaction', { work: 'quote' }, { retryLimit: 0 })
  const other = await instance.boss.send('reaction', { work: 'parse' }, { retryLimit: 0 })
  const worker = await startWorker(instance, {
    async quote() {
      await inTransaction(instance, { kind: 'public' }, false, (tx) =>
        tx.done(sql`insert into person.quoted values (${canaries.words})`),
      )
    },
    async parse() {
      JSON.parse(canaries.words)
    },
  })
  const outputs = () =>
    world.owner.rows<{ output: string }>(
      sql`select output::text as output from pgboss.job where output is not null and (id in (${id}::uuid, ${other}::uuid) or name = 'failed')`,
    )
  const deadline = Date.now() + 30_000
  while ((await outputs()).length < 2 && Date.now() < deadline)
    await new Promise((done) => setTimeout(done, 200))
  await worker.stop()
  const kept = (await outputs()).map(({ output }) => output).join('\n')
  expect(kept).toContain('P0001')
  expect(kept).toContain('SyntaxError')
  expect(found(kept)).toEqual([])
  expect(found(lines.join('\n'))).toEqual([])
}, 60_000)
