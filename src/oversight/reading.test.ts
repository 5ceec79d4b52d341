import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Person, type Staff, type World } from '../../test/world.ts'
import { routes } from '../app/routes.ts'
import { makeApplication } from '../app/serve.ts'
import { findPeople } from '../person/find-people.ts'
import { getRecord } from '../person/get-record.ts'
import { inTransaction } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { findReading } from './find-reading.ts'
import { giveReadingReason } from './give-reading-reason.ts'
import { judgeAlarm, lockReading, unlockReading } from './judge-reading.ts'
import { placeDecoy } from './place-decoy.ts'
import { setReadingLimit } from './set-reading-limit.ts'
import { watchPatterns } from './watch-patterns.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let office: string
let boss: Staff
let auditor: Staff
let people: string[]

const job = { kind: 'system', job: 'test' } as const
const reason = 'I stand in for a colleague who is ill and have her queue.'

beforeAll(async () => {
  world = await makeWorld('2026-11-23T03:00:00Z')
  app = makeApplication(world.instance, routes)
  office = await world.office()
  boss = await world.officer('supervisor', office, { name: 'Boss' })
  auditor = await world.officer('auditor', await world.office({ institution: 'audit', region: null }), {
    regions: ['*'],
  })
  const ids = await world.owner.rows<{ id: string }>(sql`
    insert into person.person (id, citizenship, birth_date, sex, latin_name, regions, standing, registered_at, registered_by)
    select gen_random_uuid(), 'UZB', '1990-03-27', 'female', 'READ NUMBER' || n, '{75}', 'verified', now(), 'world' from generate_series(1, 420) n returning id`)
  people = ids.map(({ id }) => id)
})
afterAll(() => world.close())

const officer = (role: Staff['roles'][number] = 'permit-officer') => world.officer(role, office)
const open = (reader: Staff, person: string | undefined) =>
  getRecord(world.instance, reader, person ?? '', {
    purpose: reader.roles.includes('appeal-officer') ? 'case-work' : 'serve-person',
  })
const codeOf = (reader: Staff, person: string | undefined) =>
  open(reader, person).then(
    () => 'seen',
    (error: { code: string }) => error.code,
  )
/** Opens people one after another until something stops it; how many were seen and what stopped it. */
async function readUntilStopped(reader: Staff, from = people, between?: (n: number) => void) {
  for (const [n, person] of from.entries()) {
    between?.(n)
    const code = await codeOf(reader, person)
    if (code !== 'seen') return { seen: n, code }
  }
  return { seen: from.length, code: 'seen' }
}
async function ownCase(reader: Staff, person: string) {
  const id = newId()
  await world.owner.done(sql`
    insert into "case"."case" (id, number, kind, state, subjects, subject_name, name_key, region, office_id, assigned_to, governing_date, opened_at)
    values (${id}::uuid, ${`XX-2026-${id.slice(-6)}`}, 'plain', 'in-review', array[${person}::uuid], 'X', 'x', '75', ${office}::uuid, ${reader.staff}::uuid, '2026-11-23', now())`)
}
const page = async (who: Staff | Person, path: string, init: RequestInit = {}) =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      ...init,
      redirect: 'manual',
      headers: {
        cookie: await world.signIn(who),
        origin: 'http://localhost',
        'accept-language': 'en',
        'content-type': 'application/x-www-form-urlencoded',
      },
    }),
  )

