import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { policy } from './load-policy.ts'
import { addWorkingDays, calendarState, isWorkingDay, workingDaysBetween } from './working-days.ts'

const calendar = policy().calendar

/** The rule told the slow way: walks from New Year, one day at a time, with dates as text. */
function slowRestDays(year: number): Set<string> {
  const rest = new Set<string>()
  const date = (text: string) => Temporal.PlainDate.from(text)
  const weekend = (text: string) => date(text).dayOfWeek >= 6
  const celebrated = calendar.holidays
    .map((holiday) => ({ ...holiday, on: `${year}-${holiday.day}` }))
    .filter(({ on, from, to }) => from <= on && (to === undefined || on <= to))
    .sort((a, b) => (a.on < b.on ? -1 : 1))
  for (const { on } of celebrated) rest.add(on)
  for (const { on } of calendar['kurban-ait']) if (on.slice(0, 4) === String(year)) rest.add(on)
  for (const { on, moves } of celebrated) {
    if (!moves || !weekend(on)) continue
    let next = date(on).add({ days: 1 })
    while (weekend(next.toString()) || rest.has(next.toString())) next = next.add({ days: 1 })
    rest.add(next.toString())
  }
  return rest
}

function slowlyWorks(text: string): boolean {
  if (calendar.moved.some(({ work }) => work === text)) return true
  if (calendar.moved.some(({ rest }) => rest === text)) return false
  const date = Temporal.PlainDate.from(text)
  return date.dayOfWeek < 6 && !slowRestDays(date.year).has(text)
}

const day = fc
  .integer({ min: 0, max: 3286 })
  .map((n) => Temporal.PlainDate.from('2019-01-01').add({ days: n }).toString())

describe('working days', () => {
  test('every day from 2019 to 2027 agrees with the rule told the slow way', () => {
    const wrong: string[] = []
    for (let at = Temporal.PlainDate.from('2019-01-01'); at.year < 2028; at = at.add({ days: 1 }))
      if (isWorkingDay(at) !== slowlyWorks(at.toString())) wrong.push(at.toString())
    expect(wrong).toEqual([])
  })

  test('2022 had 245 working days in the published calendar, and one more was lost to the Republic Day', () => {
    const worked = Array.from({ length: 365 }, (_, n) =>
      isWorkingDay(Temporal.PlainDate.from('2022-01-01').add({ days: n })),
    ).filter(Boolean).length
    // Published in November 2021: 245; then 25 October became a holiday, 1 December and the Monday for 17 December none.
    expect(worked).toBe(246)
  })

  test('2026 has 246 working days, as the ministry published, and one more since 30 August is no holiday', () => {
    const worked = Array.from({ length: 365 }, (_, n) =>
      isWorkingDay(Temporal.PlainDate.from('2026-01-01').add({ days: n })),
    ).filter(Boolean).length
    expect(worked).toBe(247)
  })

  test('adding working days walks one by one to the same day', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 40 }), (from, n) => {
        let at = Temporal.PlainDate.from(from)
        for (let left = n; left > 0; ) {
          at = at.add({ days: 1 })
          if (slowlyWorks(at.toString())) left--
        }
        expect(addWorkingDays(from, n).toString()).toBe(at.toString())
      }),
      { numRuns: 200 },
    )
  })

  test('counting undoes adding, and going back undoes going on', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 60 }), (from, n) => {
        const to = addWorkingDays(from, n)
        expect(workingDaysBetween(from, to)).toBe(n)
        expect(workingDaysBetween(to, from)).toBe(-n)
        if (isWorkingDay(from)) expect(addWorkingDays(to, -n).toString()).toBe(from)
      }),
    )
  })

  test('a part of a working day is no term', () => {
    expect(() => addWorkingDays('2026-03-02', 1.5)).toThrow(RangeError)
    expect(() => addWorkingDays('2026-02-30', 1)).toThrow(RangeError)
  })

  test('a span beyond the announced calendar is unverified', () => {
    expect(calendarState('2026-03-01', '2026-12-31')).toBe('in force')
    expect(calendarState('2026-12-01', '2027-01-10')).toBe('unverified')
    expect(calendarState('2025-06-01', '2025-06-30')).toBe('unverified')
  })
})
