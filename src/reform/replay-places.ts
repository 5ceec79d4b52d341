import type { PastDecision, ReplayHow } from '../case/replay-decisions.ts'
import { type Query, sql } from '../platform/database.ts'
import type { Facts } from '../policy/compile-route.ts'
import { type Policy, policy } from '../policy/load-policy.ts'
import { changesOfLaw, findValueAt } from '../policy/value-at.ts'
import {
  countFared,
  type Fared,
  type LedgerEvent,
  type PlaceMode,
  replayLedger,
} from '../quota/replay-ledger.ts'
import type { Past } from './read-past.ts'

/** The value of the law that says how one worker in several regions takes places of the quota. */
export const placesOfSeveralRegions = 'employer-permit.places-of-several-regions'

/** Applications for places under the law of today and under a draft, side by side. */
export interface PlacesCompared {
  today: Fared
  draft: Fared
}

/** The way in force on a day: what is only proposed is not, and then each region's place is asked by itself. */
export function placeModeAt(law: Policy, day: string): PlaceMode {
  const version = findValueAt(placesOfSeveralRegions, day, law)
  if (!version || version.state === 'proposed') return 'separate'
  return version.value === 'national-and-regions' ? 'national-and-regions' : 'each-region'
}

/**
 * Where a draft takes places otherwise, plays the ledger of employers' places both ways and gives each application the fact that follows:
 * whether it had all its places. Undefined where the draft leaves that alone.
 */
export async function replayPlaces(
  query: Query,
  past: Past,
  draft: Policy,
): Promise<{ compared: PlacesCompared; otherFacts: NonNullable<ReplayHow['otherFacts']> } | undefined> {
  const law = policy()
  const days = [...changesOfLaw(law), ...changesOfLaw(draft)]
  if (days.every((day) => placeModeAt(law, day) === placeModeAt(draft, day))) return undefined
  const events = await readLedger(query, past)
  const today = replayLedger(events, (day) => placeModeAt(law, day))
  const drafted = replayLedger(events, (day) => placeModeAt(draft, day))
  const withPlace = (facts: Facts, lacking: string[]): Facts => ({
    ...facts,
    'quota-place': lacking.length === 0,
  })
  return {
    compared: { today: countFared(events, today), draft: countFared(events, drafted) },
    otherFacts(row: PastDecision & { case_id?: string }, facts) {
      const [now, then] = [today.get(row.case_id ?? ''), drafted.get(row.case_id ?? '')]
      return now && then
        ? { now: withPlace(facts, now.lacking), drafted: withPlace(facts, then.lacking) }
        : undefined
    },
  }
}

/** What happened to the places of employers until a day: allocations, first applications that need a place, and what was given back. */
async function readLedger(query: Query, past: Past): Promise<LedgerEvent[]> {
  const before = sql`((${past.decided_through}::date + 1)::timestamp at time zone 'Asia/Almaty')`
  // Moments as text of one length in Kazakhstan's own time: they sort as they are, and their first ten letters are the day.
  const moment = (column: string) =>
    sql`to_char(${sql.ref(column)} at time zone 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS.US')`
  const allocated = await query.rows<LedgerEvent>(sql`
    select ${moment('m.at')} as at, 'allocate' as kind, m.year, m.region, m.category, m.sector, m.amount from quota.movement m
    where m.scheme = 'employer' and m.kind = 'allocate' and m.at < ${before}`)
  const asked = await query.rows<LedgerEvent>(sql`
    select ${moment('a.filed_at')} as at, 'ask' as kind, a.case_id::text as case, a.regions, extract(year from a.starts_on)::int as year, a.category,
      coalesce(e.sector, 'all') as sector
    from employer_permit.application a join organisation.employer e on e.id = a.employer_id
    where a.kind = 'first' and a.category <> 'intra-corporate' and a.filed_at < ${before} order by a.filed_at, a.case_id`)
  const freed = await query.rows<LedgerEvent>(sql`
    select distinct ${moment('m.at')} as at, 'free' as kind, m.case_id::text as case from quota.movement m
    where m.scheme = 'employer' and m.kind in ('release', 'return') and m.at < ${before}
    union select ${moment('c.closed_at')}, 'free', c.id::text from "case"."case" c join employer_permit.application a on a.case_id = c.id
    where a.place = 'none' and c.outcome in ('withdrawn', 'lapsed') and c.closed_at < ${before}`)
  return [...allocated, ...asked, ...freed]
}
