import type { PackedValues } from './pack-values.ts'
import { jaroWinklerAt, withinOneEditAt } from './similarity.ts'

/**
 * How alike two values of a field are. 0 says nothing: a missing value is neither equal nor different. Names alone are `sound` (spelt
 * otherwise, read alike), dates alone `swapped` (day and month) and `year` (no more than the year is known). New ones come at the
 * end: kept weights say what a level weighs by its place.
 */
export const levels = {
  missing: 0,
  same: 1,
  close: 2,
  similar: 3,
  different: 4,
  sound: 5,
  swapped: 6,
  year: 7,
} as const
export type Level = (typeof levels)[keyof typeof levels]
export const levelNames = Object.keys(levels) as (keyof typeof levels)[]

/** The levels that a kind of field has. */
export const levelsOf: Record<FieldKind, Level[]> = {
  name: [levels.same, levels.close, levels.similar, levels.different, levels.sound],
  date: [levels.same, levels.close, levels.similar, levels.different, levels.swapped, levels.year],
  code: [levels.same, levels.close, levels.similar, levels.different],
  text: [levels.same, levels.close, levels.similar, levels.different],
}
/** Weights that were kept before a level was there weigh it as this one. */
export const formerLevel: Partial<Record<Level, Level>> = {
  [levels.sound]: levels.close,
  [levels.swapped]: levels.close,
  [levels.year]: levels.similar,
}

/** What a column holds, which says how its values are compared. */
export type FieldKind = 'name' | 'date' | 'code' | 'text'

/** Compares two values by their codes; code 0 is the missing value. */
export type CompareCodes = (a: number, b: number) => Level

/** How the values of a kind, already in their normal form (`normal-form.ts`), are compared. */
export const comparerOf: Record<FieldKind, (values: PackedValues) => CompareCodes> = {
  name: compareNames,
  date: compareDates,
  code: compareCodes,
  text: compareTexts,
}

const close = 0.92
const similar = 0.82

/** Folded names; words in any order. Sound: each word has a reading in common with one of the other's. An initial is similar to the names it begins. */
function compareNames(values: PackedValues): CompareCodes {
  const { chars, starts, wordStarts, squeezed } = values
  const { mostAlike, maybeOneEdit } = boundsOf(values)
  const remembered = remember(values.squeezed.length, (a, b) => {
    const [a0, a1, b0, b1] = [starts[a]!, starts[a + 1]!, starts[b]!, starts[b + 1]!]
    const alike = jaroWinklerAt(chars, a0, a1, b0, b1)
    if (alike >= close) return levels.close
    if (Math.min(a1 - a0, b1 - b0) > 3 && withinOneEditAt(chars, a0, a1, b0, b1)) return levels.close
    return alike >= similar ? levels.similar : levels.different
  })
  return (a, b) => {
    if (a === 0 || b === 0) return levels.missing
    if (a === b) return levels.same
    const wordsA = wordStarts[a + 1]! - wordStarts[a]!
    const wordsB = wordStarts[b + 1]! - wordStarts[b]!
    if (wordsA > 1 || wordsB > 1) {
      if (wordsA === wordsB && sameWords(values, a, b)) return levels.same
      if (squeezed[a] === squeezed[b] || allWordsIn(values, a, b)) return levels.close
    }
    if (soundAlike(values, a, b)) return levels.sound
    const la = starts[a + 1]! - starts[a]!
    const lb = starts[b + 1]! - starts[b]!
    if (la === 1 || lb === 1)
      return chars[starts[a]!] === chars[starts[b]!] ? levels.similar : levels.different
    if (mostAlike(a, b) < similar && !maybeOneEdit(a, b)) return levels.different
    return remembered(a, b)
  }
}

