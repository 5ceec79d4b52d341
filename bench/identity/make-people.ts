import { type Culture, cultures } from './name-stock.ts'
import { type Spelling, spellName } from './spell-name.ts'

/** A made-up person as their home register would have them. */
export interface MadePerson {
  culture: Culture
  given: string
  family: string
  patronymic: string
  born: string
  sex: 'female' | 'male'
  place: string
}

/** A record of a person in some office: how it was spelt, and what went wrong. */
export interface MadeRecord {
  id: string
  given: string
  family: string
  patronymic: string
  born: string
  sex: string
  place: string
}

/** A repeatable source of numbers in [0, 1) (splitmix32). */
export function dice(seed: number) {
  let state = seed | 0
  const next = () => {
    state = (state + 0x9e3779b9) | 0
    let z = state ^ (state >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z ^= z >>> 15
    z = Math.imul(z, 0x735a2d97)
    return ((z ^ (z >>> 15)) >>> 0) / 4294967296
  }
  const below = (n: number) => Math.floor(next() * n)
  return {
    next,
    below,
    chance: (percent: number) => next() * 100 < percent,
    pick: <T>(list: readonly T[]): T => list[below(list.length)] as T,
    /** The first of a list are the most common, as names are. */
    pickCommon: <T>(list: readonly T[]): T => list[Math.floor(list.length * next() ** 2.2)] as T,
  }
}
export type Dice = ReturnType<typeof dice>

const vowelEnd = /[aeiouаеиоуыэюяӣӯөүә]$/i
const join = (stem: string, ending: string): string => {
  if (!ending || ending.startsWith(' ')) return stem + ending
  if (/^(ov|ев|ов|ев)/.test(ending) && vowelEnd.test(stem)) return stem.slice(0, -1) + ending
  if (/^[йь]/.test(stem.at(-1) ?? '') && /^[оеё]/.test(ending))
    return `${stem.slice(0, -1)}е${ending.slice(1)}`
  return stem + ending
}
const chosen = (roll: Dice): Culture => {
  let rest = roll.below(1000)
  for (const culture of cultures) {
    rest -= culture.share
    if (rest < 0) return culture
  }
  return cultures[0]!
}

/** A person of the mix of origins; name stems are common and rare as in life. */
export function makePerson(roll: Dice): MadePerson {
  const culture = chosen(roll)
  const male = roll.chance(68)
  const side = male ? 0 : 1
  const stem = () => roll.pickCommon(culture.stems)
  const given =
    culture.script === 'zh'
      ? capitalised(
          roll.pick(male ? culture.male : culture.female) + (roll.chance(60) ? roll.pick(culture.male) : ''),
        )
      : join(stem(), roll.pick(male ? culture.male : culture.female))
  const father = culture.script === 'zh' ? '' : join(stem(), roll.pick(culture.male))
  const family =
    culture.script === 'zh'
      ? stem()
      : join(join(stem(), roll.pick(culture.male)), roll.pickCommon(culture.families)[side] ?? '')
  const single = roll.chance(culture.singleName)
  const born = Temporal.PlainDate.from('1956-01-01').add({
    days: Math.floor((roll.next() + roll.next()) * 0.5 * 18_600),
  })
  return {
    culture,
    given,
    family: single ? '' : family,
    patronymic:
      culture.patronymic && roll.chance(culture.withPatronymic) && !single
        ? join(father, culture.patronymic[side] ?? '')
        : '',
    born: roll.chance(3) ? `${born.year}-01-01` : born.toString(),
    sex: male ? 'male' : 'female',
    place: `${roll.pick(places)} ${1 + roll.below(400)}`,
  }
}
const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
const places = [
  'Abai',
  'Satpaev',
  'Dostyk',
  'Gagarin',
  'Tole bi',
  'Nauryz',
  'Bogenbai',
  'Zheltoksan',
  'Kunaev',
  'Raiymbek',
  'Seifullin',
  'Mametova',
]

const spellings: Record<string, Spelling[]> = {
  uz: ['home', 'russian', 'icao', 'english', 'clerk', 'kazakh-latin'],
  tg: ['home', 'russian', 'icao', 'passport-old', 'english', 'clerk'],
  ky: ['home', 'russian', 'icao', 'passport-old', 'english'],
  ru: ['home', 'icao', 'passport-old', 'kazakh-latin'],
  kk: ['home', 'russian', 'icao', 'passport-old', 'kazakh-latin', 'english'],
  tr: ['home', 'russian', 'icao'],
  zh: ['home', 'icao'],
}

/** The first record of a person: clean, in one spelling. */
export function recordOf(person: MadePerson, id: string, spelling: Spelling): MadeRecord {
  const spell = (name: string) => spellName(name, person.culture.script, spelling)
  return {
    id,
    given: spell(person.given),
    family: spell(person.family),
    // A passport's zone has none.
    patronymic: spelling === 'icao' ? '' : spell(person.patronymic),
    born: person.born,
    sex: person.sex,
    place: person.place,
  }
}

export const someSpelling = (person: MadePerson, roll: Dice): Spelling =>
  roll.pick(spellings[person.culture.script] ?? ['home'])

/** Another record of the same person, as another office took it on another day: respelt, and with the mistakes of clerks and papers. */
export function laterRecord(person: MadePerson, id: string, roll: Dice): MadeRecord {
  const record = recordOf(person, id, someSpelling(person, roll))
  if (roll.chance(30)) record.given = mistype(record.given, roll)
  if (roll.chance(20)) record.family = mistype(record.family, roll)
  if (roll.chance(12)) [record.given, record.family] = [record.family, record.given]
  if (roll.chance(40)) record.patronymic = ''
  if (person.sex === 'female' && roll.chance(6))
    record.family = spellName(makeFamily(person.culture, roll), person.culture.script, 'russian')
  if (roll.chance(18)) record.born = misdate(record.born, roll)
  if (roll.chance(4)) record.born = ''
  if (roll.chance(55)) record.place = roll.chance(70) ? `${roll.pick(places)} ${1 + roll.below(400)}` : ''
  if (roll.chance(5)) record.sex = ''
  return record
}

const makeFamily = (culture: Culture, roll: Dice): string =>
  join(join(roll.pickCommon(culture.stems), roll.pick(culture.male)), roll.pick(culture.families)[1] ?? '')

/** A relative or neighbour who is somebody else: the father or son, a sibling, a namesake. The hard negatives. */
export function relativeOf(person: MadePerson, roll: Dice): MadePerson {
  const other = makePerson(roll)
  const kind = [0, 0, 0, 0, 1, 1, 1, 1, 2, 3, 3, 3][roll.below(12)]
  const years = (n: number) => Temporal.PlainDate.from(person.born).add({ years: n }).toString()
  const born = (n: number, same: boolean) =>
    same
      ? years(n)
      : Temporal.PlainDate.from(years(n))
          .add({ days: roll.below(300) })
          .toString()
  const family = { ...person, given: sameCulture(person.culture, roll, person.sex) }
  if (kind === 0) return { ...family, born: born(22 + roll.below(12), roll.chance(4)) }
  if (kind === 1) return { ...family, born: born(1 + roll.below(6), roll.chance(4)) }
  if (kind === 2) return { ...family, born: person.born }
  return { ...person, born: other.born, place: other.place, patronymic: '' }
}

const sameCulture = (culture: Culture, roll: Dice, sex: string): string =>
  culture.script === 'zh'
    ? capitalised(roll.pick(sex === 'male' ? culture.male : culture.female) + roll.pick(culture.male))
    : join(roll.pickCommon(culture.stems), roll.pick(sex === 'male' ? culture.male : culture.female))

function mistype(text: string, roll: Dice): string {
  if (text.length < 3) return text
  const at = 1 + roll.below(text.length - 1)
  const letters = /[а-яё]/i.test(text) ? 'аеиоурнткслмв' : 'aeiounrtkslmv'
  switch (roll.below(4)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1)
    case 1:
      return text.slice(0, at) + roll.pick([...letters]) + text.slice(at)
    case 2:
      return text.slice(0, at) + roll.pick([...letters]) + text.slice(at + 1)
    default:
      return text.slice(0, at - 1) + (text[at] ?? '') + (text[at - 1] ?? '') + text.slice(at + 1)
  }
}

function misdate(born: string, roll: Dice): string {
  const [year = '', month = '', day = ''] = born.split('-')
  switch (roll.below(5)) {
    case 0:
      return Number(day) <= 12
        ? `${year}-${day}-${month}`
        : `${year}-${month}-${String(1 + roll.below(28)).padStart(2, '0')}`
    case 1:
      return `${Number(year) + (roll.chance(50) ? 1 : -1)}-${month}-${day}`
    case 2:
      return `${year}-${month}-${String(1 + roll.below(28)).padStart(2, '0')}`
    case 3:
      return `${year}-${String(1 + roll.below(12)).padStart(2, '0')}-${day}`
    default:
      return `${year}-01-01`
  }
}
