import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { type Doing, isRefusal } from '../platform/act.ts'
import { queryOn, sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { findOutside } from './find-places.ts'
import { countOutside, releasePlaces, reservePlaces, usePlaces } from './hold-place.ts'
import { releaseUnused } from './release-unused.ts'
import { concludeAllocation, proposeAllocation } from './set-allocation.ts'

let world: World
let first: Staff
let second: Staff

beforeAll(async () => {
  world = await makeWorld()
  const office = await world.office({})
  first = await world.officer('supervisor', office, { regions: ['*'] })
  second = await world.officer('supervisor', office, { regions: ['*'] })
})
afterAll(() => world.close())

/** Runs steps on places in a transaction of their own, as an act would. */
const inAct = <T>(work: (doing: Doing) => Promise<T>): Promise<T> =>
  world.instance.db
    .transaction()
    .execute((kysely) =>
      work({ tx: { ...queryOn(kysely), kysely }, now: world.clock.now() } as unknown as Doing),
    )

async function allocate(year: number, region: string, places: number, category = 'third' as const) {
  const proposed = await proposeAllocation(world.instance, first, {
    year,
    region,
    category,
    places,
    validFrom: `${year}-01-01`,
    ground: 'An order of the test',
  })
  if (isRefusal(proposed)) throw new Error(JSON.stringify(proposed))
  return proposed.id
}
const confirm = (id: string, who = second) => concludeAllocation(world.instance, who, { id, confirm: true })
const balance = (year: number, region: string) =>
  world.owner.maybe<{ places: number; reserved: number; used: number }>(
    sql`select places, reserved, used from quota.balance where year = ${year} and region = ${region} and category = 'third'`,
  )
const reserve = (year: number, regions: string[], caseId = newId()) =>
  inAct((doing) => reservePlaces(doing, { caseId, year, category: 'third', regions }))

describe('an allocation', () => {
  it('counts when a second person has confirmed it, and never by the one who proposed it', async () => {
    const id = await allocate(2031, '75', 3)
    expect(await balance(2031, '75')).toBeUndefined()
    expect(await confirm(id, first)).toEqual({ refused: [{ code: 'second-person' }] })
    expect(await confirm(id)).toEqual({ confirmed: true })
    expect(await balance(2031, '75')).toEqual({ places: 3, reserved: 0, used: 0 })
    await expect(
      world.owner.done(sql`update quota.allocation set confirmed_by = proposed_by where id = ${id}::uuid`),
    ).rejects.toThrow(/check/)
  })

  it('changes within the year: what is held stays held, and nothing new is given below it', async () => {
    await confirm(await allocate(2032, '75', 2))
    const held = newId()
    expect(await reserve(2032, ['75'], held)).toEqual({ answer: 'reserved' })
    expect(await reserve(2032, ['75'])).toEqual({ answer: 'reserved' })
    await confirm(await allocate(2032, '75', 1))
    expect(await balance(2032, '75')).toEqual({ places: 1, reserved: 2, used: 0 })
    expect(await reserve(2032, ['75'])).toEqual({ answer: 'none', region: '75', allocated: true })
    await inAct((doing) => releasePlaces(doing, held, 'refused'))
    expect(await reserve(2032, ['75'])).toEqual({ answer: 'none', region: '75', allocated: true })
  })

  it('of which one proposal waits at a time, can be rejected', async () => {
    const id = await allocate(2033, '75', 9)
    expect(
      await proposeAllocation(world.instance, second, {
        year: 2033,
        region: '75',
        category: 'third',
        places: 1,
        validFrom: '2033-01-01',
        ground: 'Another order',
      }),
    ).toEqual({ refused: [{ code: 'already-proposed' }] })
    expect(await concludeAllocation(world.instance, first, { id, confirm: false })).toEqual({
      confirmed: false,
    })
    await expect(confirm(id)).rejects.toMatchObject({ code: 'wrong-state' })
  })
})

describe('a place', () => {
  it('is held once, used once and given back once, however often one asks', async () => {
    await confirm(await allocate(2034, '75', 5))
    const caseId = newId()
    await reserve(2034, ['75'], caseId)
    expect(await reserve(2034, ['75'], caseId)).toEqual({ answer: 'reserved' })
    expect(await balance(2034, '75')).toMatchObject({ reserved: 1, used: 0 })
    expect(await inAct((doing) => usePlaces(doing, caseId))).toBe(1)
    expect(await inAct((doing) => usePlaces(doing, caseId))).toBe(0)
    expect(await balance(2034, '75')).toMatchObject({ reserved: 0, used: 1 })
    expect(await inAct((doing) => releasePlaces(doing, caseId, 'exit'))).toBe(1)
    expect(await inAct((doing) => releasePlaces(doing, caseId, 'exit'))).toBe(0)
    expect(await balance(2034, '75')).toMatchObject({ reserved: 0, used: 0 })
    const kinds = await world.owner.rows<{ kind: string; cause: string }>(
      sql`select kind, cause from quota.movement where case_id = ${caseId} order by id`,
    )
    expect(kinds).toEqual([
      { kind: 'reserve', cause: 'application' },
      { kind: 'use', cause: 'issued' },
      { kind: 'return', cause: 'exit' },
    ])
  })

  it('in three regions is held in all of them or in none', async () => {
    for (const [region, places] of [
      ['75', 2],
      ['71', 1],
      ['79', 1],
    ] as const)
      await confirm(await allocate(2035, region, places))
    expect(await reserve(2035, ['79', '75', '71'])).toEqual({ answer: 'reserved' })
    expect(await reserve(2035, ['75', '71', '79'])).toEqual({ answer: 'none', region: '71', allocated: true })
    expect(await balance(2035, '75')).toMatchObject({ reserved: 1 })
  })

  it('is given to an appeal that was won also where none is free', async () => {
    await confirm(await allocate(2036, '75', 0))
    const caseId = newId()
    const given = await inAct((doing) =>
      reservePlaces(doing, { caseId, year: 2036, category: 'third', regions: ['75'], beyond: true }),
    )
    expect(given).toEqual({ answer: 'reserved' })
    expect(await balance(2036, '75')).toMatchObject({ places: 0, reserved: 1 })
  })

  it('of the last ten goes to exactly ten of 64 applicants at once, also over several regions in any order', async () => {
    for (const region of ['75', '71', '79']) await confirm(await allocate(2037, region, 10))
    const orders = [
      ['75', '71', '79'],
      ['79', '75', '71'],
      ['71', '79', '75'],
    ]
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, n) => reserve(2037, orders[n % 3] as string[])),
    )
    expect(answers.filter((one) => one.answer === 'reserved')).toHaveLength(10)
    for (const region of ['75', '71', '79'])
      expect(await balance(2037, region)).toEqual({ places: 10, reserved: 10, used: 0 })
    expect(
      await world.owner.one(sql`select count(*)::int as holds from quota.hold where year = 2037`),
    ).toEqual({ holds: 10 })
  })
})

