import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld, type Person, type Staff, type World } from '../../../test/world.ts'
import { makeApplication } from '../../app/serve.ts'
import { registerCaseKind } from '../../case/case-kind.ts'
import { paymentPages } from '../../payment/pages/payment.tsx'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { partnerSecrets } from '../../platform/partner-secrets.ts'
import { signWebhook } from '../../platform/webhook-signature.ts'
import { householdPermitKind } from '../household-permit-kind.ts'
import { grantBySystem } from '../issue-permit.ts'
import { evidencePages } from './evidence.tsx'
import { householdPages } from './household.tsx'
import { newOfferPages } from './new-offer.tsx'
import { offerPages } from './offer.tsx'
import { permitPages } from './permit.tsx'

let world: World
let app: ReturnType<typeof makeApplication>
let employer: Person
let worker: Person
let workerId: string
let officer: Staff
const as: Record<'employer' | 'worker' | 'stranger' | 'officer', string> = {
  employer: '',
  worker: '',
  stranger: '',
  officer: '',
}

beforeAll(async () => {
  registerCaseKind(householdPermitKind)
  world = await makeWorld()
  officer = await world.officer('permit-officer', await world.office({ matters: ['household-permit'] }))
  await world.office({ matters: ['appeal'] })
  workerId = await world.person({ citizenship: 'UZB', birthDate: '1990-03-27', language: 'uz' })
  worker = await world.account(workerId, { name: 'WORKER DEMO' })
  employer = await world.account(await world.person({ citizenship: 'KAZ' }), { name: 'ALIYEVA DEMO' })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, expires_on, standing, known_at, source)
    values (${newId()}, ${workerId}, 'passport', 'UZB', 'DEMO90001', '2031-01-01', 'verified', now(), 'test')`)
  as.employer = await world.signIn(employer)
  as.worker = await world.signIn(worker)
  as.stranger = await world.signIn(await world.account(await world.person()))
  as.officer = await world.signIn(officer)
  app = makeApplication(world.instance, [
    ...householdPages,
    ...newOfferPages,
    ...offerPages,
    ...permitPages,
    ...evidencePages,
    ...paymentPages,
  ])
})
afterAll(() => world.close())

const open = (path: string, who: keyof typeof as, language = 'en') =>
  app.fetch(
    new Request(`http://localhost${path}`, { headers: { cookie: as[who], 'accept-language': language } }),
  )
const send = (path: string, who: keyof typeof as, fields: Record<string, string>) =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: {
        cookie: as[who],
        origin: 'http://localhost',
        'accept-language': 'en',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
    }),
  )
const where = (answer: Response) => answer.headers.get('location') ?? ''

const whole = {
  issuingState: 'UZB',
  documentNumber: 'demo90001',
  'birthDate-day': '27',
  'birthDate-month': '3',
  'birthDate-year': '1990',
  kindOfWork: 'gardening',
  duties: 'Trees and vegetables',
  wage: '150 000',
  months: '2',
  'startsOn-day': '1',
  'startsOn-month': '12',
  'startsOn-year': '2026',
}

let offer = ''
let payment = ''

it('tells a stranger what it takes, and a person without a household to register one', async () => {
  expect(await (await open('/household', 'stranger')).text()).toContain('href="/household/register"')
  expect((await send('/household/register', 'employer', { region: '', address: '' })).status).toBe(422)
  const done = await send('/household/register', 'employer', {
    region: '75',
    address: 'Almaty, Demo street 1',
  })
  expect(where(done)).toBe('/household')
  expect(await (await open('/household', 'employer')).text()).toContain('0 of 5')
})

it('keeps what was typed of an incomplete offer, and says the same of a wrong birth date as of nobody', async () => {
  const short = await send('/household/offers/new', 'employer', { ...whole, months: '13' })
  expect(short.status).toBe(422)
  expect(await short.text()).toContain('Trees and vegetables')
  const wrong = await send('/household/offers/new', 'employer', { ...whole, 'birthDate-day': '28' })
  const nobody = await send('/household/offers/new', 'employer', { ...whole, documentNumber: 'DEMO00000' })
  expect([wrong.status, nobody.status]).toEqual([409, 409])
  expect(await nobody.text()).toContain('Nobody registered has this passport')
})