/** Days as YYYYMMDD. Swapped: day and month exchanged. Close: one digit wrong, or two neighbours exchanged. Similar: two of the three parts. Year: no more than it is known, or one says the first of January. */
function compareDates({ chars, starts }: PackedValues): CompareCodes {
  const count = starts.length - 1
  const [year, month, day] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)]
  for (let code = 0; code < count; code++) {
    const from = starts[code]!
    if (starts[code + 1]! - from < 8) continue
    const number = (length: number, at: number) =>
      Number(String.fromCharCode(...chars.subarray(from + at, from + at + length)))
    year[code] = number(4, 0)
    month[code] = number(2, 4)
    day[code] = number(2, 6)
  }
  return (a, b) => {
    if (a === 0 || b === 0) return levels.missing
    if (a === b) return levels.same
    const [a0, a1, b0, b1] = [starts[a]!, starts[a + 1]!, starts[b]!, starts[b + 1]!]
    const shorter = Math.min(a1 - a0, b1 - b0)
    if (shorter < 8) {
      for (let i = 0; i < shorter; i++) if (chars[a0 + i] !== chars[b0 + i]) return levels.different
      return levels.year
    }
    const [sameYear, sameMonth, sameDay] = [year[a] === year[b], month[a] === month[b], day[a] === day[b]]
    // The first of January is what papers say when the day is not known.
    if (sameYear && ((month[a] === 1 && day[a] === 1) || (month[b] === 1 && day[b] === 1))) return levels.year
    if (sameYear && month[a] === day[b] && day[a] === month[b]) return levels.swapped
    const equal = Number(sameYear) + Number(sameMonth) + Number(sameDay)
    // One wrong digit, or two swapped, leaves two parts as they were, unless the swap is across their border.
    if (equal === 0) return levels.different
    if (withinOneEditAt(chars, a0, a1, b0, b1)) return levels.close
    return equal === 2 ? levels.similar : levels.different
  }
}

/** Numbers and codes without spaces. Close: one edit apart. Similar: all but the last sign, as papers have that were issued one after another. */
function compareCodes({ chars, starts }: PackedValues): CompareCodes {
  return (a, b) => {
    if (a === 0 || b === 0) return levels.missing
    if (a === b) return levels.same
    const [a0, a1, b0, b1] = [starts[a]!, starts[a + 1]!, starts[b]!, starts[b + 1]!]
    if (Math.min(a1 - a0, b1 - b0) < 2 || !withinOneEditAt(chars, a0, a1, b0, b1)) return levels.different
    // Short ones, such as a house number, have no order in which they were issued.
    const inARow = a1 - a0 > 5 && a1 - a0 === b1 - b0 && chars[a1 - 1] !== chars[b1 - 1]
    return inARow && chars[a1 - 2] === chars[b1 - 2] ? levels.similar : levels.close
  }
}

/** Folded words of an address or place. Close: the same words, or nearly the same letters. Similar: half of the words. */
function compareTexts(values: PackedValues): CompareCodes {
  const { chars, starts, squeezed } = values
  const { mostAlike, maybeOneEdit } = boundsOf(values)
  const remembered = remember(values.squeezed.length, (a, b) => {
    const [a0, a1, b0, b1] = [starts[a]!, starts[a + 1]!, starts[b]!, starts[b + 1]!]
    const alike = jaroWinklerAt(chars, a0, a1, b0, b1)
    if (alike >= close || withinOneEditAt(chars, a0, a1, b0, b1)) return levels.close
    return alike >= similar ? levels.similar : levels.different
  })
  return (a, b) => {
    if (a === 0 || b === 0) return levels.missing
    if (a === b) return levels.same
    if (squeezed[a] === squeezed[b]) return levels.close
    const { shared, most } = wordsShared(values, a, b)
    if (shared === most) return levels.close
    const half = shared * 2 >= most
    if (!maybeOneEdit(a, b)) {
      const bound = mostAlike(a, b)
      if (bound < similar || (half && bound < close)) return half ? levels.similar : levels.different
    }
    const level = remembered(a, b)
    return level === levels.different && half ? levels.similar : level
  }
}

/** Bounds that need no look at the letters' places: what cannot be alike is not compared further. */
function boundsOf({ chars, starts, letters }: PackedValues) {
  return {
    /** No Jaro-Winkler similarity of the two is above this. */
    mostAlike(a: number, b: number): number {
      const a0 = starts[a]!
      const b0 = starts[b]!
      const la = starts[a + 1]! - a0
      const lb = starts[b + 1]! - b0
      const matches = Math.min(
        la - bitsOf(letters[a]! & ~letters[b]!),
        lb - bitsOf(letters[b]! & ~letters[a]!),
      )
      if (matches <= 0) return 0
      const jaro = (matches / la + matches / lb + 1) / 3
      let prefix = 0
      while (prefix < 4 && prefix < la && prefix < lb && chars[a0 + prefix] === chars[b0 + prefix]) prefix++
      return jaro + prefix * 0.1 * (1 - jaro) + 1e-9
    },
    maybeOneEdit: (a: number, b: number): boolean =>
      Math.abs(starts[a + 1]! - starts[a]! - starts[b + 1]! + starts[b]!) < 2 &&
      bitsOf(letters[a]! & ~letters[b]!) < 2 &&
      bitsOf(letters[b]! & ~letters[a]!) < 2,
  }
}

