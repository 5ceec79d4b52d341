import { soundsOfWord } from '../person/sound-name.ts'
import { remember } from './remember.ts'

/** The distinct values of a field as numbers, so that comparing them allocates nothing and other threads can read them. Index = code. */
export interface PackedValues {
  chars: Uint16Array
  /** Where each value begins in `chars`; one more at the end. */
  starts: Int32Array
  /** Numbers of the words of each value, ascending. The same word has the same number everywhere in these values. */
  words: Int32Array
  wordStarts: Int32Array
  /** The same for values that are alike but for their spaces. */
  squeezed: Int32Array
  /** A bit per letter that is in the value: what one has and the other lacks bounds how alike they can be. */
  letters: Int32Array
  /** Of names: numbers of the sounds that each word may have, by the number of the word, and a bit per sound for each value. */
  sounds: Int32Array
  soundStarts: Int32Array
  soundSigns: Int32Array
}

/** Shared memory: nothing is copied when a thread is given it. */
export const sharedInts = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(length * 4))

/** @param named the values are names, which are also read aloud */
export function packValues(values: string[], named: boolean): PackedValues {
  const count = values.length
  let length = 0
  let wordCount = 0
  for (const value of values) {
    length += value.length
    wordCount += value === '' ? 0 : spacesIn(value) + 1
  }
  const packed: Omit<PackedValues, 'sounds' | 'soundStarts' | 'soundSigns'> = {
    chars: new Uint16Array(new SharedArrayBuffer(length * 2)),
    starts: sharedInts(count + 1),
    words: sharedInts(wordCount),
    wordStarts: sharedInts(count + 1),
    squeezed: sharedInts(count),
    letters: sharedInts(count),
  }
  const wordNumbers = new Map<string, number>()
  const squeezedNumbers = new Map<string, number>()
  let [at, wordAt] = [0, 0]
  for (let code = 0; code < count; code++) {
    const value = values[code]!
    let letters = 0
    for (let i = 0; i < value.length; i++) {
      const char = value.charCodeAt(i)
      packed.chars[at++] = char
      letters |= 1 << (char >= 97 && char <= 122 ? char - 97 : 26 + (char % 6))
    }
    packed.letters[code] = letters
    packed.starts[code + 1] = at
    const words = value === '' ? [] : value.includes(' ') ? value.split(' ') : [value]
    const numbers = words.map((word) => numberOf(wordNumbers, word))
    if (numbers.length > 1) numbers.sort((a, b) => a - b)
    for (const number of numbers) packed.words[wordAt++] = number
    packed.wordStarts[code + 1] = wordAt
    packed.squeezed[code] = numberOf(squeezedNumbers, words.length > 1 ? words.join('') : value)
  }
  return { ...packed, ...soundsOf(packed, named ? [...wordNumbers.keys()] : []) }
}

// Folding makes e of yo at the beginning, which Uzbek writes for ю: Yoʻldosh.
const soundsOfFolded = remember(
  (word) =>
    word.startsWith('e')
      ? [...soundsOfWord(word), ...soundsOfWord(`yu${word.slice(1)}`)]
      : soundsOfWord(word),
  50_000,
)

function soundsOf({ words, wordStarts }: Pick<PackedValues, 'words' | 'wordStarts'>, texts: string[]) {
  const numbers = new Map<string, number>()
  const found = texts.map((text) => soundsOfFolded(text).map((sound) => numberOf(numbers, sound)))
  const soundStarts = sharedInts(texts.length + 1)
  for (const [word, sounds] of found.entries()) soundStarts[word + 1] = soundStarts[word]! + sounds.length
  const sounds = sharedInts(soundStarts[texts.length]!)
  for (const [word, some] of found.entries()) sounds.set(some, soundStarts[word]!)
  const soundSigns = sharedInts(wordStarts.length - 1)
  if (texts.length > 0)
    for (let code = 0; code < soundSigns.length; code++)
      for (let at = wordStarts[code]!; at < wordStarts[code + 1]!; at++)
        for (const sound of found[words[at]!]!)
          soundSigns[code]! |= 1 << (Math.imul(sound, 0x9e3779b1) >>> 27)
  return { sounds, soundStarts, soundSigns }
}

function spacesIn(text: string): number {
  let spaces = 0
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) spaces++
  return spaces
}

function numberOf(numbers: Map<string, number>, text: string): number {
  let number = numbers.get(text)
  if (number === undefined) {
    number = numbers.size
    numbers.set(text, number)
  }
  return number
}
