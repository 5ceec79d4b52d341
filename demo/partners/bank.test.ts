import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { BankEvent, type BankOrder, type BankOrderAnswer } from '../../src/payment/partners/bank-protocol.ts'
import { createOrder } from '../../src/payment/partners/create-order.ts'
import { findOrder } from '../../src/payment/partners/find-order.ts'
import { readStatement } from '../../src/payment/partners/read-statement.ts'
import { requestRefund } from '../../src/payment/partners/request-refund.ts'
import { verifyWebhook } from '../../src/platform/webhook-signature.ts'
import { demoTreasuryAccount } from './bank.tsx'
import type { RunningPartners } from './start.tsx'
import { makeFolder, removeFolder, startHearingApp, startTestPartners, testSecrets } from './test-partners.ts'

let app: Awaited<ReturnType<typeof startHearingApp>>
let partners: RunningPartners
const folder = makeFolder()

beforeAll(async () => {
  app = await startHearingApp()
  partners = await startTestPartners(app.url, folder)
})
afterAll(async () => {
  await partners.stop()
  await app.stop()
  removeFolder(folder)
})

const config = () => ({ url: partners.bankUrl, token: testSecrets.bank.token })
const order = (change: Partial<BankOrder> = {}): BankOrder => ({
  id: crypto.randomUUID(),
  amountTiyn: 1_730_000,
  purposeCode: 'prepaid-income-tax',
  payerReference: 'HP-2026-000017',
  treasuryAccount: demoTreasuryAccount,
  returnUrl: `${app.url}/permit/17/payment`,
  ...change,
})
const today = () => Temporal.Now.plainDateISO('Asia/Almaty')

async function open(change: Partial<BankOrder> = {}) {
  const wanted = order(change)
  const made = await createOrder(config(), wanted)
  if ('failed' in made) throw new Error(made.failed)
  return { wanted, made }
}
const press = (made: BankOrderAnswer, decision: string, delivery = 'now') =>
  fetch(made.payUrl, {
    method: 'POST',
    body: new URLSearchParams({ decision, delivery }),
    redirect: 'manual',
  })
const eventsOf = (orderId: string, from = app) =>
  from.heard
    .filter((one) => one.path === '/partners/bank/events')
    .map((one) => ({ ...one, event: BankEvent.parse(JSON.parse(one.body)) }))
    .filter((one) => one.event.data.orderId === orderId)
const waitForEvents = (orderId: string, count: number, from = app) =>
  vi.waitFor(
    () => {
      const found = eventsOf(orderId, from)
      if (found.length < count) throw new Error(`${found.length} of ${count} events`)
      return found
    },
    { timeout: 3000, interval: 20 },
  )

