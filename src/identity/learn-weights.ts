import { blocksOf, forEachPair, mix } from './block-records.ts'
import { makeComparer } from './compare-records.ts'
import { type FieldKind, formerLevel, type Level, levelNames, levelsOf } from './field-levels.ts'
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
  /** Not in weights that were learned before twins were a kind of their own. */
  twins?: number | undefined
  fields: {
    name: string
    m: number[]
    u: number[]
    family: number[]
    namesakes: number[]
    twins?: number[] | undefined
  }[]
}

const count = levelNames.length
/** The rarest that is believed of strangers or of one person: no field alone decides for ever. */
const [leastM, leastU, leastOther] = [0.002, 1e-5, 1e-4]
/** Pairs that are less likely one person than this are not counted as any part of one, or a large file's coincidences would outnumber the people. */
const doubtful = 0.05
/** What was expected counts at least as so many pairs. */
const leastBelief = 10
type Shares = Partial<Record<(typeof levelNames)[number], number>>
const sharesOf = (given: Shares): number[] => levelNames.map((name) => given[name] ?? 0)
/** What is expected of one person before anything is seen. */
const expected: Record<FieldKind, number[]> = {
  name: sharesOf({ same: 0.74, sound: 0.1, close: 0.08, similar: 0.04, different: 0.04 }),
  date: sharesOf({ same: 0.85, close: 0.04, swapped: 0.02, year: 0.02, similar: 0.03, different: 0.04 }),
  code: sharesOf({ same: 0.85, close: 0.09, similar: 0.02, different: 0.04 }),
  text: sharesOf({ same: 0.85, close: 0.07, similar: 0.04, different: 0.04 }),
}
const inOrder = [0, 0.97, 0.03, 0, 0, 0, 0, 0]
/** How much what was expected of one person weighs beside what was found: in a large file coincidences outnumber them by far. */
const belief = 0.1
type Profile = Partial<Record<Field['role'], number[]>>

/**
 * Three kinds of others who look like one person. Their profiles are given and, but for twins, only how many there are is learned, since a
 * free kind of pair would become whatever the file has most of. What a profile leaves out they share as one person does.
 *
 * A family: one house, one father, one family name; now and then a child named after a grandparent. Twins: besides, one day of birth,
 * names that often go together (Hasan and Husan), papers issued one after another. Namesakes: names go together more often than
 * each alone would, so two of one name are met that have nothing else in common.
 */
const others: Record<Other, Profile> = {
  family: {
    given: sharesOf({ same: 0.02, sound: 0.01, close: 0.03, similar: 0.08, different: 0.86 }),
    birth_date: sharesOf({
      same: 0.005,
      close: 0.01,
      swapped: 0.001,
      year: 0.01,
      similar: 0.04,
      different: 0.934,
    }),
    identifier: sharesOf({ same: 0.002, close: 0.005, similar: 0.005, different: 0.988 }),
    sex: sharesOf({ same: 0.5, close: 0.01, similar: 0.01, different: 0.48 }),
    address: sharesOf({ same: 0.8, close: 0.06, similar: 0.04, different: 0.1 }),
  },
  twins: {
    given: sharesOf({ same: 0.002, sound: 0.008, close: 0.08, similar: 0.16, different: 0.75 }),
    birth_date: sharesOf({
      same: 0.98,
      close: 0.01,
      swapped: 0.0005,
      year: 0.0005,
      similar: 0.008,
      different: 0.001,
    }),
    identifier: sharesOf({ same: 0.001, close: 0.004, similar: 0.1, different: 0.895 }),
    sex: sharesOf({ same: 0.66, close: 0.005, similar: 0.005, different: 0.33 }),
    address: sharesOf({ same: 0.8, close: 0.06, similar: 0.04, different: 0.1 }),
  },
  namesakes: {
    patronymic: sharesOf({ same: 0.05, sound: 0.01, close: 0.02, similar: 0.06, different: 0.86 }),
    birth_date: sharesOf({
      same: 0.0005,
      close: 0.002,
      swapped: 0.0005,
      year: 0.002,
      similar: 0.005,
      different: 0.99,
    }),
    identifier: sharesOf({ same: 0.001, close: 0.001, similar: 0.001, different: 0.997 }),
    address: sharesOf({ same: 0.003, close: 0.03, similar: 0.06, different: 0.907 }),
    place: sharesOf({ same: 0.05, close: 0.02, similar: 0.03, different: 0.9 }),
    code: sharesOf({ same: 0.1, close: 0.1, similar: 0.1, different: 0.7 }),
  },
}
type Other = 'family' | 'namesakes' | 'twins'
/**
 * Pairs of twins for each person, set and not learned, as nothing in a file tells them from one person whose given name was quite mistaken: of
 * a thousand births twelve are of twins (Monden, Pison, Smits: Twin Peaks, Human Reproduction 2021). As if both were always in the file.
 */
const twinBirths = 0.012

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
  const smaller = whole.second < whole.size ? Math.min(whole.second, whole.size - whole.second) : whole.size
  const twins = Math.min(0.01, (smaller * twinBirths) / pairsOf(whole))
  const compare = makeComparer(table)
  const levels = new Uint8Array(width)
  const possible = pairsOf(table)

  const u = shareOfLevels(table.fields)
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
    ...expectMaximise(patterns, table, u.shares(leastU), possible / oneOf, twins),
  }
}

