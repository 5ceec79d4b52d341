import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keepLog } from '../../test/keep-log.ts'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { routes } from '../app/routes.ts'
import { makeApplication } from '../app/serve.ts'
import { sendNews } from '../message/send-news.ts'
import { tellPerson } from '../message/tell-person.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { answerComplaint, getComplaint } from './answer-complaint.ts'
import { addToComplaint, complain, openByCode } from './complain.ts'
import { changeContact, stopContact } from './keep-contact.ts'
import { hashWayBack } from './sealed-text.ts'
import { isTimeToTell, tellWorkers } from './tell-worker.ts'

const canary = 'ZQXCANARYWORD'
const phone = '+77019990021'
interface Sent {
  path: string
  headers: IncomingHttpHeaders
  body: Record<string, unknown>
}
let world: World
let officer: Staff
let gateway: Server
let app: ReturnType<typeof makeApplication>
/** How the gateway answers the next requests, before it takes them again. */
let refusals: number[] = []
let outbox: Sent[] = []

beforeAll(async () => {
  world = await makeWorld('2026-11-24T06:00:00Z')
  app = makeApplication(world.instance, routes)
  officer = await world.officer(
    'complaint-officer',
    await world.office({ institution: 'ombudsman', region: null }),
  )
  gateway = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString())
      outbox.push({ path: request.url ?? '', headers: request.headers, body })
      response.writeHead(refusals.shift() ?? 200, { 'content-type': 'application/json' })
      response.end('{"providerId":"gw-1"}')
    })
  })
  await new Promise<void>((done) => gateway.listen(0, '127.0.0.1', done))
  world.instance.config.partnersPort = (gateway.address() as AddressInfo).port
})
afterAll(async () => {
  gateway.close()
  await world.close()
})
beforeEach(() => {
  outbox = []
  refusals = []
})

const file = (contact?: Parameters<typeof changeContact>[2], request = newId()) =>
  complain(
    world.instance,
    { matters: ['wage'], region: '75', story: `No pay, ${canary}.`, ...(contact ? { contact } : {}) },
    'en',
    request,
  )
const sms = { channel: 'sms' as const, address: '8 701 999 00 21', from: 9, to: 18 }
/** The complaint of a code; only who holds the installation's secret can tell. */
async function idOf(code: string): Promise<string> {
  const { id } = await world.owner.one<{ id: string }>(
    sql`select id from complaint.complaint where code_hash = ${hashWayBack(world.instance, code)}`,
  )
  return id
}
const answer = (complaint: string, given: { within?: string; close?: boolean; request?: string } = {}) =>
  answerComplaint(world.instance, officer, {
    complaint,
    answer: 'We wrote to the employer and wait.',
    ...given,
  })
/** Every hour of a day of Almaty, twice, as the worker program would turn: what is refused in the last hour has another turn. */
async function throughDay(day: string): Promise<number[]> {
  const hours: number[] = []
  for (let hour = 0; hour < 24; hour++)
    for (const minute of [20, 40]) {
      world.clock.set(`${day}T${String(hour).padStart(2, '0')}:${minute}:00+05:00`)
      if ((await tellWorkers(world.instance)) > 0) hours.push(hour)
    }
  return hours
}
const submit = (fields: Record<string, string>, path = '/complaint/back') =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: {
        origin: 'http://localhost',
        'accept-language': 'en',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
    }),
  )