it('makes one offer of a double click', async () => {
  const twice = { ...whole, _request: newId() }
  const first = await send('/household/offers/new', 'employer', twice)
  const second = await send('/household/offers/new', 'employer', twice)
  offer = where(first)
  expect(offer).toMatch(/^\/offers\/[0-9a-f-]{36}$/)
  expect(where(second)).toBe(offer)
})

it('hides an offer from everybody it does not name', async () => {
  for (const path of [offer, `${offer}/copy`, `${offer}/apply`])
    expect((await open(path, 'stranger')).status).toBe(404)
  expect((await send(offer, 'stranger', { answer: 'confirmed', version: '1' })).status).toBe(404)
  expect((await send(offer, 'employer', { answer: 'confirmed', version: '1', language: 'uz' })).status).toBe(
    404,
  )
})

it('shows the whole text in the chosen language and takes the answer of the one who read it', async () => {
  const page = await (await open(`${offer}?read=uz`, 'worker')).text()
  expect(page).toContain('name="language" value="uz"')
  expect(page).toContain('lang="uz-Latn"')
  expect((await send(`${offer}/apply`, 'employer', {})).status).toBe(303)
  expect((await send(offer, 'worker', { answer: 'confirmed', version: '7', language: 'uz' })).status).toBe(
    409,
  )
  expect(where(await send(offer, 'worker', { answer: 'confirmed', version: '1', language: 'uz' }))).toBe(
    offer,
  )
  expect((await send(offer, 'worker', { answer: 'declined', version: '2', language: 'uz' })).status).toBe(409)
  const copy = await (await open(`${offer}/copy`, 'worker')).text()
  const { text } = await world.owner.one<{ text: string }>(
    sql`select text from permit.confirmation where offer_id = ${offer.slice(8)}::uuid`,
  )
  // The employer's own words stand in it as typed.
  expect(copy.replaceAll(/<[^>]*>/g, '')).toContain(
    text.split('\n')[1]?.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
  )
})

