import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Person, type Staff, type World } from '../../../test/world.ts'
import { routes } from '../../app/routes.ts'
import { makeApplication } from '../../app/serve.ts'
import { registrationAnswered, registrationWaiting } from '../../app/tell-registration.ts'
import { announceRefusal, firstHearingDay } from '../../case/announce-refusal.ts'
import { claimCase } from '../../case/claim-case.ts'
import { ensureSigningKey } from '../../credential/ensure-signing-key.ts'
import { findDocument } from '../../credential/find-documents.ts'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { acceptExplanation, refuseExplanation } from '../decide-explanation.ts'
import { stayOf } from '../grounds.ts'
import { nextDuty } from '../next-duty.ts'
import { recordCrossing } from '../record-crossing.ts'
import { confirmRegistration } from '../register-address.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let registrar: Staff
let border: Staff
const hostPhone = '+77015550101'

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  registrar = await world.officer('registrar', await world.office({ region: '75', matters: ['record'] }))
  await world.office({ institution: 'ministry', region: null, matters: ['appeal'] })
  border = await world.officer('border-officer', await world.office({ region: null }), { regions: ['*'] })
  await ensureSigningKey(world.instance.db, world.instance.config.secret, world.instance.clock.now())
})
afterAll(() => world.close())

interface Guest {
  person: string
  account: Person
  cookie: string
}
let serial = 0
async function guest(entered?: string): Promise<Guest> {
  const number = `DEMO6${String(++serial).padStart(4, '0')}`
  const person = await world.person({
    citizenship: 'UZB',
    birthDate: '1990-03-27',
    latinName: `KARIMOVA G${serial}`,
  })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, expires_on, standing, known_at, source)
    values (${newId()}, ${person}, 'passport', 'UZB', ${number}, '2031-01-01', 'verified', now(), 'test')`)
  if (entered)
    await recordCrossing(world.instance, border, {
      document: { issuingState: 'UZB', number },
      birthDate: '1990-03-27',
      direction: 'entry',
      at: `${entered}T05:00:00Z`,
      point: 'zhibek-zholy',
      source: 'test',
      sourceReference: newId(),
    })
  const account = await world.account(person)
  return { person, account, cookie: await world.signIn(account) }
}
async function hostWith(phone: string): Promise<{ account: Person; cookie: string }> {
  const account = await world.account(await world.person({ citizenship: 'KAZ' }), { name: 'HOST DEMO' })
  await world.owner.done(
    sql`update person.account set address = ${phone} where id = ${account.account}::uuid`,
  )
  return { account, cookie: await world.signIn(account) }
}
const send = (path: string, fields: Record<string, string>, cookie: string) =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: {
        cookie,
        origin: 'http://localhost',
        'accept-language': 'en',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
    }),
  )
const open = (path: string, cookie: string) =>
  app.fetch(new Request(`http://localhost${path}`, { headers: { cookie, 'accept-language': 'en' } }))
const text = async (path: string, cookie: string) => (await open(path, cookie)).text()
const address = (day: string, street: string, phone = '8 701 555 01 01') => ({
  region: '75',
  address: `Almaty, ${street}`,
  'since-day': String(Number(day.slice(8))),
  'since-month': String(Number(day.slice(5, 7))),
  'since-year': day.slice(0, 4),
  hostName: 'HOST DEMO',
  hostContact: phone,
})
const last = (person: string) =>
  world.owner.one<{
    id: string
    state: string
    due_on: string | null
    kind: string
    late: boolean
    ended_on: string | null
  }>(
    sql`select id, state, due_on::text, kind, late, ended_on::text from stay.registration where person_id = ${person}::uuid order by filed_on desc, id desc limit 1`,
  )
const dutyOf = (one: Guest) =>
  look(world.instance, one.account, async (tx) => {
    const today = world.clock.today()
    return nextDuty(tx, one.person, await stayOf(tx, one.person, 'UZB', today), today)
  })

