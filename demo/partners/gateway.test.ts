import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { DeliveryReport, type GatewayMessage } from '../../src/message/partners/gateway-protocol.ts'
import { sendThroughGateway } from '../../src/message/partners/send-through-gateway.ts'
import { verifyWebhook } from '../../src/platform/webhook-signature.ts'
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

const config = () => ({ url: partners.gatewayUrl, token: testSecrets.gateway.token })
const sms = (to: string, text = 'Qonys: 482 913'): GatewayMessage & { channel: 'sms' } => ({
  channel: 'sms',
  id: crypto.randomUUID(),
  to,
  text,
})

function reportsOf(id: string) {
  return app.heard
    .filter((one) => one.path === '/partners/messages/delivery')
    .map((one) => ({ ...one, report: DeliveryReport.parse(JSON.parse(one.body)) }))
    .filter((one) => one.report.data.id === id)
}
const reportOf = (id: string) =>
  vi.waitFor(
    () => {
      const found = reportsOf(id)[0]
      if (!found) throw new Error('no report yet')
      return found
    },
    { timeout: 3000, interval: 20 },
  )

describe('message gateway', () => {
  test('a text message is taken, shown in the outbox, and reported as delivered under a true signature', async () => {
    const message = sms('+77000000021')
    const receipt = await sendThroughGateway(config(), message)
    expect(receipt).toEqual({ providerId: expect.stringMatching(/^gw-/) })

    const { headers, body, report } = await reportOf(message.id)
    expect(report).toMatchObject({ type: 'message.delivered', data: { channel: 'sms', ...receipt } })
    expect(body).not.toContain('+7700')
    const now = Temporal.Now.instant()
    expect(verifyWebhook(headers, body, testSecrets.gateway.webhookSecret, now)).toHaveProperty('id')
    expect(verifyWebhook(headers, body, testSecrets.bank.webhookSecret, now)).toHaveProperty('refused')

    const page = await fetch(`${partners.gatewayUrl}/outbox?to=%2B77000000021&lang=en`)
    expect(await page.text()).toContain('482 913')
    const other = await fetch(`${partners.gatewayUrl}/outbox?to=%2B77000000022`)
    expect(await other.text()).not.toContain('482 913')
  })

  test('the same id sends nothing twice, and with other words it is refused', async () => {
    const message = sms('+77000000023')
    const first = await sendThroughGateway(config(), message)
    expect(await sendThroughGateway(config(), message)).toEqual(first)
    expect(await sendThroughGateway(config(), { ...message, text: 'other' })).toEqual({
      failed: 'id-reused',
      retry: false,
    })
    const shown = await fetch(`${partners.gatewayUrl}/outbox?to=77000000023`, {
      headers: { accept: 'application/json' },
    })
    expect(await shown.json()).toHaveLength(1)
  })

  test('e-mail and chat go their own ways, links can be followed, mark-up stays text', async () => {
    const text = 'Open <b>https://qonys.example/in?code=1&x=2</b>, please: https://qonys.example/a.'
    const email: GatewayMessage = {
      channel: 'email',
      id: crypto.randomUUID(),
      to: 'arman@people.demo.example',
      subject: 'Қонысқа кіру',
      text,
    }
    expect(await sendThroughGateway(config(), email)).toHaveProperty('providerId')
    const chat: GatewayMessage = {
      channel: 'telegram',
      id: crypto.randomUUID(),
      to: '700000021',
      text: 'Салом',
    }
    expect(await sendThroughGateway(config(), chat)).toHaveProperty('providerId')
    const html = await (await fetch(`${partners.gatewayUrl}/outbox?to=arman`)).text()
    expect(html).toContain('Қонысқа кіру')
    expect(html).toContain('href="https://qonys.example/a"')
    expect(html).toContain('href="https://qonys.example/in?code=1&amp;x=2"')
    expect(html).not.toContain('<b>https')
  })

  test('a subject with a line break, a number that is none and a wrong token are refused for good', async () => {
    const email = {
      channel: 'email',
      id: 'abcdefgh',
      to: 'a@people.demo.example',
      subject: 'a\r\nBcc: b',
      text: 'x',
    }
    expect(await sendThroughGateway(config(), email as GatewayMessage)).toEqual({
      failed: 'malformed',
      retry: false,
    })
    expect(await sendThroughGateway(config(), sms('87000000021'))).toEqual({
      failed: 'malformed',
      retry: false,
    })
    expect(await sendThroughGateway({ ...config(), token: 'other' }, sms('+77000000021'))).toEqual({
      failed: 'not-authorised',
      retry: false,
    })
  })

  test('numbers that end in 96 to 99 are busy, unknown, absent and slow', async () => {
    const busy = sms('+77000000096')
    const unavailable = { failed: 'unavailable', retry: true }
    expect(await sendThroughGateway(config(), busy)).toEqual(unavailable)
    expect(await sendThroughGateway(config(), busy)).toEqual(unavailable)
    expect(await sendThroughGateway(config(), busy)).toHaveProperty('providerId')

    expect(await sendThroughGateway(config(), sms('+77000000097'))).toEqual({
      failed: 'unknown-recipient',
      retry: false,
    })

    const absent = sms('+77000000098')
    await sendThroughGateway(config(), absent)
    expect((await reportOf(absent.id)).report).toMatchObject({
      type: 'message.failed',
      data: { code: 'absent-subscriber' },
    })

    const slow = sms('+77000000099')
    const before = Date.now()
    await sendThroughGateway(config(), slow)
    expect((await reportOf(slow.id)).report.type).toBe('message.delivered')
    expect(Date.now() - before).toBeGreaterThanOrEqual(350)
  })

  test('a gateway that is not there is worth another try', async () => {
    const nowhere = { url: 'http://127.0.0.1:9', token: 'x' }
    expect(await sendThroughGateway(nowhere, sms('+77000000021'))).toEqual({
      failed: 'unreachable',
      retry: true,
    })
  })

  test('after a restart messages are still there, and a report nobody took is tried again', async () => {
    const own = makeFolder()
    const deaf = await startHearingApp(Array.from({ length: 1000 }, () => 503))
    const first = await startTestPartners(deaf.url, own)
    const message = sms('+77000000024')
    await sendThroughGateway({ url: first.gatewayUrl, token: testSecrets.gateway.token }, message)
    await vi.waitFor(() => expect(deaf.heard.length).toBeGreaterThan(1), { timeout: 3000 })
    await first.stop()
    await deaf.stop()
    expect(readdirSync(own)).toContain('gateway-messages.jsonl')

    const second = await startTestPartners(app.url, own)
    const { report } = await reportOf(message.id)
    expect(report.data.id).toBe(message.id)
    const html = await (await fetch(`${second.gatewayUrl}/outbox`)).text()
    expect(html).toContain('+77000000024')
    await second.stop()
    removeFolder(own)
  })
})
