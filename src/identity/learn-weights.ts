import { blocksOf, forEachPair, mix } from './block-records.ts'
import { makeComparer } from './compare-records.ts'
import { levelNames } from './field-levels.ts'
import type { Field } from './field-map.ts'
import type { Table } from './read-table.ts'

/**
 * What was learned of one population: per field and level the share among records of one person (m), among strangers (u), and
 * of strangers who look alike. Index 0 (missing) is unused: it carries no weight. Kept with its date and read by whoever asks why.
 */
export interface Parameters {
  learnedAt: string
  records: number
  /** Share among all possible pairs: of one person, and of each kind of other. */
  prior: number
  family: number
  namesakes: number
  fields: { name: string; m: number[]; u: number[]; family: number[]; namesakes: number[] }[]
}

const count = levelNames.length
/** The rarest that is believed of strangers or of one person: no field alone decides for ever. */
const [leastM, leastU] = [0.002, 1e-5]
const alike = [0, 0.85, 0.07, 0.04, 0.04]
/** How much what was expected of one person weighs beside what was found: in a large file coincidences outnumber them by far. */
const belief = 0.1
type Profile = Partial<Record<Field['role'], number[]>>

/**
 * Two kinds of others who look like one person. Their profiles are given and only how many there are is learned, since a free kind of
 * pair would become whatever the file has most of. What a profile leaves out they share as one person does.
 *
 * A family: one house, one father, one family name; now and then twins or a child named after a grandparent. Namesakes: names go
 * together more often than each alone would, so two of one name are met that have nothing else in common.
 */
const others: Record<'family' | 'namesakes', Profile> = {
  family: {
    given: [0, 0.02, 0.04, 0.08, 0.86],
    birth_date: [0, 0.03, 0.01, 0.05, 0.91],
    identifier: [0, 0.002, 0.01, 0.002, 0.986],
    sex: [0, 0.5, 0.01, 0.01, 0.48],
    address: [0, 0.8, 0.06, 0.04, 0.1],
  },
  namesakes: {
    patronymic: [0, 0.06, 0.02, 0.06, 0.86],
    birth_date: [0, 0.0005, 0.003, 0.006, 0.99],
    identifier: [0, 0.001, 0.002, 0.002, 0.995],
    address: [0, 0.003, 0.03, 0.06, 0.9],
    place: [0, 0.05, 0.02, 0.03, 0.9],
    code: [0, 0.1, 0.1, 0.1, 0.7],
  },
}
const othersKinds = ['family', 'namesakes'] as const

/**
 * Learns the weights without labels (Fellegi and Sunter 1969; expectation-maximisation after Winkler 1988): u from pairs drawn at
 * random, m and the prior from the pairs that meet in some pass. Of a large table it sees a sample of records: in the whole, groups
 * are left out for their size, and with them the relatives and namesakes that must be known apart. `seed` makes the drawing repeatable.
 */
export function learnWeights(
  whole: Table,
  at: string,
  options: { mostRecords?: number; mostPairs?: number; seed?: number } = {},
): Parameters {
  const { mostRecords = 250_000, mostPairs = 3_000_000, seed = 1 } = options
  const table = sampleOf(whole, mostRecords, seed)
  const blocks = blocksOf(table)
  const n = table.size
  const width = table.fields.length + 1
  const compare = makeComparer(table)
  const levels = new Uint8Array(width)
  const possible = table.second < n ? table.second * (n - table.second) : (n * (n - 1)) / 2

  const u = shareOfLevels(width)
  const random = mulberry(seed)
  for (let drawn = 0; drawn < Math.min(300_000, possible * 4); drawn++) {
    const i = Math.floor(random() * Math.min(table.second, n))
    const j =
      table.second < n ? table.second + Math.floor(random() * (n - table.second)) : Math.floor(random() * n)
    if (i === j) continue
    compare.all(i, j, levels)
    u.add(levels, 1)
  }

  // One pair of so many is looked at, whichever pass it meets in, so that the share of each kind stays what it is.
  const all = { part: 0, parts: 1 }
  let meetings = 0
  if (possible > mostPairs) for (const { pairs } of forEachPair(blocks, all)) meetings += pairs
  const oneOf = Math.max(1, Math.ceil(meetings / mostPairs))
  const patterns = new Map<number, number>()
  const seen = new Set<number>()
  forEachPair(blocks, all, (i, j) => {
    if (oneOf > 1 && mix(i, j) % oneOf !== 0) return
    const pair = i * n + j
    if (seen.has(pair)) return
    seen.add(pair)
    compare.all(i, j, levels)
    const pattern = packed(levels)
    patterns.set(pattern, (patterns.get(pattern) ?? 0) + 1)
  })
  return {
    learnedAt: at,
    records: whole.size,
    ...expectMaximise(patterns, table, u.shares(leastU), possible / oneOf),
  }
}

