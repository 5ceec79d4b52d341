import type { Table } from './read-table.ts'

/** A way in which two records of one person still meet after a mistake; `keys` of a record may be several. */
export interface Pass {
  name: string
  keys(record: number): number[]
  /** Larger groups are left out, and reported: they say nothing, and cost the square of their size. */
  most: number
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
export function passesOf(table: Table): Pass[] {
  const { fields, columns, dictionaries } = table
  const named = fields.flatMap(({ role }, f) =>
    role === 'given' || role === 'family' || role === 'name' ? [f] : [],
  )
  const birth = fields.findIndex(({ role }) => role === 'birth_date')
  const words = named.map((f) => dictionaries[f]!.values.map(skeletons))
  const wordsOf = (record: number) => {
    const found: number[] = []
    for (let n = 0; n < named.length; n++)
      for (const word of words[n]![columns[named[n]!]![record]!]!) if (!found.includes(word)) found.push(word)
    return found
  }
  const dates = birth >= 0 ? dictionaries[birth]!.values : []
  const years = dates.map((day) => (day.length >= 4 ? hash(day.slice(0, 4)) : 0))
  const days = dates.map((day) =>
    day.length === 8 ? hash([day.slice(4, 6), day.slice(6)].sort().join('')) : 0,
  )
  const withBirth = (part: number[]) => (record: number) => {
    const value = part[columns[birth]![record]!]!
    return value === 0 ? [] : wordsOf(record).map((word) => mix(word, value))
  }
  const passes: Pass[] = []
  if (birth >= 0 && named.length)
    passes.push(
      { name: 'name word and year of birth', keys: withBirth(years), most: 400 },
      { name: 'name word and day of birth', keys: withBirth(days), most: 400 },
    )
  if (named.length)
    passes.push({
      name: 'two name words',
      most: 200,
      keys(record) {
        const found = wordsOf(record)
        return found.flatMap((one, i) =>
          found.slice(i + 1).map((other) => mix(Math.min(one, other), Math.max(one, other))),
        )
      },
    })
  if (birth >= 0)
    passes.push({ name: 'date of birth', keys: (record) => coded(columns[birth]![record]!), most: 200 })
  fields.forEach(({ role, name, kind }, f) => {
    const column = columns[f]!
    const distinct = dictionaries[f]!.values.length
    if (role === 'identifier') passes.push({ name, keys: (record) => coded(column[record]!), most: 50 })
    else if (kind === 'text') passes.push({ name, keys: (record) => coded(column[record]!), most: 60 })
    else if (role === 'code' && distinct > 50 && named.length)
      passes.push({
        name: `name word and ${name}`,
        keys: (record) =>
          column[record] === 0 ? [] : wordsOf(record).map((word) => mix(word, column[record]!)),
        most: 200,
      })
  })
  return passes
}

const coded = (code: number): number[] => (code === 0 ? [] : [mix(code, 1)])

/** The words of a folded name without their vowels, which the scripts spell differently; a short word keeps them. */
function skeletons(name: string): number[] {
  return name
    .split(' ')
    .filter((word) => word.length > 1)
    .map((word) => {
      const bare = word[0] + word.slice(1).replaceAll(/[aeiou]/g, '')
      return hash(bare.length >= 3 ? bare : word)
    })
}

/** FNV-1a, 32 bits, never 0. A collision only makes one more pair to look at. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0 || 1
}

function mix(a: number, b: number): number {
  let h = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 15), 0x27d4eb2f)
  return (h ^ (h >>> 16)) >>> 0 || 1
}

/** Part `part` of `parts` of a run: the same key is always in the same part, so parts are independent and bound the memory. */
export interface Part {
  part: number
  parts: number
}

/**
 * Calls `pair(i, j)` for each two records that meet in a pass (i < j; across the two files when there are two). A pair that
 * meets in several passes is told each time: comparing again is cheaper than remembering all.
 */
export function forEachPair(
  table: Table,
  passes: Pass[],
  { part, parts }: Part,
  pair: (i: number, j: number) => void,
): PassReport[] {
  const n = table.ids.length
  const reports: PassReport[] = []
  const bits = Math.max(1, Math.ceil(Math.log2(n + 1)))
  const scale = 2 ** bits
  for (const { name, keys, most } of passes) {
    const entries: number[] = []
    const report: PassReport = {
      pass: name,
      groups: 0,
      leftOut: 0,
      recordsLeftOut: 0,
      recordsWithoutKey: 0,
      pairs: 0,
    }
    for (let record = 0; record < n; record++) {
      const found = keys(record)
      if (found.length === 0) report.recordsWithoutKey++
      for (const key of found)
        if (key % parts === part) entries.push((Math.floor(key / parts) % 2 ** (53 - bits)) * scale + record)
    }
    const sorted = Float64Array.from(entries).sort()
    for (let from = 0; from < sorted.length; ) {
      const key = Math.floor(sorted[from]! / scale)
      let to = from + 1
      while (to < sorted.length && Math.floor(sorted[to]! / scale) === key) to++
      const size = to - from
      if (size > most) {
        report.leftOut++
        report.recordsLeftOut += size
      } else if (size > 1) {
        report.groups++
        for (let a = from; a < to; a++)
          for (let b = a + 1; b < to; b++) {
            const i = sorted[a]! % scale
            const j = sorted[b]! % scale
            if (i === j || (table.second < n && (i >= table.second || j < table.second))) continue
            report.pairs++
            pair(i, j)
          }
      }
      from = to
    }
    reports.push(report)
  }
  return reports
}