const pairsOf = ({ size, second }: Table): number =>
  second < size ? second * (size - second) : (size * (size - 1)) / 2

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
 * Five kinds of pairs: one person, one family, twins, namesakes, strangers. With two, a father and a son in one house would be one. What
 * one person looks like is learned only of pairs that more likely are than not, or the many doubtful ones of a large file would pull it
 * towards strangers.
 */
function expectMaximise(
  patterns: Map<number, number>,
  table: Table,
  u: number[][],
  possible: number,
  twins: number,
): Omit<Parameters, 'learnedAt' | 'records'> {
  const { fields } = table
  const width = fields.length + 1
  // Strangers whose names agree do so straight or exchanged alike: the agreement itself is weighed by the names' own levels.
  u[width - 1] = [0, 0.5, 0.5, 0, 0, 0, 0, 0]
  const rows = [...patterns].map(([pattern, times]) => ({ levels: unpacked(pattern, width), times }))
  let m = [...fields.map(({ kind }) => expected[kind]), inOrder]
  const profile = (kind: Other) => m.map((levels, f) => (fields[f] && others[kind][fields[f].role]) || levels)
  /** How much more often than of strangers each level is found of a kind, for each field. */
  const ratiosOf = (kind: number[][], least: number) =>
    kind.map((shares, f) =>
      Float64Array.from(shares, (share, level) =>
        level === 0 || u[f]![level] === 0 ? 1 : Math.max(least, share) / u[f]![level]!,
      ),
    )
  const start = Math.min(0.1, table.size / possible / 10)
  const share = { one: start, family: start / 2, namesakes: start / 2 }
  const kinds = ['one', 'family', 'namesakes', 'twins'] as const
  const weighed = new Float64Array(kinds.length)
  for (let round = 0; round < 200; round++) {
    const ratios = kinds.map((kind) =>
      kind === 'one' ? ratiosOf(m, leastM) : ratiosOf(profile(kind), leastOther),
    )
    const shares = [share.one, share.family, share.namesakes, twins]
    const strangers = 1 - shares.reduce((sum, one) => sum + one, 0)
    const sums = new Float64Array(kinds.length)
    const found = shareOfLevels(fields)
    for (const { levels, times } of rows) {
      let all = strangers
      for (let k = 0; k < kinds.length; k++) {
        let likelihood = shares[k]!
        for (let f = 0; f < width; f++) likelihood *= ratios[k]![f]![levels[f]!]!
        weighed[k] = likelihood
        all += likelihood
      }
      for (let k = 1; k < kinds.length; k++) sums[k]! += (weighed[k]! / all) * times
      const one = weighed[0]! / all
      if (one >= doubtful) sums[0]! += one * times
      if (one >= 0.5) found.add(levels, one * times)
    }
    const next = found.shares(leastM, belief)
    const moved = Math.max(
      ...next.flatMap((levels, f) => levels.map((value, level) => Math.abs(value - m[f]![level]!))),
    )
    m = next
    ;[share.one, share.family, share.namesakes] = [0, 1, 2].map((k) =>
      Math.min(0.2, Math.max(1e-12, sums[k]! / possible)),
    ) as [number, number, number]
    if (moved < 1e-5) break
  }
  const [family, namesakes, twin] = [profile('family'), profile('namesakes'), profile('twins')]
  return {
    prior: share.one,
    family: share.family,
    namesakes: share.namesakes,
    twins,
    fields: [...fields.map(({ name }) => name), 'order of names'].map((name, f) => ({
      name,
      m: m[f]!,
      u: u[f]!,
      family: family[f]!,
      namesakes: namesakes[f]!,
      twins: twin[f]!,
    })),
  }
}

/** Weights that were kept before some level was there, with every level: a new one weighs as the one it was part of. */
export function withEveryLevel(parameters: Parameters): Parameters {
  const whole = (shares: number[]) =>
    levelNames.map((_, level) => shares[level] ?? shares[formerLevel[level as Level] ?? 0] ?? 0)
  return {
    ...parameters,
    fields: parameters.fields.map(({ name, m, u, family, namesakes, twins }) => ({
      name,
      m: whole(m),
      u: whole(u),
      family: whole(family),
      namesakes: whole(namesakes),
      ...(twins ? { twins: whole(twins) } : {}),
    })),
  }
}

function shareOfLevels(fields: Field[]) {
  const sums = Array.from({ length: fields.length + 1 }, () => new Float64Array(count))
  return {
    add(levels: Uint8Array, weight: number) {
      for (let f = 0; f < sums.length; f++) sums[f]![levels[f]!]! += weight
    },
    /** Among the pairs where the field is known; each level that it can have a little above nothing. */
    shares: (least: number, believed = 0) =>
      sums.map((sum, f) => {
        const known = sum.subarray(1).reduce((all, one) => all + one, 0)
        const possible = fields[f] ? levelsOf[fields[f].kind] : [1, 2]
        const before = fields[f] ? expected[fields[f].kind] : inOrder
        const belief = believed === 0 ? 0 : Math.max(leastBelief, believed * known)
        return [...sum].map((one, level) => {
          if (!possible.includes(level as Level)) return 0
          if (known + belief === 0) return 1 / possible.length
          return Math.max(least, (one + belief * before[level]!) / (known + belief))
        })
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