it('shows the employer verdicts on the offer alone and leads from the application to the payment', async () => {
  const page = await (await open(`${offer}/apply`, 'employer')).text()
  expect(page).toContain('Checked in the registers after you apply')
  expect((await open(`${offer}/apply`, 'worker')).status).toBe(404)
  const twice = { _request: newId() }
  payment = where(await send(`${offer}/apply`, 'employer', twice))
  expect(payment).toMatch(/^\/payments\//)
  expect(where(await send(`${offer}/apply`, 'employer', twice))).toBe(payment)
  expect((await open(payment, 'stranger')).status).toBe(404)
  expect(await (await open(payment, 'employer')).text()).toContain('Pay at the bank')
  expect(await (await open(payment, 'worker')).text()).not.toContain('Pay at the bank')
})

it('says that the bank is away and loses nothing; takes its signed word once, and no unsigned one', async () => {
  expect((await send(payment, 'employer', {})).status).toBe(503)
  const order = await world.owner.one<{ id: string; tiyn: bigint }>(sql`
    select b.id, o.tiyn from payment.bank_order b join payment.obligation o on o.id = b.obligation_id where o.id = ${payment.slice(10)}::uuid`)
  const event = (tiyn: number, orderId = order.id) =>
    JSON.stringify({
      type: 'order.paid',
      timestamp: new Date().toISOString(),
      data: {
        orderId,
        amountTiyn: tiyn,
        payerReference: 'Q-1A2B3C',
        bankReference: 'B-1',
        paidAt: world.clock.now().toString(),
      },
    })
  const secret = partnerSecrets(world.instance.config).bank.webhookSecret
  const tell = (id: string, body: string, key = secret) =>
    app.fetch(
      new Request('http://localhost/partners/bank/events', {
        method: 'POST',
        headers: {
          ...signWebhook({ id, body, at: Temporal.Now.instant() }, key),
          'content-type': 'application/json',
        },
        body,
      }),
    )
  const sum = Number(order.tiyn)
  expect((await tell('e1', event(sum), `whsec_${Buffer.alloc(32).toString('base64')}`)).status).toBe(401)
  expect((await tell('e2', event(sum, newId()))).status).toBe(404)
  expect((await tell('e3', event(1))).status).toBe(409)
  expect((await tell('e4', '{"type":"who-knows"}')).status).toBe(422)
  expect((await tell('e5', event(sum))).status).toBe(204)
  expect((await tell('e5', event(sum))).status).toBe(204)
  expect(await (await open(payment, 'employer')).text()).toContain('B-1')
  expect((await send(payment, 'employer', {})).status).toBe(303)
})

it('leaves to an officer what nobody has seen yet; evidence is theirs to record', async () => {
  const row = await world.owner.one<{ case_id: string }>(
    sql`select case_id from permit.application where offer_id = ${offer.slice(8)}::uuid`,
  )
  expect(
    await grantBySystem(world.instance, { kind: 'system', job: 'test' }, { case: row.case_id }),
  ).toMatchObject({ granted: false })
  expect((await open(`/people/${workerId}/evidence`, 'worker')).status).toBe(404)
  expect((await open(`/people/${workerId}/evidence`, 'officer')).status).toBe(200)
})

it('gives both sides the permit, extends it for the employer alone and ends it once', async () => {
  const row = await world.owner.one<{ case_id: string }>(
    sql`select case_id from permit.application where offer_id = ${offer.slice(8)}::uuid`,
  )
  // The decision is proven in household-permit.test.ts; here it only has to stand.
  const id = newId()
  const decision = newId()
  await world.owner.done(sql`insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_at, trace, facts, governing_date, policy_hash, law_states)
    values (${decision}::uuid, ${row.case_id}::uuid, 'grant', false, 'system', now(), '[]', '{}', '2026-11-24', 'test', array['in force'])`)
  await world.owner.done(sql`insert into permit.permit (id, number, case_id, decision_id, employer_id, employer_account, worker_person, offer_id, region, valid_from, valid_to, months, state, issued_at)
    select ${id}::uuid, 'HP-2026-900001', ${row.case_id}::uuid, ${decision}::uuid, employer_id, employer_account, worker_person, id, region, '2026-11-20', '2027-01-19', 2, 'active', now()
    from permit.offer where id = ${offer.slice(8)}::uuid`)
  const permit = `/permits/${id}`
  for (const who of ['employer', 'worker', 'officer'] as const)
    expect(await (await open(permit, who)).text()).toContain('HP-2026-900001')
  expect((await open(permit, 'stranger')).status).toBe(404)
  expect(await (await open('/household', 'employer')).text()).toContain('1 of 5')
  expect((await open(`${permit}/extension`, 'worker')).status).toBe(404)
  expect((await send(`${permit}/extension`, 'employer', { months: '11' })).status).toBe(422)
  expect(where(await send(`${permit}/extension`, 'employer', { months: '3' }))).toMatch(/^\/payments\//)
  const told = await (await open(permit, 'worker')).text()
  for (const step of [
    'Work was offered',
    'The worker agreed',
    'The permit was granted',
    'An extension was asked for',
  ])
    expect(told).toContain(step)
  expect(told).not.toContain('The permit was over')
  const day = { 'on-day': '24', 'on-month': '11', 'on-year': '2026', version: '1' }
  expect((await send(`${permit}/end`, 'stranger', day)).status).toBe(404)
  expect((await send(`${permit}/end`, 'worker', { ...day, 'on-day': '30' })).status).toBe(422)
  expect(where(await send(`${permit}/end`, 'worker', day))).toBe(permit)
  expect((await send(`${permit}/end`, 'employer', day)).status).toBe(409)
  expect(await (await open(permit, 'worker')).text()).toContain('The permit was over')
})
