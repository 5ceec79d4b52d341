import { z } from 'zod'
import { type Day, isoDay } from '../platform/day.ts'
import { invalid } from '../platform/fault.ts'
import type { Locale } from '../platform/language.ts'
import { readYaml } from '../platform/read-yaml.ts'
import { DayText, Names, nameIn } from './names.ts'

const DatedNames = Names.extend({ from: DayText.optional(), to: DayText.optional() })

export const Region = z.object({
  /** ISO 3166-2 since November 2022: KZ- and the first two digits of KATO. The code the whole system stores. */
  code: z.string().regex(/^KZ-\d\d$/),
  kato: z.string().regex(/^\d{9}$/),
  type: z.enum(['region', 'city']),
  from: DayText,
  to: DayText.optional(),
  'former-iso': z.string().optional(),
  /** Regions this one's territory belonged to before `from`. */
  predecessors: z.array(z.string()).default([]),
  source: z.string(),
  names: z.array(DatedNames).min(1),
})
export type Region = z.infer<typeof Region>

const file = readYaml(
  new URL('data/regions.yaml', import.meta.url),
  z.object({ sources: z.record(z.string(), z.string()), regions: z.array(Region) }),
  'regions.yaml',
)

const rows = file.data.regions
const byCode = new Map<string, Region>()
for (const region of rows) {
  byCode.set(region.code, region)
  byCode.set(region.kato, region)
  if (region['former-iso']) byCode.set(region['former-iso'], region)
}

const holdsAt = (row: { from?: string | undefined; to?: string | undefined }, at: string): boolean =>
  (row.from === undefined || row.from <= at) && (row.to === undefined || at <= row.to)

/**
 * A region by ISO 3166-2 code (new or former letters) or KATO code (9 digits, also of a place inside it). With a day, only
 * if it existed then: Abai Region is not found before 8 June 2022.
 */
export function findRegion(code: string, at?: Day): Region | undefined {
  const region = byCode.get(code) ?? (/^\d{9}$/.test(code) ? byCode.get(`KZ-${code.slice(0, 2)}`) : undefined)
  if (!region || at === undefined) return region
  return holdsAt(region, isoDay(at)) ? region : undefined
}

/** The regions that existed on a day, in the order of their codes: 16 before 19 June 2018, 17 after, 20 since 8 June 2022. */
export function regionsAt(date: Day): Region[] {
  const at = isoDay(date)
  return rows.filter((region) => holdsAt(region, at))
}

/** Regions that took territory from this one later (for series that cross a reform). */
export function successorsOf(code: string): Region[] {
  return rows.filter((region) => region.predecessors.includes(code))
}

/** A region's name in a language on a day (today without one): Nur-Sultan between 23 March 2019 and 16 September 2022. */
export function regionName(code: string, locale: Locale, at?: Day): string {
  const region = findRegion(code)
  if (!region) throw invalid('region', 'unknown-region')
  const day = at === undefined ? undefined : isoDay(at)
  const names = day === undefined ? undefined : region.names.find((row) => holdsAt(row, day))
  return nameIn(names ?? (region.names.at(-1) as Names), locale)
}
