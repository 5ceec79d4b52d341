import { createHash } from 'node:crypto'
import { type Day, isoDay } from '../platform/day.ts'
import { type DatedVersion, dayAfter, type Policy, policy } from './load-policy.ts'

const holds = (row: { from: string; to?: string | undefined }, day: string): boolean =>
  row.from <= day && (row.to === undefined || day <= row.to)

/** The version of a dated value that applies to relations of a day, or undefined before the first and after the last. */
export function findValueAt(id: string, date: Day, from: Policy = policy()): DatedVersion | undefined {
  const dated = from.values.get(id)
  if (!dated) throw new Error(`no dated value ${id} in policy/values`)
  const day = isoDay(date)
  return dated.versions.findLast((version) => holds(version, day))
}

/**
 * The version of a dated value that applies on a day: value, unit, article, source, state and the days it holds. Throws where
 * the law has none, so that a missing value never reads as zero.
 */
export function valueAt(id: string, date: Day, from: Policy = policy()): DatedVersion {
  const version = findValueAt(id, date, from)
  if (!version) throw new Error(`${id} has no value on ${isoDay(date)}`)
  return version
}

/** The same where a number is meant: MCI, days, months, people. */
export function numberAt(id: string, date: Day, from: Policy = policy()): number {
  const { value } = valueAt(id, date, from)
  if (typeof value !== 'number') throw new Error(`${id} is no number`)
  return value
}

/** The days on which any value, condition or route begins to hold or stops: between two of them the law stands still. */
export function changesOfLaw(from: Policy = policy()): string[] {
  const days = new Set<string>()
  const add = (row: { from: string; to?: string | undefined }) => {
    days.add(row.from)
    if (row.to) days.add(dayAfter(row.to))
  }
  for (const value of from.values.values()) value.versions.forEach(add)
  for (const route of from.routes.values()) {
    route.notNeeded.forEach(add)
    route.conditions.forEach(add)
  }
  return [...days].sort()
}

const hashes = new WeakMap<Policy, { changes: string[]; byInterval: Map<number, string> }>()

/**
 * SHA-256 (hex) over the canonical JSON of every value and condition that holds on a day, and of the calendar. Two days have
 * the same hash exactly when the same texts applied; a decision stores it.
 */
export function policyHash(date: Day, from: Policy = policy()): string {
  let known = hashes.get(from)
  if (!known) {
    known = { changes: changesOfLaw(from), byInterval: new Map() }
    hashes.set(from, known)
  }
  const day = isoDay(date)
  const interval = known.changes.findLastIndex((change) => change <= day)
  let hash = known.byInterval.get(interval)
  if (!hash) {
    const set = {
      values: [...from.values.keys()].sort().map((id) => findValueAt(id, day, from) ?? null),
      routes: [...from.routes.values()]
        .filter((route) => route.from <= day)
        .map((route) => ({
          id: route.id,
          notNeeded: route.notNeeded.filter((row) => holds(row, day)),
          conditions: route.conditions.filter((row) => holds(row, day)),
        })),
      calendar: from.calendar,
    }
    hash = createHash('sha256').update(canonical(set)).digest('hex')
    known.byInterval.set(interval, hash)
  }
  return hash
}

/** JSON with keys in order and no spaces, so that the order of lines in a file does not change a hash. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object')
    return `{${Object.entries(value)
      .filter(([, held]) => held !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`)
      .join(',')}}`
  return JSON.stringify(value)
}
