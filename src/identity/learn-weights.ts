import { forEachPair, type Pass } from './block-records.ts'
import { makeComparer } from './compare-records.ts'
import { levelNames } from './field-levels.ts'
import type { Table } from './read-table.ts'

/**
 * What was learned of one population: per field and level the share among records of one person (m) and among strangers (u).
 * Index 0 (missing) is unused: it carries no weight. Kept with its date and read by whoever asks why.
 */
export interface Parameters {
  learnedAt: string
  records: number
  /** Share of matches among all possible pairs. */
  prior: number
  fields: { name: string; m: number[]; u: number[] }[]
}

const count = levelNames.length
/** The rarest that is believed of strangers or of one person: no field alone decides for ever. */
const [leastM, leastU] = [0.002, 1e-5]
const start = [0, 0.85, 0.07, 0.04, 0.04]

/**
 * Learns the weights without labels (Fellegi and Sunter 1969; expectation-maximisation after Winkler 1988): u from pairs drawn at
 * random, m and the prior from the pairs that meet in some pass. `seed` makes the drawing repeatable.
 */
export function learnWeights(
  table: Table,
  passes: Pass[],
  at: string,
  options: { mostPairs?: number; seed?: number } = {},
): Parameters {
  const { mostPairs = 1_000_000, seed = 1 } = options
  const n = table.ids.length
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
    compare(i, j, levels)
    u.add(levels, 1)
  }

  // Enough parts that one of them holds about as many pairs as are wanted.
  const patterns = new Map<number, number>()
  const seen = new Set<number>()
  const parts = Math.max(1, Math.round(n / 100_000))
  for (let part = 0; part < parts && seen.size < mostPairs; part++)
    forEachPair(table, passes, { part, parts }, (i, j) => {
      const pair = i * n + j
      if (seen.size >= mostPairs * 2 || seen.has(pair)) return
      seen.add(pair)
      compare(i, j, levels)
      const pattern = packed(levels)
      patterns.set(pattern, (patterns.get(pattern) ?? 0) + 1)
    })
  return { learnedAt: at, records: n, ...expectMaximise(patterns, table, u.shares(leastU), possible / parts) }
}

function expectMaximise(
  patterns: Map<number, number>,
  table: Table,
  u: number[][],
  possible: number,
): Pick<Parameters, 'prior' | 'fields'> {
  const width = table.fields.length + 1
  // Strangers whose names agree do so straight or exchanged alike: the agreement itself is weighed by the names' own levels.
  u[width - 1] = [0, 0.5, 0.5, leastU, leastU]
  const rows = [...patterns].map(([pattern, times]) => ({ levels: unpacked(pattern, width), times }))
  let m = Array.from({ length: width }, (_, f) =>
    f < table.fields.length ? [...start] : [0, 0.97, 0.03, 0, 0],
  )
  let prior = Math.min(0.1, table.ids.length / possible / 10)
  for (let round = 0; round < 200; round++) {
    const share = shareOfLevels(width)
    let matches = 0
    for (const { levels, times } of rows) {
      let odds = Math.log(prior / (1 - prior))
      for (let f = 0; f < width; f++) {
        const level = levels[f]!
        if (level !== 0) odds += Math.log(m[f]![level]! / u[f]![level]!)
      }
      const probability = 1 / (1 + Math.exp(-odds))
      matches += probability * times
      share.add(levels, probability * times)
    }
    const next = share.shares(leastM)
    const moved = Math.max(
      ...next.flatMap((levels, f) => levels.map((value, level) => Math.abs(value - m[f]![level]!))),
    )
    m = next
    prior = Math.min(0.2, Math.max(1e-12, matches / possible))
    if (moved < 1e-5) break
  }
  const names = [...table.fields.map(({ name }) => name), 'order of names']
  return { prior, fields: names.map((name, f) => ({ name, m: m[f]!, u: u[f]! })) }
}

function shareOfLevels(width: number) {
  const sums = Array.from({ length: width }, () => new Float64Array(count))
  return {
    add(levels: Uint8Array, weight: number) {
      for (let f = 0; f < width; f++) sums[f]![levels[f]!]! += weight
    },
    /** Among the pairs where the field is known; each level a little above nothing. */
    shares: (least: number) =>
      sums.map((sum) => {
        const known = sum.subarray(1).reduce((all, one) => all + one, 0)
        return [...sum].map((one, level) => (level === 0 ? 0 : Math.max(least, known ? one / known : 0.25)))
      }),
  }
}

const packed = (levels: Uint8Array): number => levels.reduce((sum, level) => sum * count + level, 0)
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
