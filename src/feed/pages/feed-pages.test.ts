import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'
import { feedApi } from '../../app/feeds.ts'
import { makeApplication } from '../../app/serve.ts'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { joinLately, joinWaiting } from '../join-waiting.ts'
import { feedPages } from './feeds.tsx'
import { linePages } from './lines.tsx'

let world: World
let app: ReturnType<typeof makeApplication>
let cookie: string
let local: string
let serial = 0

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, [...feedPages, ...linePages, ...feedApi])
  const office = await world.office({ institution: 'border-service' })
  cookie = await world.signIn(await world.officer('administrator', office, { regions: ['*'] }))
  local = await world.signIn(await world.officer('administrator', office, { regions: ['75'] }))
})
afterAll(() => world.close())

const open = (path: string, as = cookie, language = 'en') =>
  app.fetch(new Request(`http://localhost${path}`, { headers: { cookie: as, 'accept-language': language } }))
const press = (path: string, fields: Record<string, string>, as = cookie) =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: {
        cookie: as,
        origin: 'http://localhost',
        'content-type': 'application/x-www-form-urlencoded',
        'accept-language': 'en',
      },
      body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
    }),
  )
async function upload(
  content: string,
  given: { name?: string; lines?: string; kind?: string; as?: string } = {},
) {
  const form = new FormData()
  form.set('_request', newId())
  form.set('kind', given.kind ?? 'crossings')
  form.set('institution', 'border-service')
  form.set('lines', given.lines ?? '')
  form.set('file', new File([content], given.name ?? 'crossings.ndjson'))
  return app.fetch(
    new Request('http://localhost/staff/feeds/upload', {
      method: 'POST',
      headers: { cookie: given.as ?? cookie, origin: 'http://localhost', 'accept-language': 'en' },
      body: form,
    }),
  )
}
const flash = (answer: Response) =>
  decodeURIComponent(/qonys_flash=([^;]*)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? '')
