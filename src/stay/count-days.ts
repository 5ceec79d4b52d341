import type { LawState } from '../policy/law-state.ts'
import { findValueAt } from '../policy/value-at.ts'
import { type DayNumber, dayNumber, dayText, type Regime, stayRulesAt } from './stay-rules.ts'

/** One stay inside the country; `left` is absent while it lasts or when no exit is known. Both days count as days of stay. */
export interface Presence {
  entered: string
  left?: string | null
}

/** A document or status that lets somebody stay; days are inclusive. */
export interface Ground {
  kind: string
  from: string
  to: string
  /** It was ended before its term: what the Treaty on the Union gives after an early end of contract hangs on it. */
  early?: boolean
}

/** The same in whole days, as `stay.histories` gives it for many people. */
export interface History {
  entered: DayNumber[]
  left: (DayNumber | null)[]
  grounds: { kind: string; from: DayNumber; to: DayNumber; early: boolean }[]
}

export type StayReason = 'per-entry' | 'in-window' | 'ground' | 'no-entry-known' | 'outside' | 'law-not-seen'

export interface LastDay {
  /** The last lawful day, or undefined when nothing is known (no entry on record): silence is never an overstay. */
  last: DayNumber | undefined
  /** Which rule gives the last day. */
  reason: StayReason
  /** Kind of ground when the reason is a ground. */
  ground?: string
  /** The entry that the clock runs from. */
  entered?: DayNumber
}

/** A line of the clock's reasoning, as the person is shown it. */
export interface StayTrace {
  rule: 'per-entry' | 'in-window' | 'ground' | 'after-contract' | 'not-verified'
  /** Days used so far, and days allowed. */
  used?: number
  allowed?: number
  window?: number
  ground?: string
  from?: string
  until?: string
  article?: string
  state: LawState
}

export interface StayAnswer {
  lastDay?: string
  /** Lawful days after `today`; 0 on the last one; negative after it. */
  daysLeft?: number
  reason: StayReason
  ground?: string
  entered?: string
  regime: Regime
  trace: StayTrace[]
}

/** A contract without a last day runs until this one; no day is said for it. */
export const openEnd = dayNumber('2199-12-31')

/** Union contracts that ended early are followed by days for a new one; the kind the clock calls them. */
export const afterContract = 'after-contract'
const unionContracts = ['union-contract', 'union-family', 'contract']

/**
 * The stay clock on a day: a ground (visa, permit, residence, kandas, contract of the Union, another) counts for its days; on
 * other days somebody without a visa may stay N days from each entry and M days in a window of W days counted back from each
 * day (30, 90, 180 since 27 January 2023; citizens of the Union 90 from each entry; treaties). Grounds and visa-free days that
 * follow each other without a gap count on; days under a ground are not counted in the window, for the rule is not for holders
 * of documents. After a contract of the Union that ended early, more than 90 days after the entry, 15 days follow (Treaty art.
 * 97(9)). A day in and a day out both count, once. What the law does not say, or what is not verified, ends nobody's stay.
 * Rests on Gov. Resolution 148, the treaties and EAEU-T as dated in policy/values/stay.yaml.
 */
export function lastLawfulDay(history: History, citizenship: string, today: DayNumber): LastDay {
  const at = entryBefore(history, today)
  const grounds = groundsThatCount(history, citizenship)
  const left = history.left[at] ?? undefined
  if (at < 0 || (left !== undefined && left < today)) {
    let end = endOfGrounds(grounds, today)
    for (let next = end; next; next = endOfGrounds(grounds, next.to + 1)) end = next
    if (end) return { last: end.to, reason: 'ground', ground: end.kind }
    return { last: undefined, reason: history.entered.length > 0 ? 'outside' : 'no-entry-known' }
  }
  const entered = history.entered[at] as DayNumber
  const perEntry = stayRulesAt(citizenship, entered).perEntryDays
  const now = stayRulesAt(citizenship, today)
  if (perEntry === undefined && now.windowCap === undefined && !endOfGrounds(grounds, today))
    return { last: undefined, reason: 'law-not-seen', entered }
  const count = counting(history, at, grounds, citizenship)
  let last = entered - 1
  let by: LastDay = { last, reason: 'in-window' }
  for (let day = entered; day <= today + 3660; ) {
    if (day > today && last < day - 1) break
    const ground = endOfGrounds(grounds, day)
    if (ground) {
      last = ground.to
      by = { last, reason: 'ground', ground: ground.kind }
      day = last + 1
    } else if ((perEntry === undefined || day - entered < perEntry) && count.fits(day)) {
      last = day
      by = {
        last,
        reason: perEntry !== undefined && day - entered + 1 === perEntry ? 'per-entry' : 'in-window',
      }
      day++
    } else if (day > today) break
    else {
      // Past the limit: only a ground can make a later day lawful again, or, within the entry's days, old days that leave the window.
      const next = nextGround(grounds, day)
      if (perEntry !== undefined && day - entered >= perEntry) {
        if (next === undefined || next > today) break
        day = next
      } else day++
    }
  }
  return { ...by, entered }
}

