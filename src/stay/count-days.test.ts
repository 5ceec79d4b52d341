import { describe, expect, it } from 'vitest'
import { countDays, type Presence } from './count-days.ts'

const on = (day: string) => Temporal.PlainDate.from(day)
const clock = (today: string, presences: Presence[], more: Partial<Parameters<typeof countDays>[0]> = {}) =>
  countDays({ presences, grounds: [], unionCitizen: false, today: on(today), ...more })

describe('the stay clock', () => {
  it('gives thirty days from an entry, the day of entry counted', () => {
    expect(clock('2026-11-01', [{ entered: '2026-11-01' }])).toEqual({
      lastDay: '2026-11-30',
      daysLeft: 29,
      reason: 'per-entry',
    })
  })
  it('gives a citizen of the Union ninety days', () => {
    expect(clock('2026-11-01', [{ entered: '2026-11-01' }], { unionCitizen: true }).lastDay).toBe(
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
    expect(answer).toEqual({ lastDay: '2026-10-10', daysLeft: 9, reason: 'in-window' })
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
    expect(answer).toEqual({ lastDay: '2027-02-04', daysLeft: 86, reason: 'ground', ground: 'labour-permit' })
  })
  it('knows nothing without an entry on record: silence of a feed is no overstay', () => {
    expect(clock('2026-11-10', [])).toEqual({ reason: 'no-entry-known' })
  })
  it('has no running clock for somebody who left', () => {
    expect(clock('2026-11-10', [{ entered: '2026-09-01', left: '2026-09-05' }])).toEqual({
      reason: 'outside',
    })
  })
})
