import { sharedInts } from './pack-values.ts'
import type { Table } from './read-table.ts'
import { wordSkeleton } from './word-skeleton.ts'

/**
 * A way in which two records of one person still meet after a mistake: by a number that both have, by words of their names, or by
 * a word together with a number. Plain data, so that every thread makes the same keys.
 */
export interface Pass {
  name: string
  words: 'none' | 'each' | 'pairs'
  /** Per record; 0 is none, and then the pass has no key for it. */
  number?: Int32Array
  /** Larger groups say nothing and cost the square of their size: they are parted by each of `finer`, or else left out. */
  most: number
  finer?: Int32Array[]
}

/** All ways of a table, and the words of each record's names as numbers, between `wordStarts[record]` and the next. */
export interface Blocks {
  size: number
  /** Where the second file begins, or `size`. */
  second: number
  wordStarts: Int32Array
  words: Int32Array
  passes: Pass[]
}

/** What a pass did, for the self-watch: a pass that finds nothing, or leaves much out, is a sign of a broken field. */
export interface PassReport {
  pass: string
  groups: number
  leftOut: number
  recordsLeftOut: number
  recordsWithoutKey: number
  pairs: number
}

/** The passes that the fields of a table allow. Each survives other mistakes: a typo, a wrong date, a name exchanged or left out. */
export function blocksOf(table: Table): Blocks {
  const { fields, columns, dictionaries, size, second } = table
  const named = fields.flatMap(({ role }, f) =>
    role === 'given' || role === 'family' || role === 'name' ? [f] : [],
  )
  const birth = fields.findIndex(({ role }) => role === 'birth_date')
  const passes: Pass[] = []
  if (birth >= 0) {
    const [years, days] = [sharedInts(size), sharedInts(size)]
    const dates = dictionaries[birth]!.values
    const year = dates.map((day) => (day.length >= 4 ? hash(day.slice(0, 4)) : 0))
    // Day and month in either order, since papers disagree about it.
    const day = dates.map((text) =>
      text.length === 8 ? hash([text.slice(4, 6), text.slice(6)].sort().join('')) : 0,
    )
    const column = columns[birth]!
    for (let record = 0; record < size; record++) {
      years[record] = year[column[record]!]!
      days[record] = day[column[record]!]!
    }
    if (named.length)
      passes.push(
        { name: 'name word and year of birth', words: 'each', number: years, most: 400, finer: [days] },
        { name: 'name word and day of birth', words: 'each', number: days, most: 400, finer: [years] },
      )
  }
  const fathers = fields.flatMap(({ role }, f) => (role === 'patronymic' ? [columns[f]!] : []))
  if (named.length) passes.push({ name: 'two name words', words: 'pairs', most: 200, finer: fathers })
  if (birth >= 0) passes.push({ name: 'date of birth', words: 'none', number: columns[birth]!, most: 200 })
  fields.forEach(({ role, name, kind }, f) => {
    const number = columns[f]!
    if (role === 'identifier') passes.push({ name, words: 'none', number, most: 50 })
    else if (kind === 'text') passes.push({ name, words: 'none', number, most: 60 })
    else if (role === 'code' && dictionaries[f]!.values.length > 50 && named.length)
      passes.push({ name: `name word and ${name}`, words: 'each', number, most: 200 })
  })
  return { size, second, ...wordsOf(table, named), passes }
}

/** The words of a record's names without their vowels, which the scripts spell differently; each word once. */
function wordsOf({ columns, dictionaries, size }: Table, named: number[]) {
  const skeletons = named.map((f) => dictionaries[f]!.values.map(skeletonsOf))
  const wordStarts = sharedInts(size + 1)
  const found: number[] = []
  let all = sharedInts(Math.max(16, size * 3))
  let at = 0
  for (let record = 0; record < size; record++) {
    found.length = 0
    for (let n = 0; n < named.length; n++)
      for (const word of skeletons[n]![columns[named[n]!]![record]!]!)
        if (!found.includes(word)) found.push(word)
    if (at + found.length > all.length) {
      const more = sharedInts(all.length * 2 + found.length)
      more.set(all)
      all = more
    }
    for (const word of found) all[at++] = word
    wordStarts[record + 1] = at
  }
  return { wordStarts, words: all.subarray(0, at) }
}

function skeletonsOf(name: string): number[] {
  return name
    .split(' ')
    .filter((word) => word.length > 1)
    .map((word) => hash(wordSkeleton(word)))
}

/** FNV-1a, 32 bits, never 0. A collision only makes one more pair to look at. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h | 0 || 1
}

/** One number of two, spread over 32 bits. */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 15), 0x27d4eb2f)
  return (h ^ (h >>> 16)) >>> 0
}

/** Part `part` of `parts` of a run: the same key is always in the same part, so parts are independent and bound the memory. */
export interface Part {
  part: number
  parts: number
}

/**
 * Calls `pair(i, j)` for each two records that meet in a pass (i < j; across the two files when there are two). A pair that
 * meets in several passes is told each time: comparing again is cheaper than remembering all. Without `pair` it only counts.
 */
