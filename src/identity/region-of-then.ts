import { findRegion, type Region, regionsAt, successorsOf } from '../classifier/regions.ts'
import { foldWords } from '../person/fold-name.ts'

/** What a register of its day says of a region, and where that territory is today. */
export interface RegionThen {
  written: string
  /** ISO 3166-2 of the region of that day; absent when its name is not in the classifier. */
  code?: string
  /** Codes of today: one, or each that took some of its territory since, for the old register does not say which. */
  today: string[]
}

// Days on which the classifier had different regions.
const stages = ['2000-01-01', '2018-06-18', '2018-06-19', '2022-06-07', '2022-06-08']
// Words for region and city, folded.
const kinds = new Set(['oblisi', 'oblast', 'oblasti', 'region', 'gorod', 'kalasi', 'city', 'obl', 'g'])
const named = (text: string): string =>
  foldWords(text)
    .filter((word) => !kinds.has(word))
    .join(' ')

const byName = new Map<string, Region[]>()
for (const region of new Map(stages.flatMap((day) => regionsAt(day).map((one) => [one.code, one]))).values())
  for (const { kk, ru, en } of region.names)
    for (const name of [kk, ru, en]) {
      const key = named(name)
      const known = byName.get(key) ?? []
      if (!known.includes(region)) byName.set(key, [...known, region])
    }

/**
 * The region that a register means by a code (ISO 3166-2 of before or after 2022, KATO) or a name in Kazakh, Russian or English, and
 * where it is today. A name that stands for a region and a city (Almaty) is taken by its word for city, else for the region.
 * What is not in the classifier is kept as written, and nothing is guessed.
 * @param on the day the register speaks of; without it every later reform counts
 */
export function regionOfThen(written: string, on?: string): RegionThen {
  const text = written.trim()
  const found = findRegion(text.toUpperCase()) ?? pick(byName.get(named(text)) ?? [], text)
  if (!found) return { written: text, today: [] }
  const later = successorsOf(found.code).filter(({ from }) => on === undefined || from > on)
  const self = found.to === undefined ? [found.code] : []
  return { written: text, code: found.code, today: [...self, ...later.map(({ code }) => code)] }
}

const city = /қала|город|г\.|city/i
const pick = (found: Region[], text: string): Region | undefined =>
  found.find(({ type }) => type === (city.test(text) ? 'city' : 'region')) ?? found[0]