describe('an officer who reads', () => {
  it('is asked for a reason at the first limit, locked at the second, and keeps their own cases', async () => {
    const reader = await officer()
    const first = await readUntilStopped(reader)
    expect(first).toEqual({ seen: 60, code: 'reason-owed' })
    const stopped = await page(reader, `/people/${people[60]}?for=serve-person`)
    expect(stopped.status).toBe(403)
    const text = await stopped.text()
    expect(text).toContain('/reading/reason?to=')
    expect(text).not.toContain('READ NUMBER')
    await giveReadingReason(world.instance, reader, { reason })
    world.clock.add({ hours: 1 })
    await readUntilStopped(reader, people.slice(60, 110))
    world.clock.add({ hours: 1 })
    const second = await readUntilStopped(reader, people.slice(110))
    expect(second).toEqual({ seen: 40, code: 'reading-locked' })
    const own = await world.person()
    await ownCase(reader, own)
    expect(await codeOf(reader, own)).toBe('seen')
    expect(await codeOf(reader, people[0])).toBe('reading-locked')
    world.clock.add({ hours: 40 })
    expect(await codeOf(reader, people[200])).toBe('reading-locked')

    const unit = await findReading(world.instance, boss)
    expect(unit.alarms.filter((one) => one.staff_id === reader.staff).map(({ kind }) => kind)).toEqual([
      'hard',
      'soft',
    ])
    expect(unit.leaves.map((one) => one.reason)).toContain(reason)
    const lock = unit.locks.find((one) => one.staff_id === reader.staff)
    await unlockReading(world.instance, boss, {
      lock: lock?.id ?? '',
      reason: 'The queue of her colleague was hers for two days.',
    })
    expect(await codeOf(reader, people[200])).toBe('seen')
  })
  it('cannot outrun the count by asking twenty times at once', async () => {
    const reader = await officer()
    const codes = await Promise.all(people.slice(0, 80).map((person) => codeOf(reader, person)))
    expect(codes.filter((code) => code === 'seen')).toHaveLength(60)
    expect(codes.filter((code) => code === 'reason-owed')).toHaveLength(20)
  })
  it('counts a person opened again on the same day once', async () => {
    const reader = await officer()
    for (let n = 0; n < 70; n++) expect(await codeOf(reader, people[n % 5])).toBe('seen')
    const { readers } = await findReading(world.instance, boss)
    expect(readers.find((one) => one.id === reader.staff)).toMatchObject({ opened_day: 5, outside_day: 5 })
  })
  it('is stopped in searches too', async () => {
    const reader = await officer()
    let shown = 0
    await expect(async () => {
      for (;;) shown += (await findPeople(world.instance, reader, { ids: people, most: 50 })).people.length
    }).rejects.toMatchObject({ code: 'reason-owed' })
    expect(shown).toBe(1500)
  })
  it('proves who they are before the reason is asked, and a short one is not taken', async () => {
    const reader = await officer()
    const cookie = await world.signIn(reader)
    const ask = (method: string, body?: string) =>
      app.fetch(
        new Request('http://localhost/reading/reason?to=/people', {
          method,
          redirect: 'manual',
          headers: {
            cookie,
            origin: 'http://localhost',
            'content-type': 'application/x-www-form-urlencoded',
          },
          ...(body ? { body } : {}),
        }),
      )
    expect((await ask('GET')).headers.get('location')).toMatch(/^\/staff\/confirm\?to=/)
    const owed = await ask('POST', `_request=${newId()}&reason=${encodeURIComponent(reason)}`)
    expect(owed.status).toBe(403)
    expect(await owed.text()).toContain('/staff/confirm?to=')
    expect(
      await world.owner.one(
        sql`select count(*)::int as n from oversight.reading_leave where staff_id = ${reader.staff}::uuid`,
      ),
    ).toEqual({ n: 0 })
    await world.owner.done(
      sql`update platform.session set methods = '{passkey}', authenticated_at = ${world.clock.now().toString()} where staff_id = ${reader.staff}::uuid`,
    )
    expect((await ask('POST', `_request=${newId()}&reason=because`)).status).toBe(422)
    const done = await ask('POST', `_request=${newId()}&to=/people&reason=${encodeURIComponent(reason)}`)
    expect(done.headers.get('location')).toBe('/people')
  })
  it('leaves the try in the record of the person: somebody asked, nothing was shown', async () => {
    const reader = await officer()
    await readUntilStopped(reader)
    const someone = await world.account(await world.person())
    expect(await codeOf(reader, someone.person)).toBe('reason-owed')
    expect(await (await page(someone, '/me/looks')).text()).toContain('Nothing: the program stopped it')
  })
  it('is counted by the database itself, whoever writes the record', async () => {
    const reader = await officer()
    const withheld = await inTransaction(world.instance, reader, false, async (tx) => {
      for (const person of people.slice(0, 61))
        await tx.done(sql`insert into platform.read_record (at, what, actor_kind, actor, purpose, legal_basis, categories, subjects)
          values (${world.clock.now().toString()}, 'by-hand', 'staff', ${reader.staff}, 'serve-person', 'x', '{identity}', array[${person}::uuid])`)
      return tx.one<{ withheld: string }>(sql`select current_setting('qonys.withheld', true) as withheld`)
    })
    expect(withheld).toEqual({ withheld: 'reason-owed' })
  })
})

