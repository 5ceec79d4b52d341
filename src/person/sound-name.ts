import { foldWord, toLatinWord, wordsOf } from './fold-name.ts'
import { readArabicWord } from './name-letters.ts'

// What a word in Latin letters may mean, depending on who wrote it. Each is read in all of its places or in none.
const latinReadings: [when: RegExp, replace: [RegExp, string][]][] = [
  // Turkish and Azerbaijani c is дж; French and Portuguese c before a, o, u is к.
  [/c(?![hkz])/, [[/c(?![hkz])/g, 'j']]],
  [/c(?=[aou])/, [[/c(?=[aou])/g, 'k']]],
  // Scholars' and German j is й.
  [/(?<![dt])j/, [[/(?<![dt])j/g, 'y']]],
  // French ch is ш.
  [/(?<![ts])ch/, [[/(?<![ts])ch/g, 'sh']]],
  [/x/, [[/x/g, 'ks']]],
  // Azerbaijani q is г.
  [/q/, [[/q/g, 'g']]],
  // English oo and ee.
  [
    /oo|ee/,
    [
      [/oo/g, 'u'],
      [/ee/g, 'i'],
    ],
  ],
]

// After the fold: what schemes write otherwise, in order.
const sounds: [RegExp, string][] = [
  [/ph/g, 'f'],
  [/th/g, 't'],
  [/ck/g, 'k'],
  [/ou/g, 'u'],
  [/ie/g, 'e'],
  [/ae/g, 'a'],
  [/oe/g, 'o'],
  [/ue/g, 'u'],
  // ө, ү, ӯ, ў and oʻ are о in one register and у in the next.
  [/o/g, 'u'],
  // Щ as shch, sch or sh; чж and цз are how Russian writes Chinese zh and z, j.
  [/sc/g, 's'],
  [/c[jz]/g, 'j'],
  [/dz/g, 'z'],
  [/ng/g, 'n'],
  // The h that ends a word is not heard.
  [/(?<=[aeiu])h$/, ''],
  [/(.)\1+/gu, '$1'],
]

const most = 8
const unique = (list: string[]): string[] => [...new Set(list.filter((one) => one !== ''))]

/**
 * How one word of a name may sound, in letters that no scheme of spelling writes differently: first what it most likely is, then what it
 * would be if a Turk, a Frenchman, a scholar or a Chinese passport had written it; at most eight. Two words may be one name
 * when they have a sound in common. `word` is one of `wordsOf`.
 */
export function soundsOfWord(word: string): string[] {
  // Ivanoff.
  const latin = toLatinWord(word).replace(/(?<=[oe])ff$/, 'v')
  let readings = [latin]
  if (/^[\p{Script=Latin}\p{M}]+$/u.test(word))
    for (const [when, replace] of latinReadings)
      readings = unique(
        readings.flatMap((one) =>
          when.test(one) ? [one, replace.reduce((text, [from, to]) => text.replace(from, to), one)] : [one],
        ),
      )
  const arabic = readArabicWord(word)
    ?.slice(1)
    .map((one) => one.latin)
  // Ə and Ä are a here and e there.
  const front = /[əǝәä]/.test(word)
    ? [word.replace(/[əǝә]|ä/g, 'e').replace(/./gsu, (char) => toLatinWord(char))]
    : []
  // Yo is ё, and й with ў, ө or ӯ.
  if (latin.includes('yo')) readings = unique([...readings, latin.replaceAll('yo', 'yu')])
  const pinyin = pinyinAsRussian(latin)
  return unique(
    [...readings, ...(arabic ?? []), ...front, ...(pinyin ? [pinyin] : [])].map((one) =>
      sounds.reduce((text, [from, to]) => text.replace(from, to), foldWord(one)),
    ),
  ).slice(0, most)
}

const pinyinSyllables =
  /^(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uan|uai|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui|ue|a|o|e|i|u|ü)){1,3}$/

/** Chinese in pinyin, as the Russian of Palladius would fold, or undefined when the word is not made of its syllables. */
function pinyinAsRussian(latin: string): string | undefined {
  // Without a letter that the two write differently the word is read the same anyway.
  if (!/[jqxzcr]|uo|ui/.test(latin) || !pinyinSyllables.test(latin)) return undefined
  return latin
    .replace(/(?<=[jqx])u(?![aeo])/g, 'yu')
    .replace(/uo/g, 'o')
    .replace(/q/g, 'ts')
    .replace(/x/g, 's')
    .replace(/zh|r/g, 'j')
    .replace(/(?<![t])j|z(?!h)/g, 'j')
    .replace(/c(?!h)/g, 'ts')
}

/** The sounds of each word of a name, in the order they came. */
export const soundsOf = (text: string): string[][] =>
  wordsOf(text)
    .map(soundsOfWord)
    .filter((sounds) => sounds.length > 0)

/**
 * The consonants of a word, for names whose vowels nobody wrote (Arabic script) or everybody writes otherwise: a vowel at the beginning
 * is kept as a sign, қ, к and г, д and т, б and п stand together, в within a word goes, since in Arabic script it may be a vowel. One
 * for each sound it may have, so words that sound alike share one. A word with fewer than two signs keeps its letters.
 */
export const skeletonsOfWord = (word: string): string[] => unique(soundsOfWord(word).map(skeletonOf))

function skeletonOf(sound: string): string {
  const bare = sound
    .replace(/h$/, '')
    .replace(/^[aeiou]+/, 'a')
    .replace(/(?!^)[aeiouv]/g, '')
    .replace(/g/g, 'k')
    .replace(/d/g, 't')
    .replace(/b/g, 'p')
    .replace(/(.)\1+/gu, '$1')
  return bare.length >= 2 ? bare : sound
}

/** The consonants of each word of a name, in the order they came. */
export const skeletonsOf = (text: string): string[][] =>
  wordsOf(text)
    .map(skeletonsOfWord)
    .filter((skeletons) => skeletons.length > 0)

/** Whether two names have, word by word, something in common; `of` is {@link soundsOf} or {@link skeletonsOf}. */
export function meetIn(of: (text: string) => string[][], one: string, other: string): boolean {
  const [a, b] = [of(one), of(other)]
  return a.length === b.length && a.every((each, i) => each.some((form) => b[i]?.includes(form)))
}