function bitsOf(mask: number): number {
  let n = mask - ((mask >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

function sameWords({ words, wordStarts }: PackedValues, a: number, b: number): boolean {
  let other = wordStarts[b]!
  for (let at = wordStarts[a]!; at < wordStarts[a + 1]!; at++) if (words[at] !== words[other++]) return false
  return true
}

/** Whether both have as many words and each of one has a reading in common with another of the other. */
function soundAlike(
  { words, wordStarts, sounds, soundStarts, soundSigns }: PackedValues,
  a: number,
  b: number,
): boolean {
  if ((soundSigns[a]! & soundSigns[b]!) === 0) return false
  const [a0, a1, b0, b1] = [wordStarts[a]!, wordStarts[a + 1]!, wordStarts[b]!, wordStarts[b + 1]!]
  if (a1 - a0 !== b1 - b0) return false
  let taken = 0
  for (let i = a0; i < a1; i++) {
    let met = false
    for (let j = b0; j < b1 && !met; j++) {
      if (taken & (1 << (j - b0))) continue
      met = shareSound(sounds, soundStarts, words[i]!, words[j]!)
      if (met) taken |= 1 << (j - b0)
    }
    if (!met) return false
  }
  return a1 > a0
}

function shareSound(sounds: Int32Array, starts: Int32Array, one: number, other: number): boolean {
  for (let i = starts[one]!; i < starts[one + 1]!; i++)
    for (let j = starts[other]!; j < starts[other + 1]!; j++) if (sounds[i] === sounds[j]) return true
  return false
}

/** Whether every word of the shorter is among those of the other. */
function allWordsIn(values: PackedValues, a: number, b: number): boolean {
  const { words, wordStarts } = values
  const [few, many] =
    wordStarts[a + 1]! - wordStarts[a]! <= wordStarts[b + 1]! - wordStarts[b]! ? [a, b] : [b, a]
  // Words stand in ascending order; one that comes twice must be there twice, or the answer would depend on who is asked first.
  let other = wordStarts[many]!
  const end = wordStarts[many + 1]!
  for (let at = wordStarts[few]!; at < wordStarts[few + 1]!; at++, other++) {
    while (other < end && words[other]! < words[at]!) other++
    if (other === end || words[other] !== words[at]) return false
  }
  return true
}

const sharing = { shared: 0, most: 0 }
/** How many different words both have, and how many the longer has. The answer is one object that the next call writes anew. */
function wordsShared(
  { words, wordStarts }: PackedValues,
  a: number,
  b: number,
): { shared: number; most: number } {
  let [i, j] = [wordStarts[a]!, wordStarts[b]!]
  const [endA, endB] = [wordStarts[a + 1]!, wordStarts[b + 1]!]
  let [shared, ofA, ofB] = [0, 0, 0]
  while (i < endA || j < endB) {
    const one = i < endA ? words[i]! : Number.MAX_SAFE_INTEGER
    const other = j < endB ? words[j]! : Number.MAX_SAFE_INTEGER
    const word = Math.min(one, other)
    if (one === other) shared++
    if (one === word) ofA++
    if (other === word) ofB++
    while (i < endA && words[i] === word) i++
    while (j < endB && words[j] === word) j++
  }
  sharing.shared = shared
  sharing.most = Math.max(ofA, ofB)
  return sharing
}

const mostPlaces = 1 << 18
/** Remembers what two different values make, the last at each place; names meet again and again. A handful of values needs no more places than pairs. */
function remember(values: number, compare: CompareCodes): CompareCodes {
  const bits = Math.min(18, Math.ceil(Math.log2(values * values + 2)))
  const places = Math.min(mostPlaces, 1 << bits)
  const [ones, others] = [new Int32Array(places), new Int32Array(places)]
  const found = new Uint8Array(places)
  return (a, b) => {
    const [low, high] = a < b ? [a, b] : [b, a]
    const place = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> (32 - bits)
    if (ones[place] === low && others[place] === high) return found[place] as Level
    const level = compare(low, high)
    ones[place] = low
    others[place] = high
    found[place] = level
    return level
  }
}