export function forEachPair(blocks: Blocks, part: Part, pair?: (i: number, j: number) => void): PassReport[] {
  const entries = new Entries()
  return blocks.passes.map((pass) => {
    const report: PassReport = {
      pass: pass.name,
      groups: 0,
      leftOut: 0,
      recordsLeftOut: 0,
      recordsWithoutKey: 0,
      pairs: 0,
    }
    entries.clear()
    report.recordsWithoutKey = enterKeys(blocks, pass, part, entries)
    forEachGroup(entries, (from, to) => meet(blocks, pass, entries.records, from, to, report, pair))
    return report
  })
}

/** Enters the keys of this part for all records; answers how many records have none at all. */
function enterKeys({ size, wordStarts, words }: Blocks, pass: Pass, part: Part, entries: Entries): number {
  let without = 0
  const enter = (key: number, record: number) => {
    if (key % part.parts === part.part) entries.push(key, record)
  }
  for (let record = 0; record < size; record++) {
    const [from, to] = [wordStarts[record]!, wordStarts[record + 1]!]
    const number = pass.number ? pass.number[record]! : 1
    const [least, none] = { none: [0, false], each: [1, to - from < 1], pairs: [2, to - from < 2] }[
      pass.words
    ] as [number, boolean]
    if (number === 0 || none) without++
    else if (least === 0) enter(mix(number, 1), record)
    else if (least === 1) for (let at = from; at < to; at++) enter(mix(words[at]!, number), record)
    else
      for (let a = from; a < to; a++)
        for (let b = a + 1; b < to; b++)
          enter(mix(Math.min(words[a]!, words[b]!), Math.max(words[a]!, words[b]!)), record)
  }
  return without
}

function meet(
  { size, second }: Blocks,
  pass: Pass,
  records: Uint32Array,
  from: number,
  to: number,
  report: PassReport,
  pair: ((i: number, j: number) => void) | undefined,
): void {
  if (to - from > pass.most) {
    const finer = pass.finer ?? []
    if (finer.length === 0) {
      report.leftOut++
      report.recordsLeftOut += to - from
      return
    }
    for (const number of finer) {
      const parted = new Entries(to - from)
      for (let at = from; at < to; at++) {
        const value = number[records[at]!]!
        if (value !== 0) parted.push(mix(value, 1), records[at]!)
      }
      forEachGroup(parted, (a, b) =>
        meet({ size, second } as Blocks, { ...pass, finer: [] }, parted.records, a, b, report, pair),
      )
    }
    return
  }
  report.groups++
  const linking = second < size
  for (let a = from; a < to; a++) {
    const i = records[a]!
    for (let b = a + 1; b < to; b++) {
      const j = records[b]!
      if (i === j || (linking && (i >= second || j < second))) continue
      report.pairs++
      pair?.(i, j)
    }
  }
}

/** Keys with their records, to be sorted by key; records keep their order within a key. */
class Entries {
  keys: Uint32Array<ArrayBuffer>
  records: Uint32Array<ArrayBuffer>
  length = 0
  constructor(capacity = 1 << 16) {
    this.keys = new Uint32Array(capacity)
    this.records = new Uint32Array(capacity)
  }
  clear(): void {
    this.length = 0
  }
  push(key: number, record: number): void {
    if (this.length === this.keys.length) {
      const [keys, records] = [new Uint32Array(this.length * 2), new Uint32Array(this.length * 2)]
      keys.set(this.keys)
      records.set(this.records)
      this.keys = keys
      this.records = records
    }
    this.keys[this.length] = key
    this.records[this.length++] = record
  }
  /** By radix, two rounds of 16 bits; few entries are sorted by comparing. */
  sort(): void {
    const n = this.length
    if (n < 5000) {
      const order = Float64Array.from({ length: n }, (_, at) => this.keys[at]! * 8192 + at).sort()
      const [keys, records] = [this.keys.slice(0, n), this.records.slice(0, n)]
      for (let at = 0; at < n; at++) {
        const was = order[at]! % 8192
        this.keys[at] = keys[was]!
        this.records[at] = records[was]!
      }
      return
    }
    let [keys, records] = [this.keys, this.records]
    let [sortedKeys, sortedRecords] = [new Uint32Array(keys.length), new Uint32Array(keys.length)]
    for (const shift of [0, 16]) {
      const places = new Uint32Array(65_537)
      for (let at = 0; at < n; at++) places[((keys[at]! >>> shift) & 0xffff) + 1]!++
      for (let digit = 1; digit < places.length; digit++) places[digit]! += places[digit - 1]!
      for (let at = 0; at < n; at++) {
        const place = places[(keys[at]! >>> shift) & 0xffff]!++
        sortedKeys[place] = keys[at]!
        sortedRecords[place] = records[at]!
      }
      ;[keys, records, sortedKeys, sortedRecords] = [sortedKeys, sortedRecords, keys, records]
    }
    this.keys = keys
    this.records = records
  }
}

/** Calls `group(from, to)` for each run of equal keys with more than one entry, after sorting them. */
function forEachGroup(entries: Entries, group: (from: number, to: number) => void): void {
  entries.sort()
  const { keys, length } = entries
  for (let from = 0; from < length; ) {
    let to = from + 1
    while (to < length && keys[to] === keys[from]) to++
    if (to - from > 1) group(from, to)
    from = to
  }
}
