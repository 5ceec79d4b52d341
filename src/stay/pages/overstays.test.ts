import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Staff, type World } from '../../../test/world.ts'
import { dailyWorks } from '../../app/daily.ts'
import { routes } from '../../app/routes.ts'
import { makeApplication } from '../../app/serve.ts'
import { works } from '../../app/works.ts'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { recordCrossing } from '../record-crossing.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let border: Staff
let cookie: string
let elsewhere: string

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  const office = await world.office({ region: '75', matters: ['record'] })
  border = await world.officer('border-officer', await world.office({ region: null }), { regions: ['*'] })
  cookie = await world.signIn(await world.officer('registrar', office))
  const far = await world.office({ institution: 'executive-71', region: '71' })
  elsewhere = await world.signIn(await world.officer('registrar', far, { regions: ['71'] }))
})
afterAll(() => world.close())

let serial = 0
async function guest(given: {
  entered: string
  citizenship?: string
  account?: boolean
  regions?: string[]
}) {
  const number = `DEMO9${String(++serial).padStart(4, '0')}`
  const name = `OVERDUE GUEST${String.fromCharCode(64 + serial)}`
  const person = await world.person({
    citizenship: given.citizenship ?? 'UZB',
    birthDate: '1990-03-27',
    latinName: name,
    regions: given.regions ?? ['75'],
  })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, standing, known_at, source)
    values (${newId()}, ${person}, 'passport', 'UZB', ${number}, 'verified', now(), 'test')`)
  const cross = (direction: 'entry' | 'exit', day: string) =>
    recordCrossing(world.instance, border, {
      document: { issuingState: 'UZB', number },
      birthDate: '1990-03-27',
      direction,
      at: `${day}T05:00:00Z`,
      point: 'zhibek-zholy',
      source: 'test',
      sourceReference: newId(),
    })
  await cross('entry', given.entered)
  const account = given.account === false ? undefined : await world.account(person)
  return { person, name, cross, account }
}
const count = () => dailyWorks['find-overstays']?.(world.instance)
const open = (path: string, as = cookie) =>
  app.fetch(new Request(`http://localhost${path}`, { headers: { cookie: as, 'accept-language': 'en' } }))
const text = async (path: string, as = cookie) => (await open(path, as)).text()
const send = (path: string, fields: Record<string, string>, as = cookie) =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: {
        cookie: as,
        origin: 'http://localhost',
        'accept-language': 'en',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
    }),
  )
const stateOf = async (person: string) =>
  (
    await world.owner.maybe<{ state: string }>(
      sql`select state from stay.overstay where person_id = ${person}::uuid`,
    )
  )?.state