async function traveller(number: string): Promise<string> {
  const id = await world.person({ birthDate: '1990-03-27' })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, known_at, standing, source)
    values (${newId()}, ${id}, 'passport', 'UZB', ${number}, now(), 'verified', 'officer')`)
  return id
}
const line = (number: string, more: object = {}) =>
  `${JSON.stringify({ document: { issuingState: 'UZB', number }, birthDate: '1990-03-27', direction: 'entry', at: '2026-11-20T05:00:00Z', point: 'korday', sourceReference: `P-${++serial}`, ...more })}\n`
const crossings = (person: string) =>
  world.owner.rows<{ direction: string; feed_file: string; known_at: Date }>(
    sql`select direction, feed_file, known_at from stay.crossing where person_id = ${person}`,
  )
const lineOf = (number: string) =>
  world.owner.one<{
    id: string
    state: string
    reason: string
    file: string
    mended: unknown
    fields: unknown
    content: string | null
    because: string | null
  }>(
    sql`select * from feed.quarantine where coalesce(content, fields::text) like ${`%${number}%`} order by id desc limit 1`,
  )

describe('a file at the page', () => {
  it('is taken, whole, and known again', async () => {
    const person = await traveller('PAGE00001')
    const content = line('PAGE00001') + line('PAGE00001', { direction: 'exit', at: '2026-11-21T05:00:00Z' })
    const taken = await upload(content, { lines: '2' })
    expect(taken.status).toBe(303)
    expect(flash(taken)).toBe('2 lines: 2 taken, 0 known already, 0 no facts yet.')
    expect(flash(await upload(content))).toBe('2 lines: 2 taken, 0 known already, 0 no facts yet.')
    expect(await crossings(person)).toHaveLength(2)
    const page = await (await open('/staff/feeds')).text()
    expect(page).toContain('Border crossings')
    expect(page).toContain('border-service')
  })

  it('that cannot be taken is said beside its field, and what was typed stays', async () => {
    const half = await upload(line('PAGE00002').trim())
    expect(half.status).toBe(422)
    const body = await half.text()
    expect(body).toContain('The file breaks off. Nothing of it was taken.')
    expect(body).toContain('<option selected="">border-service</option>')
    expect(await (await upload(line('PAGE00002'), { lines: '3' })).text()).toContain(
      '1 lines, but 3 were declared',
    )
    expect(await (await upload('a;b\r\n1;2\r\n', { name: 'x.csv' })).text()).toContain(
      'No column of the table',
    )
    const empty = await press('/staff/feeds/upload', { kind: '', institution: '' })
    expect(empty.status).toBe(422)
    for (const language of ['kk', 'ru', 'en'])
      expect(await (await open('/staff/feeds/upload', cookie, language)).text()).not.toMatch(
        /upload\.|kind\./,
      )
  })

  it('is for administrators of the whole country alone', async () => {
    for (const path of [
      '/staff/feeds',
      '/staff/feeds/upload',
      '/staff/feeds/lines?kind=crossings&reason=not-json',
    ])
      expect((await open(path, local)).status, path).toBe(404)
    expect((await upload(line('PAGE00003'), { as: local })).status).toBe(404)
    const registrar = await world.signIn(
      await world.officer('registrar', await world.office({}), { regions: ['*'] }),
    )
    expect((await open('/staff/feeds', registrar)).status).toBe(404)
    expect((await open('/staff/feeds', '')).status).toBe(401)
  })
})

describe('a line that is no fact', () => {
  it('is listed without what it says, opened with a record for whom it names, mended, and is a fact of its file', async () => {
    const person = await traveller('PAGE00010')
    const file = await upload(line('PAGE00010', { direction: 'in' }))
    expect(flash(file)).toContain('1 no facts yet')
    const list = await (await open('/staff/feeds/lines?kind=crossings&reason=invalid-field')).text()
    expect(list).toContain('direction')
    expect(list).not.toContain('PAGE00010')
    const { id } = await lineOf('PAGE00010')
    const page = await (await open(`/staff/feeds/lines/${id}`)).text()
    expect(page).toContain('PAGE00010')
    expect(page).toContain('A field is not in its form')
    const reads = await world.owner.rows(
      sql`select purpose from platform.read_record where subjects @> array[${person}::uuid]`,
    )
    expect(reads.length).toBeGreaterThan(0)
    const fields = {
      'v-sourceReference': `P-${serial}`,
      'v-document.issuingState': 'UZB',
      'v-document.number': 'PAGE00010',
      'v-birthDate': '1990-03-27',
      'v-direction': 'up',
      'v-at': '2026-11-20T05:00:00Z',
      'v-point': 'korday',
    }
    const still = await press(`/staff/feeds/lines/${id}`, fields)
    expect(flash(still)).toBe('It is still no fact: A field is not in its form (direction)')
    expect(await crossings(person)).toEqual([])
    const taken = await press(`/staff/feeds/lines/${id}`, { ...fields, 'v-direction': 'entry' })
    expect(flash(taken)).toBe('It is a fact now.')
    const kept = await lineOf('PAGE00010')
    expect(kept).toMatchObject({ state: 'recorded', mended: { direction: 'entry' } })
    expect(kept.content).toContain('"direction":"in"')
    expect(await crossings(person)).toMatchObject([{ direction: 'entry', feed_file: kept.file }])
    expect((await press(`/staff/feeds/lines/${id}`, fields)).status).toBe(404)
    expect((await open(`/staff/feeds/lines/${id}`)).status).toBe(404)
    // What was mended is not asked again when the sender repeats it.
    await upload(line('PAGE00010', { direction: 'in', sourceReference: `P-${serial}` }) + line('PAGE00011'))
    expect((await lineOf('PAGE00010')).state).toBe('recorded')
  })

  it('that is no JSON is mended as text', async () => {
    const person = await traveller('PAGE00020')
    const whole = line('PAGE00020')
    await upload(`${whole.slice(1)}${line('PAGE00021')}`)
    const { id } = await lineOf('PAGE00020')
    expect((await press(`/staff/feeds/lines/${id}`, { text: 'still nothing' })).status).toBe(422)
    expect(flash(await press(`/staff/feeds/lines/${id}`, { text: whole }))).toBe('It is a fact now.')
    expect(await crossings(person)).toHaveLength(1)
  })

  it('is dropped with a reason, alone or with all of its kind, and stays on record', async () => {
    await upload(line('PAGE00030', { direction: 'sideways' }))
    const { id } = await lineOf('PAGE00030')
    expect(flash(await press(`/staff/feeds/lines/${id}/drop`, { because: '' }))).toContain('Fill this in')
    expect((await lineOf('PAGE00030')).state).toBe('waiting')
    await press(`/staff/feeds/lines/${id}/drop`, { because: 'sent by a test machine' })
    expect(await lineOf('PAGE00030')).toMatchObject({ state: 'dropped', because: 'sent by a test machine' })
    await upload(
      line('PAGE00031', { document: { issuingState: 'QQQ', number: 'PAGE00031' } }) +
        line('PAGE00032', { document: { issuingState: 'QQZ', number: 'PAGE00032' } }),
    )
    const all = await press('/staff/feeds/lines', {
      kind: 'crossings',
      reason: 'unknown-country',
      drop: 'yes',
      because: 'a broken scanner',
    })
    expect(flash(all)).toBe('2 lines were dropped, with your reason.')
    expect((await lineOf('PAGE00032')).state).toBe('dropped')
    expect(
      (
        await press('/staff/feeds/lines', {
          kind: 'crossings',
          reason: 'unknown-country',
          drop: 'yes',
          because: 'again',
        })
      ).status,
    ).toBe(404)
  })

  it('is closed to others, as if it were not there', async () => {
    await upload(line('PAGE00040', { direction: 'sideways' }))
    const { id } = await lineOf('PAGE00040')
    for (const path of [`/staff/feeds/lines/${id}`, `/staff/feeds/lines/${newId()}`]) {
      expect((await open(path, local)).status).toBe(404)
      expect((await press(path, {}, local)).status).toBe(404)
      expect((await press(`${path}/drop`, { because: 'because' }, local)).status).toBe(404)
    }
    expect(
      (await press('/staff/feeds/lines', { kind: 'crossings', reason: 'invalid-field' }, local)).status,
    ).toBe(404)
    expect((await lineOf('PAGE00040')).state).toBe('waiting')
  })
})

describe('the event of somebody who is not registered', () => {
  it('is kept, and joined when they are: to the file it came in, known from then on', async () => {
    await upload(line('PAGE00050') + line('PAGE00051'))
    await joinLately(world.instance)
    expect((await lineOf('PAGE00050')).state).toBe('waiting')
    const person = await traveller('PAGE00050')
    world.clock.add({ minutes: 3 })
    await joinLately(world.instance)
    const kept = await lineOf('PAGE00050')
    expect(kept.state).toBe('recorded')
    const [row, ...more] = await crossings(person)
    expect(more).toEqual([])
    expect(row).toMatchObject({ feed_file: kept.file })
    expect(row?.known_at.toISOString()).toBe(world.clock.now().toString().replace('Z', '.000Z'))
    expect((await lineOf('PAGE00051')).state).toBe('waiting')
    const told = await world.owner.rows<{ subjects: string[] }>(
      sql`select subjects from platform.event where type = 'waiting-events-joined'`,
    )
    expect(told.map((one) => one.subjects)).toEqual([[person]])
  })

  it('with another date of birth is not joined; by the daily look it is, whenever the document came', async () => {
    await upload(line('PAGE00060', { birthDate: '1991-01-01' }) + line('PAGE00061'))
    await traveller('PAGE00060')
    const old = await traveller('PAGE00061')
    await world.owner.done(
      sql`update person.travel_document set id = '01800000-0000-7000-8000-000000000061' where number = 'PAGE00061'`,
    )
    await joinLately(world.instance)
    expect(await crossings(old)).toEqual([])
    const join = () => joinWaiting(world.instance, { kind: 'system', job: 'join-waiting' }, { most: 1 })
    expect(await join()).toEqual({ tried: 1, joined: 1, left: true })
    expect(await join()).toEqual({ tried: 0, joined: 0, left: false })
    expect(await crossings(old)).toHaveLength(1)
    expect((await lineOf('PAGE00060')).state).toBe('waiting')
  })

  it('may be taken by hand too, all of them at once', async () => {
    await upload(line('PAGE00070'))
    const person = await traveller('PAGE00070')
    const answer = await press('/staff/feeds/lines', { kind: 'crossings', reason: 'person-not-known' })
    expect(flash(answer)).toMatch(/^1 of \d+ are facts now\.$/)
    expect(await crossings(person)).toHaveLength(1)
  })
})
