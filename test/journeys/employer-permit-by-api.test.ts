import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dailyWorks } from '../../src/app/daily.ts'
import { registerCompany } from '../../src/organisation/register-company.ts'
import { makeDemoBin } from '../../src/person/check-bin.ts'
import { isRefusal, type Refusal } from '../../src/platform/act.ts'
import { sql } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/new-id.ts'
import { concludeAllocation, proposeAllocation } from '../../src/quota/set-allocation.ts'
import { workerAnswers } from '../worker-answers.ts'
import type { Person, Staff } from '../world.ts'
import { actByPage, dayFields } from './act-by-page.ts'
import { callApi, payAtBank } from './call-api.ts'
import { type Program, runProgram } from './run-country.ts'

let program: Program
let officer: Staff
let judge: Staff
let director: Person
let employer: string
let key: string
let serial = 0
/** By the API alone, with the company's key. */
const api = (path: string, body?: unknown, once?: string) =>
  callApi(program, key, `/company${path}`, body, once)
/** Officers have no API: they are asked to look before they decide, so they act by their pages. */
const byOfficer = (page: string, fields?: Record<string, string | string[]>, action?: string) =>
  actByPage(program, officer, page, fields, action)

beforeAll(async () => {
  program = await runProgram()
  const { world } = program
  world.instance.demo = true
  const office = await world.office({ matters: ['employer-permit'] })
  officer = await world.officer('permit-officer', office)
  judge = await world.officer(
    'appeal-officer',
    await world.office({ institution: 'commission', region: null, matters: ['appeal', 'court'] }),
    { regions: ['*'] },
  )
  const [one, two] = await Promise.all(
    [1, 2].map(() => world.officer('supervisor', office, { regions: ['*'] })),
  )
  const proposed = done(
    await proposeAllocation(world.instance, one as Staff, {
      year: 2026,
      region: '75',
      category: 'third',
      places: 5,
      validFrom: '2026-01-01',
      ground: 'An order of the test',
    }),
  )
  done(await concludeAllocation(world.instance, two as Staff, { id: proposed.id, confirm: true }))
  director = await world.account(await world.person({ citizenship: 'KAZ' }), { name: 'DIRECTOR DEMO' })
  const company = await registerCompany(world.instance, director, {
    bin: makeDemoBin('2019-03', 1),
    name: 'Machine Works LLP',
    region: '75',
    address: 'Almaty, Demo street 7',
  })
  employer = done(company).id
  const { html } = await actByPage(program, director, '/company/keys', { name: 'HR system' })
  key = /qn_[\w-]{43}/.exec(html)?.[0] ?? ''
})
afterAll(() => program?.close())

function done<T>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return answer
}