describe('registering one’s own address', () => {
  it('is due within 30 days of the entry, confirmed by the host, certified, and ended by a move', async () => {
    const her = await guest('2026-11-10')
    const host = await hostWith(hostPhone)
    const stranger = await hostWith('+77015550199')
    expect(await dutyOf(her)).toMatchObject({ code: 'self-registration', by: '2026-12-10', days: 30 })
    const sent = await send('/me/address', address('2026-11-10', 'First 1'), her.cookie)
    expect(sent.status).toBe(303)
    const first = await last(her.person)
    expect(first).toMatchObject({ state: 'waiting', due_on: '2026-12-10', kind: 'arrival', late: false })
    expect(await dutyOf(her)).toMatchObject({ code: 'none', registration: 'waiting' })
    expect((await send('/me/address', address('2026-11-10', 'Other 1'), her.cookie)).status).toBe(409)

    await registrationWaiting(world.instance, { registration: first.id })
    expect(await text('/me/messages', host.cookie)).toContain('named you as their host')
    expect(await text('/arrivals', host.cookie)).toContain(`/hosting/${first.id}`)
    expect(await text('/arrivals', stranger.cookie)).not.toContain('First 1')
    expect((await open(`/hosting/${first.id}`, stranger.cookie)).status).toBe(404)
    expect((await open(`/hosting/${first.id}`, her.cookie)).status).toBe(404)
    expect((await send(`/hosting/${first.id}`, { answer: 'yes' }, stranger.cookie)).status).toBe(404)
    const page = await text(`/hosting/${first.id}`, host.cookie)
    expect(page).toContain('KARIMOVA')
    expect(page).not.toContain('DEMO6')
    expect((await send(`/hosting/${first.id}`, {}, host.cookie)).status).toBe(422)
    expect((await send(`/hosting/${first.id}`, { answer: 'yes' }, host.cookie)).status).toBe(303)
    expect(await dutyOf(her)).toMatchObject({ code: 'none', registration: 'confirmed' })

    await registrationAnswered(world.instance, { registration: first.id })
    await registrationAnswered(world.instance, { registration: first.id })
    const own = await text('/me/address', her.cookie)
    const certificate = /RC-26-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(own)?.[0] ?? ''
    const pdf = await open(`/documents/${certificate}`, her.cookie)
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    const check = () =>
      look(world.instance, { kind: 'public' }, (tx) =>
        findDocument(tx, certificate, '1990-03-27', world.clock.today()),
      )
    expect(await check()).toMatchObject({ verdict: 'valid', face: { region: 'KZ-75', place: '' } })

    // A move: five working days from it, and the former address ends by itself once the new one is confirmed.
    expect((await send('/me/address', address('2026-11-01', 'Early 1'), her.cookie)).status).toBe(422)
    expect((await send('/me/address', address('2026-11-23', 'Second 2'), her.cookie)).status).toBe(303)
    const second = await last(her.person)
    expect(second).toMatchObject({ kind: 'move', due_on: '2026-11-30', state: 'waiting' })
    expect(await check()).toMatchObject({ verdict: 'valid' })
    await confirmRegistration(world.instance, host.account, { registration: second.id })
    await registrationAnswered(world.instance, { registration: second.id })
    const former = await world.owner.one<{ state: string; ended_on: string }>(
      sql`select state, ended_on::text from stay.registration where id = ${first.id}::uuid`,
    )
    expect(former).toEqual({ state: 'ended', ended_on: '2026-11-23' })
    expect(await check()).toMatchObject({ verdict: 'not-valid', reason: 'revoked' })
  })

  it('names every field that is wrong, and is refused before the law began', async () => {
    const her = await guest('2026-11-20')
    const empty = await send('/me/address', {}, her.cookie)
    const body = await empty.text()
    expect(empty.status).toBe(422)
    for (const field of ['region', 'address', 'since', 'hostName', 'hostContact'])
      expect(body).toContain(`href="#f-${field}`)
    const wrong = await send(
      '/me/address',
      { ...address('2026-11-20', 'A 1'), hostContact: 'nobody' },
      her.cookie,
    )
    expect(await wrong.text()).toContain('phone number or an e-mail')
    world.clock.set('2026-06-30T06:00:00Z')
    try {
      const early = await send(
        '/me/address',
        address('2026-06-20', 'Before 1'),
        await world.signIn(her.account),
      )
      expect(early.status).toBe(409)
      expect(await early.text()).toContain('begins on 1 July 2026')
    } finally {
      world.clock.set('2026-11-24T06:00:00Z')
    }
  })

  it('is not refused by a host’s no: another host, or an officer decides, and only the officer can refuse', async () => {
    const her = await guest('2026-11-12')
    const host = await hostWith('+77015550102')
    await send('/me/address', address('2026-11-12', 'Third 3', '+7 701 555 01 02'), her.cookie)
    const { id } = await last(her.person)
    expect((await send(`/hosting/${id}`, { answer: 'no', reason: '' }, host.cookie)).status).toBe(422)
    expect(
      (await send(`/hosting/${id}`, { answer: 'no', reason: 'I do not know her' }, host.cookie)).status,
    ).toBe(303)
    expect(await dutyOf(her)).toMatchObject({ code: 'registration-denied', by: '2026-12-12' })
    const own = await text('/me/address', her.cookie)
    expect(own).toContain('I do not know her')
    expect(own).toContain('This is no refusal yet')
    // Both ways on stand there: a new form, and an officer.
    expect(own).toContain('name="hostContact"')
    expect(own).toContain('/me/stay/explain?about=address')
    const told = await send(
      '/me/stay/explain',
      { about: 'address', says: 'I live there; here is the lease.' },
      her.cookie,
    )
    const number = (told.headers.get('location') ?? '').slice('/cases/'.length)
    expect(
      (await send('/me/stay/explain', { about: 'address', says: 'Once more please' }, her.cookie)).status,
    ).toBe(409)
    const row = await world.owner.one<{ id: string; version: number }>(
      sql`select id, version from "case"."case" where number = ${number}`,
    )
    await claimCase(world.instance, registrar, { caseId: row.id })
    const desk = await text(`/cases/${number}`, await world.signIn(registrar))
    expect(desk).toContain('I do not know her')
    await acceptExplanation(world.instance, registrar, { caseId: row.id, expectedVersion: row.version + 1 })
    expect((await last(her.person)).state).toBe('confirmed')
    expect(await dutyOf(her)).toMatchObject({ code: 'none' })
  })

  it('is refused by an officer only after a hearing, with reasons, on a ground of the law', async () => {
    const her = await guest('2026-11-12')
    const host = await hostWith('+77015550103')
    await send('/me/address', address('2026-11-12', 'Fourth 4', '+77015550103'), her.cookie)
    const { id } = await last(her.person)
    await send(`/hosting/${id}`, { answer: 'no', reason: 'Not in my house' }, host.cookie)
    const told = await send('/me/stay/explain', { about: 'address', says: 'I do live there.' }, her.cookie)
    const number = (told.headers.get('location') ?? '').slice('/cases/'.length)
    const caseOf = () =>
      world.owner.one<{ id: string; version: number }>(
        sql`select id, version from "case"."case" where number = ${number}`,
      )
    const { id: caseId } = await caseOf()
    await claimCase(world.instance, registrar, { caseId })
    await announceRefusal(world.instance, registrar, {
      caseId,
      expectedVersion: (await caseOf()).version,
      reasons: 'The host says that she does not live there, and no paper shows it.',
      groundIds: ['host-said-no'],
      heldOn: firstHearingDay(world.clock.today()).toString(),
    })
    expect((await last(her.person)).state).toBe('denied')
    const hearing = await world.owner.one<{ id: string }>(
      sql`select id from "case".hearing where case_id = ${caseId}::uuid`,
    )
    world.clock.add({ days: 10 })
    try {
      const given = {
        caseId,
        expectedVersion: (await caseOf()).version,
        hearingId: hearing.id,
        groundIds: ['host-said-no'],
      }
      await expect(
        refuseExplanation(world.instance, registrar, { ...given, reasons: 'No.' }),
      ).rejects.toMatchObject({ code: 'invalid-input' })
      await refuseExplanation(world.instance, registrar, {
        ...given,
        reasons: 'The host says that she does not live there, and no paper shows it.',
      })
    } finally {
      world.clock.set('2026-11-24T06:00:00Z')
    }
    expect((await last(her.person)).state).toBe('refused')
    expect(await text(`/cases/${number}`, her.cookie)).toContain('appeal')
  })

  it('waits with a silent host without any harm; after five working days an officer can be asked', async () => {
    const her = await guest('2026-11-17')
    await send('/me/address', address('2026-11-20', 'Fifth 5', '+77015550104'), her.cookie)
    expect(await dutyOf(her)).toMatchObject({ code: 'none', registration: 'waiting' })
    const early = await send('/me/stay/explain', { about: 'address', says: 'Nobody answers.' }, her.cookie)
    expect(early.status).toBe(409)
    world.clock.set('2026-12-02T06:00:00Z')
    try {
      const cookie = await world.signIn(her.account)
      expect(await dutyOf(her)).toMatchObject({ registration: 'waiting' })
      const later = await send('/me/stay/explain', { about: 'address', says: 'Nobody answers.' }, cookie)
      expect(later.status).toBe(303)
    } finally {
      world.clock.set('2026-11-24T06:00:00Z')
    }
  })

  it('cannot be confirmed by the guest, in the page or in the database', async () => {
    const her = await guest('2026-11-20')
    await world.owner.done(
      sql`update person.account set address = '+77015550105' where id = ${her.account.account}::uuid`,
    )
    await send('/me/address', address('2026-11-20', 'Own 1', '+77015550105'), her.cookie)
    const { id } = await last(her.person)
    expect((await send(`/hosting/${id}`, { answer: 'yes' }, her.cookie)).status).toBe(404)
    await expect(
      look(world.instance, her.account, (tx) =>
        tx.done(
          sql`update stay.registration set state = 'confirmed', answered_by = 'host' where id = ${id}::uuid`,
        ),
      ),
    ).rejects.toThrow(/row-level security/)
    // Whoever owns the house asks an officer at once.
    expect(await text('/me/address', her.cookie)).toContain('/me/stay/explain?about=address')
  })
})

