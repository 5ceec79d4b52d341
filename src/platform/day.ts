/** A calendar day of Kazakhstan (no time, no zone): a Temporal date or its ISO text, "2026-01-01". */
export type Day = Temporal.PlainDate | string

/** The ISO text of a day; text order is date order. Throws a RangeError for what is no date, as 30 February. */
export function isoDay(day: Day): string {
  if (typeof day !== 'string') return day.toString({ calendarName: 'never' })
  if (checked.has(day)) return day
  const text = Temporal.PlainDate.from(day, { overflow: 'reject' }).toString()
  if (text === day) {
    if (checked.size >= 10_000) checked.clear()
    checked.add(day)
  }
  return text
}

// A replay asks the same few thousand days a million times; reading one takes as long as the decision.
const checked = new Set<string>()