async function worker(): Promise<string> {
  const number = `DEMO7${String(++serial).padStart(4, '0')}`
  const person = await program.world.person({ citizenship: 'TUR', birthDate: '1985-03-27' })
  await program.world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, expires_on, standing, known_at, source)
    values (${newId()}, ${person}, 'passport', 'TUR', ${number}, '2039-01-01', 'verified', now(), 'test')`)
  return number
}

const application = (documentNumber: string, more: object = {}) => ({
  employer,
  category: 'third',
  issuingState: 'TUR',
  documentNumber,
  birthDate: '1985-03-27',
  occupation: '2142',
  position: 'Site engineer',
  regions: ['75'],
  address: 'Almaty, Demo street 7',
  wageTiyn: 90_000_000,
  months: 3,
  startsOn: '2026-12-15',
  vacancyCode: 'V-2026-1',
  vacancyPublishedOn: '2026-11-01',
  staffing: { citizenHeads: 8, allHeads: 10, citizenWorkers: 95, allWorkers: 99 },
  ...more,
})

/** Waits for the registries, then the officer takes the case, writes down what they saw and the fee they read. */
async function looked(number: string): Promise<void> {
  await expect
    .poll(
      () =>
        program.world.owner.one(sql`
          select count(distinct c.kind)::int as n from employer_permit.check c join "case"."case" k on k.id = c.case_id
          where k.number = ${number} and c.source = 'registry'`),
      { timeout: 30_000 },
    )
    .toEqual({ n: 5 })
  const page = `/cases/${number}`
  await byOfficer(page, {}, `${page}/claim`)
  for (const kind of ['representation', 'qualification', 'entry-ban'])
    await byOfficer(`${page}/checks`, { kind, answer: 'clear', note: 'Seen in the office' })
  await byOfficer(`${page}/checks`, { mci: '150', source: 'GOV-819, annex, row 3' }, `${page}/fee`)
}

/** Orders the fee by API, pays it at the bank, waits until the bank has told us and the permit says so. */
async function paid(number: string, until: object): Promise<string> {
  const order = await api(`/cases/${number}/payment`, {})
  expect(order.body).toMatchObject({ payUrl: expect.stringMatching(/^http/) })
  await payAtBank(order.body.payUrl)
  const permit = String((await api(`/cases/${number}`)).body.permit.number)
  await expect
    .poll(async () => (await api(`/permits/${permit}`)).body, { timeout: 40_000, interval: 250 })
    .toMatchObject(until)
  expect((await api(`/cases/${number}/payment`, {})).body).toMatchObject({
    code: 'refused',
    refused: [{ code: 'already-paid' }],
  })
  return permit
}

const isProblem = (answer: Awaited<ReturnType<typeof api>>, status: number, code: string) =>
  expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { status, code } })

describe("an employer's permit, by API against the running program and its bank", () => {
  let permit: string

  it('is quoted, asked for, asked about, granted, paid and fetched', async () => {
    expect(
      (await callApi(program, undefined, '/law/employer-permit/fee?category=third&months=3')).body,
    ).toEqual({
      answer: 'bounds',
      leastMci: 137,
      mostMci: 250,
      leastTiyn: String(137 * 432_500),
      mostTiyn: String(250 * 432_500),
      mciTenge: 4325,
      lawState: 'unverified',
      article: expect.any(String),
    })
    const passport = await worker()
    isProblem(await callApi(program, undefined, '/company/applications', {}), 401, 'not-signed-in')
    isProblem(await api('/applications', application(passport, { months: 40 })), 422, 'invalid-input')
    isProblem(await api('/applications', application('NOBODY1')), 409, 'refused')
    const once = newId()
    const filed = await api('/applications', application(passport), once)
    expect(filed.body).toEqual({ number: expect.stringMatching(/^KZ-/), place: 'held' })
    expect((await api('/applications', application(passport), once)).body).toEqual(filed.body)
    isProblem(await api('/applications', application(passport, { months: 4 }), once), 422, 'request-reused')
    const { number } = filed.body
    isProblem(await api('/applications', application(passport)), 409, 'refused')
    isProblem(await api(`/cases/${number}/payment`, {}), 404, 'not-found')
    isProblem(await api(`/cases/${number}/appeal`, { text: 'Nothing was decided yet.' }), 409, 'wrong-state')
    isProblem(await api(`/cases/${number}/answer`, { answer: 'Nothing was asked.' }), 409, 'wrong-state')
    await looked(number)
    await byOfficer(`/cases/${number}/ask`, { asks: 'Show the diploma, please.', workingDays: '5' })
    expect((await api(`/cases/${number}`)).body).toMatchObject({
      state: 'waiting-on-applicant',
      question: { asks: 'Show the diploma, please.' },
    })
    isProblem(await api(`/cases/${number}/files?label=Diploma`, 'no document at all'), 422, 'invalid-input')
    const pdf = '%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n'
    expect((await api(`/cases/${number}/files?label=Diploma`, pdf)).status).toBe(200)
    expect((await api(`/cases/${number}/answer`, { answer: 'It is attached.' })).body).toEqual({ number })
    await byOfficer(`/cases/${number}/grant`)
    expect((await api(`/cases/${number}`)).body).toMatchObject({
      outcome: 'granted',
      fee: { tiyn: String(150 * 432_500), state: 'open' },
      permit: { state: 'awaiting-fee' },
      decisions: [{ kind: 'grant', adverse: false }],
    })
    permit = await paid(number, { state: 'active', document: { serial: expect.stringMatching(/^LP-/) } })
    const document = await api(`/permits/${permit}/document`)
    expect([document.status, document.type, document.body.slice(0, 5)]).toEqual([
      200,
      'application/pdf',
      '%PDF-',
    ])
    const { serial: printed } = (await api(`/permits/${permit}`)).body.document
    expect(
      (await callApi(program, undefined, '/document-checks', { serial: printed, birthDate: '1985-03-27' }))
        .body,
    ).toMatchObject({ document: { serial: printed, validUntil: '2027-03-14' } })
    isProblem(await callApi(program, 'x'.repeat(43), `/company/permits/${permit}`), 401, 'not-signed-in')
    isProblem(await api('/permits/EP-2026-999999/document'), 404, 'not-found')
  })

  it('is not extended outside its window, which the answer names, and is extended in it', async () => {
    const { extensionWindow } = (await api(`/permits/${permit}`)).body
    expect(extensionWindow).toEqual({ first: '2027-01-13', last: '2027-02-12' })
    const more = { months: 6, staffing: { citizenWorkers: 95, allWorkers: 99 } }
    const early = (await api(`/permits/${permit}/extension`, more)).body
    isProblem(await api(`/permits/${permit}/extension`, more), 409, 'refused')
    await looked(early.number)
    expect((await byOfficer(`/cases/${early.number}/grant`)).html).toContain('A condition is not met')
    expect((await api(`/cases/${early.number}`)).body).toMatchObject({ state: 'in-review', decisions: [] })
    expect((await api(`/cases/${early.number}/withdrawal`, {})).body).toEqual({ number: early.number })
    isProblem(await api(`/cases/${early.number}/withdrawal`, {}), 409, 'wrong-state')
    program.world.clock.set('2027-01-20T04:00:00Z')
    const { number } = (await api(`/permits/${permit}/extension`, more)).body
    await looked(number)
    await byOfficer(`/cases/${number}/grant`)
    expect((await api(`/permits/${permit}`)).body).toMatchObject({ validTo: '2027-03-14', extensions: 0 })
    await paid(number, { state: 'active', validTo: '2027-09-14', extensions: 1 })
  })

  let second: string

  it('is refused after a hearing, with grounds, and won on appeal', async () => {
    program.world.clock.set('2026-11-25T04:00:00Z')
    const few = { staffing: { citizenWorkers: 50, allWorkers: 99 } }
    const { number } = (await api('/applications', application(await worker(), few))).body
    await looked(number)
    const reasons = 'Only half of the specialists and workers are citizens of Kazakhstan.'
    const heldOn = Temporal.PlainDate.from('2026-11-30')
    await byOfficer(`/cases/${number}/announce`, {
      groundIds: ['citizens-among-workers'],
      reasons,
      ...dayFields('heldOn', heldOn),
    })
    expect((await api(`/cases/${number}`)).body.hearing).toMatchObject({
      reasons,
      heldOn: '2026-11-30',
      statement: null,
      grounds: [{ condition: 'citizens-among-workers' }],
    })
    isProblem(await api(`/cases/${number}/statement`, { statement: ' ' }), 422, 'invalid-input')
    expect((await api(`/cases/${number}/statement`, { statement: 'Some are on leave.' })).status).toBe(200)
    isProblem(await api(`/cases/${number}/statement`, { statement: 'And more.' }), 409, 'wrong-state')
    await byOfficer(`/cases/${number}/refuse`, { groundIds: ['citizens-among-workers'], reasons })
    expect((await api(`/cases/${number}`)).body).toMatchObject({
      outcome: 'refused',
      mayAppeal: true,
      decisions: [
        { kind: 'refuse', adverse: true, reasons, grounds: [{ condition: 'citizens-among-workers' }] },
      ],
    })
    isProblem(await api(`/cases/${number}/appeal`, { text: 'No.' }), 422, 'invalid-input')
    const appealed = await api(`/cases/${number}/appeal`, {
      text: 'The count left out our citizens on leave.',
    })
    expect(appealed.body).toMatchObject({ number, inTime: true })
    isProblem(await api(`/cases/${number}/appeal`, { text: 'The count left out many.' }), 409, 'wrong-state')
    await actByPage(program, judge, `/cases/${number}/judge`, {
      outcome: 'overturned',
      reasons: 'People on leave are staff and are counted.',
    })
    second = await paid(number, { state: 'active', document: { serial: expect.any(String) } })
  })

  it('is revoked after both sides could answer, and the worker keeps a bridging stay', async () => {
    const { id } = await program.world.owner.one<{ id: string }>(
      sql`select id from employer_permit.permit where number = ${second}`,
    )
    isProblem(
      await api(`/permits/${second}/revocation-answer`, { statement: 'What for?' }),
      409,
      'wrong-state',
    )
    await byOfficer(`/employer-permits/${id}/revoke`, {
      reasons: 'Found in another occupation than the permit names.',
      atFault: 'employer',
      ...dayFields('heldOn', Temporal.PlainDate.from('2026-12-04')),
    })
    expect((await api(`/permits/${second}`)).body.revocation).toMatchObject({
      atFault: 'employer',
      heldOn: '2026-12-04',
      statement: null,
    })
    const told = await api(`/permits/${second}/revocation-answer`, { statement: 'It was one morning.' })
    expect(told.body).toEqual({ number: second })
    await workerAnswers(program.world, id)
    await byOfficer(`/employer-permits/${id}/revoke`, {
      reasons: 'Found in another occupation than the permit names.',
      bar: 'yes',
    })
    await expect
      .poll(async () => (await api(`/permits/${second}`)).body, { timeout: 20_000 })
      .toMatchObject({ state: 'revoked', document: null, extensionWindow: null })
    isProblem(await api(`/permits/${second}/document`), 404, 'not-found')
    isProblem(await api(`/permits/${second}/extension`, { months: 3 }), 409, 'wrong-state')
    expect(
      await program.world.owner.one(
        sql`select valid_from::text, law_state from stay.ground where basis = ${id} and kind = 'bridging'`,
      ),
    ).toEqual({ valid_from: '2026-11-25', law_state: 'proposed' })
    const { case: number } = (await api(`/permits/${second}`)).body
    expect((await api(`/cases/${number}`)).body).toMatchObject({ mayAppeal: true })
  })

  it('is over with its term, and nothing but its case is left', async () => {
    program.world.clock.set('2027-09-15T04:00:00Z')
    await dailyWorks['expire-employer-permits']?.(program.world.instance)
    expect((await api(`/permits/${permit}`)).body).toMatchObject({
      state: 'expired',
      endedOn: '2027-09-14',
      extensionWindow: null,
    })
    isProblem(await api(`/permits/${permit}/end`, { on: '2027-09-15' }), 409, 'wrong-state')
    isProblem(await api(`/permits/${permit}/extension`, { months: 3 }), 409, 'wrong-state')
  })
})
