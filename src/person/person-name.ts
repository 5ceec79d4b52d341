import { z } from 'zod'
import { foldName, foldWords, wordsOf } from './fold-name.ts'
import { skeletonsOfWord, soundsOfWord } from './sound-name.ts'

const NamePart = z.string().trim().min(1).max(100)

/** One name is a whole name: it stands in `given`, and there is no family name to invent. */
export const PersonName = z
  .object({ family: NamePart.optional(), given: NamePart.optional(), patronymic: NamePart.optional() })
  .refine((name) => name.family ?? name.given, { error: 'required' })
export type PersonName = z.infer<typeof PersonName>

const joined = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(' ')

/** As a travel document prints it: capitals, family name first, no patronymic. */
export const displayLatin = (name: PersonName): string => joined(name.family, name.given).toUpperCase()

export const displayNative = (name: PersonName): string => joined(name.family, name.given, name.patronymic)

/** Before a sound, and before the consonants of a word, so that both stand apart from folded words among the keys. */
export const soundMark = '!'
export const consonantMark = '#'

/** A record keeps the likeliest readings; who searches tries all of them. */
const readingsKept = 4

/**
 * The keys under which a person is found: `wholes` find people of the same name, `keys` also find them by each word, by how it sounds
 * (`!`) and by its consonants (`#`); a name of two words also as one. The patronymic is left out of one whole, since a passport leaves it out too.
 */
export function nameKeys(names: PersonName[]): { wholes: string[]; keys: string[] } {
  const wholes = names.flatMap((name) => [joined(name.family, name.given), displayNative(name)])
  const folded = unique(wholes.map(foldName))
  const words = unique(
    names.flatMap(({ family, given, patronymic }) =>
      [family, given, patronymic].flatMap((part) => {
        const each = wordsOf(part ?? '')
        return [...each, ...each.slice(1).map((word, i) => (each[i] as string) + word)]
      }),
    ),
  )
  return {
    wholes: folded,
    keys: unique([...folded, ...wholes.flatMap(foldWords), ...words.flatMap(keysOfWord)]),
  }
}

/** The same for a name that is kept as one text, such as that of a case. */
export const textKeys = (text: string): string[] =>
  unique(wordsOf(text).flatMap((word) => [...foldWords(word), ...keysOfWord(word)]))

const unique = (list: string[]): string[] => [...new Set(list.filter((one) => one !== ''))]

const keysOfWord = (word: string): string[] => [
  ...soundsOfWord(word)
    .slice(0, readingsKept)
    .map((sound) => soundMark + sound),
  ...skeletonsOfWord(word)
    .slice(0, readingsKept)
    .map((skeleton) => consonantMark + skeleton),
]
