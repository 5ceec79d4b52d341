import { foldWord, toLatinWord, wordsOf } from './fold-name.ts'
import { readArabicWord } from './name-letters.ts'
import { consonantMark, soundMark } from './person-name.ts'
import { skeletonsOfWord, soundsOfWord } from './sound-name.ts'

// Words that say "son of" and "daughter of", folded: nobody is found by them.
const particles = /^(uli|ulu|ugli|ogli|oglu|ovli|kizi|kiz|gizi|giz|kerim|bin|bint|binti|ibn|ben|ould)$/
export interface SearchWord {
  /** As it was typed, in small letters. */
  typed: string
  /** Beginnings of keys, any of which finds it. */
  begins: string[]
  /** Whole keys of its consonants. */
  consonants: string[]
}

/**
 * What somebody typed to find a person by name, in each way its words may be meant: as they came, and with two neighbours as one name
 * (Нур Султан). Every word of a way has the keys that find it in any script and spelling. "Son of" is left out unless
 * nothing else is there. A patronymic also finds the father's bare name.
 */
export function searchWays(text: string): SearchWord[][] {
  const all = [...new Set(wordsOf(text))].slice(0, 8)
  const telling = all.filter((word) => !particles.test(foldWord(toLatinWord(word))))
  const words = telling.length > 0 ? telling : all
  const joined = words
    .slice(1)
    .map((word, i) => [...words.slice(0, i), (words[i] as string) + word, ...words.slice(i + 2)])
  return [words, ...joined].filter((way) => way.length > 0).map((way) => way.map(searchWord))
}

function searchWord(typed: string): SearchWord {
  const sounds = soundsOfWord(typed)
  const fathers = sounds.map(withoutPatronymic)
  return {
    typed,
    begins: shortestOnly([
      foldWord(toLatinWord(typed)),
      ...[...sounds, ...fathers].map((sound) => soundMark + sound),
    ]),
    consonants: skeletonsOfWord(typed).map((one) => consonantMark + one),
  }
}

/** What begins as a shorter one does is found by it already. */
const shortestOnly = (beginnings: string[]): string[] =>
  [...new Set(beginnings)].filter(
    (one) => !beginnings.some((other) => other !== one && one.startsWith(other)),
  )

// Endings of a patronymic written as one word, as they sound (о is у); what stands before is the father's name.
const endings =
  /(?:(?<=.{3})(?:uvic|evic|uvna|evna|icna|inicna|uli|kizi|ugli|uglu|gizi|zuda|zada|zade|zud|pur))$/
const withoutPatronymic = (sound: string): string => sound.replace(endings, '')

/** Whether a text is written without its vowels, so that only consonants can find it. */
export const lacksVowels = (text: string): boolean =>
  wordsOf(text).some((word) => readArabicWord(word)?.[0]?.spelling === 'consonants')
