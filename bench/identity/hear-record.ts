import { type Dice, type MadePerson, type MadeRecord, recordOf, someSpelling } from './make-people.ts'

// Pairs of sounds that a clerk who writes by ear takes for each other, in Latin and Cyrillic.
const heard: [RegExp, string][] = [
  [/o/, 'a'],
  [/a/, 'o'],
  [/e/, 'i'],
  [/u/, 'o'],
  [/d/, 't'],
  [/b/, 'p'],
  [/kh|h/, 'k'],
  [/о/, 'а'],
  [/а/, 'о'],
  [/е/, 'и'],
  [/у/, 'ю'],
  [/д/, 'т'],
  [/б/, 'п'],
  [/х/, 'к'],
]

/**
 * A third kind of mistakes, held out like those of `damage-record.ts` and written before anything was measured by them: names written by
 * ear, once or twice in a name; the end of a family name that another office left out; the given name put before the family name in one box;
 * a second given name that only one office knows; dates off by a day or a month, heaped on the 1st or 15th, or with the year of issue.
 */
export function hearRecord(person: MadePerson, id: string, roll: Dice): MadeRecord {
  const record = recordOf(person, id, someSpelling(person, roll))
  if (roll.chance(22)) record.given = byEar(record.given, roll)
  if (roll.chance(22)) record.family = byEar(record.family, roll)
  if (roll.chance(6)) record.family = record.family.replace(/(ov|ev|ова|ева|ов|ев)a?$/i, '')
  if (roll.chance(4)) [record.given, record.family] = [`${record.given} ${record.family}`, '']
  if (roll.chance(5)) record.given = `${record.given} ${roll.pick(['Ali', 'Bek', 'Jan', 'Али', 'Нур'])}`
  if (roll.chance(10)) [record.given, record.family] = [record.family, record.given]
  if (roll.chance(45)) record.patronymic = ''
  if (roll.chance(14)) record.born = otherDay(record.born, roll)
  if (roll.chance(3)) record.born = ''
  if (roll.chance(50)) record.place = ''
  return record
}

function byEar(text: string, roll: Dice): string {
  let said = text
  for (let times = roll.chance(25) ? 2 : 1; times > 0; times--) {
    const able = heard.filter(([from]) => from.test(said.slice(1)))
    if (able.length === 0) return said
    const [from, to] = roll.pick(able)
    said = said.slice(0, 1) + said.slice(1).replace(from, to)
  }
  return roll.chance(15) ? said.replace(/([bdklmnst])(?=[aeiou])/, '$1$1') : said
}

function otherDay(born: string, roll: Dice): string {
  const day = Temporal.PlainDate.from(born)
  switch (roll.below(5)) {
    case 0:
      return day.add({ days: roll.chance(50) ? 1 : -1 }).toString()
    case 1:
      return day.add({ months: roll.chance(50) ? 1 : -1 }).toString()
    case 2:
      return day.with({ day: roll.chance(50) ? 1 : 15 }).toString()
    case 3:
      return `${day.year}`
    default:
      return day.with({ year: 2015 + roll.below(10) }).toString()
  }
}
