import { fatherName, normalForm } from './normal-form.ts'
import { wordSkeleton } from './word-skeleton.ts'

/** Raised when keys or normal forms change: records with an older number are keyed anew, day by day. */
export const keyVersion = 1

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

/**
 * The keys of a person. First: a word of the name with the whole birth date (day and month in either order), two words with the year, a
 * document's number. Second, for a typo and a wrong date at once: a word and another's first letter with the year, a word with day
 * and month, two first letters with the whole date. Third, for a date that is missing or quite wrong: two words alone.
 * @param birthDate ISO day, or what is known of it
 */
export function matchKeys(forms: NameForm[], birthDate: string, documents: string[] = []): MatchKeys {
  const date = normalForm.date(birthDate)
  const year = date.slice(0, 4)
  const day = date.length === 8 ? [date.slice(4, 6), date.slice(6)].sort().join('') : ''
  const [first, second, third] = [new Set<string>(), new Set<string>(), new Set<string>()]
  for (const form of forms) {
    const words = wordsOf(`${form.given} ${form.family}`)
    const fathers = wordsOf(form.father).slice(0, 1)
    for (const word of words) {
      if (day) first.add(`${word} ${year}${day}`)
      if (day) second.add(`${word} ${day}`)
      for (const other of words) if (other !== word && year) second.add(`${word} ${year} ${other[0]}`)
    }
    for (const [one, other] of pairsOf([...new Set([...words, ...fathers])]))
      if (year) first.add(`${one} ${other} ${year}`)
    for (const [one, other] of pairsOf(words)) {
      third.add(`${one} ${other}`)
      if (day) second.add(`${[one[0], other[0]].sort().join('')} ${year}${day}`)
    }
  }
  for (const number of documents) first.add(`document ${normalForm.code(number)}`)
  return { first: [...first].map(hash), second: [...second].map(hash), third: [...third].map(hash) }
}

/** Different words, at most five, without their vowels. */
function wordsOf(names: string): string[] {
  const words: string[] = []
  for (const word of names.split(' ')) {
    if (word.length < 2 || words.length === 5) continue
    const skeleton = wordSkeleton(word)
    if (!words.includes(skeleton)) words.push(skeleton)
  }
  return words
}

function pairsOf(words: string[]): [string, string][] {
  const sorted = words.toSorted()
  return sorted.flatMap((one, at) => sorted.slice(at + 1).map((other): [string, string] => [one, other]))
}

/** 53 bits, which a number holds exactly. A collision only makes one more record to compare. */
function hash(text: string): number {
  let [one, other] = [0x811c9dc5, 0x1b873593]
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    one = Math.imul(one ^ char, 0x01000193)
    other = Math.imul(other ^ char, 0x85ebca6b)
    other ^= other >>> 13
  }
  return ((other ^ (one >>> 15)) >>> 11) * 0x1_0000_0000 + (one >>> 0)
}
