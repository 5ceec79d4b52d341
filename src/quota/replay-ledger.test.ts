import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countFared, type LedgerEvent, type PlaceMode, placeModes, replayLedger } from './replay-ledger.ts'

const key = { year: 2026, category: 'third', sector: 'all' }
let clock = 0
const at = () =>
  `2026-03-01T00:00:${String(clock++ % 60).padStart(2, '0')}.${String(clock).padStart(6, '0')}Z`
const allocate = (region: string, amount: number): LedgerEvent => ({
  at: '2026-01-01T00:00:00Z',
  kind: 'allocate',
  region,
  amount,
  ...key,
})
const ask = (name: string, ...regions: string[]): LedgerEvent => ({
  at: `2026-03-01T${name}`,
  kind: 'ask',
  case: name,
  regions,
  ...key,
})
const free = (name: string, when: string): LedgerEvent => ({
  at: `2026-03-01T${when}`,
  kind: 'free',
  case: name,
})
const under = (mode: PlaceMode, events: LedgerEvent[]) => replayLedger(events, () => mode)

describe('one worker in three regions, of which one is full', () => {
  const events = [allocate('75', 2), allocate('71', 2), allocate('79', 0), ask('01', '71', '75', '79')]

  it('gets two of three permits under today’s law', () => {
    expect(under('separate', events).get('01')).toEqual({ regions: ['71', '75'], lacking: ['79'] })
  })
  it('gets none and takes no place where all or none is the rule', () => {
    expect(under('each-region', events).get('01')).toEqual({ regions: [], lacking: ['79'] })
    expect(under('each-region', [...events, ask('02', '75'), ask('03', '75')]).get('03')?.lacking).toEqual([])
    expect(under('separate', [...events, ask('02', '75'), ask('03', '75')]).get('03')?.lacking).toEqual([
      '75',
    ])
  })
})

describe('one national place beside the regional ones', () => {
  it('is counted once for a worker in three regions, and can be what is lacking', () => {
    const events = [
      allocate('75', 5),
      allocate('71', 5),
      allocate('79', 5),
      allocate('KZ', 1),
      ask('01', '71', '75', '79'),
      ask('02', '75'),
    ]
    const outcome = under('national-and-regions', events)
    expect(outcome.get('01')).toEqual({ regions: ['71', '75', '79'], lacking: [] })
    expect(outcome.get('02')).toEqual({ regions: [], lacking: ['KZ'] })
    expect(under('each-region', events).get('02')?.lacking).toEqual([])
  })
  it('is the sum of the regions where nobody allocated one', () => {
    const outcome = under('national-and-regions', [allocate('75', 1), ask('01', '75'), ask('02', '75')])
    expect(outcome.get('01')?.lacking).toEqual([])
    expect(outcome.get('02')?.lacking).toEqual(['KZ', '75'])
  })
})

it('a place that was given back goes to the next', () => {
  const events = [allocate('75', 1), ask('01', '75'), ask('02', '75'), free('01', '03'), ask('04', '75')]
  const outcome = under('each-region', events)
  expect(outcome.get('02')?.lacking).toEqual(['75'])
  expect(outcome.get('04')?.lacking).toEqual([])
})

it('the way that holds on the day of the application decides', () => {
  const events = [allocate('75', 1), allocate('71', 0), ask('01', '71', '75')]
  expect(
    replayLedger(events, (day) => (day < '2026-03-01' ? 'each-region' : 'separate')).get('01')?.regions,
  ).toEqual(['75'])
})

it('counts how applications fared', () => {
  const events = [
    allocate('75', 2),
    allocate('71', 1),
    ask('01', '71', '75'),
    ask('02', '71', '75'),
    ask('03', '71', '79'),
    ask('04', '75'),
  ]
  expect(countFared(events, under('separate', events))).toEqual({
    several: { all: 1, some: 1, none: 1 },
    single: { all: 0, none: 1 },
  })
})

it('no way ever gives more places than there are, and all or none is never some', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }),
      fc.array(fc.subarray(['71', '75', '79'], { minLength: 1 }), { maxLength: 20 }),
      fc.constantFrom(...placeModes),
      (amounts, asks, mode) => {
        clock = 0
        const events: LedgerEvent[] = [
          ...['71', '75', '79'].map((region, n) => allocate(region, amounts[n] ?? 0)),
          ...asks.map(
            (regions, n): LedgerEvent => ({ at: at(), kind: 'ask', case: String(n), regions, ...key }),
          ),
        ]
        const outcome = under(mode, events)
        for (const [n, region] of ['71', '75', '79'].entries())
          expect(
            [...outcome.values()].filter((one) => one.regions.includes(region)).length,
          ).toBeLessThanOrEqual(amounts[n] ?? 0)
        if (mode !== 'separate') expect(countFared(events, outcome).several.some).toBe(0)
      },
    ),
  )
})
