import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Person, type World } from '../../../test/world.ts'
import { makeApplication } from '../../app/serve.ts'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { stayOf } from '../grounds.ts'
import { nextDuty } from '../next-duty.ts'
import { recordCrossing } from '../record-crossing.ts'
import { arrivalNoticePages } from './arrival-notice.tsx'
import { arrivalPages } from './arrivals.tsx'
import { calculatorPages } from './calculator.tsx'

let world: World
let app: ReturnType<typeof makeApplication>
let host: Person
let cookie: string

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, [...arrivalPages, ...arrivalNoticePages, ...calculatorPages])
  host = await world.account(await world.person({ citizenship: 'KAZ' }), { name: 'HOST DEMO' })
  cookie = await world.signIn(host)
})
afterAll(() => world.close())

async function guest(number: string): Promise<string> {
  const id = await world.person({ citizenship: 'UZB', birthDate: '1990-03-27' })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, expires_on, standing, known_at, source)
    values (${newId()}, ${id}, 'passport', 'UZB', ${number}, '2031-01-01', 'verified', now(), 'test')`)
  return id
}

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
const open = (path: string, as = cookie) =>
  app.fetch(new Request(`http://localhost${path}`, { headers: { cookie: as, 'accept-language': 'en' } }))

const notice = (number: string, day: string) => ({
  issuingState: 'UZB',
  documentNumber: number,
  'birthDate-day': '27',
  'birthDate-month': '3',
  'birthDate-year': '1990',
  'arrivedOn-day': day,
  'arrivedOn-month': '11',
  'arrivedOn-year': '2026',
  hostName: 'HOST DEMO',
  region: '75',
  address: 'Almaty, Demo street 1',
})

describe("a host's notice", () => {
  it('is taken once, told in time or late, and listed for its host alone', async () => {
    await guest('DEMO10001')
    const done = await send('/arrivals/new', notice('DEMO10001', '23'))
    expect(done.status).toBe(303)
    expect(done.headers.get('set-cookie')).toContain(encodeURIComponent('in time'))
    expect((await send('/arrivals/new', notice('DEMO10001', '23'))).status).toBe(409)
    expect(await (await open('/arrivals')).text()).toContain('Almaty, Demo street 1')
    const other = await world.signIn(await world.account(await world.person({ citizenship: 'KAZ' })))
    expect(await (await open('/arrivals', other)).text()).not.toContain('Demo street 1')
    const officer = await world.officer('registrar', await world.office({ region: '75' }))
    const listed = await (await open('/arrivals', await world.signIn(officer))).text()
    expect(listed).toMatch(/href="\/arrivals\/[0-9a-f-]{36}"/)
    expect(listed).not.toContain('Demo street 1')

    await guest('DEMO10002')
    const late = await send('/arrivals/new', notice('DEMO10002', '2'))
    expect(decodeURIComponent(late.headers.get('set-cookie') ?? '')).toContain('was due by')
  })

  it('says the same of an unknown passport and of a wrong date of birth, and keeps what was typed', async () => {
    await guest('DEMO10003')
    const unknown = await send('/arrivals/new', notice('DEMO99999', '23'))
    const wrong = await send('/arrivals/new', { ...notice('DEMO10003', '23'), 'birthDate-day': '28' })
    expect([unknown.status, wrong.status]).toEqual([409, 409])
    const bodies = await Promise.all([unknown.text(), wrong.text()])
    for (const body of bodies) {
      expect(body).toContain('Nobody registered has this passport')
      expect(body).toContain('Almaty, Demo street 1')
    }
  })

  it('is mended by its host alone, keeps the day it was given, and is taken back with a reason', async () => {
    await guest('DEMO10005')
    await send('/arrivals/new', notice('DEMO10005', '20'))
    const id = await world.owner.one<{ id: string }>(
      sql`select id from stay.arrival_notice where arrived_on = '2026-11-20' and superseded_at is null`,
    )
    const at = `/arrivals/${id.id}`
    expect(await (await open(at)).text()).toContain('value="Almaty, Demo street 1"')
    const other = await world.signIn(await world.account(await world.person({ citizenship: 'KAZ' })))
    expect((await open(at, other)).status).toBe(404)
    const mended = { ...notice('DEMO10005', '19'), address: 'Almaty, Demo street 7' }
    expect((await send(at, mended)).status).toBe(422)
    await world.owner.done(
      sql`update stay.arrival_notice set noticed_on = '2026-11-23' where id = ${id.id}::uuid`,
    )
    expect((await send(at, { ...mended, reason: 'Another house' })).status).toBe(303)
    const kept = await world.owner.one<{ id: string; noticed_on: string }>(
      sql`select id, noticed_on::text from stay.arrival_notice where address like '%street 7' and superseded_at is null`,
    )
    expect(kept.noticed_on).toBe('2026-11-23')
    expect((await send(at, { ...mended, reason: 'Again' })).status).toBe(404)
    await send(`/arrivals/${kept.id}/withdraw`, { why: '' })
    expect(await (await open('/arrivals')).text()).toContain('Demo street 7')
    await send(`/arrivals/${kept.id}/withdraw`, { why: 'She never came' })
    expect(await (await open('/arrivals')).text()).not.toContain('Demo street 7')
  })

  it('comes back with every wrong answer named', async () => {
    const page = await send('/arrivals/new', { ...notice('DEMO10001', '31'), address: '', hostName: '' })
    expect(page.status).toBe(422)
    const body = await page.text()
    for (const field of ['f-arrivedOn', 'f-address', 'f-hostName']) expect(body).toContain(`href="#${field}`)
    const future = await send('/arrivals/new', notice('DEMO10001', '30'))
    expect(await future.text()).toContain('not here yet')
  })
})