describe('quotas of one mechanism', () => {
  const propose = async (given: {
    scheme: 'employer' | 'household' | 'kandas'
    category: 'third' | 'all'
    year: number
    region: string
    places: number
    sector?: string
  }) => {
    const made = await proposeAllocation(world.instance, first, {
      ...given,
      validFrom: `${given.year}-01-01`,
      ground: 'An order of the test',
    })
    if (isRefusal(made)) throw new Error(JSON.stringify(made))
    await confirm(made.id)
  }
  const balanceOf = (scheme: string, year: number, region: string, sector = 'all') =>
    world.owner.one(sql`
      select places, reserved, used from quota.balance where scheme = ${scheme} and year = ${year} and region = ${region} and sector = ${sector}`)

  it('are counted apart: a place of one is none of another', async () => {
    await propose({ scheme: 'household', category: 'all', year: 2081, region: '75', places: 1 })
    const places = { caseId: newId(), year: 2081, category: 'all', regions: ['75'] }
    expect(await inAct((doing) => reservePlaces(doing, { ...places, scheme: 'kandas' }))).toEqual({
      answer: 'none',
      region: '75',
      allocated: false,
    })
    expect(await inAct((doing) => reservePlaces(doing, { ...places, scheme: 'household' }))).toEqual({
      answer: 'reserved',
    })
    expect(await balanceOf('household', 2081, '75')).toEqual({ places: 1, reserved: 1, used: 0 })
  })

  it('have categories of their own', async () => {
    await expect(
      propose({ scheme: 'household', category: 'third', year: 2082, region: '75', places: 1 }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(
      propose({ scheme: 'employer', category: 'all', year: 2082, region: '75', places: 1 }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('give a family all its places or none', async () => {
    await propose({ scheme: 'kandas', category: 'all', year: 2083, region: '75', places: 5 })
    const family = (amount: number, caseId = newId()) =>
      inAct((doing) =>
        reservePlaces(doing, {
          caseId,
          scheme: 'kandas',
          year: 2083,
          category: 'all',
          regions: ['75'],
          amount,
        }),
      )
    const four = newId()
    expect(await family(4, four)).toEqual({ answer: 'reserved' })
    expect(await family(2)).toMatchObject({ answer: 'none' })
    expect(await inAct((doing) => usePlaces(doing, four))).toBe(4)
    expect(await balanceOf('kandas', 2083, '75')).toEqual({ places: 5, reserved: 0, used: 4 })
    expect(await inAct((doing) => releasePlaces(doing, four, 'expired'))).toBe(4)
    expect(await balanceOf('kandas', 2083, '75')).toEqual({ places: 5, reserved: 0, used: 0 })
  })

  it('take the place of the sector where places are divided by sector, else the undivided one', async () => {
    const third = { scheme: 'employer', category: 'third', year: 2084 } as const
    await propose({ ...third, region: '75', places: 1, sector: 'F' })
    await propose({ ...third, region: '75', places: 1 })
    await propose({ ...third, region: '71', places: 1 })
    const of = (sector: string, regions: string[], caseId = newId()) =>
      inAct((doing) => reservePlaces(doing, { caseId, year: 2084, category: 'third', sector, regions }))
    const builder = newId()
    expect(await of('F', ['75', '71'], builder)).toEqual({ answer: 'reserved' })
    expect(await of('F', ['75'])).toEqual({ answer: 'none', region: '75', allocated: true })
    expect(await of('A', ['75'])).toEqual({ answer: 'reserved' })
    expect(await balanceOf('employer', 2084, '75', 'F')).toEqual({ places: 1, reserved: 1, used: 0 })
    expect(await balanceOf('employer', 2084, '71')).toEqual({ places: 1, reserved: 1, used: 0 })
    await inAct((doing) => releasePlaces(doing, builder, 'refused'))
    expect(await balanceOf('employer', 2084, '75', 'F')).toEqual({ places: 1, reserved: 0, used: 0 })
    expect(await balanceOf('employer', 2084, '71')).toEqual({ places: 1, reserved: 0, used: 0 })
  })

  it('take back what is still only reserved after its day, once', async () => {
    await propose({ scheme: 'kandas', category: 'all', year: 2086, region: '75', places: 2 })
    const caseId = newId()
    const [late, used] = [caseId, newId()]
    for (const one of [late, used])
      await inAct((doing) =>
        reservePlaces(doing, {
          caseId: one,
          scheme: 'kandas',
          year: 2086,
          category: 'all',
          regions: ['75'],
          until: '2026-12-01',
        }),
      )
    await inAct((doing) => usePlaces(doing, used))
    const job = { kind: 'system', job: 'release-unused-places' } as const
    world.clock.set('2026-12-01T06:00:00Z')
    expect(await releaseUnused(world.instance, job, {})).toEqual({ holds: 0 })
    world.clock.set('2026-12-02T06:00:00Z')
    expect(await releaseUnused(world.instance, job, {})).toEqual({ holds: 1 })
    expect(await releaseUnused(world.instance, job, {})).toEqual({ holds: 0 })
    world.clock.set('2026-11-24T06:00:00Z')
    expect(await balanceOf('kandas', 2086, '75')).toEqual({ places: 2, reserved: 0, used: 1 })
    expect(
      await world.owner.one(
        sql`select cause from quota.movement where case_id = ${late}::uuid and kind = 'release'`,
      ),
    ).toEqual({ cause: 'unused' })
  })

  it('count what needs no place apart, once for each case', async () => {
    const transfer = {
      caseId: newId(),
      scheme: 'employer',
      year: 2085,
      category: 'intra-corporate',
      regions: ['75'],
      reason: 'GOV-802',
    } as const
    for (let times = 0; times < 2; times++)
      await inAct((doing) => countOutside(doing, { ...transfer, regions: ['75'] }))
    expect(await findOutside(world.owner, 'employer', 2085)).toEqual([
      { region: '75', category: 'intra-corporate', cause: 'GOV-802', count: 1 },
    ])
  })
})

it('the balance is the sum of the movements, whatever happens in whatever order', async () => {
  let year = 2040
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 4 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom('reserve', 'use', 'release')), {
        minLength: 1,
        maxLength: 25,
      }),
      async (places, steps) => {
        year++
        await confirm(await allocate(year, '75', places))
        const cases = Array.from({ length: 6 }, () => newId())
        for (const [which, step] of steps) {
          const caseId = cases[which] as string
          if (step === 'reserve') await reserve(year, ['75'], caseId)
          else if (step === 'use') await inAct((doing) => usePlaces(doing, caseId))
          else await inAct((doing) => releasePlaces(doing, caseId, 'refused'))
        }
        const sums = await world.owner.one<{ places: number; reserved: number; used: number }>(sql`
          select coalesce(sum(amount) filter (where kind = 'allocate'), 0)::int as places,
            (count(*) filter (where kind = 'reserve') - count(*) filter (where kind in ('use', 'release')))::int as reserved,
            (count(*) filter (where kind = 'use') - count(*) filter (where kind = 'return'))::int as used
          from quota.movement where year = ${year}`)
        expect(await balance(year, '75')).toEqual(sums)
        expect(sums.reserved + sums.used).toBeLessThanOrEqual(places)
      },
    ),
    { numRuns: 25 },
  )
})
