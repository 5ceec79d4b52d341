import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Person, type Staff, type World } from '../../test/world.ts'
import { makeApplication } from '../app/serve.ts'
import { registerCaseKind } from '../case/case-kind.ts'
import { eraseOldApplicationDrafts, findApplicationDraft } from '../case/keep-application-draft.ts'
import { registerHousehold } from '../organisation/register-household.ts'
import { takeBankEvent } from '../payment/take-bank-event.ts'
import { isRefusal, type Refusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { changesBetween } from '../policy/changes-since.ts'
import { filesLaw } from '../policy/load-policy.ts'
import { concludeLaw, proposeLaw } from '../policy/publish-law.ts'
import { policyHash } from '../policy/value-at.ts'
import { giveArrivalNotice } from '../stay/give-arrival-notice.ts'
import { recordCrossing } from '../stay/record-crossing.ts'
import { applyForPermit } from './apply-for-permit.ts'
import { confirmOffer } from './confirm-offer.ts'
import { householdPermitKind } from './household-permit-kind.ts'
import { grantBySystem } from './issue-permit.ts'
import { householdScope } from './law-scope.ts'
import { offerDraft, offerWork } from './offer-work.ts'
import { householdPages } from './pages/household.tsx'
import { newOfferPages } from './pages/new-offer.tsx'
import { offerPages } from './pages/offer.tsx'
import { recordEvidence } from './record-evidence.ts'

/** The last day of the tax of two MCI, at noon and a minute before midnight in Almaty; and the first day of four. */
const [lastNoon, lastMinute, firstDay] = [
  '2025-12-31T07:00:00Z',
  '2025-12-31T18:59:00Z',
  '2026-01-01T05:00:00Z',
]

let world: World
let app: ReturnType<typeof makeApplication>
let employer: Person
let officer: Staff
let serial = 0
const job = { kind: 'system', job: 'test' } as const

function done<T>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return answer
}

beforeAll(async () => {
  registerCaseKind(householdPermitKind)
  world = await makeWorld(lastNoon)
  officer = await world.officer('permit-officer', await world.office({ matters: ['household-permit'] }))
  employer = await world.account(await world.person({ citizenship: 'KAZ' }), { name: 'ALIYEVA DEMO' })
  done(await registerHousehold(world.instance, employer, { region: '75', address: 'Almaty, Demo street 1' }))
  app = makeApplication(world.instance, [...householdPages, ...newOfferPages, ...offerPages])
})
afterAll(() => world.close())