describe('a safe contact', () => {
  it('gets the line of everybody with news, on a later day, once, within the hours that are safe', async () => {
    world.clock.set('2026-11-24T06:00:00Z')
    const { code } = await file(sms)
    await answer(await idOf(code))
    expect(await throughDay('2026-11-24')).toEqual([])
    const [hour, ...more] = await throughDay('2026-11-25')
    expect(more).toEqual([])
    expect(hour).toBeGreaterThanOrEqual(9)
    expect(hour).toBeLessThan(18)
    expect(await throughDay('2026-11-26')).toEqual([])
    expect(outbox).toHaveLength(1)
    expect(outbox[0]?.body.to).toBe(phone)
    expect((await openByCode(world.instance, code)).contact).toEqual({
      channel: 'sms',
      from: 9,
      to: 18,
      toldOn: '2026-11-25',
    })
  })
  it('cannot be told at the gateway from anybody else’s news: path, headers, words and form of the id', async () => {
    world.clock.set('2026-11-24T06:00:00Z')
    const { code } = await file(sms)
    await answer(await idOf(code))
    await throughDay('2026-11-25')
    const person = await world.account(undefined, { language: 'en' })
    await tellPerson(
      world.instance,
      { kind: 'system', job: 'test' },
      {
        accounts: [person.account],
        template: 'stay-ends',
        values: { date: '2026-12-24' },
        link: '/me',
        cause: newId(),
      },
    )
    const { data } = await world.owner.one<{ data: Record<string, string> }>(
      sql`select data from pgboss.job where data ->> 'work' = 'send-news' order by created_on desc limit 1`,
    )
    await sendNews(world.instance, data)
    const [complaints, ordinary] = outbox.map(({ path, headers, body }) => ({
      path,
      headers: { ...headers, 'content-length': '' },
      body: {
        ...body,
        to: String(body.to).replaceAll(/\d/g, '0').length > 5,
        id: String(body.id)
          .replaceAll(/[0-9a-f]/g, 'x')
          .replace(/^(.{14})x/, `$1${String(body.id)[14]}`),
      },
    }))
    expect(outbox).toHaveLength(2)
    expect(complaints).toEqual(ordinary)
    expect(JSON.stringify(outbox)).not.toMatch(/complain|wage|ombuds/i)
  })
  it('is told on the next turn when the gateway was down, and the office sees what can never arrive', async () => {
    world.clock.set('2026-11-24T06:00:00Z')
    const { code } = await file({ ...sms, from: 0, to: 0 })
    const id = await idOf(code)
    await answer(id)
    refusals = [503]
    expect(await throughDay('2026-11-25')).toHaveLength(1)
    expect(outbox).toHaveLength(2)
    expect(new Set(outbox.map(({ body }) => body.id)).size).toBe(1)
    const never = await file({ channel: 'email', address: 'worker@example.org', from: 9, to: 10 })
    const other = await idOf(never.code)
    await answer(other)
    refusals = [422]
    expect(await throughDay('2026-11-26')).toEqual([])
    expect((await getComplaint(world.instance, officer, other)).contact).toMatchObject({
      failed_on: '2026-11-26',
    })
  })
  it('is erased by the stop word, which looks like a wrong code, and by the way back; nothing goes there any more', async () => {
    world.clock.set('2026-11-24T06:00:00Z')
    const first = await file(sms)
    const second = await file(sms)
    for (const { code } of [first, second]) await answer(await idOf(code))
    const [stopped, wrong] = await Promise.all(
      [first.stop ?? '', 'AAAA-AAAA-AAAA'].map(async (code) => {
        const page = await submit({ code })
        return `${page.status} ${(await page.text()).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')}`
      }),
    )
    expect(stopped).toBe(wrong)
    const said = await (await submit({ code: second.code, do: 'unsafe' })).text()
    expect(said).toContain('Your contact is erased.')
    const { n } = await world.owner.one<{ n: number }>(
      sql`select count(*)::int as n from complaint.contact where tell_from is not null`,
    )
    expect(n).toBe(0)
    expect([...(await throughDay('2026-11-25')), ...(await throughDay('2026-11-26'))]).toEqual([])
    expect(outbox).toEqual([])
    expect((await openByCode(world.instance, first.code)).contact).toBeNull()
    const seen = await getComplaint(world.instance, officer, await idOf(first.code))
    expect(seen).toMatchObject({ contact: null, unsafe_on: '2026-11-24' })
    expect(await stopContact(world.instance, first.stop ?? '')).toBe(false)
  })
  it('may be given later, with a word of its own, by whoever has the way back', async () => {
    world.clock.set('2026-11-24T06:00:00Z')
    const { code, stop } = await file()
    expect(stop).toBeUndefined()
    const wrong = await submit({ code, do: 'reach', channel: 'sms', address: 'nobody' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('Write a phone number')
    const page = await (
      await submit({ code, do: 'reach', channel: 'call', address: phone, from: '20', to: '2', note: canary })
    ).text()
    expect(page).toMatch(/([2-9A-Z]{4}-){2}[2-9A-Z]{4}/)
    expect(page).toContain('20:00–02:00')
    expect(page).not.toContain(phone)
    const seen = await getComplaint(world.instance, officer, await idOf(code))
    expect(seen.contact).toMatchObject({ channel: 'call', address: phone, note: canary })
    await answer(await idOf(code))
    expect(await throughDay('2026-11-25')).toEqual([])
    expect((await getComplaint(world.instance, officer, await idOf(code))).contact).toMatchObject({
      tell_from: null,
      told_on: null,
    })
  })
  it('is changed by the worker’s own word and not by the code alone, which still erases it', async () => {
    world.clock.set('2026-11-24T06:00:00Z')
    const sent = await submit(
      {
        matters: 'wage',
        story: 'No pay since August.',
        region: '75',
        channel: 'sms',
        address: phone,
        word: 'Ғарыш-7',
      },
      '/complaint',
    )
    const code = /([2-9A-Z]{4}-){3}[2-9A-Z]{4}/.exec(await sent.text())?.[0] ?? ''
    const other = { channel: 'call', address: '+77019990099', do: 'reach', code }
    const reached = async () => (await getComplaint(world.instance, officer, await idOf(code))).contact
    const opened = await (await submit({ code })).text()
    expect(opened).toContain('Your word')
    expect(opened).not.toContain(phone)
    for (const word of ['', 'wrong', 'Ғарыш7x']) {
      const page = await submit({ ...other, word })
      expect(page.status, word).toBe(422)
      expect(await page.text()).toContain(word ? 'This is not your word' : 'Please answer')
      expect(await reached(), word).toMatchObject({ channel: 'sms', address: phone, by_code_on: null })
    }
    expect((await submit({ ...other, word: ' ғарыш 7' })).status).toBe(200)
    expect(await reached()).toMatchObject({ channel: 'call', address: '+77019990099', by_code_on: null })
    for (let n = 0; n < 3; n++) await submit({ ...other, word: `wrong ${n}` })
    const closed = await submit({ ...other, address: phone, word: 'Ғарыш-7' })
    expect(await closed.text()).toContain('Too many wrong words today')
    expect(await reached()).toMatchObject({ address: '+77019990099' })
    world.clock.add({ hours: 24 })
    expect((await submit({ ...other, address: phone, word: 'Ғарыш-7' })).status).toBe(200)
    expect(await (await submit({ code, do: 'unsafe' })).text()).toContain('Your contact is erased.')
    expect((await submit({ ...other, word: 'guess' })).status).toBe(422)
    expect(await reached()).toBeNull()
    const short = await submit({ matters: 'wage', story: 'No pay.', region: '75', word: 'a-1' }, '/complaint')
    expect(short.status).toBe(422)
  })
  it('that somebody with the code alone gave is marked for the office', async () => {
    world.clock.set('2026-11-24T06:00:00Z')
    const { code } = await file(sms)
    await submit({ code, do: 'reach', channel: 'call', address: '+77019990099', word: 'anything' })
    const id = await idOf(code)
    expect((await getComplaint(world.instance, officer, id)).contact).toMatchObject({
      by_code_on: '2026-11-24',
    })
    const page = await app.fetch(
      new Request(`http://localhost/complaints/${id}`, {
        headers: { cookie: await world.signIn(officer), 'accept-language': 'en' },
      }),
    )
    expect(await page.text()).toContain('somebody who had the code and nothing else')
  })
  it('keeps the word as a hash of its own complaint: the same word of two workers is not the same', async () => {
    const codes = []
    for (let n = 0; n < 2; n++)
      codes.push(
        await complain(
          world.instance,
          { matters: ['wage'], region: '75', story: 'No pay since May.', word: canary },
          'en',
          newId(),
        ),
      )
    const rows = await world.owner.rows<{ hash: Buffer; text: string }>(sql`
      select word_hash as hash, c::text as text from complaint.complaint c where code_hash in (${hashWayBack(world.instance, codes[0]?.code ?? '')}, ${hashWayBack(world.instance, codes[1]?.code ?? '')})`)
    expect(rows).toHaveLength(2)
    expect(rows[0]?.hash.equals(rows[1]?.hash ?? Buffer.alloc(0))).toBe(false)
    expect(rows.map(({ text }) => text).join()).not.toContain(canary)
  })
  it('does not wait behind lines that may not go now, however many there are', async () => {
    world.clock.set('2026-11-24T06:00:00Z')
    const night = await file({ ...sms, from: 22, to: 23 })
    const sleeping = await world.owner.one<{ sealed: Buffer }>(
      sql`select sealed from complaint.contact where complaint_id = ${await idOf(night.code)}`,
    )
    // Six hundred that wait for the night, all older than the one whose hours are now.
    await world.owner.done(sql`
      with made as (insert into complaint.complaint (id, code_hash, region, language, sealed, received_on, due_on, state)
        select gen_random_uuid(), sha256(n::text::bytea), '75', 'ru', ${sleeping.sealed}, '2026-11-24', '2026-12-24', 'answered' from generate_series(1, 600) n returning id)
      insert into complaint.contact (complaint_id, stop_hash, sealed, tell_from, line)
        select id, sha256(id::text::bytea), ${sleeping.sealed}, '2026-11-24', ('00000000' || substr(id::text, 9))::uuid from made`)
    const { code } = await file({ ...sms, from: 0, to: 0 })
    await answer(await idOf(code))
    world.clock.set('2026-11-26T07:00:00Z')
    expect(await tellWorkers(world.instance)).toBe(1)
    expect(outbox).toHaveLength(1)
    await world.owner.done(sql`delete from complaint.contact where line::text like '00000000%'`)
  })
  it.each([
    ['within its hours', 12, { from: 9, to: 18 }, true],
    ['before them', 8, { from: 9, to: 18 }, false],
    ['at their end', 18, { from: 9, to: 18 }, false],
    ['over midnight', 1, { from: 22, to: 3 }, true],
    ['over midnight, outside', 12, { from: 22, to: 3 }, false],
    ['the whole day', 4, { from: 7, to: 7 }, true],
  ])('is told %s', (_name, hour, hours, told) => {
    const now = Temporal.Instant.from(`2026-11-26T${String(hour).padStart(2, '0')}:30:00+05:00`)
    expect(isTimeToTell(now, hours, { tellFrom: '2026-11-25', draw: 7 })).toBe(told)
  })
})

describe('who owes an answer', () => {
  it('is the worker when the office asks: reminded once before the day, then the office again, with a new day', async () => {
    world.clock.set('2026-11-24T06:00:00Z')
    const { code } = await file({ ...sms, from: 0, to: 0 })
    const id = await idOf(code)
    const request = newId()
    await answer(id, { within: '7', request })
    await answer(id, { within: '7', request })
    const asked = await openByCode(world.instance, code)
    expect(asked).toMatchObject({ state: 'asked', workerDueOn: '2026-12-01', openedOn: null })
    expect(asked.messages).toHaveLength(2)
    expect(await throughDay('2026-11-25')).toHaveLength(1)
    for (const day of ['2026-11-26', '2026-11-27', '2026-11-28']) expect(await throughDay(day)).toEqual([])
    expect(await throughDay('2026-11-29')).toHaveLength(1)
    for (const day of ['2026-11-30', '2026-12-01']) expect(await throughDay(day)).toEqual([])
    await addToComplaint(world.instance, code, 'I have the contract here.')
    const back = await openByCode(world.instance, code)
    expect(back).toMatchObject({ state: 'received', workerDueOn: null })
    expect(back.dueOn > asked.dueOn).toBe(true)
    await addToComplaint(world.instance, code, 'And one more thing.')
    expect((await openByCode(world.instance, code)).dueOn).toBe(back.dueOn)
  })
  it('is the office: its list begins with what is late, and the worker reads how late it is', async () => {
    world.clock.set('2026-11-24T06:00:00Z')
    const { code } = await file()
    world.clock.set('2027-01-20T06:00:00Z')
    const list = await (
      await app.fetch(
        new Request('http://localhost/complaints', {
          headers: { cookie: await world.signIn(officer), 'accept-language': 'en' },
        }),
      )
    ).text()
    expect(list).toMatch(/Answers owed: [1-9]\d* late/)
    expect(await (await submit({ code })).text()).toMatch(/it is \d+ days late/)
  })
})

describe('the firewall around a contact', () => {
  it('leaves no job, message, delivery, event, limit, read record or log line, whatever the gateway answers', async () => {
    world.clock.set('2026-11-24T06:00:00Z')
    const { log, lines } = keepLog()
    const instance = { ...world.instance, log }
    const counts = () =>
      world.owner.one(sql`select (select count(*) from platform.event) as events, (select count(*) from platform.read_record) as reads,
        (select count(*) from pgboss.job) as jobs, (select count(*) from platform.rate) as limits, (select count(*) from platform.request) as requests,
        (select count(*) from message.message) as messages, (select count(*) from message.delivery) as deliveries`)
    const before = await counts()
    const { code } = await file({ ...sms, from: 0, to: 0, note: canary })
    await answer(await idOf(code))
    world.clock.set('2026-11-26T06:00:00Z')
    const port = instance.config.partnersPort
    instance.config.partnersPort = 1
    expect(await tellWorkers(instance)).toBe(0)
    instance.config.partnersPort = port
    expect(await tellWorkers(instance)).toBe(1)
    await changeContact(instance, code, { channel: 'email', address: `${canary}@example.org` }, newId())
    await stopContact(instance, code)
    expect(await counts()).toEqual(before)
    expect(lines).toEqual([])
  })
})