describe('the next duty', () => {
  it('knows a notice given in another region: what an officer may not read is not absent', async () => {
    const person = await guest('DEMO10004')
    await world.owner.done(sql`update person.person set regions = '{75,71}' where id = ${person}`)
    await recordCrossing(
      world.instance,
      await world.officer('border-officer', await world.office({ region: null }), { regions: ['*'] }),
      {
        document: { issuingState: 'UZB', number: 'DEMO10004' },
        birthDate: '1990-03-27',
        direction: 'entry',
        at: '2026-11-10T05:00:00Z',
        point: 'zhibek-zholy',
        source: 'test',
        sourceReference: newId(),
      },
    )
    const elsewhere = await world.officer('registrar', await world.office({ region: '71' }), {
      regions: ['71'],
    })
    const today = Temporal.PlainDate.from('2026-11-24')
    const duty = () =>
      look(world.instance, elsewhere, async (tx) =>
        nextDuty(tx, person, await stayOf(tx, person, 'UZB', today), today),
      )
    expect((await duty()).code).not.toBe('none')
    await send('/arrivals/new', notice('DEMO10004', '11'))
    // The host's part is done; the guest's own, since July 2026, is not.
    expect(await duty()).toMatchObject({ code: 'self-registration', notifiedFor: '2026-11-11' })
  })
})

describe('guessing', () => {
  it('of passports by notices ends after thirty tries a day', async () => {
    const guesser = await world.signIn(await world.account(await world.person({ citizenship: 'KAZ' })))
    for (let n = 0; n < 30; n++) await send('/arrivals/new', notice(`GUESS${1000 + n}`, '23'), guesser)
    expect((await send('/arrivals/new', notice('DEMO10003', '23'), guesser)).status).toBe(429)
  })
})

describe('the calculator', () => {
  it('answers from the address alone and keeps nothing', async () => {
    const page = await open(
      '/stay?citizenship=UZB&in1-day=20&in1-month=11&in1-year=2026&out1-day=&out1-month=&out1-year=',
      '',
    )
    const body = await page.text()
    expect(page.status).toBe(200)
    expect(body).toContain('19 December 2026')
    expect(page.headers.get('set-cookie')).toBeNull()
  })

  it('counts back through the window when a citizen has been here before', async () => {
    const body = await (
      await open(
        '/stay?citizenship=UZB&in1-day=1&in1-month=7&in1-year=2026&out1-day=20&out1-month=9&out1-year=2026&in2-day=20&in2-month=11&in2-year=2026',
        '',
      )
    ).text()
    // 82 days are used; eight are left of ninety.
    expect(body).toContain('27 November 2026')
    expect(body).toContain('90 days in any 180')
  })

  it('counts a document, a day of the past by its law, and explains each rule with its article', async () => {
    const body = await (
      await open(
        '/stay?citizenship=TJK&in1-day=1&in1-month=10&in1-year=2026&document=visa&from-day=1&from-month=10&from-year=2026&to-day=31&to-month=12&to-year=2026',
        '',
      )
    ).text()
    expect(body).toContain('31 December 2026')
    expect(body).toContain('Visa: from 1 October 2026')
    expect(body).toContain('From the entry on 1 October 2026')
    expect(body).toContain('rules of entry and stay of immigrants')
    const past = await (
      await open(
        '/stay?citizenship=RUS&in1-day=1&in1-month=8&in1-year=2019&on-day=1&on-month=9&on-year=2019',
        '',
      )
    ).text()
    expect(past).toContain('We have not seen the text of the rule')
    expect(past).not.toContain('class="days-left')
  })

  it('says what leaving and coming back would give, and from when the full days return', async () => {
    const typed =
      'citizenship=UZB&in1-day=1&in1-month=9&in1-year=2026&out1-day=31&out1-month=10&out1-year=2026'
    const back = (day: string) =>
      open(`/stay?${typed}&back-day=${day}&back-month=11&back-year=2026`, '').then((page) => page.text())
    // 61 days used; 29 are left at once, 30 only when the first of September leaves the window.
    const soon = await back('5')
    expect(soon).toContain('you may stay until 3 December 2026: 29 days')
    expect(soon).toContain('From 30 January 2027 on')
    const missing = await open(
      '/stay?citizenship=UZB&in1-day=1&in1-month=11&in1-year=2026&back-day=30&back-month=11&back-year=2026',
      '',
    )
    expect(missing.status).toBe(422)
    expect(await missing.text()).toContain('href="#f-leave')
  })

  it('names what cannot be read', async () => {
    const page = await open('/stay?citizenship=UZB&in1-day=31&in1-month=2&in1-year=2026', '')
    expect(page.status).toBe(422)
    expect(await page.text()).toContain('This is not a date')
  })
})
