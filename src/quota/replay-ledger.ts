import { wholeCountry } from './hold-place.ts'

/**
 * How one worker in several regions takes places. `separate`: a permit for each region, each place taken or not by itself, as the law of
 * today has it. `each-region`: a place in every region, all or none. `national-and-regions`: one of the whole country beside them, all or none.
 */
export const placeModes = ['separate', 'each-region', 'national-and-regions'] as const
export type PlaceMode = (typeof placeModes)[number]

interface Key {
  year: number
  category: string
  sector: string
}
/** What happened to the places of employers, in the order of time (ISO moments). */
export type LedgerEvent =
  | ({ at: string; kind: 'allocate'; region: string; amount: number } & Key)
  | ({ at: string; kind: 'ask'; case: string; regions: string[] } & Key)
  | { at: string; kind: 'free'; case: string }

export interface Held {
  regions: string[]
  /** Regions (or the whole country) that had no place for it. */
  lacking: string[]
}

/**
 * Plays the ledger of places again with another way to take them: who would have got a place, who not. Pure. Where nobody allocated a pool
 * of the whole country, it is the sum of the regions'. What somebody was refused then and gets here they hold on to, as no end of it is known.
 * @param modeAt the way in force on the day of an application (ISO day)
 */
export function replayLedger(events: LedgerEvent[], modeAt: (day: string) => PlaceMode): Map<string, Held> {
  const places = new Map<string, { places: number; taken: number }>()
  const keyOf = (region: string, { year, category, sector }: Key) => `${year} ${region} ${category} ${sector}`
  const pool = (key: string) => {
    let one = places.get(key)
    if (!one) {
      one = { places: 0, taken: 0 }
      places.set(key, one)
    }
    return one
  }
  const ownPools = new Set<string>()
  const chosen = (region: string, key: Key) => {
    const divided = keyOf(region, key)
    return key.sector !== 'all' && places.has(divided) ? divided : keyOf(region, { ...key, sector: 'all' })
  }
  const outcome = new Map<string, Held>()
  const holds = new Map<string, string[]>()
  for (const event of [...events].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))) {
    if (event.kind === 'allocate') {
      const country = keyOf(wholeCountry, { ...event, sector: 'all' })
      if (event.region === wholeCountry) {
        if (!ownPools.has(country)) pool(country).places = 0
        ownPools.add(country)
        pool(country).places += event.amount
        continue
      }
      pool(keyOf(event.region, event)).places += event.amount
      if (!ownPools.has(country)) pool(country).places += event.amount
    } else if (event.kind === 'free') {
      for (const key of holds.get(event.case) ?? []) pool(key).taken--
      holds.delete(event.case)
    } else {
      if (outcome.has(event.case)) continue
      const mode = modeAt(event.at.slice(0, 10))
      const asked = mode === 'national-and-regions' ? [wholeCountry, ...event.regions] : event.regions
      const free = (region: string) => {
        const one = places.get(chosen(region, event))
        return one !== undefined && one.taken < one.places
      }
      const lacking = asked.filter((region) => !free(region))
      const taken = mode === 'separate' ? asked.filter(free) : lacking.length === 0 ? asked : []
      const keys = taken.map((region) => chosen(region, event))
      for (const key of keys) pool(key).taken++
      holds.set(event.case, keys)
      outcome.set(event.case, { regions: taken.filter((region) => region !== wholeCountry), lacking })
    }
  }
  return outcome
}

/** How applications fared: over several regions all, some or none of them, and in one region. */
export interface Fared {
  several: { all: number; some: number; none: number }
  single: { all: number; none: number }
}

export function countFared(events: LedgerEvent[], outcome: Map<string, Held>): Fared {
  const fared: Fared = { several: { all: 0, some: 0, none: 0 }, single: { all: 0, none: 0 } }
  for (const event of events) {
    if (event.kind !== 'ask') continue
    const held = outcome.get(event.case)
    const how = !held || held.regions.length === 0 ? 'none' : held.lacking.length === 0 ? 'all' : 'some'
    if (event.regions.length > 1) fared.several[how]++
    else fared.single[how === 'some' ? 'all' : how]++
  }
  return fared
}
