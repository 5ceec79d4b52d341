import type { LawState } from '../policy/law-state.ts'
import { type DatedVersion, type Policy, policy } from '../policy/load-policy.ts'
import { findValueAt } from '../policy/value-at.ts'

/** Days since 1970-01-01: the clock counts with whole numbers. */
export type DayNumber = number
export const dayNumber = (day: string): DayNumber => Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000)
export const dayText = (day: DayNumber): string => new Date(day * 86_400_000).toISOString().slice(0, 10)

/** Which rule gives the days without a visa: citizens of the Union, a treaty of their state, or the general rule. */
export type Regime = 'union' | 'treaty' | 'general'

/** What the law says of a stay without a visa on one day, for one citizenship. */
export interface StayRules {
  regime: Regime
  perEntry: DatedVersion | undefined
  inWindow: DatedVersion | undefined
  window: DatedVersion | undefined
  /** Limits that bind: in force or a pilot. What was not verified ends nobody's stay. */
  perEntryDays: number | undefined
  windowCap: number | undefined
  windowDays: number
  /** Days of presence before this one are not counted: the rule did not hold yet. */
  countedFrom: DayNumber
}

interface Span extends StayRules {
  from: DayNumber
}

const treaties = new Map([
  ['UZB', 'stay.uzb-per-entry'],
  ['VNM', 'stay.vnm-per-entry'],
])
const ids = [
  'stay.visa-free-per-entry',
  'stay.visa-free-in-window',
  'stay.window',
  'stay.eaeu-per-entry',
  'stay.kgz-per-entry',
  'eaeu.other-members',
  ...treaties.values(),
]

const binds = (version: { state: LawState } | undefined): boolean =>
  version?.state === 'in force' || version?.state === 'pilot'

const known = new WeakMap<Policy, Map<string, Span[]>>()

/** The rules of stay for a citizenship on a day (Gov. Resolution 148, treaties, Treaty on the Union; `policy/values/stay.yaml`). */
export function stayRulesAt(citizenship: string, day: DayNumber, law: Policy = policy()): StayRules {
  const spans = spansOf(citizenship, law)
  for (let at = spans.length - 1; at > 0; at--) {
    const span = spans[at]
    if (span && span.from <= day) return span
  }
  return spans[0] as Span
}

/** Between two changes of law the rules stand still: they are worked out once for each such span. */
function spansOf(citizenship: string, law: Policy): Span[] {
  let byCitizenship = known.get(law)
  if (!byCitizenship) {
    byCitizenship = new Map()
    known.set(law, byCitizenship)
  }
  let spans = byCitizenship.get(citizenship)
  if (!spans) {
    spans = makeSpans(citizenship, law)
    byCitizenship.set(citizenship, spans)
  }
  return spans
}

function makeSpans(citizenship: string, law: Policy): Span[] {
  const days = new Set<DayNumber>([dayNumber('1992-01-01')])
  for (const id of ids)
    for (const { from, to } of law.values.get(id)?.versions ?? []) {
      days.add(dayNumber(from))
      if (to) days.add(dayNumber(to) + 1)
    }
  let countedFrom: DayNumber | undefined
  return [...days]
    .sort((a, b) => a - b)
    .map((from) => {
      const at = (id: string) => findValueAt(id, dayText(from), law)
      const members = at('eaeu.other-members')?.value
      const union = Array.isArray(members) && members.includes(citizenship)
      const treaty = treaties.get(citizenship)
      const byTreaty = treaty ? at(treaty) : undefined
      const perEntry = union
        ? ((citizenship === 'KGZ' ? at('stay.kgz-per-entry') : undefined) ?? at('stay.eaeu-per-entry'))
        : (byTreaty ?? at('stay.visa-free-per-entry'))
      const inWindow = at('stay.visa-free-in-window')
      const window = at('stay.window')
      const windowBinds = binds(inWindow) && binds(window)
      if (!windowBinds) countedFrom = undefined
      else countedFrom ??= from
      return {
        from,
        regime: union ? 'union' : byTreaty ? 'treaty' : 'general',
        perEntry,
        inWindow,
        window,
        perEntryDays: binds(perEntry) ? Number(perEntry?.value) : undefined,
        windowCap: windowBinds ? Number(inWindow?.value) : undefined,
        windowDays: windowBinds ? Number(window?.value) : 0,
        countedFrom: countedFrom ?? from,
      }
    })
}
