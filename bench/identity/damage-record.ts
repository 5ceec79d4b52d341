import { type Dice, type MadePerson, type MadeRecord, recordOf, someSpelling } from './make-people.ts'

const beside = new Map(
  'qwa wes ert rty tyu yui uio iop op asd sdf dfg fgh ghj hjk jkl kl zxc xcv cvb vbn bnm nm йцу цук уке кен енг нгш гшщ шщз щзх фыв ыва вап апр про рол олд лдж ячс чсм сми мит ить тьб'
    .split(' ')
    .map((row) => [row[0] as string, row.slice(1)]),
)
const lookAlike: [RegExp, string][] = [
  [/o/i, '0'],
  [/i/i, 'l'],
  [/rn/i, 'm'],
  [/и/i, 'н'],
  [/ш/i, 'щ'],
]

/**
 * Other mistakes than {@link laterRecord} makes, and held out: nothing was chosen by looking at what becomes of them. A neighbour
 * on the keyboard, a letter misread by a scanner, a name cut off at twelve letters, an initial, a given name doubled or glued to the
 * family name, the father's name in the wrong box, two digits of a date exchanged, a decade off, only the year known.
 */
export function damageRecord(person: MadePerson, id: string, roll: Dice): MadeRecord {
  const record = recordOf(person, id, someSpelling(person, roll))
  if (roll.chance(15)) record.given = slip(record.given, roll)
  if (roll.chance(15)) record.family = slip(record.family, roll)
  if (roll.chance(5)) record.family = misread(record.family, roll)
  if (roll.chance(5)) [record.given, record.family] = [record.given.slice(0, 12), record.family.slice(0, 12)]
  if (roll.chance(4)) record.given = record.given.slice(0, 1)
  if (roll.chance(4)) record.given = `${record.given} ${record.patronymic.split(' ')[0] ?? ''}`.trim()
  if (roll.chance(3)) [record.given, record.family] = ['', `${record.family} ${record.given}`]
  if (roll.chance(3)) [record.patronymic, record.given] = [record.given, record.patronymic]
  if (roll.chance(8)) [record.given, record.family] = [record.family, record.given]
  if (roll.chance(35)) record.patronymic = ''
  if (roll.chance(12)) record.born = wrongDate(record.born, roll)
  if (roll.chance(2)) record.born = record.born.slice(0, 4)
  if (roll.chance(2)) record.born = ''
  if (roll.chance(3)) record.sex = record.sex === 'male' ? 'female' : 'male'
  return record
}

function slip(text: string, roll: Dice): string {
  if (text.length < 4) return text
  const at = roll.below(text.length)
  const near = beside.get(text[at]?.toLowerCase() ?? '')
  if (roll.chance(30)) return text.slice(0, at) + (text[at] ?? '') + text.slice(at)
  return near ? text.slice(0, at) + roll.pick([...near]) + text.slice(at + 1) : text
}

function misread(text: string, roll: Dice): string {
  const [from, to] = roll.pick(lookAlike)
  return text.replace(from, to)
}

function wrongDate(born: string, roll: Dice): string {
  const digits = born.replaceAll('-', '')
  const dashed = (text: string) => `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
  switch (roll.below(4)) {
    case 0:
      return `${Number(born.slice(0, 4)) + (roll.chance(50) ? 10 : -10)}${born.slice(4)}`
    case 1: {
      const at = 2 + roll.below(5)
      return dashed(digits.slice(0, at) + (digits[at + 1] ?? '') + (digits[at] ?? '') + digits.slice(at + 2))
    }
    case 2:
      return `${born.slice(0, 8)}${String(1 + roll.below(28)).padStart(2, '0')}`
    default:
      return `${born.slice(0, 4)}-${String(1 + roll.below(12)).padStart(2, '0')}-${String(1 + roll.below(28)).padStart(2, '0')}`
  }
}