/** The clock's answer for one person with the reasons, for pages. */
export function countDays(given: {
  presences: Presence[]
  grounds: Ground[]
  citizenship: string
  today: Temporal.PlainDate
}): StayAnswer {
  return explainStay(historyOf(given.presences, given.grounds), given.citizenship, given.today)
}

export function historyOf(presences: Presence[], grounds: Ground[]): History {
  const sorted = [...presences].sort((a, b) => (a.entered < b.entered ? -1 : 1))
  return {
    entered: sorted.map(({ entered }) => dayNumber(entered)),
    left: sorted.map(({ left }) => (left ? dayNumber(left) : null)),
    grounds: grounds.map(({ kind, from, to, early }) => ({
      kind,
      from: dayNumber(from),
      to: dayNumber(to),
      early: early ?? false,
    })),
  }
}

/** As `lastLawfulDay`, in words that a page can say: each rule with what was used, what is allowed, article and state. */
export function explainStay(history: History, citizenship: string, today: Temporal.PlainDate): StayAnswer {
  const now = dayNumber(today.toString())
  const found = lastLawfulDay(history, citizenship, now)
  const rules = stayRulesAt(citizenship, found.entered ?? now)
  return {
    ...(found.last === undefined || found.last >= openEnd
      ? {}
      : { lastDay: dayText(found.last), daysLeft: found.last - now }),
    reason: found.reason,
    ...(found.ground ? { ground: found.ground } : {}),
    ...(found.entered === undefined ? {} : { entered: dayText(found.entered) }),
    regime: rules.regime,
    trace: traceOf(history, citizenship, now, found),
  }
}

function traceOf(history: History, citizenship: string, today: DayNumber, found: LastDay): StayTrace[] {
  const trace: StayTrace[] = []
  const grounds = groundsThatCount(history, citizenship)
  for (const ground of grounds)
    if (ground.from <= (found.last ?? today) && ground.to >= today) {
      const after = ground.kind === afterContract
      const rule = after ? findValueAt('stay.eaeu-after-contract', dayText(ground.from)) : undefined
      trace.push({
        rule: after ? 'after-contract' : 'ground',
        ground: ground.kind,
        from: dayText(ground.from),
        until: dayText(ground.to),
        ...(rule ? { article: rule.article, allowed: Number(rule.value) } : {}),
        state: rule?.state ?? 'in force',
      })
    }
  if (found.entered === undefined) return trace
  const { perEntry, perEntryDays } = stayRulesAt(citizenship, found.entered)
  if (perEntry)
    trace.push({
      rule: perEntryDays === undefined ? 'not-verified' : 'per-entry',
      used: today - found.entered + 1,
      allowed: Number(perEntry.value),
      from: dayText(found.entered),
      until: dayText(found.entered + Number(perEntry.value) - 1),
      article: perEntry.article,
      state: perEntry.state,
    })
  const rules = stayRulesAt(citizenship, today)
  if (rules.inWindow && rules.windowCap !== undefined) {
    const at = entryBefore(history, today)
    trace.push({
      rule: 'in-window',
      used: counting(history, at, grounds, citizenship).used(today),
      allowed: rules.windowCap,
      window: rules.windowDays,
      from: dayText(Math.max(today - rules.windowDays + 1, rules.countedFrom)),
      article: rules.inWindow.article,
      state: rules.inWindow.state,
    })
  }
  return trace
}

