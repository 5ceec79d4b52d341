import { describe, expect, it } from 'vitest'
import { countStayByDay, randomHistory, seeded } from '../../test/count-stay-by-day.ts'
import { countDays, lastLawfulDay, type Presence } from './count-days.ts'

const on = (day: string) => Temporal.PlainDate.from(day)
const clock = (today: string, presences: Presence[], more: Partial<Parameters<typeof countDays>[0]> = {}) =>
  countDays({ presences, grounds: [], citizenship: 'TJK', today: on(today), ...more })

describe('the stay clock', () => {
  it('gives thirty days from an entry, the day of entry counted', () => {
    expect(clock('2026-11-01', [{ entered: '2026-11-01' }])).toMatchObject({
      lastDay: '2026-11-30',
      daysLeft: 29,
      reason: 'per-entry',
    })
  })
  it('gives a citizen of the Union ninety days', () => {
    expect(clock('2026-11-01', [{ entered: '2026-11-01' }], { citizenship: 'RUS' }).lastDay).toBe(
      '2027-01-29',
    )
  })
  it('stops earlier when ninety days in the last hundred and eighty are used up', () => {
    const answer = clock('2026-10-01', [
      { entered: '2026-06-01', left: '2026-06-30' },
      { entered: '2026-07-10', left: '2026-08-08' },
      { entered: '2026-08-20', left: '2026-09-08' },
      { entered: '2026-10-01' },
    ])
    expect(answer).toMatchObject({ lastDay: '2026-10-10', daysLeft: 9, reason: 'in-window' })
  })
  it('counts days that fall out of the window no longer', () => {
    const answer = clock('2026-10-01', [
      { entered: '2026-01-01', left: '2026-03-31' },
      { entered: '2026-10-01' },
    ])
    expect(answer.lastDay).toBe('2026-10-30')
  })
  it('says minus days after the last day, never that somebody broke the law', () => {
    expect(clock('2026-12-05', [{ entered: '2026-11-01' }]).daysLeft).toBe(-5)
  })
  it('takes a permit over the visa-free days when it lasts longer', () => {
    const answer = clock('2026-11-10', [{ entered: '2026-11-01' }], {
      grounds: [{ kind: 'labour-permit', from: '2026-11-05', to: '2027-02-04' }],
    })
    expect(answer).toMatchObject({
      lastDay: '2027-02-04',
      daysLeft: 86,
      reason: 'ground',
      ground: 'labour-permit',
    })
  })
  it('knows nothing without an entry on record: silence of a feed is no overstay', () => {
    expect(clock('2026-11-10', [])).toMatchObject({ reason: 'no-entry-known' })
  })
  it('has no running clock for somebody who left', () => {
    expect(clock('2026-11-10', [{ entered: '2026-09-01', left: '2026-09-05' }])).toMatchObject({
      reason: 'outside',
    })
  })
  it('counts on from one ground to the next without a gap, and back to visa-free days', () => {
    const grounds = [
      { kind: 'visa', from: '2026-11-05', to: '2026-11-20' },
      { kind: 'labour-permit', from: '2026-11-21', to: '2027-01-31' },
    ]
    expect(clock('2026-11-10', [{ entered: '2026-11-01' }], { grounds }).lastDay).toBe('2027-01-31')
    const gap = [grounds[0], { kind: 'labour-permit', from: '2026-12-10', to: '2027-01-31' }] as never
    expect(clock('2026-11-10', [{ entered: '2026-11-01' }], { grounds: gap }).lastDay).toBe('2026-11-30')
    expect(clock('2026-12-09', [{ entered: '2026-11-01' }], { grounds: gap }).daysLeft).toBe(-9)
    expect(clock('2026-12-10', [{ entered: '2026-11-01' }], { grounds: gap }).lastDay).toBe('2027-01-31')
  })
  it('does not count the days of a document in the window', () => {
    const stays = [{ entered: '2026-06-01', left: '2026-08-31' }, { entered: '2026-10-01' }]
    expect(clock('2026-10-01', stays).lastDay).toBe('2026-09-30')
    const grounds = [{ kind: 'labour-permit', from: '2026-06-02', to: '2026-08-31' }]
    expect(clock('2026-10-01', stays, { grounds }).lastDay).toBe('2026-10-30')
  })
  it('gives fifteen days after a contract of the Union that ended early, only more than 90 days after the entry', () => {
    const worker = (to: string, early = true) =>
      clock('2026-06-20', [{ entered: '2026-01-01' }], {
        citizenship: 'KGZ',
        grounds: [{ kind: 'union-contract', from: '2026-01-10', to, early }],
      })
    expect(worker('2026-06-15')).toMatchObject({ lastDay: '2026-06-30', ground: 'after-contract' })
    expect(worker('2026-06-15', false)).toMatchObject({ lastDay: '2026-06-15', daysLeft: -5 })
    expect(worker('2026-04-01').lastDay).toBe('2026-04-01')
    expect(worker('2026-04-02').lastDay).toBe('2026-04-17')
  })
  it('follows the law from day to day: before 27 January 2023 nothing verified ends a stay', () => {
    expect(clock('2022-12-20', [{ entered: '2022-12-01' }])).toMatchObject({ reason: 'law-not-seen' })
    expect(clock('2022-12-20', [{ entered: '2022-12-01' }]).lastDay).toBeUndefined()
    expect(clock('2023-02-01', [{ entered: '2023-01-27' }]).lastDay).toBe('2023-02-25')
    // From that day on days are counted, for those who were already here too; the days before it are not.
    expect(clock('2023-02-01', [{ entered: '2022-12-01' }])).toMatchObject({
      lastDay: '2023-04-26',
      reason: 'in-window',
    })
    expect(clock('2019-12-20', [{ entered: '2019-08-01' }], { citizenship: 'RUS' })).toMatchObject({
      reason: 'law-not-seen',
      trace: [{ rule: 'not-verified', allowed: 90, state: 'unverified' }],
    })
  })
  it('knows treaties by their day, and lets an unverified one end nothing', () => {
    expect(clock('2025-07-05', [{ entered: '2025-07-01' }], { citizenship: 'VNM' })).toMatchObject({
      lastDay: '2025-07-30',
      regime: 'treaty',
    })
    expect(clock('2025-06-25', [{ entered: '2025-06-20' }], { citizenship: 'VNM' }).lastDay).toBe(
      '2025-09-17',
    )
    expect(clock('2026-11-10', [{ entered: '2026-11-01' }], { citizenship: 'UZB' })).toMatchObject({
      lastDay: '2026-11-30',
      regime: 'treaty',
    })
    expect(clock('2015-08-20', [{ entered: '2015-08-11' }], { citizenship: 'KGZ' }).regime).toBe('general')
    expect(clock('2015-08-20', [{ entered: '2015-08-12' }], { citizenship: 'KGZ' }).regime).toBe('union')
  })
  it('counts a day out and in again once, and 29 February', () => {
    const touching = [{ entered: '2026-10-01', left: '2026-10-20' }, { entered: '2026-10-20' }]
    expect(clock('2026-10-25', touching).trace.find(({ rule }) => rule === 'in-window')?.used).toBe(25)
    expect(clock('2028-02-20', [{ entered: '2028-02-10' }]).lastDay).toBe('2028-03-10')
  })
  it('counts no day of a stay whose exit nobody saw, and says where the clock runs from', () => {
    const answer = clock('2026-10-10', [{ entered: '2026-04-01' }, { entered: '2026-10-01' }])
    expect(answer).toMatchObject({ lastDay: '2026-10-30', entered: '2026-10-01', reason: 'per-entry' })
  })
  it('explains: each rule with what was used and allowed, its article and state', () => {
    const { trace } = clock('2026-11-10', [{ entered: '2026-11-01' }])
    expect(trace).toMatchObject([
      { rule: 'per-entry', used: 10, allowed: 30, until: '2026-11-30', state: 'in force' },
      { rule: 'in-window', used: 10, allowed: 90, window: 180, state: 'in force' },
    ])
  })
  it('agrees with counting day by day on random histories through every change of law', () => {
    const random = seeded(20261128)
    const reasons = new Map<string, number>()
    for (let n = 0; n < 20_000; n++) {
      const { history, citizenship, today } = randomHistory(random)
      const fast = lastLawfulDay(history, citizenship, today)
      const slow = countStayByDay(history, citizenship, today)
      if (fast.last !== slow.last || fast.reason !== slow.reason)
        expect.fail(`${n}: ${JSON.stringify({ fast, slow, citizenship, today, history })}`)
      reasons.set(slow.reason, (reasons.get(slow.reason) ?? 0) + 1)
    }
    for (const reason of ['per-entry', 'in-window', 'ground', 'outside', 'no-entry-known', 'law-not-seen'])
      expect(reasons.get(reason), reason).toBeGreaterThan(100)
  })
})
