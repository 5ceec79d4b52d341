import { type Ground, historyOf, lastLawfulDay, type Presence } from './count-days.ts'
import { dayNumber, dayText, stayRulesAt } from './stay-rules.ts'

/** Days in which the full number of days comes back at the latest, with some to spare. */
const lookAhead = 400

/**
 * What an entry on a later day would give, by the law as it stands now: until when, how many days, and from which day an entry
 * gives the full number again. `leave` closes the stay that goes on.
 */
export function comingBack(given: {
  presences: Presence[]
  grounds: Ground[]
  citizenship: string
  leave?: string
  back: string
}): { until?: string; days: number; full?: number; fullFrom?: string } {
  const { citizenship, grounds, leave, back } = given
  const before = given.presences
    .filter(({ entered }) => entered <= back)
    .map((one, at, all) => (at === all.length - 1 && leave && !one.left ? { ...one, left: leave } : one))
  const entering = (on: number) =>
    lastLawfulDay(historyOf([...before, { entered: dayText(on) }], grounds), citizenship, on).last
  const on = dayNumber(back)
  const last = entering(on)
  const full = stayRulesAt(citizenship, on).perEntryDays
  let from: number | undefined
  if (full !== undefined)
    for (let day = on; day <= on + lookAhead && from === undefined; day++) {
      const end = entering(day)
      if (end !== undefined && end - day + 1 >= full) from = day
    }
  return {
    ...(last === undefined ? {} : { until: dayText(last) }),
    days: last === undefined ? 0 : Math.max(0, last - on + 1),
    ...(full === undefined ? {} : { full }),
    ...(from === undefined ? {} : { fullFrom: dayText(from) }),
  }
}