describe('stays that seem over', () => {
  it('are listed with what is not known and without a crossing, in the officer’s regions, each look recorded', async () => {
    const over = await guest({ entered: '2026-10-01' })
    const doubtful = await guest({ entered: '2026-09-03', citizenship: 'TJK', account: false })
    const fine = await guest({ entered: '2026-11-10' })
    const unknown = await world.person({ citizenship: 'UZB', latinName: 'NEVER SEEN' })
    const far = await guest({ entered: '2026-10-02', regions: ['71'] })
    const waits = await guest({ entered: '2026-10-01' })
    await world.owner.done(sql`insert into stay.ground (id, person_id, kind, valid_from, valid_to, basis, law_state, opened_at)
      values (${newId()}, ${waits.person}::uuid, 'other', '2026-10-10', '2027-01-10', ${newId()}, 'in force', now())`)
    await count()
    await count()
    const body = await text('/overstays')
    for (const name of [over.name, doubtful.name]) expect(body).toContain(name)
    for (const name of [fine.name, 'NEVER SEEN', far.name, waits.name]) expect(body).not.toContain(name)
    expect(unknown).toBeTruthy()
    expect(body).toContain('30 October 2026')
    expect(body).not.toContain('1 October 2026<')
    expect(body).toContain('Nothing has come from the border yet')
    expect(await text('/overstays', elsewhere)).toContain(far.name)
    expect((await open(`/overstays/${far.person}`)).status).toBe(404)

    const file = await text(`/overstays/${doubtful.person}`)
    expect(file).toContain('Counted as for somebody without a visa')
    expect(file).toContain('There is no account')
    expect(file).not.toContain('value="contact"')
    expect(file).not.toContain('3 September 2026')
    const looks = await world.owner.rows<{ what: string; subjects: string[] }>(
      sql`select what, subjects from platform.read_record where subjects @> array[${doubtful.person}::uuid] order by id`,
    )
    expect(looks.map(({ what }) => what)).toEqual(['overstays', 'overstay'])
    expect(looks[0]?.subjects).toContain(over.person)
    expect(looks[0]?.subjects).not.toContain(far.person)

    // Asylum, trafficking and a pending appeal read alike: lawful until a day, another ground.
    const page = await text(`/people/${waits.person}?for=check-document`)
    expect(page).toContain('10 January 2027')
    expect(page).toContain('Another ground')
    const filtered = await text('/overstays?missing=visa-unknown')
    expect(filtered).toContain(doubtful.name)
    expect(filtered).not.toContain(over.name)
    expect(await text('/overstays?days=31')).not.toContain(over.name)
    expect((await open('/overstays?after=2026-13-99_x')).status).toBe(404)
    expect((await open('/overstays', '')).status).not.toBe(200)
  })

  it('lead to what a human does, with a word why, that the person reads; no job takes a step', async () => {
    const over = await guest({ entered: '2026-10-05' })
    await count()
    expect(await stateOf(over.person)).toBe('open')
    const at = `/overstays/${over.person}`
    const nothing = await send(at, { version: '1' })
    expect(nothing.status).toBe(422)
    expect(await nothing.text()).toContain('href="#f-note')
    const wrote = await send(at, { version: '1', step: 'contact', note: 'Please look at your days.' })
    expect(wrote.status).toBe(303)
    expect((await send(at, { version: '1', step: 'close', note: 'Too late' })).status).toBe(409)
    const step = await world.owner.one<{ id: string }>(
      sql`select id from stay.overstay_step where person_id = ${over.person}::uuid`,
    )
    await works['overstay-step']?.(world.instance, { person: over.person, step: 'contact', id: step.id })
    const own = await world.signIn(over.account as never)
    expect(await text('/me/messages', own)).toContain('news about your days of stay')
    expect(await text('/me/stay', own)).toContain('Please look at your days.')
    expect((await send(at, { version: '2', step: 'close', note: 'She showed her visa.' })).status).toBe(303)
    expect((await send(at, { version: '3', step: 'contact', note: 'Once more' })).status).toBe(409)
    await count()
    expect(await stateOf(over.person)).toBe('closed')
    await expect(
      world.owner.done(sql`insert into stay.overstay_step (id, person_id, step, note, staff_id, at)
        values (${newId()}, ${over.person}::uuid, 'sanction', 'by a job', ${border.staff}::uuid, now())`),
    ).rejects.toThrow(/step/)
  })

  it('are settled by the next count when the exit arrives late, and nothing of the person has changed', async () => {
    const over = await guest({ entered: '2026-10-06' })
    await count()
    expect(await stateOf(over.person)).toBe('open')
    await over.cross('exit', '2026-10-20')
    await count()
    expect(await stateOf(over.person)).toBe('resolved')
    const events = await world.owner.rows<{ type: string }>(
      sql`select distinct type from platform.event where subjects @> array[${over.person}::uuid] order by type`,
    )
    expect(events.map(({ type }) => type)).toEqual(['crossing-recorded', 'overstays-counted'])
  })

  it('open quickly with ten thousand rows, page by page', async () => {
    await world.owner.done(sql`
      with made as (insert into person.person (id, citizenship, birth_date, sex, latin_name, language, regions, standing, registered_at, registered_by)
        select gen_random_uuid(), 'UZB', '1990-03-27', 'female', 'MANY PERSONS', 'ru', '{75}', 'verified', now(), 'test' from generate_series(1, 10000) returning id)
      insert into stay.overstay (person_id, regions, last_day, reason, missing, found_at, checked_at, state_since)
      select id, '{75}', date '2026-11-20' - (row_number() over () % 400)::int, 'per-entry', '{exit-unknown}', now(), now(), now() from made`)
    await world.owner.done(sql`analyze stay.overstay`)
    await text('/overstays')
    const started = performance.now()
    const first = await text('/overstays')
    // Generous, for machines under load; alone it takes some tens of milliseconds.
    expect(performance.now() - started).toBeLessThan(3000)
    expect(first.match(/href="\/overstays\/[0-9a-f]{8}-/g)).toHaveLength(50)
    const next = /href="(\/overstays\?[^"]*after=[^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const second = await text(next)
    const idsOf = (page: string) => new Set(page.match(/\/overstays\/[0-9a-f-]{36}/g))
    expect([...idsOf(second)].filter((id) => idsOf(first).has(id))).toEqual([])
  })
})