/** Index of the last entry on or before a day; -1 when there is none. */
function entryBefore({ entered }: History, day: DayNumber): number {
  let at = entered.length - 1
  while (at >= 0 && (entered[at] as DayNumber) > day) at--
  return at
}

interface Span {
  kind: string
  from: DayNumber
  to: DayNumber
}

/**
 * The grounds, and after each contract of the Union that ended early the days that the Treaty gives for a new one. A contract that
 * the employment register reports (`contract`) is a ground of stay for citizens of the Union alone.
 */
function groundsThatCount(history: History, citizenship: string): Span[] {
  if (
    !history.grounds.some(
      ({ early, kind }) => kind === 'contract' || (early && unionContracts.includes(kind)),
    )
  )
    return history.grounds
  const counted = history.grounds.filter(
    ({ kind, from }) => kind !== 'contract' || stayRulesAt(citizenship, from).regime === 'union',
  )
  const added: Span[] = []
  for (const { kind, to, early } of counted) {
    if (!early || !unionContracts.includes(kind)) continue
    const entered = history.entered[entryBefore(history, to)]
    const rule = findValueAt('stay.eaeu-after-contract', dayText(to))
    const more = findValueAt('stay.eaeu-after-contract-since', dayText(to))
    if (entered !== undefined && rule && more && to - entered > Number(more.value))
      added.push({ kind: afterContract, from: to + 1, to: to + Number(rule.value) })
  }
  return [...counted, ...added]
}

/** The ground that covers a day for the longest. */
function endOfGrounds(grounds: Span[], day: DayNumber): Span | undefined {
  let found: Span | undefined
  for (const ground of grounds)
    if (ground.from <= day && ground.to >= day && (!found || ground.to > found.to)) found = ground
  return found
}

function nextGround(grounds: Span[], day: DayNumber): DayNumber | undefined {
  let next: DayNumber | undefined
  for (const { from } of grounds) if (from > day && (next === undefined || from < next)) next = from
  return next
}

/**
 * Days used in the window that ends with a day, as differences of running totals over disjoint spans of presence without a ground. The stay that
 * `at` names is taken to go on; a stay whose exit is not known counts for nothing.
 */
function counting(history: History, at: number, grounds: Span[], citizenship: string) {
  const spans: { from: DayNumber; to: DayNumber }[] = []
  for (let i = 0; i < at; i++) {
    const to = history.left[i]
    if (to === null || to === undefined) continue
    const from = history.entered[i] as DayNumber
    const before = spans.at(-1)
    if (before && from <= before.to + 1) before.to = Math.max(before.to, to)
    else spans.push({ from, to })
  }
  const entered = history.entered[at] ?? Number.POSITIVE_INFINITY
  const before = spans.at(-1)
  if (before && entered <= before.to) before.to = entered - 1
  spans.push({ from: entered, to: Number.POSITIVE_INFINITY })
  const counted = grounds.length === 0 ? spans : without(spans, grounds)
  const upTo = (day: DayNumber): number => {
    let total = 0
    for (const { from, to } of counted) {
      if (from > day) break
      total += Math.min(to, day) - from + 1
    }
    return total
  }
  const used = (day: DayNumber): number => {
    const rules = stayRulesAt(citizenship, day)
    return upTo(day) - upTo(Math.max(day - rules.windowDays, rules.countedFrom - 1))
  }
  return {
    used,
    fits: (day: DayNumber): boolean => {
      const { windowCap } = stayRulesAt(citizenship, day)
      return windowCap === undefined || used(day) <= windowCap
    },
  }
}

/** Spans less the days of the grounds; both may overlap nothing or much. */
function without(spans: { from: DayNumber; to: DayNumber }[], grounds: Span[]) {
  let left = spans
  for (const ground of grounds)
    left = left.flatMap((span) =>
      ground.from > span.to || ground.to < span.from
        ? [span]
        : [
            { from: span.from, to: ground.from - 1 },
            { from: ground.to + 1, to: span.to },
          ].filter(({ from, to }) => from <= to),
    )
  return left
}