describe('somebody who takes a register home slowly', () => {
  // Eight hours a day, five days a week, for four weeks: each with the norm of the limit that finds it.
  it.each([
    [200, 60],
    [60, 60],
    [20, 60],
    [5, 150],
  ])('at %i an hour is stopped at %i people', async (perHour, norm) => {
    const reader = await officer()
    const start = world.clock.now()
    const { seen, code } = await readUntilStopped(reader, people, (n) => {
      const hour = Math.floor(n / perHour)
      const day = Math.floor(hour / 8)
      const at = start.add({ hours: (day + Math.floor(day / 5) * 2) * 24 + (hour % 8) })
      world.clock.set(at.toString())
    })
    expect(code).toBe('reason-owed')
    expect(seen).toBeGreaterThanOrEqual(norm)
    expect(seen).toBeLessThanOrEqual(norm + 50)
  })
  it('below every limit still stands out among colleagues of the role', async () => {
    const quiet = await Promise.all(Array.from({ length: 4 }, () => officer('appeal-officer')))
    const reader = await officer('appeal-officer')
    for (const one of quiet) await readUntilStopped(one, people.slice(0, 3))
    for (let day = 0; day < 5; day++) {
      await readUntilStopped(reader, people.slice(day * 16, day * 16 + 16))
      world.clock.add({ hours: 24 })
    }
    await watchPatterns(world.instance, job, {})
    const { alarms } = await findReading(world.instance, boss)
    expect(alarms.filter((one) => one.staff_id === reader.staff)).toMatchObject([{ kind: 'pattern', n: 80 }])
    expect(alarms.filter((one) => quiet.some(({ staff }) => staff === one.staff_id))).toEqual([])
    expect(await watchPatterns(world.instance, job, {})).toMatchObject({ refused: [{ code: 'no-pattern' }] })
  })
})

describe('a record of nobody', () => {
  it('alarms in the moment somebody opens it, and is known to auditors alone', async () => {
    const decoy = {
      family: 'Nobody',
      given: 'Atall',
      birthDate: '1991-05-05',
      sex: 'male',
      citizenship: 'UZB',
      document: 'DEMO90909',
      region: '75',
    } as const
    await expect(placeDecoy(world.instance, boss, decoy)).rejects.toMatchObject({ code: 'not-allowed' })
    expect(await placeDecoy(world.instance, auditor, decoy)).toEqual({ placed: true })
    expect(await placeDecoy(world.instance, auditor, decoy)).toMatchObject({
      refused: [{ code: 'document-taken' }],
    })
    const reader = await officer()
    const { people: found } = await findPeople(world.instance, reader, { wanted: 'Nobody' })
    expect(found).toHaveLength(1)
    const before = await findReading(world.instance, boss)
    expect(before.alarms.some((one) => one.staff_id === reader.staff)).toBe(false)
    expect(await codeOf(reader, found[0]?.id)).toBe('seen')
    const { alarms } = await findReading(world.instance, boss)
    expect(alarms.filter((one) => one.staff_id === reader.staff)).toMatchObject([{ kind: 'decoy' }])
    for (const who of [reader, boss])
      expect(
        await inTransaction(world.instance, who, false, (tx) => tx.rows(sql`select * from oversight.decoy`)),
      ).toEqual([])
  })
})

