import { fatherName, normalForm } from './normal-form.ts'
import { wordSkeleton } from './word-skeleton.ts'

/** Raised when keys or normal forms change: records with an older number are keyed anew, day by day. */
export const keyVersion = 2

/** A spelling of a person's name, folded. */
export interface NameForm {
  given: string
  family: string
  father: string
}

/** Keys in the order in which they are tried: few people share one of the first, many may share one of the third. */
export interface MatchKeys {
  first: number[]
  second: number[]
  third: number[]
}

/** A name as written, in the form in which it is compared and keyed. */
export const nameForm = (name: {
  given?: string | null | undefined
  family?: string | null | undefined
  patronymic?: string | null | undefined
}): NameForm => ({
  given: normalForm.name(name.given ?? ''),
  family: normalForm.name(name.family ?? ''),
  father: name.patronymic ? fatherName(name.patronymic) : '',
})

/** What a key is made of, so that keys of different kinds never meet. */
const kinds = { wordDate: 1, wordDay: 2, wordYear: 3, wordsYear: 4, words: 5, letterDate: 8, document: 7 }

/**
 * The keys of a person. First: a word of the name with the whole birth date (day and month in either order), two words with the year, a
 * document's number. Second, for a typo and a wrong date at once: a word and another's first letter with the year, a word with day
 * and month, a first letter with the whole date. Third, for a date that is missing or quite wrong: two words alone.
 * @param birthDate ISO day, or what is known of it
 */
export function matchKeys(forms: NameForm[], birthDate: string, documents: string[] = []): MatchKeys {
  const date = normalForm.date(birthDate)
  const year = Number(date.slice(0, 4)) || 0
  const [month, dayOfMonth] = [Number(date.slice(4, 6)), Number(date.slice(6))]
  // Papers disagree about which of the two comes first.
  const day = date.length === 8 ? Math.min(month, dayOfMonth) * 100 + Math.max(month, dayOfMonth) : 0
  const [first, second, third] = [new Set<number>(), new Set<number>(), new Set<number>()]
  for (const form of forms) {
    const words = wordsOf(`${form.given} ${form.family}`)
    const [father] = wordsOf(form.father)
    for (const word of words) {
      if (day) first.add(key(kinds.wordDate, word, nothing, year * 10_000 + day))
      if (day) second.add(key(kinds.wordDay, word, nothing, day))
      if (day)
        second.add(key(kinds.letterDate, nothing, nothing, (word.letter * 10_000 + year) * 10_000 + day))
      if (year)
        for (const other of words)
          if (other !== word) second.add(key(kinds.wordYear, word, nothing, year * 65_536 + other.letter))
    }
    for (let one = 0; one < words.length; one++) {
      const word = words[one]!
      if (father && year && father.text !== word.text) first.add(pairKey(kinds.wordsYear, word, father, year))
      for (let two = one + 1; two < words.length; two++) {
        const other = words[two]!
        if (year) first.add(pairKey(kinds.wordsYear, word, other, year))
        third.add(pairKey(kinds.words, word, other, 0))
      }
    }
  }
  for (const number of documents) first.add(key(kinds.document, hashed(normalForm.code(number)), nothing, 0))
  return { first: [...first], second: [...second], third: [...third] }
}

interface Word {
  text: string
  letter: number
  one: number
  other: number
}
const nothing: Word = { text: '', letter: 0, one: 0, other: 0 }

/** Different words, at most five, without their vowels. */
function wordsOf(names: string): Word[] {
  const words: Word[] = []
  for (const word of names.split(' ')) {
    if (word.length < 2 || words.length === 5) continue
    const skeleton = wordSkeleton(word)
    if (!words.some(({ text }) => text === skeleton)) words.push(hashed(skeleton))
  }
  return words
}

/** Two independent hashes of 32 bits (FNV-1a, and one with another multiplier). */
function hashed(text: string): Word {
  let [one, other] = [0x811c9dc5, 0x1b873593]
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    one = Math.imul(one ^ char, 0x01000193)
    other = Math.imul(other ^ char, 0x85ebca6b)
    other ^= other >>> 13
  }
  return { text, letter: text.charCodeAt(0) || 0, one, other }
}

/** The same key whichever word comes first. */
const pairKey = (kind: number, a: Word, b: Word, number: number): number =>
  a.text < b.text ? key(kind, a, b, number) : key(kind, b, a, number)

/** 53 bits, which a number holds exactly. A collision only makes one more record to compare. */
function key(kind: number, a: Word, b: Word, number: number): number {
  const [low, high] = [number | 0, Math.floor(number / 4_294_967_296) + kind]
  const one = stir(stir(stir(a.one ^ high) ^ b.one) ^ low)
  const other = stir(stir(stir(a.other + low) ^ b.other) + Math.imul(high, 0x9e3779b1))
  return (other >>> 11) * 4_294_967_296 + (one >>> 0)
}

/** Spreads a change of any bit over all (the finaliser of MurmurHash3). */
function stir(given: number): number {
  let h = given
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
