import { letters, readArabicWord, readDevanagariWord } from './name-letters.ts'

// In this order: what one makes, the next may use.
const folds: [RegExp, string][] = [
  [/alex/g, 'aleks'],
  [/maxim/g, 'maksim'],
  // French and German ways with ч, щ, дж.
  [/chtch|schtsch/g, 'shch'],
  [/tsch|tch/g, 'ch'],
  [/dsch|dsh/g, 'j'],
  [/kh|x/g, 'h'],
  [/gh/g, 'g'],
  [/dzh|dj|zh/g, 'j'],
  [/sh/g, 's'],
  [/ch|ts|cz/g, 'c'],
  [/y[oe]/g, 'e'],
  [/y/g, 'i'],
  [/q/g, 'k'],
  [/w/g, 'v'],
  // дж in Cyrillic has become dj by now; a doubled letter says no more than a single one.
  [/(.)\1+/gu, '$1'],
]

/** Every sign that stands for an apostrophe, a soft or hard sign or a hamza between Latin letters. */
export const apostrophes = /['’‘‛`´ʻʼʽʹʺʾʿˊˋ′″ˈ＇"“”]/g
// Acute letters of the Kazakh draft of 2018, where Ý is У; without them Ý is Й, as Turkmen has it.
const kazakh2018 = /[áǵńóú]/

/** A name's words as they came, in small letters without apostrophes; hyphens and points part them. */
export const wordsOf = (text: string): string[] =>
  text
    .replace(apostrophes, '')
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '')

/** A word of {@link wordsOf} in Latin letters, before its spellings are brought together. */
export function toLatinWord(word: string): string {
  const read = readArabicWord(word)?.[0]?.latin ?? readDevanagariWord(word)
  const plain = kazakh2018.test(word) ? word.replaceAll('ý', 'u') : word.replaceAll('ու', 'ւ')
  return (
    (read ?? plain)
      // Й and Ў are letters of their own, so marks come off only after the table.
      .replace(/./gsu, (char) => letters[char] ?? char)
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
  )
}

/** Brings the spellings of one Latin word together; see {@link foldName}. */
export const foldWord = (latin: string): string =>
  folds.reduce((key, [pattern, to]) => key.replace(pattern, to), latin)

/** The folded words of a name in the order they came. */
export const foldWords = (text: string): string[] =>
  wordsOf(text)
    .map((word) => foldWord(toLatinWord(word)))
    .filter((word) => word !== '')

/**
 * One key for a name however it is written: Cyrillic, Latin or Arabic script, with or without marks, in any order of its words. Names
 * with the same key are worth showing together; they are not thereby the same name, let alone the same person.
 *
 * Lower case; apostrophes and accents off; letters to Latin; then kh and x as h, gh as g, dzh, dj and zh as j, sh as s, ch
 * and ts as c (a zone writes Ç and Ş so), yo and ye as e, y as i, q as k, w as v, doubled letters once; words sorted.
 * Arabic script without written vowels gives its consonants. Chinese characters stay. The key of a text without letters is empty.
 *
 * It does not bring together what is spelt by other vowels (Ботир and Батыр, Уткир and Oʻtkir): see `sound-name.ts`.
 */
export const foldName = (text: string): string => foldWords(text).sort().join(' ')
