import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld, type Staff, type World } from '../../../test/world.ts'
import { type Application, makeApplication } from '../../app/serve.ts'
import { type Doing, isRefusal } from '../../platform/act.ts'
import { queryOn } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { policy } from '../../policy/load-policy.ts'
import { countOutside, reservePlaces } from '../hold-place.ts'
import { concludeAllocation, proposeAllocation } from '../set-allocation.ts'
import { movementPages } from './movements.tsx'
import { quotaPages } from './quota.tsx'

let world: World
let app: Application
let first: Staff
let second: Staff

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, [...quotaPages, ...movementPages])
  const office = await world.office({})
  first = await world.officer('analyst', office, { regions: ['*'] })
  second = await world.officer('analyst', office, { regions: ['*'] })
})
afterAll(() => world.close())

const open = async (path: string, as?: Staff, language = 'en') => {
  const answer = await app.fetch(
    new Request(`http://localhost${path}`, {
      headers: { 'accept-language': language, ...(as ? { cookie: await world.signIn(as) } : {}) },
    }),
  )
  return { status: answer.status, body: await answer.text() }
}
const inAct = <T>(work: (doing: Doing) => Promise<T>): Promise<T> =>
  world.instance.db
    .transaction()
    .execute((kysely) =>
      work({ tx: { ...queryOn(kysely), kysely }, now: world.clock.now() } as unknown as Doing),
    )
async function allocate(places: number, validFrom: string) {
  const proposed = await proposeAllocation(world.instance, first, {
    year: 2026,
    region: '75',
    category: 'third',
    places,
    validFrom,
    ground: `Order of ${validFrom}`,
  })
  if (isRefusal(proposed)) throw new Error(proposed.refused[0]?.code)
  await concludeAllocation(world.instance, second, { id: proposed.id, confirm: true })
}

it('everybody sees each version of the year after the one before it, and why nothing new is given', async () => {
  await allocate(3, '2026-01-02')
  for (let n = 0; n < 3; n++)
    await inAct((doing) =>
      reservePlaces(doing, { caseId: newId(), year: 2026, category: 'third', regions: ['75'] }),
    )
  expect((await open('/quota?year=2026')).body).not.toContain('More is held')
  await allocate(2, '2026-03-01')
  const page = await open('/quota?year=2026')
  expect(page.body).toContain('3 → 2')
  expect(page.body).toContain('№ 2')
  expect(page.body).toContain('Where more is held than there are places')
})

it('no movement of the ledger is left as a code, also that of somebody who needs no place', async () => {
  const options = policy().routes.get('kandas-status')?.options.ground ?? []
  const grounds = options.filter((one) => one !== 'regional-quota' && one !== 'none')
  expect(grounds.length).toBeGreaterThan(2)
  for (const reason of grounds)
    await inAct((doing) =>
      countOutside(doing, {
        caseId: newId(),
        scheme: 'kandas',
        year: 2026,
        category: 'all',
        regions: ['75'],
        reason,
      }),
    )
  for (const language of ['en', 'kk', 'zh'])
    for (const page of [
      await open('/quota/movements?year=2026&scheme=kandas', first, language),
      await open('/quota?year=2026&scheme=kandas', undefined, language),
    ]) {
      expect(page.status).toBe(200)
      for (const reason of grounds) expect(page.body, reason).not.toMatch(new RegExp(`[>.] ?${reason}<`))
    }
  const told = (await open('/quota/movements?year=2026&scheme=kandas', first)).body
  expect(told).toContain('I join relatives who are citizens')
})
