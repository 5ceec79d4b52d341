import { foldWord, toLatinWord, wordsOf } from './fold-name.ts'
import { consonantMark, soundMark } from './person-name.ts'
import { type SearchWord, searchWays } from './search-words.ts'
import { skeletonsOfWord, soundsOfWord } from './sound-name.ts'

/**
 * Why a typed word is thought to be a word of the name: the same letters; the same name in another script; another spelling in the same
 * script; or the same consonants only.
 */
export type Likeness = 'same' | 'script' | 'spelling' | 'consonants'

export interface NameMatch {
  typed: string
  /** The word of the name as it is written in the record. */
  found: string
  how: Likeness
  /** Where it is written so: the passport's Latin, the home spelling, or a name that the record bore before. */
  where: 'latin' | 'native' | 'former'
}

/** One spelling of a person's name, whole. */
export interface Spelling {
  text: string
  where: NameMatch['where']
}

const order: Likeness[] = ['same', 'script', 'spelling', 'consonants']
const places: NameMatch['where'][] = ['latin', 'native', 'former']

/**
 * For each word that was typed, the word of the name that it is, the plainest reason first; a word that explains nothing is left out.
 * Works on names already found: it decides nothing.
 */
export function explainName(typed: string, spellings: Spelling[]): NameMatch[] {
  const named = spellings.flatMap(({ text, where }) => {
    const shown = text.split(/[\s-]+/).filter(Boolean)
    const whole = shown.slice(1).map((word, i) => `${shown[i]} ${word}`)
    return [...shown, ...whole].map((found) => ({ found, where, word: wordsOf(found).join('') }))
  })
  return (searchWays(typed)[0] ?? []).flatMap((wanted) => {
    const found = named
      .flatMap(({ found, where, word }): NameMatch[] => {
        const how = word && likenessOf(wanted, word)
        return how ? [{ typed: wanted.typed, found, how, where }] : []
      })
      .sort(
        (a, b) =>
          order.indexOf(a.how) - order.indexOf(b.how) || places.indexOf(a.where) - places.indexOf(b.where),
      )
    return found.slice(0, 1)
  })
}

function likenessOf(wanted: SearchWord, word: string): Likeness | undefined {
  if (word.startsWith(wanted.typed)) return 'same'
  const keys = [foldWord(toLatinWord(word)), ...soundsOfWord(word).map((sound) => soundMark + sound)]
  if (wanted.begins.some((beginning) => keys.some((key) => key.startsWith(beginning))))
    return scriptOf(wanted.typed) === scriptOf(word) ? 'spelling' : 'script'
  const consonants = skeletonsOfWord(word).map((one) => consonantMark + one)
  return wanted.consonants.some((one) => consonants.includes(one)) ? 'consonants' : undefined
}

const scripts = [/\p{Script=Cyrillic}/u, /\p{Script=Latin}/u, /\p{Script=Arabic}/u, /\p{Script=Han}/u]
const scriptOf = (word: string): number => scripts.findIndex((script) => script.test(word))