/** About `most` of the records, as drawn by `seed`. The values stay those of the whole. */
function sampleOf(table: Table, most: number, seed: number): Table {
  if (table.size <= most) return table
  const chosen: number[] = []
  let second = 0
  for (let record = 0; record < table.size; record++)
    if (mix(record, seed) / 2 ** 32 < most / table.size) {
      chosen.push(record)
      if (record < table.second) second++
    }
  return {
    ...table,
    size: chosen.length,
    second,
    columns: table.columns.map((column) => Int32Array.from(chosen, (record) => column[record]!)),
    ids: chosen.map((record) => table.ids[record]!),
  }
}

/**
 * Four kinds of pairs: one person, one family, namesakes, strangers. With two, a father and a son in one house would be one. Of one
 * person learn only pairs that more likely are than not: the many doubtful ones of a large file would pull it towards strangers.
 */
function expectMaximise(
  patterns: Map<number, number>,
  table: Table,
  u: number[][],
  possible: number,
): Omit<Parameters, 'learnedAt' | 'records'> {
  const { fields } = table
  const width = fields.length + 1
  // Strangers whose names agree do so straight or exchanged alike: the agreement itself is weighed by the names' own levels.
  u[width - 1] = [0, 0.5, 0.5, leastU, leastU]
  const rows = [...patterns].map(([pattern, times]) => ({ levels: unpacked(pattern, width), times }))
  let m = Array.from({ length: width }, (_, f) => (f < fields.length ? [...alike] : [0, 0.97, 0.03, 0, 0]))
  const profile = (kind: 'family' | 'namesakes') =>
    m.map((levels, f) => (fields[f] && others[kind][fields[f].role]) || levels)
  const likelihood = (kind: number[][], levels: Uint8Array) => {
    let sum = 0
    for (let f = 0; f < width; f++) {
      const level = levels[f]!
      if (level !== 0) sum += Math.log(Math.max(leastM, kind[f]![level]!) / u[f]![level]!)
    }
    return Math.exp(sum)
  }
  const start = Math.min(0.1, table.size / possible / 10)
  const share = { one: start, family: start / 2, namesakes: start / 2 }
  for (let round = 0; round < 200; round++) {
    const kinds = { one: m, family: profile('family'), namesakes: profile('namesakes') }
    const sums = { one: 0, family: 0, namesakes: 0 }
    const found = shareOfLevels(width)
    for (const { levels, times } of rows) {
      const one = share.one * likelihood(kinds.one, levels)
      const family = share.family * likelihood(kinds.family, levels)
      const namesakes = share.namesakes * likelihood(kinds.namesakes, levels)
      const part = times / (one + family + namesakes + 1 - share.one - share.family - share.namesakes)
      const likely = one * part >= times / 2 ? one * part : 0
      sums.one += likely
      sums.family += family * part
      sums.namesakes += namesakes * part
      found.add(levels, likely)
    }
    const next = found.shares(leastM, belief)
    const moved = Math.max(
      ...next.flatMap((levels, f) => levels.map((value, level) => Math.abs(value - m[f]![level]!))),
    )
    m = next
    for (const kind of ['one', ...othersKinds] as const)
      share[kind] = Math.min(0.2, Math.max(1e-12, sums[kind] / possible))
    if (moved < 1e-5) break
  }
  const [family, namesakes] = [profile('family'), profile('namesakes')]
  return {
    prior: share.one,
    family: share.family,
    namesakes: share.namesakes,
    fields: [...fields.map(({ name }) => name), 'order of names'].map((name, f) => ({
      name,
      m: m[f]!,
      u: u[f]!,
      family: family[f]!,
      namesakes: namesakes[f]!,
    })),
  }
}

function shareOfLevels(width: number) {
  const sums = Array.from({ length: width }, () => new Float64Array(count))
  return {
    add(levels: Uint8Array, weight: number) {
      for (let f = 0; f < width; f++) sums[f]![levels[f]!]! += weight
    },
    /** Among the pairs where the field is known; each level a little above nothing. */
    shares: (least: number, believed = 0) =>
      sums.map((sum) => {
        const known = sum.subarray(1).reduce((all, one) => all + one, 0)
        return [...sum].map((one, level) =>
          level === 0
            ? 0
            : Math.max(
                least,
                known ? (one + believed * known * alike[level]!) / (known * (1 + believed)) : 0.25,
              ),
        )
      }),
  }
}

function packed(levels: Uint8Array): number {
  let sum = 0
  for (let f = 0; f < levels.length; f++) sum = sum * count + levels[f]!
  return sum
}
function unpacked(pattern: number, width: number): Uint8Array {
  const levels = new Uint8Array(width)
  let rest = pattern
  for (let f = width - 1; f >= 0; f--) {
    levels[f] = rest % count
    rest = Math.floor(rest / count)
  }
  return levels
}

/** A small repeatable source of numbers in [0, 1) (mulberry32). */
function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
