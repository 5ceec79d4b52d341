import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../src/app/routes.ts'
import { makeApplication } from '../../src/app/serve.ts'
import { getRecord } from '../../src/person/get-record.ts'
import { inTransaction } from '../../src/platform/act.ts'
import { type Actor, admits, type Role, roles } from '../../src/platform/actor.ts'
import { sql } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/new-id.ts'
import { hashToken } from '../../src/platform/session.ts'
import type { Route } from '../../src/ui/visit.ts'
import { makeWorld, type Person, type Staff, type World } from '../world.ts'

/** Interleaved requests over few connections; ten thousand by QONYS_INTERLEAVED=10000. */
const interleaved = Number(process.env.QONYS_INTERLEAVED ?? 1500)
let world: World
let app: ReturnType<typeof makeApplication>
const actors: { name: string; actor: Actor; headers: Record<string, string> }[] = []
let person: string
let holder: Person
let registrar: Staff
const token = 'machine'.padEnd(43, 'x')

beforeAll(async () => {
  world = await makeWorld(Temporal.Now.instant().toString())
  app = makeApplication(world.instance, routes)
  const office = await world.office()
  for (const role of roles) {
    const actor = await world.officer(role as Role, office)
    actors.push({ name: role, actor, headers: { cookie: await world.signIn(actor) } })
    if (role === 'registrar') registrar = actor
  }
  person = await world.person({ latinName: 'SECRETNAME HOLDER' })
  holder = await world.account(person)
  actors.push({ name: 'a person', actor: holder, headers: { cookie: await world.signIn(holder) } })
  actors.push({ name: 'nobody', actor: { kind: 'public' }, headers: {} })
  const client = newId()
  await world.owner.done(sql`insert into institution.client (id, institution, name, token_hash, scopes, regions, created_at)
    values (${client}::uuid, 'local-executive-body', 'machine', ${hashToken(token)}, '{quota}', '{75}', now())`)
  actors.push({
    name: 'a machine of another scope',
    actor: { kind: 'client', client, name: 'machine', institution: 'x', scopes: ['quota'], regions: ['75'] },
    headers: { authorization: `Bearer ${token}` },
  })
})
afterAll(() => world.close())

