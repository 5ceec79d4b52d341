import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'
import { makeApplication } from '../../app/serve.ts'
import { policy } from '../load-policy.ts'
import { rulesPages } from './rules.tsx'

let world: World
let app: ReturnType<typeof makeApplication>

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, rulesPages)
})
afterAll(() => world.close())

const open = (path: string, language = 'en') =>
  app.fetch(new Request(`http://localhost${path}`, { headers: { 'accept-language': language } }))
const groups = () => [...new Set([...policy().values.values()].map(({ group }) => group))]

describe('the rules', () => {
  it('name every subject, and no page of them is heavier than 60 kB in any language', async () => {
    const first = await (await open('/rules')).text()
    for (const group of groups()) expect(first).toContain(`href="/rules?part=${group}"`)
    for (const language of ['en', 'kk', 'zh'])
      for (const path of ['/rules', '/rules?q=a', ...groups().map((group) => `/rules?part=${group}`)]) {
        const page = await (await open(path, language)).text()
        expect(Buffer.byteLength(page), `${path} in ${language}`).toBeLessThan(60_000)
        expect(page, path).not.toMatch(/undefined|\[object/)
      }
  })
  it('show every value of the law in the table of its subject', async () => {
    for (const group of groups()) {
      const page = await (await open(`/rules?part=${group}`)).text()
      for (const value of policy().values.values())
        if (value.group === group) expect(page, value.id).toContain(`id="${value.id}"`)
    }
  })
  it('are found by words in the language of the reader, and say when nothing is', async () => {
    expect(await (await open('/rules?q=resettlers%20region')).text()).toContain(
      'id="resettlement.quota-resettlers-by-region"',
    )
    expect(await (await open('/rules?q=%D0%BA%D0%B2%D0%BE%D1%82%D0%B0', 'ru')).text()).toContain(
      'id="quota.employers"',
    )
    expect(await (await open('/rules?q=%3Cscript%3Ezz')).text()).toMatch(
      /0 rules found for “&lt;script&gt;zz”/,
    )
  })
})

describe('one value', () => {
  it('shows every version with its days, state, act and note; tables and codes in words', async () => {
    const mci = await (await open('/rules/values/mci')).text()
    for (const { from } of policy().values.get('mci')?.versions ?? []) expect(mci).toContain(`id="${from}"`)
    expect(mci).toContain('4,325 KZT')
    const fee = await (await open('/rules/values/employer-permit.fee-seasonal-90')).text()
    expect(fee).toMatch(/Adopted .*2025.*In force .*2025/s)
    const quota = await (await open('/rules/values/resettlement.quota-kandas-by-region')).text()
    expect(quota).toContain('Pavlodar Region: 977 people')
  })
  it('is not found by a name nobody gave, and says when the law has none today', async () => {
    expect((await open('/rules/values/nothing')).status).toBe(404)
    expect(await (await open('/rules/values/stay.eaeu-registered-former')).text()).toContain('No value today')
  })
})
