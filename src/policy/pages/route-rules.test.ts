import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'
import { makeApplication } from '../../app/serve.ts'
import { newId } from '../../platform/new-id.ts'
import { routeRulesPages } from './route-rules.tsx'

let world: World
let app: ReturnType<typeof makeApplication>
beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routeRulesPages)
})
afterAll(() => world.close())

const test = '/rules/household-permit/test'
const open = (path: string, language = 'en') =>
  app.fetch(new Request(`http://localhost${path}`, { headers: { 'accept-language': language } }))
const ask = (answers: Record<string, string>) =>
  app.fetch(
    new Request(`http://localhost${test}`, {
      method: 'POST',
      headers: { origin: 'http://localhost', 'accept-language': 'en' },
      body: new URLSearchParams({ _request: newId(), ...answers }),
    }),
  )

describe('the rules of a route', () => {
  it('are open to everybody in eight languages', async () => {
    for (const language of ['en', 'kk', 'ru', 'uz', 'tg', 'ky', 'zh', 'tr']) {
      const page = await open('/rules/household-permit', language)
      expect(page.status).toBe(200)
      expect(await page.text()).toContain('Law on Migration art. 43-2')
    }
    expect((await open('/rules/no-such-route')).status).toBe(404)
  })
})

describe('the test of oneself', () => {
  it('answers with the trace, the version of the law and the one change that helps, and keeps nothing', async () => {
    const page = await ask({
      'worker-citizenship': 'UZB',
      'worker-age': '31',
      'employer-kind': 'natural-person',
      'workers-in-household': '7',
    })
    expect(page.status).toBe(200)
    expect(page.headers.get('cache-control')).toContain('no-store')
    expect(page.headers.get('set-cookie')).toBeNull()
    const text = await page.text()
    expect(text).toContain('A condition is not met')
    expect(text).toMatch(/version [0-9a-f]{12}/)
    expect(text.match(/name="_request"/g)).toHaveLength(1)
    expect(text).toMatch(/At most five labour immigrants[^<]*: 5 people instead of 7 people/)
  })
  it('says when nothing can be changed', async () => {
    const text = await (await ask({ 'worker-citizenship': 'UZB', 'stay-days-left': '-1' })).text()
    expect(text).toContain('Nothing you can change')
  })
  it('gives back what it cannot read', async () => {
    const page = await ask({ 'worker-age': 'thirty', 'last-entry-on-day': '31', 'last-entry-on-month': '2' })
    expect(page.status).toBe(422)
    const text = await page.text()
    expect(text).toContain('value="thirty"')
    expect(text).toContain('Write a whole number')
    expect(text).toContain('Write the day, month and year')
  })
  it('says that a citizen of the Union needs no permit', async () => {
    expect(await (await ask({ 'worker-citizenship': 'KGZ' })).text()).toContain('No permit is needed')
  })
})