describe('my days', () => {
  it('explain each rule; when they are over, say what can be done and lead to an officer, with no sanction', async () => {
    const her = await guest('2026-11-10')
    const fine = await text('/me/stay', her.cookie)
    expect(fine).toContain('From the entry on 10 November 2026: day 15 of 30')
    expect(fine).not.toContain('How to put it right')
    const over = await guest('2026-10-01')
    const page = await text('/me/stay', over.cookie)
    expect(page).toContain('By our count the last lawful day was 30 October 2026')
    expect(page).toContain('/me/stay/explain?about=overstay')
    const told = await send(
      '/me/stay/explain',
      { about: 'overstay', says: 'I was in hospital.' },
      over.cookie,
    )
    const number = (told.headers.get('location') ?? '').slice('/cases/'.length)
    expect(await text('/me/stay', over.cookie)).toContain(number)
    const row = await world.owner.one<{ id: string; version: number }>(
      sql`select id, version from "case"."case" where number = ${number}`,
    )
    await claimCase(world.instance, registrar, { caseId: row.id })
    const desk = await text(`/cases/${number}`, await world.signIn(registrar))
    expect(desk).toContain('30 October 2026')
    // The clock's answer, not the crossing.
    expect(desk).not.toContain('1 October 2026')
    await acceptExplanation(world.instance, registrar, {
      caseId: row.id,
      expectedVersion: row.version + 1,
      note: 'Seen the paper',
    })
    expect((await dutyOf(over)).code).toBe('over')
  })
})

