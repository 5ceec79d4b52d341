import { numberAt } from '../policy/value-at.ts'

/** One stay inside the country; `left` is absent while it lasts. Both days count as days of stay. */
export interface Presence {
  entered: string
  left?: string | null
}

export interface Ground {
  kind: string
  from: string
  to: string
}

export interface StayAnswer {
  /** The last lawful day, or undefined when nothing is known (no entry on record): silence is never an overstay. */
  lastDay?: string
  /** Lawful days after `today`; 0 on the last one; negative after it. */
  daysLeft?: number
  /** Which rule gives the last day. */
  reason: 'per-entry' | 'in-window' | 'ground' | 'no-entry-known' | 'outside'
  /** Kind of ground when the reason is a ground. */
  ground?: string
}

/**
 * The stay clock, thin form: a recorded ground (permit, visa, residence, bridging) counts until its last day; without one a
 * visa-free visitor may stay N days from each entry and M days in a window of W days counted back from the day asked
 * (30, 90, 180 since 27 January 2023; citizens of the Union 90 per entry). Days are calendar days in Asia/Almaty, the day of
 * entry counts as the first. Rests on Gov. Resolution 148; values from policy/values/stay.yaml at each day.
 */
export function countDays(given: {
  presences: Presence[]
  grounds: Ground[]
  unionCitizen: boolean
  today: Temporal.PlainDate
}): StayAnswer {
  const today = given.today
  const running = given.grounds
    .filter((g) => g.from <= today.toString() && g.to >= today.toString())
    .sort((a, b) => (a.to < b.to ? 1 : -1))[0]
  const visaFree = visaFreeEnd(given.presences, given.unionCitizen, today)
  if (running && (!visaFree.lastDay || running.to >= visaFree.lastDay))
    return {
      lastDay: running.to,
      daysLeft: daysBetween(today, running.to),
      reason: 'ground',
      ground: running.kind,
    }
  return visaFree
}

function visaFreeEnd(presences: Presence[], union: boolean, today: Temporal.PlainDate): StayAnswer {
  const current = presences.filter((p) => !p.left && p.entered <= today.toString()).at(-1)
  if (!current) return { reason: presences.length ? 'outside' : 'no-entry-known' }
  const perEntry = numberAt(union ? 'stay.eaeu-per-entry' : 'stay.visa-free-per-entry', current.entered)
  const inWindow = numberAt('stay.visa-free-in-window', current.entered)
  const window = numberAt('stay.window', current.entered)
  const endOfEntry = Temporal.PlainDate.from(current.entered).add({ days: perEntry - 1 })
  // The window moves with the day asked: walk forward until a further day would be one too many.
  let last = Temporal.PlainDate.from(current.entered).subtract({ days: 1 })
  while (Temporal.PlainDate.compare(last, endOfEntry) < 0) {
    const next = last.add({ days: 1 })
    if (daysInWindow(presences, current, next, window) > inWindow) break
    last = next
  }
  const reason = Temporal.PlainDate.compare(last, endOfEntry) < 0 ? 'in-window' : 'per-entry'
  return { lastDay: last.toString(), daysLeft: daysBetween(today, last.toString()), reason }
}

/** Days of presence in the `window` days that end with `day`, assuming the current stay lasts until then. */
function daysInWindow(
  presences: Presence[],
  current: Presence,
  day: Temporal.PlainDate,
  window: number,
): number {
  const start = day.subtract({ days: window - 1 })
  let days = 0
  for (const presence of presences) {
    const open = presence === current
    if (!presence.left && !open) continue
    const from = later(Temporal.PlainDate.from(presence.entered), start)
    const to = earlier(open ? day : Temporal.PlainDate.from(presence.left as string), day)
    if (Temporal.PlainDate.compare(from, to) <= 0) days += from.until(to).days + 1
  }
  return days
}

const later = (a: Temporal.PlainDate, b: Temporal.PlainDate) => (Temporal.PlainDate.compare(a, b) > 0 ? a : b)
const earlier = (a: Temporal.PlainDate, b: Temporal.PlainDate) =>
  Temporal.PlainDate.compare(a, b) < 0 ? a : b
const daysBetween = (from: Temporal.PlainDate, to: string): number =>
  from.until(Temporal.PlainDate.from(to)).days
