import { type Day, isoDay } from '../platform/day.ts'
import type { LawState } from './law-state.ts'
import { policy } from './load-policy.ts'
import type { Calendar } from './policy-schema.ts'

const day = (iso: string): number => Math.round(Date.parse(`${iso}T00:00:00Z`) / 86_400_000)
const iso = (number: number): string => new Date(number * 86_400_000).toISOString().slice(0, 10)
/** 0 is Monday, 6 Sunday; day 0 of the epoch was a Thursday. */
const weekday = (number: number): number => (((number + 3) % 7) + 7) % 7

interface Year {
  first: number
  /** One byte a day of the year: 1 is worked. */
  worked: Uint8Array
}

const years = new WeakMap<Calendar, Map<number, Year>>()

/**
 * The working days of one year (five-day week): weekends and holidays are free; a celebrated holiday on a weekend frees the
 * next day that would be worked (Labour Code art. 85); then the days the Government moved change places.
 */
function yearOf(year: number, calendar: Calendar): Year {
  let known = years.get(calendar)
  if (!known) {
    known = new Map()
    years.set(calendar, known)
  }
  const done = known.get(year)
  if (done) return done

  const first = day(`${year}-01-01`)
  const length = day(`${year + 1}-01-01`) - first
  const worked = new Uint8Array(length)
  for (let at = 0; at < length; at++) worked[at] = weekday(first + at) < 5 ? 1 : 0

  const onWeekend: number[] = []
  for (const holiday of calendar.holidays) {
    const on = `${year}-${holiday.day}`
    if (on < holiday.from || (holiday.to !== undefined && on > holiday.to)) continue
    const at = day(on) - first
    if (holiday.moves && weekday(first + at) >= 5) onWeekend.push(at)
    worked[at] = 0
  }
  for (const { on } of calendar['kurban-ait']) if (on.startsWith(`${year}-`)) worked[day(on) - first] = 0

  for (const holiday of onWeekend.sort((a, b) => a - b)) {
    let next = holiday + 1
    while (next < length && worked[next] === 0) next++
    if (next < length) worked[next] = 0
  }
  for (const { rest, work } of calendar.moved) {
    if (rest.startsWith(`${year}-`)) worked[day(rest) - first] = 0
    if (work.startsWith(`${year}-`)) worked[day(work) - first] = 1
  }
  const made = { first, worked }
  known.set(year, made)
  return made
}

function isWorked(number: number, calendar: Calendar): boolean {
  const year = yearOf(new Date(number * 86_400_000).getUTCFullYear(), calendar)
  return year.worked[number - year.first] === 1
}

/** Whether offices work on a day (five-day week, Kazakhstan). */
export function isWorkingDay(date: Day, calendar: Calendar = policy().calendar): boolean {
  return isWorked(day(isoDay(date)), calendar)
}

/**
 * The nth working day after a day (the day itself does not count), or before it for a negative n; a deadline of three
 * working days from arrival on the 1st is `addWorkingDays('…-01', 3)`. With 0, the day itself, worked or not.
 */
export function addWorkingDays(
  date: Day,
  n: number,
  calendar: Calendar = policy().calendar,
): Temporal.PlainDate {
  if (!Number.isInteger(n)) throw new RangeError(`${n} is no whole number of working days`)
  let at = day(isoDay(date))
  const step = n < 0 ? -1 : 1
  for (let left = Math.abs(n); left > 0; ) {
    at += step
    if (isWorked(at, calendar)) left--
  }
  return Temporal.PlainDate.from(iso(at))
}

/**
 * How many working days lie after `from` up to and including `to`; negative when `to` is earlier. On working days it undoes
 * `addWorkingDays`: `workingDaysBetween(d, addWorkingDays(d, n)) === n` for every n ≥ 0.
 */
export function workingDaysBetween(from: Day, to: Day, calendar: Calendar = policy().calendar): number {
  const start = day(isoDay(from))
  const end = day(isoDay(to))
  if (end < start) return -workingDaysBetween(to, from, calendar)
  let count = 0
  for (let at = start + 1; at <= end; at++) if (isWorked(at, calendar)) count++
  return count
}

/**
 * How sure the calendar is over a span of days: `unverified` where it is not complete (moved days and Kurban Ait are announced
 * each year) or where a day in it rests on background knowledge.
 */
export function calendarState(from: Day, to: Day, calendar: Calendar = policy().calendar): LawState {
  const [start, end] = [isoDay(from), isoDay(to)].sort() as [string, string]
  if (start < calendar.complete.from || end > calendar.complete.to) return 'unverified'
  const inside = (on: string) => start <= on && on <= end
  const doubtful =
    calendar['kurban-ait'].some((row) => row.state === 'unverified' && inside(row.on)) ||
    calendar.moved.some((row) => row.state === 'unverified' && (inside(row.rest) || inside(row.work)))
  return doubtful ? 'unverified' : 'in force'
}