describe('a document that an officer sees', () => {
  it('counts for its days, once, shown to the person, and for none when it was a mistake', async () => {
    const her = await guest('2026-11-10')
    const desk = await world.signIn(registrar)
    const at = `/people/${her.person}/grounds`
    expect(await text(`/people/${her.person}?for=serve-person`, desk)).toContain(at)
    expect((await send(at, {}, desk)).status).toBe(422)
    const visa = {
      kind: 'visa',
      document: 'KZ1234567',
      'from-day': '1',
      'from-month': '11',
      'from-year': '2026',
      'to-day': '31',
      'to-month': '1',
      'to-year': '2027',
    }
    expect((await send(at, { ...visa, 'to-year': '2025' }, desk)).status).toBe(422)
    expect((await send(at, visa, desk)).status).toBe(303)
    expect((await send(at, visa, desk)).status).toBe(409)
    expect(await text('/me/stay', her.cookie)).toContain('Visa: from 1 November 2026 until 31 January 2027')
    expect((await open(at, her.cookie)).status).not.toBe(200)
    const { id } = await world.owner.one<{ id: string }>(
      sql`select id from stay.ground where person_id = ${her.person}::uuid`,
    )
    await send(`${at}/withdraw`, { ground: id, why: '' }, desk)
    expect(await text('/me/stay', her.cookie)).toContain('Visa: from')
    await send(`${at}/withdraw`, { ground: id, why: 'Of another person' }, desk)
    expect(await text('/me/stay', her.cookie)).not.toContain('Visa: from')
    // What a decision gave is not taken back here.
    const permit = newId()
    await world.owner.done(sql`insert into stay.ground (id, person_id, kind, valid_from, valid_to, basis, law_state, opened_at)
      values (${permit}, ${her.person}::uuid, 'labour-permit', '2026-11-01', '2027-01-01', ${newId()}, 'in force', now())`)
    expect((await send(`${at}/withdraw`, { ground: permit, why: 'Of another person' }, desk)).status).toBe(
      404,
    )
  })
})

