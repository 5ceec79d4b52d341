import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BorderCrossing, sendCrossings } from './border.ts'
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

const crossing = (): BorderCrossing => ({
  document: { issuingState: 'TJK', number: 'DEMO00411' },
  birthDate: '1991-07-04',
  direction: 'entry',
  at: '2026-11-20T09:15:00+05:00',
  point: 'konysbayeva',
  source: 'border-feed',
  sourceReference: crypto.randomUUID(),
})
const send = (crossings: BorderCrossing[]) => sendCrossings(app.url, testSecrets.border.token, crossings)

describe('border feed', () => {
  test('crossings go as NDJSON, a thousand a request, and refused lines are counted through', async () => {
    app.answerWith(200, { accepted: 999, repeated: 0, refused: [{ line: 3, code: 'malformed' }] })
    const answer = await send(Array.from({ length: 1500 }, crossing))
    expect(answer).toEqual({
      accepted: 1998,
      repeated: 0,
      refused: [
        { line: 3, code: 'malformed' },
        { line: 1003, code: 'malformed' },
      ],
    })
    const batches = app.heard.splice(0)
    expect(batches.map((one) => one.path)).toEqual(Array(2).fill('/api/2026-11-24/crossings'))
    expect(batches.map((one) => one.body.trimEnd().split('\n').length)).toEqual([1000, 500])
    expect(batches[0]?.headers.get('content-type')).toBe('application/x-ndjson')
    expect(batches[0]?.headers.get('authorization')).toBe('Bearer border-token')
  })

  test('the same lines carry the same key, others another', async () => {
    app.answerWith(200, { accepted: 1, repeated: 0, refused: [] })
    const one = crossing()
    await send([one])
    await send([one])
    await send([crossing()])
    const keys = app.heard.splice(0).map((heard) => heard.headers.get('idempotency-key'))
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).not.toBe(keys[0])
  })

  test('failures are answers: what was sent before, and whether to try again', async () => {
    app.answerWith(503, {})
    expect(await send([crossing()])).toEqual({ failed: 'status-503', retry: true, sent: 0 })
    app.answerWith(401, {})
    expect(await send([crossing()])).toEqual({ failed: 'status-401', retry: false, sent: 0 })
    app.answerWith(200, { fine: true })
    expect(await send([crossing()])).toEqual({ failed: 'unreadable-answer', retry: true, sent: 0 })
    expect(await sendCrossings('http://127.0.0.1:9', 'x', [crossing()])).toEqual({
      failed: 'unreachable',
      retry: true,
      sent: 0,
    })
    app.heard.splice(0)
  })

  test('the page reports one crossing of a persona, in the time of Kazakhstan and without a name', async () => {
    app.answerWith(200, { accepted: 1, repeated: 0, refused: [] })
    const form = {
      persona: 'worker-uzbekistan-single-name',
      direction: 'exit',
      checkpoint: 'korday',
      crossedAt: '2026-11-23T18:40',
    }
    const page = await fetch(`${partners.url}/border?lang=en`)
    expect(await page.text()).toContain('Oybek')
    const answer = await fetch(`${partners.url}/border`, { method: 'POST', body: new URLSearchParams(form) })
    expect(await answer.text()).toContain('&quot;accepted&quot;: 1')
    const sent = BorderCrossing.parse(JSON.parse(app.heard.splice(0)[0]?.body ?? ''))
    expect(sent).toMatchObject({
      direction: 'exit',
      at: '2026-11-23T18:40:00+05:00',
      point: 'korday',
      document: { issuingState: 'UZB', number: 'DEMO00412' },
    })
    expect(JSON.stringify(sent)).not.toMatch(/oybek/i)
  })

  test('a day that never was is not sent', async () => {
    const form = { persona: 'worker-tajikistan', checkpoint: 'korday', crossedAt: '2026-02-30T10:00' }
    const answer = await fetch(`${partners.url}/border`, { method: 'POST', body: new URLSearchParams(form) })
    expect(answer.status).toBe(422)
    expect(app.heard).toHaveLength(0)
  })
})
