import { afterAll, beforeAll, expect, test } from 'vitest'
import { contractFeed } from '../../src/employment/contract-feed.ts'
import { taxFeed } from '../../src/employment/tax-feed.ts'
import { hotelNoticeFeed } from '../../src/stay/notice-feed.ts'
import type { RunningPartners } from './start.tsx'
import { makeFolder, removeFolder, startHearingApp, startTestPartners } from './test-partners.ts'

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

const fine = { file: 'f', lines: 1, accepted: 1, repeated: 0, quarantined: 0, wrong: [] }
const report = (what: string, more: object = {}) =>
  fetch(`${partners.url}/reports`, {
    method: 'POST',
    body: new URLSearchParams({
      report: what,
      persona: 'worker-tajikistan',
      day: '2026-11-20',
      tenge: '320000',
      ...more,
    }),
  })

test.each([
  ['hotel-notices', 'hotels-token', hotelNoticeFeed],
  ['concluded', 'contracts-token', contractFeed],
  ['ended', 'contracts-token', contractFeed],
  ['tax-events', 'tax-token', taxFeed],
])('%s goes to its own door with its own token, as a line that the app takes', async (what, token, feed) => {
  app.answerWith(200, fine)
  expect(await (await report(what)).text()).toContain('&quot;accepted&quot;: 1')
  const [heard] = app.heard.splice(0)
  expect(heard?.path).toBe(`/api/2026-11-24/${feed.name}`)
  expect(heard?.headers.get('authorization')).toBe(`Bearer ${token}`)
  const line: unknown = JSON.parse(heard?.body.split('\n')[0] ?? '')
  expect(feed.line.safeParse(line).error).toBeUndefined()
  expect(JSON.stringify(line)).not.toMatch(/gulnora|rahim/i)
})

test('what is no day or no sum is not sent', async () => {
  expect((await report('concluded', { day: 'tomorrow' })).status).toBe(422)
  expect((await report('concluded', { tenge: '-1' })).status).toBe(422)
  expect(app.heard).toHaveLength(0)
})
