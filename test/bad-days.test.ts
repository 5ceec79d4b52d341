import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect as connectTcp, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runSoak } from '../bench/soak.ts'
import { routes } from '../src/app/routes.ts'
import { makeApplication } from '../src/app/serve.ts'
import { registerPerson } from '../src/person/register-person.ts'
import { sql } from '../src/platform/database.ts'
import { openInstance } from '../src/platform/instance.ts'
import { newId } from '../src/platform/new-id.ts'
import { makeWorld, type Staff, type World } from './world.ts'

let world: World
let officer: Staff

beforeAll(async () => {
  world = await makeWorld()
  officer = await world.officer('registrar', await world.office())
})
afterAll(() => world.close())

const someone = (number: string) => ({
  latinName: { family: 'BADDAY', given: `PERSON ${number}` },
  birthDate: '1990-03-27',
  sex: 'female' as const,
  citizenship: 'UZB',
  document: { kind: 'passport' as const, issuingState: 'UZB', number },
  language: 'uz',
  region: '75',
  confirmedNew: true,
})

describe('kill -9 in the middle of acts', () => {
  it('loses nothing that was acknowledged and leaves nothing half written', async () => {
    const program = new URL('register-until-killed.ts', import.meta.url).pathname
    const child = spawn(
      process.execPath,
      ['--import', '@oxc-node/core/register', program, world.database.ownerUrl, JSON.stringify(officer)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const acknowledged: { request: string; answer: { id: string } }[] = []
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(JSON.parse(line))
      if (acknowledged.length === 60) child.kill('SIGKILL')
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    expect(child.signalCode).toBe('SIGKILL')

    const ids = acknowledged.map(({ answer }) => answer.id)
    const kept = await world.owner.rows<{ id: string }>(
      sql`select id from person.person where id = any(${ids}::uuid[])`,
    )
    expect(kept).toHaveLength(ids.length)
    // What the server had not acknowledged may be there, but then it is there whole.
    const halves = await world.owner.one<{
      people: number
      documents: number
      events: number
      open: number
    }>(sql`
      select (select count(*)::int from person.person p where p.latin_name like '%KILLTEST%') as people,
        (select count(*)::int from person.travel_document d join person.person p on p.id = d.person_id where p.latin_name like '%KILLTEST%') as documents,
        (select count(*)::int from platform.event e join person.person p on p.id = any(e.subjects) where p.latin_name like '%KILLTEST%') as events,
        (select count(*)::int from platform.request where answer is null) as open`)
    expect(halves.people).toBeGreaterThanOrEqual(ids.length)
    expect(halves).toEqual({
      people: halves.people,
      documents: halves.people,
      events: halves.people,
      open: 0,
    })
  }, 60_000)
})

describe('kill -9 of program and database, again and again', () => {
  it('loses nothing acknowledged, leaves nothing half, and the log has no gap', async () => {
    expect(await runSoak(['--kills', '4', '--json'])).toBe(0)
  }, 120_000)
})

describe('the database goes away and comes back', () => {
  it('answers 503 in the language of the reader, says nothing was saved, and goes on by itself', async () => {
    const wire = await breakableWire(world.database.ownerUrl)
    const instance = await openInstance(world.instance.config, wire.url, { clock: world.clock, max: 2 })
    instance.log.level = 'silent'
    const app = makeApplication(instance, routes)
    const cookie = await world.signIn(officer)
    const ask = (path: string, init: RequestInit = {}) =>
      app.fetch(
        new Request(`http://localhost${path}`, {
          ...init,
          headers: { cookie: `${cookie}; qonys_language=ru`, origin: 'http://localhost', ...init.headers },
        }),
      )
    try {
      expect((await ask('/people')).status).toBe(200)
      wire.cut()
      const page = await ask('/people')
      expect(page.status).toBe(503)
      expect(page.headers.get('retry-after')).toBe('10')
      expect(await page.text()).toContain('lang="ru"')
      const sent = await ask('/register', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ _request: newId(), latinGiven: 'TYPED BY HAND' }).toString(),
      })
      expect(sent.status).toBe(503)
      // What was typed goes along on the page, to be sent again.
      expect(await sent.text()).toMatch(/<form id="kept"[\s\S]*name="latinGiven" value="TYPED BY HAND"/)
      const api = await ask('/api/2026-11-24/people?document=DEMO00001', {
        headers: { authorization: `Bearer ${'x'.repeat(40)}` },
      })
      expect(api.status).toBe(503)
      expect(await api.json()).toMatchObject({ code: 'database-unavailable', status: 503 })
      await expect(registerPerson(instance, officer, someone('DEMO90001'), newId())).rejects.toThrow()
      wire.mend()
      await expect.poll(async () => (await ask('/people')).status, { timeout: 15_000 }).toBe(200)
      const { n } = await world.owner.one<{ n: number }>(
        sql`select count(*)::int as n from person.travel_document where number = 'DEMO90001'`,
      )
      expect(n).toBe(0)
    } finally {
      wire.mend()
      await instance.close()
      await wire.close()
    }
  }, 60_000)
})

describe('the same form sent twenty times at once', () => {
  it('registers one person and answers the same to each', async () => {
    const request = newId()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        registerPerson(world.instance, officer, someone('DEMO90002'), request),
      ),
    )
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1)
  })
})

/** A TCP wire to the database that can be cut and mended. */
async function breakableWire(target: string) {
  const to = new URL(target)
  const sockets = new Set<Socket>()
  let broken = false
  const server = createServer((near) => {
    if (broken) return near.destroy()
    const far = connectTcp(Number(to.port || 5432), to.hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(typeof address === 'object' && address ? address.port : 0)
  return {
    url: url.toString(),
    cut() {
      broken = true
      for (const socket of sockets) socket.destroy()
    },
    mend() {
      broken = false
    },
    close: () =>
      new Promise<void>((done) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => done())
      }),
  }
}
