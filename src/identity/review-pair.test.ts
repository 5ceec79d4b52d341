import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { makeApplication } from '../app/serve.ts'
import { correctName } from '../person/correct-name.ts'
import { findPeople } from '../person/find-people.ts'
import { getRecord } from '../person/get-record.ts'
import { registerPerson } from '../person/register-person.ts'
import { isRefusal } from '../platform/act.ts'
import { queryOn, sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { openSession } from '../platform/session.ts'
import { lookForSame } from './look-for-same.ts'
import { pairPages } from './pages/pairs.tsx'
import { confirmMerge, reviewPair, unmergePair } from './review-pair.ts'

let world: World
let registrar: Staff
let supervisor: Staff
let far: Staff
let serial = 0
const job = { kind: 'system', job: 'test' } as const

beforeAll(async () => {
  world = await makeWorld()
  const office = await world.office({})
  registrar = await world.officer('registrar', office)
  supervisor = await world.officer('supervisor', office)
  far = await world.officer('registrar', await world.office({ institution: 'x', region: '71' }), {
    regions: ['71'],
  })
})
afterAll(() => world.close())

async function person(
  latin: [family: string, given: string],
  native: [family: string, given: string, patronymic?: string] | undefined,
  birthDate: string,
  sex: 'male' | 'female' = 'male',
): Promise<string> {
  const answer = await registerPerson(world.instance, registrar, {
    latinName: { family: latin[0], given: latin[1] },
    ...(native
      ? {
          nativeName: {
            family: native[0],
            given: native[1],
            ...(native[2] ? { patronymic: native[2] } : {}),
          },
        }
      : {}),
    birthDate,
    sex,
    citizenship: 'TJK',
    document: { kind: 'passport', issuingState: 'TJK', number: `SAME${String(++serial).padStart(5, '0')}` },
    region: '75',
    confirmedNew: true,
  })
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return answer.id
}
const look = () => lookForSame(world.instance, job, {})
const pairOf = (x: string, y: string) =>
  world.owner.maybe<{
    id: string
    state: string
    probability: number
    version: number
    steps: { field: string; level: string }[]
  }>(
    sql`select id, state, probability, version, steps from identity.pair where array[a, b] @> array[${x}::uuid, ${y}::uuid]`,
  )
const why = 'The passports show the same face and the same scar.'

describe('records that may be of one person', () => {
  it('are found across scripts and spellings, and explained; a father, a son and a stranger are not', async () => {
    const one = await person(['RAHIMOV', 'JAMSHED'], ['Раҳимов', 'Ҷамшед', 'Фарҳодович'], '1990-03-27')
    const again = await person(['RAKHIMOV', 'DZHAMSHED'], ['Рахимов', 'Джамшед', 'Фарходович'], '1990-03-27')
    const son = await person(['RAHIMOV', 'FARHOD'], ['Раҳимов', 'Фарҳод', 'Ҷамшедович'], '2012-05-01')
    const stranger = await person(['RAHIMOV', 'JAMSHED'], undefined, '1971-11-02')
    const namesake = await person(['RAHIMOV', 'JAMSHED'], ['Раҳимов', 'Ҷамшед', 'Акбарович'], '1990-05-27')
    await look()
    const pair = await pairOf(one, again)
    expect(pair?.probability).toBeGreaterThan(0.9)
    // Another father: whatever the passport leaves out, the home name says.
    expect((await pairOf(one, namesake))?.probability ?? 0).toBeLessThan(0.5)
    expect(pair?.steps.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['birth_date', 'family', 'given']),
    )
    for (const other of [son, stranger]) expect(await pairOf(one, other)).toBeUndefined()
  })

  it('are joined by two people, found as one, and taken apart exactly as they were', async () => {
    const one = await person(['YULDASHEVA', 'DILNOZA'], ['Юлдашева', 'Дилноза'], '1988-01-15', 'female')
    const again = await person(['YOLDOSHEVA', 'DILNOZA'], ['Йўлдошева', 'Дилноза'], '1988-01-15', 'female')
    await look()
    const pair = (await pairOf(one, again))!
    const given = async () => ({
      pair: pair.id,
      expectedVersion: (await pairOf(one, again))!.version,
      reason: why,
    })
    const before = await world.owner.rows(
      sql`select * from person.person where id in (${one}, ${again}) order by id`,
    )
    await expect(
      reviewPair(world.instance, far, { ...(await given()), answer: 'same' }),
    ).rejects.toMatchObject({ code: 'not-found' })
    await expect(
      reviewPair(world.instance, registrar, { ...(await given()), reason: 'short', answer: 'same' }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
    await reviewPair(world.instance, registrar, { ...(await given()), answer: 'same' })
    expect(await confirmMerge(world.instance, registrar, { ...(await given()), confirm: true })).toEqual({
      refused: [{ code: 'second-person' }],
    })
    await expect(
      world.owner.done(
        sql`update identity.merge set confirmed_by = proposed_by, confirmed_at = now() where pair_id = ${pair.id}`,
      ),
    ).rejects.toThrow(/check/)
    expect(await confirmMerge(world.instance, supervisor, { ...(await given()), confirm: true })).toEqual({
      merged: true,
    })
    expect((await getRecord(world.instance, registrar, again, { purpose: 'keep-record' })).id).toBe(one)
    const found = await findPeople(world.instance, registrar, { wanted: 'Дилноза', most: 10 })
    expect(found.people.filter(({ id }) => id === one || id === again)).toHaveLength(1)
    await unmergePair(world.instance, supervisor, { ...(await given()) })
    expect((await getRecord(world.instance, registrar, again, { purpose: 'keep-record' })).id).toBe(again)
    expect(
      await world.owner.rows(sql`select * from person.person where id in (${one}, ${again}) order by id`),
    ).toEqual(before)
    const session = await world.signIn(registrar)
    const page = await (
      await makeApplication(world.instance, pairPages).fetch(
        new Request(`http://localhost/identity/${pair.id}`, {
          headers: { cookie: session, 'accept-language': 'en' },
        }),
      )
    ).text()
    expect(page).toContain('What was shown of either while they were one')
    expect(page).toContain('Йўлдошева')
  })

  it('are not shown again once decided, until what was compared changes', async () => {
    const one = await person(['KARIMOV', 'BAHROM'], ['Каримов', 'Баҳром'], '1979-08-08')
    const again = await person(['KARIMOW', 'BAHROM'], ['Каримов', 'Бахром'], '1979-08-08')
    await look()
    const pair = (await pairOf(one, again))!
    await reviewPair(world.instance, registrar, {
      pair: pair.id,
      expectedVersion: 1,
      answer: 'not-same',
      reason: why,
    })
    expect((await look()) as object).toMatchObject({ found: 0 })
    expect((await pairOf(one, again))?.state).toBe('not-same')
    world.clock.add({ minutes: 5 })
    await correctName(world.instance, registrar, {
      person: again,
      script: 'latin',
      name: { family: 'KARIMOV', given: 'BAHROM' },
      reason: 'As in the new passport',
    } as never)
    await look()
    expect((await pairOf(one, again))?.state).toBe('open')
  })

  it('stand in a queue with figures; only the region’s registrars and supervisors come in', async () => {
    const app = makeApplication(world.instance, pairPages)
    const open = async (who: Staff, path: string) =>
      app.fetch(
        new Request(`http://localhost${path}`, {
          headers: { cookie: await world.signIn(who), 'accept-language': 'en' },
        }),
      )
    const queue = await (await open(registrar, '/identity')).text()
    expect(queue).toContain('RAHIMOV JAMSHED')
    expect(queue).toMatch(/\d+ waiting\. Decided: 1 the same/)
    expect(await (await open(far, '/identity')).text()).not.toContain('RAHIMOV')
    const { id } = await world.owner.one<{ id: string }>(sql`select id from identity.pair limit 1`)
    expect((await open(far, `/identity/${id}`)).status).toBe(404)
    const officer = await world.officer('permit-officer', await world.office({}))
    expect((await open(officer, '/identity')).status).toBe(404)
    const held = await world.owner.one<{ a: string }>(sql`select a from identity.pair where id = ${id}`)
    await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, standing, known_at, source)
      values (${newId()}, ${held.a}, 'passport', 'UZB', 'DA7654399', 'declared', now(), 'test')`)
    const shown = await (await open(registrar, `/identity/${id}`)).text()
    expect(shown).toContain('UZB •••••••99')
    expect(shown).not.toContain('DA7654399')
    const revealed = await app.fetch(
      new Request(`http://localhost/identity/${id}/reveal`, {
        method: 'POST',
        headers: {
          cookie: await world.signIn(registrar),
          origin: 'http://localhost',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ _request: newId() }).toString(),
      }),
    )
    expect(await revealed.text()).toContain('DA7654399')
    const look = await world.owner.one<{ what: string; categories: string[] }>(
      sql`select what, categories from platform.read_record where subjects @> array[${held.a}::uuid] order by id desc limit 1`,
    )
    expect(look).toEqual({ what: 'reveal', categories: ['reveal-document'] })
    const sent = await app.fetch(
      new Request(`http://localhost/identity/${id}`, {
        method: 'POST',
        headers: {
          cookie: await world.signIn(registrar),
          origin: 'http://localhost',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ _request: newId(), version: '1', reason: 'because it is so' }).toString(),
      }),
    )
    expect(sent.status).toBe(422)
  })

  it('a refused confirmation can be sent again: the page comes with another request', async () => {
    const one = await person(['SAIDOV', 'RUSTAM'], ['Саидов', 'Рустам'], '1983-03-03')
    const other = await person(['SAIDOW', 'RUSTAM'], ['Саидов', 'Рустам'], '1983-03-03')
    await look()
    const pair = (await pairOf(one, other))!
    await reviewPair(world.instance, registrar, {
      pair: pair.id,
      expectedVersion: 1,
      answer: 'same',
      reason: why,
    })
    const request = newId()
    // Joining asks for a fresh proof by a strong method.
    const token = await openSession(queryOn(world.instance.db), world.clock.now(), {
      kind: 'staff',
      methods: ['passkey'],
      staff: supervisor.staff,
    })
    // Meanwhile one of the two was joined with a third.
    const third = await person(['SAYDOV', 'RUSTAMBEK'], ['Саидов', 'Рустамбек'], '1971-05-05')
    const { merged } = await world.owner.one<{ merged: string }>(
      sql`select merged from identity.merge where pair_id = ${pair.id}::uuid`,
    )
    expect(
      await world.owner.one(sql`select person.join_records(${merged}::uuid, ${third}::uuid) as joined`),
    ).toEqual({ joined: true })
    const sent = await makeApplication(world.instance, pairPages).fetch(
      new Request(`http://localhost/identity/${pair.id}/merge`, {
        method: 'POST',
        headers: {
          cookie: `qonys=${token}`,
          origin: 'http://localhost',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({
          _request: request,
          version: '2',
          confirm: 'yes',
          reason: why,
        }).toString(),
      }),
    )
    expect(sent.status).toBe(409)
    const drawn = [...(await sent.text()).matchAll(/name="_request" value="([^"]+)"/g)].map(([, id]) => id)
    expect(drawn.length).toBeGreaterThan(0)
    expect(drawn).not.toContain(request)
  })
})