/** An offer that its worker has confirmed, made at this moment. */
async function confirmed(months = 3): Promise<string> {
  const number = `DEMO${String(++serial).padStart(5, '0')}`
  const person = await world.person({ citizenship: 'TJK', birthDate: '1990-03-27', language: 'tg' })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, expires_on, standing, known_at, source)
    values (${newId()}, ${person}, 'passport', 'TJK', ${number}, '2031-01-01', 'verified', now(), 'test')`)
  await world.owner.done(
    sql`insert into person.iin (person_id, iin, standing, known_at, source) values (${person}, ${String(900000000000 + serial)}, 'verified', now(), 'test')`,
  )
  const border = await world.officer('border-officer', await world.office({ region: null }), {
    regions: ['*'],
  })
  done(
    await recordCrossing(world.instance, border, {
      document: { issuingState: 'TJK', number },
      birthDate: '1990-03-27',
      direction: 'entry',
      at: '2025-12-29T05:00:00Z',
      point: 'Zhibek Zholy',
      source: 'test',
      sourceReference: number,
    }),
  )
  for (const kind of ['fingerprints', 'medical-certificate', 'medical-insurance'] as const)
    done(await recordEvidence(world.instance, officer, { worker: person, kind }))
  const guest = { issuingState: 'TJK', documentNumber: number, birthDate: '1990-03-27' }
  done(
    await giveArrivalNotice(world.instance, employer, {
      ...guest,
      arrivedOn: '2025-12-29',
      hostName: 'Host',
      region: '75',
      address: 'Almaty, Demo street 1',
    }),
  )
  const { id } = done(
    await offerWork(world.instance, employer, {
      ...guest,
      kindOfWork: 'gardening',
      duties: 'Trees and vegetables',
      wageTiyn: 15_000_000,
      months,
      startsOn: '2026-01-05',
    }),
  )
  const account = await world.account(person)
  done(
    await confirmOffer(world.instance, account, {
      offer: id,
      expectedVersion: 1,
      language: 'tg',
      answer: 'confirmed',
    }),
  )
  return id
}

async function pay(obligation: string, tiyn: string): Promise<void> {
  await world.owner.done(
    sql`insert into payment.bank_order (id, obligation_id, state, made_at) values (${obligation}, ${obligation}, 'open', now()) on conflict do nothing`,
  )
  const now = world.clock.now().toString()
  done(
    await takeBankEvent(world.instance, job, {
      id: newId(),
      event: {
        type: 'order.paid',
        timestamp: now,
        data: {
          orderId: obligation,
          amountTiyn: Number(tiyn),
          payerReference: 'PAY-1',
          bankReference: 'B-1',
          paidAt: now,
        },
      },
    }),
  )
}

const open = async (path: string, as = employer, language = 'en') =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      headers: { cookie: `${await world.signIn(as)}; qonys_language=${language}` },
    }),
  )
const send = async (path: string, fields: Record<string, string>) =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: {
        origin: 'http://localhost',
        'accept-language': 'en',
        'content-type': 'application/x-www-form-urlencoded',
        cookie: await world.signIn(employer),
      },
      body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
    }),
  )
const hidden = (page: string) => /name="_seen" value="([^"]+)"/.exec(page)?.[1] ?? ''
const casesNow = async () =>
  (await world.owner.one<{ n: number }>(sql`select count(*)::int as n from "case"."case"`)).n

describe('an offer that is begun under one law and finished under another', () => {
  const answers = {
    issuingState: 'TJK',
    documentNumber: 'SECRET777',
    duties: 'Trees <and> vegetables',
    months: '3',
    'startsOn-day': '9',
  }

  it('keeps what was typed, for its account alone, also when it is not whole', async () => {
    world.clock.set(lastNoon)
    const saved = await send('/household/offers/new', { ...answers, _later: 'yes' })
    expect([saved.status, saved.headers.get('location')]).toEqual([303, '/household'])
    const page = await (await open('/household/offers/new')).text()
    expect(page).toContain('value="SECRET777"')
    expect(page).toContain('Trees &lt;and&gt; vegetables')
    expect(page).toContain('The law did not change since you began on 31 December 2025')
    const other = await world.account(await world.person({ citizenship: 'KAZ' }))
    expect(await (await open('/household/offers/new', other)).text()).not.toContain('SECRET777')
    expect(await findApplicationDraft(world.instance, other, offerDraft)).toBeUndefined()
  })

  it('says on the first day what changed: each value then and now, with article and since when; the answers are there', async () => {
    world.clock.set(firstDay)
    const page = await (await open('/household/offers/new')).text()
    expect(page).toContain('The law changed since 31 December 2025')
    expect(page).toMatch(/Prepaid income tax per month<\/a>:\s*<del>2 MCI<\/del> → <ins>4 MCI<\/ins>/)
    expect(page).toMatch(/<del>3,932 KZT<\/del> → <ins>4,325 KZT<\/ins>/)
    expect(page).toMatch(/Minimum taxable income per month<\/a>:\s*nothing → <ins>40 MCI<\/ins>/)
    expect(page).toMatch(/tax law, income of a labour immigrant.*since 1 January 2026/s)
    expect(page).toContain('value="SECRET777"')
    expect(await (await open('/household/offers/new', employer, 'kk')).text()).toContain('31 желтоқсан')
  })

  it('is erased when its applicant says so, and after 30 days by itself', async () => {
    expect((await send('/household/offers/new', { _drop: 'yes' })).status).toBe(303)
    expect(await (await open('/household/offers/new')).text()).not.toContain('SECRET777')
    await send('/household/offers/new', { ...answers, _later: 'yes' })
    world.clock.add({ hours: 24 * 30 + 1 })
    expect(await (await open('/household/offers/new')).text()).not.toContain('SECRET777')
    expect(done(await eraseOldApplicationDrafts(world.instance, job, {})).drafts).toBe(1)
  })
})

describe('an application', () => {
  it('is not sent under a law that its applicant has not seen: a page left open over midnight comes back with the change', async () => {
    world.clock.set(lastMinute)
    const offer = await confirmed()
    const page = await (await open(`/offers/${offer}/apply`)).text()
    expect(page).toContain('the law of 31 December 2025 decides')
    expect(page).toContain('23,592')
    const before = await casesNow()
    world.clock.set(firstDay)
    const back = await send(`/offers/${offer}/apply`, { _seen: hidden(page) })
    expect(back.status).toBe(409)
    const told = await back.text()
    expect(told).toContain('Nothing was sent')
    expect(told).toContain('Tax for these months: 23,592 ₸ then, 51,900 ₸ now')
    expect(told).toContain('the law of 1 January 2026 decides')
    expect(await casesNow()).toBe(before)
    expect((await send(`/offers/${offer}/apply`, { _seen: hidden(told) })).status).toBe(303)
    const filed = await world.owner.one<{ governing_date: string; tiyn: bigint }>(sql`
      select c.governing_date, o.tiyn from "case"."case" c join payment.obligation o on o.case_id = c.id order by c.opened_at desc limit 1`)
    expect(filed).toEqual({ governing_date: '2026-01-01', tiyn: 5_190_000n })
  })

  it('sent before the change is decided under the law of its own day, and its page and decision say so', async () => {
    world.clock.set(lastNoon)
    const filed = done(await applyForPermit(world.instance, employer, { offer: await confirmed() }))
    expect(filed.tiyn).toBe(String(3 * 2 * 3932 * 100))
    await pay(filed.obligation, filed.tiyn)
    world.clock.set('2026-01-05T05:00:00Z')
    expect(done(await grantBySystem(world.instance, job, { case: filed.case }))).toMatchObject({
      granted: true,
    })
    const decision = await world.owner.one<{
      governing_date: string
      policy_hash: string
      decided: string
    }>(sql`
      select governing_date, policy_hash, (decided_at at time zone 'Asia/Almaty')::date::text as decided from "case".decision where case_id = ${filed.case}::uuid`)
    expect(decision).toEqual({
      governing_date: '2025-12-31',
      policy_hash: policyHash('2025-12-31'),
      decided: '2026-01-05',
    })
    expect(policyHash('2025-12-31')).not.toBe(policyHash('2026-01-05'))
  })

  it('is told of what officials published while it was begun, though no day of the files came', async () => {
    const ministry = await world.owner.one<{ code: string }>(sql`
      insert into institution.institution (code, kind, names) values ('ministry', 'ministry', '{"kk": "М", "ru": "М", "en": "Ministry"}') returning code`)
    const office = await world.office({ institution: ministry.code, region: null })
    const [first, second] = [
      await world.officer('analyst', office),
      await world.officer('administrator', office),
    ]
    world.clock.set('2026-03-02T05:00:00Z')
    await send('/household/offers/new', { issuingState: 'TJK', _later: 'yes' })
    world.clock.set('2026-03-03T05:00:00Z')
    const { id } = done(
      await proposeLaw(world.instance, first, {
        kind: 'value',
        key: 'mci',
        content: { value: 4400 },
        appliesFrom: '2026-03-01',
        adopted: '2026-02-20',
        inForce: '2026-03-03',
        instrument: 'Law on the republican budget, amended 20 February 2026',
        article: 'art. 9',
        state: 'in force',
      }),
    )
    done(await concludeLaw(world.instance, second, { publication: id, publish: true }))
    const page = await (await open('/household/offers/new')).text()
    expect(page).toContain('The law changed since 2 March 2026')
    expect(page).toMatch(/<del>4,325 KZT<\/del> → <ins>4,400 KZT<\/ins>/)
    expect(page).toMatch(/art\. 9.*since 1 March 2026/s)
  })
})

describe('changes between two laws', () => {
  const law = filesLaw()
  it('are those that meet the application and nothing else', () => {
    const on = (before: string, after: string) =>
      changesBetween({ law, day: before }, { law, day: after }, householdScope)
    expect(on('2026-02-01', '2026-02-28')).toEqual([])
    const ids = on('2025-12-31', '2026-01-01').map((one) =>
      one.kind === 'value' ? one.value.id : one.row.id,
    )
    expect(ids).toContain('household-permit.prepaid-tax-per-month')
    expect(ids.some((id) => id.startsWith('quota.') || id.startsWith('employer-permit.'))).toBe(false)
    // In 2024 an IIN was asked otherwise.
    expect(on('2024-01-31', '2024-02-01')).toMatchObject([{ kind: 'condition', row: { id: 'iin-is-known' } }])
  })
})
