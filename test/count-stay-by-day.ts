import { findValueAt } from '../src/policy/value-at.ts'
import type { History } from '../src/stay/count-days.ts'

/*
 * The stay clock again, slow and obvious, and written apart from `src/stay/count-days.ts`: it marks each day of a calendar and
 * counts marks. Both must agree; that is what the property test and `npm run bench -- stay` compare.
 */

const first = Date.UTC(2018, 0, 1) / 86_400_000
const length = 366 * 18
const text = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)

interface Law {
  perEntry: number | undefined
  cap: number | undefined
  window: number
}
const laws = new Map<string, Law[]>()

/** What binds on each day of the calendar, asked of the law day by day. */
function lawOf(citizenship: string): Law[] {
  const kept = laws.get(citizenship)
  if (kept) return kept
  const made: Law[] = []
  for (let n = 0; n < length; n++) {
    const on = text(first + n)
    const binding = (id: string) => {
      const version = findValueAt(id, on)
      if (!version) return { there: false, days: undefined }
      const binds = version.state === 'in force' || version.state === 'pilot'
      return { there: true, days: binds ? Number(version.value) : undefined }
    }
    const members = findValueAt('eaeu.other-members', on)?.value as string[]
    let rule = binding('stay.visa-free-per-entry')
    if (citizenship === 'UZB' && binding('stay.uzb-per-entry').there) rule = binding('stay.uzb-per-entry')
    if (citizenship === 'VNM' && binding('stay.vnm-per-entry').there) rule = binding('stay.vnm-per-entry')
    if (members.includes(citizenship)) rule = binding('stay.eaeu-per-entry')
    if (citizenship === 'KGZ' && binding('stay.kgz-per-entry').there) rule = binding('stay.kgz-per-entry')
    const cap = binding('stay.visa-free-in-window').days
    made.push({ perEntry: rule.days, cap, window: binding('stay.window').days ?? 0 })
  }
  laws.set(citizenship, made)
  return made
}

/** The last lawful day and its reason on a day; `last` is undefined where the clock does not run. */
export function countStayByDay(
  history: History,
  citizenship: string,
  today: number,
): { last: number | undefined; reason: string } {
  const law = lawOf(citizenship)
  const on = (day: number): Law => law[day - first] as Law

  // 1. Where is the person on the day?
  let at = -1
  for (let n = 0; n < history.entered.length; n++) if ((history.entered[n] as number) <= today) at = n
  const exit = at < 0 ? undefined : history.left[at]
  const inside = at >= 0 && (exit === null || exit === undefined || exit >= today)
  const entered = history.entered[at] as number

  // 2. Days under a document, with the fifteen days after an early end of a contract of the Union.
  const document = new Uint8Array(length)
  const mark = (from: number, to: number) => {
    for (let day = from; day <= to; day++) document[day - first] = 1
  }
  for (const { kind, from, to, early } of history.grounds) {
    if (kind === 'contract') {
      const members = findValueAt('eaeu.other-members', text(from))?.value as string[]
      if (!members.includes(citizenship)) continue
    }
    mark(from, to)
    if (!early || !['union-contract', 'union-family', 'contract'].includes(kind)) continue
    let before: number | undefined
    for (const each of history.entered) if (each <= to) before = each
    if (before !== undefined && to - before > 90) mark(to + 1, to + 15)
  }
  if (!inside) {
    if (!document[today - first])
      return { last: undefined, reason: history.entered.length > 0 ? 'outside' : 'no-entry-known' }
    let last = today
    while (document[last + 1 - first]) last++
    return { last, reason: 'ground' }
  }

  // 3. Days inside: closed stays, and this one going on.
  const present = new Uint8Array(length)
  for (let n = 0; n < at; n++) {
    const left = history.left[n]
    if (left === null || left === undefined) continue
    for (let day = history.entered[n] as number; day <= left; day++) present[day - first] = 1
  }
  for (let n = entered - first; n < length; n++) present[n] = 1

  // 4. Is a day lawful?
  const perEntry = on(entered).perEntry
  const lawful = (day: number): boolean => {
    if (document[day - first]) return true
    if (perEntry !== undefined && day - entered + 1 > perEntry) return false
    const { cap, window } = on(day)
    if (cap === undefined) return true
    let used = 0
    for (let back = 0; back < window; back++) {
      const n = day - back - first
      if (n < 0 || law[n]?.cap === undefined) break
      if (present[n] && !document[n]) used++
    }
    return used <= cap
  }
  if (!document[today - first] && perEntry === undefined && on(today).cap === undefined)
    return { last: undefined, reason: 'law-not-seen' }

  // 5. From the day: forward while lawful, or back to the last lawful day.
  let last = today
  if (lawful(today)) while (lawful(last + 1)) last++
  else while (last >= entered && !lawful(last)) last--
  if (last < entered) return { last: entered - 1, reason: 'in-window' }
  if (document[last - first]) return { last, reason: 'ground' }
  return { last, reason: last - entered + 1 === perEntry ? 'per-entry' : 'in-window' }
}

const citizenships = ['UZB', 'TJK', 'RUS', 'KGZ', 'VNM', 'CHN', 'ARM']
const kinds = ['labour-permit', 'visa', 'residence', 'union-contract', 'union-family', 'contract', 'other']

/** A random history of crossings and documents between 2019 and 2028, and a day to ask about; the same seed gives the same. */
export function randomHistory(random: () => number): {
  history: History
  citizenship: string
  today: number
} {
  const below = (n: number) => Math.floor(random() * n)
  const pick = <T>(of: T[]): T => of[below(of.length)] as T
  const start = Date.UTC(2019, 5, 1) / 86_400_000
  const history: History = { entered: [], left: [], grounds: [] }
  let day = start + below(2800)
  const origin = day
  for (let n = below(7); n > 0; n--) {
    // Sometimes out and in on one day.
    day += random() < 0.15 ? 0 : below(random() < 0.3 ? 200 : 60)
    const stays = below(random() < 0.2 ? 140 : 40)
    history.entered.push(day)
    history.left.push(random() < 0.2 ? null : day + stays)
    day += stays
  }
  for (let n = random() < 0.5 ? 0 : below(4); n > 0; n--) {
    const from = origin + below(400) - 30
    history.grounds.push({
      kind: pick(kinds),
      from,
      to: from + below(random() < 0.3 ? 400 : 100),
      early: random() < 0.4,
    })
  }
  return { history, citizenship: pick(citizenships), today: origin + below(day - origin + 120) }
}

/** A small generator with a seed (mulberry32): what failed once can be made again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
