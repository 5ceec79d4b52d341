import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BorderCrossing, sendFeed } from './send-feed.ts'
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
const send = (crossings: BorderCrossing[]) =>
  sendFeed(app.url, testSecrets.border.token, 'crossings', crossings)
const fine = { file: 'f', lines: 1, accepted: 1, repeated: 0, quarantined: 0, wrong: [] }

describe('border feed', () => {
  test('crossings go as one NDJSON file that tells its length', async () => {
    app.answerWith(200, {
      ...fine,
      lines: 1500,
      accepted: 1499,
      quarantined: 1,
      wrong: [{ line: 3, code: 'not-json' }],
    })
    expect(await send(Array.from({ length: 1500 }, crossing))).toMatchObject({
      accepted: 1499,
      wrong: [{ line: 3 }],
    })
    const [file, ...more] = app.heard.splice(0)
    expect(more).toEqual([])
    expect(file?.path).toBe('/api/2026-11-24/crossings')
    const lines = file?.body.trimEnd().split('\n') ?? []
    expect(lines).toHaveLength(1501)
    expect(lines.at(-1)).toBe('{"trailer":{"lines":1500}}')
    expect(file?.headers.get('content-type')).toBe('application/x-ndjson')
    expect(file?.headers.get('authorization')).toBe('Bearer border-token')
  })

  test('failures are answers: what was sent before, and whether to try again', async () => {
    app.answerWith(503, {})
    expect(await send([crossing()])).toEqual({ failed: 'status-503', retry: true })
    app.answerWith(401, {})
    expect(await send([crossing()])).toEqual({ failed: 'status-401', retry: false })
    app.answerWith(200, { fine: true })
    expect(await send([crossing()])).toEqual({ failed: 'unreadable-answer', retry: true })
    expect(await sendFeed('http://127.0.0.1:9', 'x', 'crossings', [crossing()])).toEqual({
      failed: 'unreachable',
      retry: true,
    })
    app.heard.splice(0)
  })

  test('the page reports one crossing of a persona, in the time of Kazakhstan and without a name', async () => {
    app.answerWith(200, fine)
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
    const sent = BorderCrossing.parse(JSON.parse(app.heard.splice(0)[0]?.body.split('\n')[0] ?? ''))
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
