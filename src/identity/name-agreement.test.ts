import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { foldName } from '../person/fold-name.ts'
import { meetIn, skeletonsOf, soundsOf } from '../person/sound-name.ts'
import { jaroWinkler, withinOneEdit } from './similarity.ts'

// Published romanisations stay outside: QONYS_DATA names their folder. Each word is one pair; what was made of it by the published
// rules must be the same word, and other words of the list others.
const folder = process.env.QONYS_DATA ?? ''
const present = (...path: string[]) => folder !== '' && existsSync(join(folder, ...path))

const remembered = (of: (text: string) => string[][]) => {
  const known = new Map<string, string[][]>()
  return (text: string) => {
    const forms = known.get(text) ?? of(text)
    known.set(text, forms)
    return forms
  }
}
const [soundsOnce, skeletonsOnce] = [remembered(soundsOf), remembered(skeletonsOf)]
const sounds = (one: string, other: string) => meetIn(soundsOnce, one, other)
const consonants = (one: string, other: string) => meetIn(skeletonsOnce, one, other)
const near = (one: string, other: string): boolean => {
  const [a, b] = [foldName(one), foldName(other)]
  return jaroWinkler(a, b) >= 0.92 || (Math.min(a.length, b.length) > 3 && withinOneEdit(a, b))
}

interface Agreement {
  pairs: number
  key: number
  sound: number
  soundOrNear: number
  consonants: number
  /** Of pairs of different words: how many have a sound in common. */
  differentAlike: number
}

function agreementOf(pairs: [string, string][]): Agreement {
  const share = (list: [string, string][], test: (a: string, b: string) => boolean) =>
    Math.round((1000 * list.filter(([a, b]) => test(a, b)).length) / list.length) / 10
  const others = pairs.flatMap(([one], i) =>
    Array.from({ length: 40 }, (_, n): [string, string] => [one, pairs[(i + 1 + n * 17) % pairs.length]![1]]),
  )
  const words = new Map(pairs.map(([native, latin]) => [latin, native]))
  return {
    pairs: pairs.length,
    key: share(pairs, (a, b) => foldName(a) === foldName(b)),
    sound: share(pairs, sounds),
    soundOrNear: share(pairs, (a, b) => sounds(a, b) || near(a, b)),
    consonants: share(pairs, consonants),
    differentAlike: share(
      others.filter(([one, other]) => words.get(other)?.toLowerCase() !== one.toLowerCase()),
      sounds,
    ),
  }
}

/** Words of four letters or more: names are no shorter, and particles are no names. */
function readPairs(file: string): [string, string][] {
  const seen = new Map<string, [string, string]>()
  for (const line of readFileSync(join(folder, 'cldr-transforms', 'testData', file), 'utf8').split('\n')) {
    const [native = '', written = ''] = line.replace(/^\uFEFF/, '').split('\t')
    // The published Turkmen list has и for i by mistake.
    const latin = written.replaceAll('и', 'i')
    if (/^[\p{L}\p{M}’ʼʹʺ]{4,}$/u.test(native) && /^[\p{Script=Latin}\p{M}\p{Lm}’ʹʺʼ]+$/u.test(latin))
      seen.set(native.toLowerCase(), [native, latin])
  }
  return [...seen.values()]
}

describe.skipIf(!present('cldr-transforms'))(
  present('cldr-transforms')
    ? 'published romanisations'
    : 'published romanisations: not run, QONYS_DATA names no folder that has them',
  () => {
    it.each([
      ['kk-Latn-t-kk-m0-bgn.txt', 95],
      ['ky-Latn-t-ky-m0-bgn.txt', 95],
      ['ru-Latn-t-ru-m0-bgn.txt', 95],
      ['uz-t-uz-Cyrl-m0-bgn.txt', 95],
      ['uk-Latn-t-uk-m0-bgn.txt', 90],
      ['be-Latn-t-be-m0-bgn.txt', 90],
      ['tk-t-tk-Cyrl-m0-bgn.txt', 90],
      ['mn-Latn-t-mn-m0-bgn.txt', 90],
      ['az-t-az-cyrl-m0-bgn.txt', 90],
    ])('%s: at least %d %% are the same or nearly, different words stay apart', (file, least) => {
      const agreement = agreementOf(readPairs(file))
      console.info(file, JSON.stringify(agreement))
      expect(agreement.soundOrNear).toBeGreaterThanOrEqual(least)
      expect(agreement.differentAlike).toBeLessThan(0.5)
    })

    it('Persian without its vowels has the consonants of its romanisation', () => {
      const bare = readPairs('fa-Latn-t-fa-m0-bgn.txt').map(([native, latin]): [string, string] => [
        native.replace(/\p{M}/gu, ''),
        latin,
      ])
      const agreement = agreementOf(bare.filter(([native]) => native.length > 3))
      console.info('fa', JSON.stringify(agreement))
      expect(agreement.consonants).toBeGreaterThanOrEqual(80)
    })
  },
)

interface Scheme {
  mapping: Record<string, string>
  prev_mapping: Record<string, string> | null
  next_mapping: Record<string, string> | null
  ending_mapping: Record<string, string> | null
}

/** A word by one of the published schemes, which look at the letter before, the letter after and the ending. */
function spellBy({ mapping, prev_mapping, next_mapping, ending_mapping }: Scheme, word: string): string {
  const ending = word.slice(-2)
  const known = word.length > 2 ? ending_mapping?.[ending] : undefined
  const stem = known === undefined ? word : word.slice(0, -2)
  const letters = [...stem].map((letter, i) => {
    const [before, after] = [stem[i - 1] ?? '', stem[i + 1] ?? '']
    return prev_mapping?.[before + letter] ?? next_mapping?.[letter + after] ?? mapping[letter] ?? letter
  })
  return letters.join('') + (known ?? '')
}

describe.skipIf(!present('translit-iuliia'))(
  present('translit-iuliia')
    ? 'schemes of Russian passports'
    : 'schemes of Russian passports: not run, QONYS_DATA names no folder that has them',
  () => {
    const schemes = (): [string, Scheme][] =>
      Object.entries(JSON.parse(readFileSync(join(folder, 'translit-iuliia', 'schemas.json'), 'utf8')))
    const words = () => readPairs('ru-Latn-t-ru-m0-bgn.txt').map(([native]) => native.toLowerCase())

    it('each scheme writes Russian words so that they are the same or nearly', () => {
      const found = schemes().map(([name, scheme]) => {
        const pairs = words().map((word): [string, string] => [word, spellBy(scheme, word)])
        return { name, ...agreementOf(pairs) }
      })
      for (const one of found) console.info(one.name, JSON.stringify(one))
      expect(found.filter(({ soundOrNear }) => soundOrNear < 90).map(({ name }) => name)).toEqual([])
    })
  },
)