const pathOf = ({ path }: Route) => path.replaceAll(/:number/g, 'KZ-2026-000000').replaceAll(/:\w+/g, newId())
const ask = (route: Route, headers: Record<string, string>, more: RequestInit = {}) =>
  app.fetch(
    new Request(`http://localhost${pathOf(route)}`, {
      method: route.method.toUpperCase(),
      redirect: 'manual',
      ...(route.method === 'post' ? { body: `_request=${newId()}` } : {}),
      ...more,
      headers: {
        origin: 'http://localhost',
        ...(route.method === 'post' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...headers,
      },
    }),
  )

describe('R1: the matrix of doors and roles, made of the table of routes', () => {
  it('lets nobody through whom the door does not name, whichever the door and the role', async () => {
    let cells = 0
    const wrong: string[] = []
    for (const route of routes)
      for (const { name, actor, headers } of actors) {
        // Tokens are read at doors for machines, cookies at the others; the wrong key is nobody's.
        const known =
          (route.api ?? false) === (actor.kind === 'client') ? actor : ({ kind: 'public' } as const)
        if (admits(route.who, known)) continue
        cells++
        const { status } = await ask(route, headers)
        if (status !== (known.kind === 'public' ? 401 : 404))
          wrong.push(`${name} ${route.method} ${route.path}: ${status}`)
      }
    expect(wrong).toEqual([])
    expect(cells).toBeGreaterThan(2000)
  }, 300_000)
  it('is declared by every door, and everybody is let in only where nothing of anybody is', () => {
    const open = routes.filter(({ who }) => who.to === 'everyone').map(({ path }) => path)
    expect(routes.every(({ who }) => who !== undefined)).toBe(true)
    expect(
      open.filter((path) => /^\/(me|people|cases|queue|staff\/people|reading|exports|tracing\/)/.test(path)),
    ).toEqual([])
  })
})

describe('R2: no record, no data', () => {
  it('answers 503 and nothing of the person when the record of the look cannot be written', async () => {
    const looks = [`/people/${person}?for=serve-person`, `/people/${person}/family`]
    const cookie = await world.signIn(registrar)
    const text = async (path: string) => {
      const answer = await app.fetch(new Request(`http://localhost${path}`, { headers: { cookie } }))
      return { status: answer.status, text: await answer.text() }
    }
    for (const path of looks) expect((await text(path)).text).toContain('SECRETNAME')
    await world.owner.done(sql`revoke insert on platform.read_record from qonys_app`)
    try {
      for (const path of looks) {
        const answer = await text(path)
        expect(answer.status).toBe(503)
        expect(answer.text).not.toContain('SECRETNAME')
      }
      await expect(
        getRecord(
          world.instance,
          {
            kind: 'client',
            client: newId(),
            name: 'm',
            institution: 'x',
            scopes: ['register'],
            regions: ['75'],
          },
          person,
        ),
      ).rejects.toMatchObject({ code: 'database-unavailable' })
    } finally {
      await world.owner.done(sql`grant insert on platform.read_record to qonys_app`)
    }
    expect((await text(looks[0] ?? '')).status).toBe(200)
  })
})

describe('S1: ways to sign in', () => {
  it('only a strong and fresh proof comes to what is grave', async () => {
    const supervisor = actors.find(({ name }) => name === 'supervisor')?.actor as Staff
    const auditor = actors.find(({ name }) => name === 'auditor')?.actor as Staff
    const grave = [
      [supervisor, '/tracing/orders/new'],
      [supervisor, '/exports/new'],
      [supervisor, '/reading/reason'],
      [auditor, '/reading/decoys'],
    ] as const
    for (const [who, path] of grave)
      for (const method of ['oidc', 'oidc-strong', 'passkey', 'code'])
        for (const minutes of [0, 20]) {
          const cookie = await world.signIn(who)
          await world.owner.done(sql`update platform.session set methods = array[${method}],
            authenticated_at = ${world.clock.now().subtract({ minutes }).toString()} where staff_id = ${who.staff}::uuid`)
          const answer = await app.fetch(
            new Request(`http://localhost${path}`, { headers: { cookie }, redirect: 'manual' }),
          )
          const strong = ['oidc-strong', 'passkey'].includes(method) && minutes === 0
          expect(answer.status, `${path} by ${method}, ${minutes} minutes ago`).toBe(strong ? 200 : 303)
        }
  })
  it('only a strong and fresh proof joins two records or takes them apart', async () => {
    const supervisor = actors.find(({ name }) => name === 'supervisor')?.actor as Staff
    for (const act of ['merge', 'unmerge'])
      for (const method of ['oidc', 'oidc-strong', 'passkey', 'code'])
        for (const minutes of [0, 20]) {
          const cookie = await world.signIn(supervisor)
          await world.owner.done(sql`update platform.session set methods = array[${method}],
            authenticated_at = ${world.clock.now().subtract({ minutes }).toString()} where staff_id = ${supervisor.staff}::uuid`)
          const answer = await app.fetch(
            new Request(`http://localhost/identity/${newId()}/${act}`, {
              method: 'POST',
              redirect: 'manual',
              headers: {
                cookie,
                origin: 'http://localhost',
                'content-type': 'application/x-www-form-urlencoded',
              },
              body: `_request=${newId()}&version=1&confirm=yes&reason=They+are+one+person.`,
            }),
          )
          const strong = ['oidc-strong', 'passkey'].includes(method) && minutes === 0
          // Past the proof it is asked which pair, and there is none.
          expect(answer.status, `${act} by ${method}, ${minutes} minutes ago`).toBe(strong ? 404 : 403)
          if (!strong) expect(await answer.text()).toContain('/staff/confirm?to=')
        }
  })
  it('a session of staff is opened in one place, which the provider and the passkey alone come to', () => {
    const opened = ['institution/sign-in-staff.ts', 'person/sign-in-with-code.ts'].map((file) =>
      readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8'),
    )
    expect(opened[0]).toContain("kind: 'staff'")
    expect(opened[1]).not.toContain("kind: 'staff'")
  })
})

describe('S4: the rights of the database', () => {
  it('every view asks as the asker, every definer function has a fixed path and is nobody’s by default', async () => {
    const views = await world.owner.rows<{ name: string }>(sql`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('v', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss')
        and not coalesce(c.reloptions @> array['security_invoker=true'], false)`)
    expect(views).toEqual([])
    const definers = await world.owner.rows<{ name: string; path: boolean; open: boolean }>(sql`
      select n.nspname || '.' || p.proname as name, coalesce(exists (select 1 from unnest(p.proconfig) s where s like 'search_path=pg_catalog%'), false) as path,
        has_function_privilege('public', p.oid, 'execute') and p.prorettype <> 'trigger'::regtype as open
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss')`)
    expect(definers.length).toBeGreaterThan(30)
    expect(
      definers.filter(({ path }) => !path).map(({ name }) => name),
      'without a fixed path',
    ).toEqual([])
    expect(
      definers.filter(({ open }) => open).map(({ name }) => name),
      'everybody may call',
    ).toEqual([])
  })
  it('the role of the application owns nothing and goes around no policy', async () => {
    const { bypass, owns } = await world.owner.one<{ bypass: boolean; owns: number }>(sql`
      select rolbypassrls or rolsuper as bypass, (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relowner = r.oid and n.nspname <> 'pgboss') as owns from pg_roles r where rolname = 'qonys_app'`)
    expect({ bypass, owns }).toEqual({ bypass: false, owns: 0 })
  })
  it(`${interleaved} interleaved requests of many over six connections: each sees its own and nobody else’s`, async () => {
    const people = await Promise.all(
      ['75', '71', '63'].map(async (region) => ({ region, id: await world.person({ regions: [region] }) })),
    )
    const readers = [
      ...(await Promise.all(
        people.map(async ({ region }) =>
          world.officer('registrar', await world.office({ institution: `x-${region}`, region }), {
            regions: [region],
          }),
        ),
      )),
      ...(await Promise.all(people.map(({ id }) => world.account(id)))),
      { kind: 'public' } as const,
    ]
    const ids = people.map(({ id }) => id)
    const wrong: string[] = []
    let next = 0
    const lane = async () => {
      for (let n = next++; n < interleaved; n = next++) {
        const reader = readers[(n * 7 + (n % 3)) % readers.length] as Actor
        // Every fifth fails in the middle: what it set must be gone with it.
        const seen = await inTransaction(world.instance, reader, n % 11 === 0, async (tx) => {
          const rows = await tx.rows<{ id: string }>(
            sql`select id from person.person where id = any(${ids}::uuid[])`,
          )
          if (n % 5 === 0) throw new Error('broken off')
          return rows.map(({ id }) => id)
        }).catch((error: Error) => {
          if (error.message !== 'broken off') throw error
          return undefined
        })
        const may = people
          .filter(({ region, id }) =>
            reader.kind === 'staff'
              ? reader.regions.includes(region)
              : reader.kind === 'person' && reader.person === id,
          )
          .map(({ id }) => id)
        if (seen && seen.join() !== may.join()) wrong.push(`${reader.kind}: ${seen} for ${may}`)
      }
    }
    await Promise.all(Array.from({ length: 12 }, lane))
    expect(wrong).toEqual([])
  }, 120_000)
})

describe('S7: what a browser is told', () => {
  it('at every door, found or not, allowed or not: the same strict headers', async () => {
    const missing: string[] = []
    const check = (name: string, { headers, status }: Response) => {
      const policy = headers.get('content-security-policy') ?? ''
      for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", 'form-action'])
        if (!policy.includes(part)) missing.push(`${name}: ${part}`)
      if (/unsafe-(inline|eval)|\*/.test(policy)) missing.push(`${name}: ${policy}`)
      for (const [header, value] of [
        ['x-content-type-options', 'nosniff'],
        ['referrer-policy', 'same-origin'],
        ['cross-origin-opener-policy', 'same-origin'],
      ] as const)
        if (headers.get(header) !== value) missing.push(`${name}: ${header}`)
      const personal = status !== 200 || headers.get('content-type')?.startsWith('text/html')
      if (personal && !headers.get('cache-control')) missing.push(`${name}: cache-control (${status})`)
    }
    for (const route of routes) check(`${route.method} ${route.path}`, await ask(route, {}))
    for (const path of ['/nothing', '/api/nothing', '/people/x', '/%00', '//evil.example/x'])
      check(path, await app.fetch(new Request(`http://localhost${path}`)))
    expect(missing).toEqual([])
  }, 120_000)
  it('no form of another site does anything, whatever the browser says or does not say', async () => {
    const posts = routes.filter(({ method, api }) => method === 'post' && !api)
    expect(posts.length).toBeGreaterThan(60)
    for (const route of posts)
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'http://localhost', 'sec-fetch-site': 'cross-site' },
        { origin: 'http://localhost', 'sec-fetch-site': 'same-site' },
        { origin: 'null' },
      ])
        expect((await ask(route, headers)).status, `${route.path} ${JSON.stringify(headers)}`).toBe(403)
  }, 120_000)
})