describe('bank', () => {
  test('an order is paid on the page, the app hears it under a true signature, the payer comes back', async () => {
    const { wanted, made } = await open()
    expect(made).toMatchObject({ state: 'open', refundedTiyn: 0 })

    const page = await (await fetch(`${made.payUrl}?lang=en`)).text()
    expect(page).toContain('17,300 ₸')
    expect(page).toContain('Prepaid income tax of a household worker')
    expect(page).toContain('not a real bank')
    expect(page).not.toContain('<script')

    const pressed = await press(made, 'pay')
    expect(pressed.status).toBe(303)
    expect(pressed.headers.get('location')).toBe(wanted.returnUrl)

    const [first] = await waitForEvents(wanted.id, 1)
    expect(first?.event).toMatchObject({
      type: 'order.paid',
      data: { amountTiyn: 1_730_000, payerReference: 'HP-2026-000017' },
    })
    const now = Temporal.Now.instant()
    expect(verifyWebhook(first!.headers, first!.body, testSecrets.bank.webhookSecret, now)).toHaveProperty(
      'id',
    )
    expect(await findOrder(config(), wanted.id)).toMatchObject({
      state: 'paid',
      bankReference: expect.stringMatching(/^P/),
    })
  })

  test('a second click and a later change of mind change nothing', async () => {
    const { wanted, made } = await open()
    await Promise.all([press(made, 'pay'), press(made, 'pay')])
    expect((await press(made, 'decline')).status).toBe(303)
    await waitForEvents(wanted.id, 1)
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(eventsOf(wanted.id)).toHaveLength(1)
    expect(await findOrder(config(), wanted.id)).toMatchObject({ state: 'paid' })
  })

  test('later leaves the order open without a word, declining is told', async () => {
    const { wanted, made } = await open()
    expect((await press(made, 'later')).headers.get('location')).toBe(wanted.returnUrl)
    expect(await findOrder(config(), wanted.id)).toMatchObject({ state: 'open' })
    expect(eventsOf(wanted.id)).toHaveLength(0)
    await press(made, 'decline')
    const [declined] = await waitForEvents(wanted.id, 1)
    expect(declined?.event.type).toBe('order.declined')
    const after = await findOrder(config(), wanted.id)
    expect(after).toMatchObject({ state: 'declined' })
    expect(after).not.toHaveProperty('bankReference')
  })

  test('the same id is the same order, with other content it is refused', async () => {
    const { wanted, made } = await open()
    expect(await createOrder(config(), wanted)).toEqual(made)
    expect(await createOrder(config(), { ...wanted, amountTiyn: 1 })).toEqual({
      failed: 'id-reused',
      retry: false,
    })
  })

  test.each([
    ['an account with wrong check digits', { treasuryAccount: 'KZ77999DEMO000000089' }, 'malformed'],
    ['half a tiyn', { amountTiyn: 0.5 }, 'malformed'],
    ['nothing', { amountTiyn: 0 }, 'malformed'],
    ['a return to a stranger', { returnUrl: 'https://stranger.example/' }, 'return-address-unknown'],
    ['a return by script', { returnUrl: 'javascript:alert(1)' }, 'malformed'],
  ])('an order with %s is refused', async (_what, change, failed) => {
    expect(await createOrder(config(), order(change))).toEqual({ failed, retry: false })
  })

  test('the event can be late, and can come twice under one id', async () => {
    const late = await open({ amountTiyn: 1_730_099 })
    const before = Date.now()
    await fetch(late.made.payUrl, {
      method: 'POST',
      body: new URLSearchParams({ decision: 'pay' }),
      redirect: 'manual',
    })
    expect(await findOrder(config(), late.wanted.id)).toMatchObject({ state: 'paid' })
    await waitForEvents(late.wanted.id, 1)
    expect(Date.now() - before).toBeGreaterThanOrEqual(350)

    const twice = await open()
    await press(twice.made, 'pay', 'twice')
    const events = await waitForEvents(twice.wanted.id, 2)
    expect(events[0]?.body).toBe(events[1]?.body)
    expect(new Set(events.map((one) => one.headers.get('webhook-id'))).size).toBe(1)

    await fetch(`${partners.bankUrl}/repeat/${twice.wanted.id}`, { method: 'POST', redirect: 'manual' })
    await waitForEvents(twice.wanted.id, 3)
  })

  test('an app that fails hears the event again until it says yes, also after the bank restarts', async () => {
    const own = makeFolder()
    const failing = await startHearingApp([500, 502])
    const first = await startTestPartners(failing.url, own)
    const here = { url: first.bankUrl, token: testSecrets.bank.token }
    const wanted = order({ returnUrl: `${failing.url}/back` })
    const made = await createOrder(here, wanted)
    if ('failed' in made) throw new Error(made.failed)
    await press(made, 'pay')
    const heard = await waitForEvents(wanted.id, 3, failing)
    expect(heard.map((one) => one.status)).toEqual([500, 502, 204])
    await first.stop()

    // The last line of a journal may be cut off by a kill: it is dropped, the rest stays.
    appendFileSync(join(own, 'bank.jsonl'), '{"order":{"id":"')
    const second = await startTestPartners(failing.url, own)
    const there = { url: second.bankUrl, token: testSecrets.bank.token }
    expect(await findOrder(there, wanted.id)).toMatchObject({ state: 'paid' })
    const another = order({ returnUrl: `${failing.url}/back` })
    expect(await createOrder(there, another)).toMatchObject({ state: 'open' })
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(eventsOf(wanted.id, failing)).toHaveLength(3)
    await second.stop()

    const third = await startTestPartners(failing.url, own)
    expect(await findOrder({ ...there, url: third.bankUrl }, another.id)).toMatchObject({ state: 'open' })
    await third.stop()
    await failing.stop()
    removeFolder(own)
  })

  test('refunds return at most what was paid, once each, and are told', async () => {
    const { wanted, made } = await open({ amountTiyn: 500_000 })
    const refund = {
      id: crypto.randomUUID(),
      orderId: wanted.id,
      amountTiyn: 300_000,
      reasonCode: 'permit-refused',
    }
    expect(await requestRefund(config(), refund)).toEqual({ failed: 'order-not-paid', retry: false })
    await press(made, 'pay')
    const given = await requestRefund(config(), refund)
    expect(given).toMatchObject({ amountTiyn: 300_000, bankReference: expect.stringMatching(/^R/) })
    expect(await requestRefund(config(), refund)).toEqual(given)
    expect(await requestRefund(config(), { ...refund, amountTiyn: 1 })).toHaveProperty('failed', 'id-reused')
    expect(await requestRefund(config(), { ...refund, id: crypto.randomUUID() })).toEqual({
      failed: 'more-than-paid',
      retry: false,
    })
    const events = await waitForEvents(wanted.id, 2)
    expect(events.map((one) => one.event.type).toSorted()).toEqual(['order.paid', 'refund.paid'])
    expect(await findOrder(config(), wanted.id)).toMatchObject({ refundedTiyn: 300_000 })
  })

  test('the statement of the day has every movement, as JSON and as CSV', async () => {
    const { wanted, made } = await open({ amountTiyn: 786_400, payerReference: 'HP-2026-000099' })
    await press(made, 'pay')
    await requestRefund(config(), {
      id: crypto.randomUUID(),
      orderId: wanted.id,
      amountTiyn: 400,
      reasonCode: 'overpaid',
    })
    const statement = await readStatement(config(), today())
    if ('failed' in statement) throw new Error(statement.failed)
    const own = statement.entries.filter((entry) => entry.orderId === wanted.id)
    expect(own.map((entry) => entry.amountTiyn)).toEqual([786_400, -400])
    expect(statement.totalTiyn).toBe(statement.entries.reduce((sum, entry) => sum + entry.amountTiyn, 0))

    const csv = await fetch(`${partners.bankUrl}/statement?date=${today()}`, {
      headers: { authorization: `Bearer ${testSecrets.bank.token}`, accept: 'text/csv' },
    })
    const lines = (await csv.text()).trim().split('\r\n')
    expect(lines).toHaveLength(statement.entries.length + 1)
    expect(lines.filter((line) => line.includes('HP-2026-000099'))).toHaveLength(2)

    const yesterday = await readStatement(config(), today().subtract({ days: 1 }))
    expect(yesterday).toMatchObject({ entries: [], totalTiyn: 0 })
  })

  test('the list of payments reads in three languages', async () => {
    await open()
    for (const [lang, word] of [
      ['kk', 'Төлемдер'],
      ['ru', 'Платежи'],
      ['en', 'Payments'],
    ]) {
      const html = await (await fetch(`${partners.bankUrl}?lang=${lang}`)).text()
      expect(html).toContain(`<html lang="${lang}"`)
      expect(html).toContain(word)
    }
  })
})