describe('contracts that the employment register reports', () => {
  const contract = (
    person: string,
    number: string,
    event: string,
    from: string,
    to: string | null,
    ended: string | null,
  ) =>
    world.owner.done(sql`
      insert into employment.contract (id, person_id, number, event, employer_bin, employer_name, occupation, region, address, wage_tiyn, valid_from, valid_to, ended_on,
        source, source_reference, known_at, feed_file)
      values (${newId()}, ${person}::uuid, ${number}, ${event}, '151740000344', 'Demo Works', '7112', '75', 'Abay 10', 1, ${from}::date, ${to}::date, ${ended}::date,
        'test', ${newId()}, now(), ${newId()})`)
  const stay = (person: string, citizenship: string, day: string) =>
    look(world.instance, { kind: 'system', job: 'test' }, (tx) =>
      stayOf(tx, person, citizenship, Temporal.PlainDate.from(day)),
    )
  it('are a ground for citizens of the Union alone, with fifteen days after an early end', async () => {
    const { person } = await guest('2026-01-05')
    await contract(person, 'A-1', 'concluded', '2026-01-10', '2026-12-31', null)
    expect(await stay(person, 'KGZ', '2026-06-01')).toMatchObject({ lastDay: '2026-12-31', reason: 'ground' })
    expect((await stay(person, 'UZB', '2026-06-01')).lastDay).toBe('2026-02-03')
    await contract(person, 'A-1', 'ended', '2026-06-10', null, '2026-06-10')
    expect(await stay(person, 'KGZ', '2026-06-12')).toMatchObject({
      lastDay: '2026-06-25',
      ground: 'after-contract',
    })
    await contract(person, 'B-1', 'concluded', '2026-06-20', null, null)
    const open = await stay(person, 'KGZ', '2026-06-22')
    expect(open.reason).toBe('ground')
    expect(open.lastDay).toBeUndefined()
  })
})