describe('the supervisor', () => {
  it('watches the people of the office, not themself and not another office', async () => {
    const elsewhere = await world.officer('supervisor', await world.office({ institution: 'executive-71' }))
    const reader = await officer()
    await readUntilStopped(reader)
    const { alarms } = await findReading(world.instance, boss)
    const alarm = alarms.find((one) => one.staff_id === reader.staff)?.id ?? ''
    for (const [who, path, status] of [
      [boss, `/reading/alarms/${alarm}`, 200],
      [auditor, `/reading/alarms/${alarm}`, 200],
      [elsewhere, `/reading/alarms/${alarm}`, 404],
      [reader, `/reading/alarms/${alarm}`, 404],
      [boss, `/reading/staff/${boss.staff}`, 404],
      [elsewhere, `/reading/staff/${reader.staff}`, 404],
      [boss, `/reading/staff/${reader.staff}`, 200],
      [reader, '/reading', 404],
    ] as const)
      expect((await page(who, path)).status, `${who.name} ${path}`).toBe(status)
    await expect(
      judgeAlarm(world.instance, elsewhere, { alarm, finding: 'It was nothing at all.' }),
    ).rejects.toMatchObject({ code: 'not-found' })
    await judgeAlarm(world.instance, boss, { alarm, finding: 'Stood in for a colleague, as agreed.' })
    await expect(
      judgeAlarm(world.instance, boss, { alarm, finding: 'Stood in for a colleague, as agreed.' }),
    ).rejects.toMatchObject({ code: 'wrong-state' })
    const text = await (await page(boss, '/reading')).text()
    expect(text).toContain(reader.name)
    expect(text).not.toContain('READ NUMBER')
  })
  it('locks by hand, and nobody unlocks themself, which the database holds too', async () => {
    const reader = await world.officer(['permit-officer', 'supervisor'], office)
    await lockReading(world.instance, boss, { staff: reader.staff, measure: 'opened', reason })
    expect(await codeOf(reader, people[0])).toBe('reading-locked')
    const { locks } = await findReading(world.instance, boss)
    const lock = locks.find((one) => one.staff_id === reader.staff)?.id ?? ''
    await expect(unlockReading(world.instance, reader, { lock, reason })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(
      world.owner.done(
        sql`update oversight.reading_lock set unlocked_at = now(), unlocked_by = staff_id, unlock_reason = ${reason}`,
      ),
    ).rejects.toMatchObject({ constraint: 'nobody_unlocks_themself' })
  })
})

describe('a limit', () => {
  it('is set by an auditor, from a day on, and then holds', async () => {
    const set = { measure: 'outside', hours: 24, soft: 5, hard: 6, ground: 'A trial in one role' } as const
    const day = (days: number) => world.clock.today().add({ days }).toString()
    await expect(setReadingLimit(world.instance, boss, { ...set, from: day(1) })).rejects.toMatchObject({
      code: 'not-allowed',
    })
    for (const wrong of [
      { ...set, from: day(0) },
      { ...set, hard: 5, from: day(1) },
    ])
      await expect(setReadingLimit(world.instance, auditor, wrong)).rejects.toMatchObject({
        code: 'invalid-input',
      })
    await setReadingLimit(world.instance, auditor, { ...set, from: day(1) })
    expect(await readUntilStopped(await officer(), people.slice(0, 30))).toMatchObject({ code: 'seen' })
    world.clock.add({ hours: 24 })
    expect(await readUntilStopped(await officer())).toEqual({ seen: 5, code: 'reason-owed' })
    expect(await (await page(boss, '/reading/limits')).text()).toContain('A trial in one role')
  })
})
