export interface MrzDate {
  /** The calendar day (`1969-08-06`), when all of it is known and it exists. */
  date: string | null
  /** When parts are unknown: the rest with X for what is not known (`1969-XX-XX`, ISO 8601-2). */
  partial: string | null
  impossible: boolean
}

const none: MrzDate = { date: null, partial: null, impossible: true }

/**
 * Reads the six characters YYMMDD of a birth or expiry date; `<<` stands for a part that is not known (ICAO Doc 9303
 * part 3, §3.8 and §4.8).
 *
 * ICAO gives no century, so ours is this. Birth: the latest century in which the day is not after `today`, so ages run
 * from 0 to 99; for a person of 100 or more an officer corrects the year. Expiry: the year within the 50 years before and
 * 50 after `today`'s year.
 */
export function readMrzDate(raw: string, kind: 'birth' | 'expiry', today: Temporal.PlainDate): MrzDate {
  const parts = [raw.slice(0, 2), raw.slice(2, 4), raw.slice(4, 6)]
  if (raw.length !== 6 || parts.some((part) => !/^(\d\d|<<)$/.test(part))) return none
  const [yy, month, day] = parts.map((part) => (part === '<<' ? null : Number(part))) as [
    number | null,
    number | null,
    number | null,
  ]
  // 2000 is a leap year: an unknown year must allow 29 February.
  const year = yy === null ? 2000 : fullYear(yy, month ?? 1, day ?? 1, kind, today)
  const exists = calendarDay(year, month ?? 1, day ?? 1)
  if (!exists && !(month === null && day !== null && day >= 1 && day <= 31)) return none
  if (yy !== null && month !== null && day !== null) {
    return { date: exists?.toString() ?? null, partial: null, impossible: false }
  }
  const two = (part: number | null) => (part === null ? 'XX' : String(part).padStart(2, '0'))
  return {
    date: null,
    partial: `${yy === null ? 'XXXX' : year}-${two(month)}-${two(day)}`,
    impossible: false,
  }
}

function calendarDay(year: number, month: number, day: number): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' })
  } catch {
    return null
  }
}

function fullYear(
  yy: number,
  month: number,
  day: number,
  kind: 'birth' | 'expiry',
  today: Temporal.PlainDate,
): number {
  const year = today.year - (today.year % 100) + yy
  if (kind === 'expiry') {
    if (year > today.year + 50) return year - 100
    return year <= today.year - 50 ? year + 100 : year
  }
  const later = year * 10_000 + month * 100 + day > today.year * 10_000 + today.month * 100 + today.day
  return later ? year - 100 : year
}
