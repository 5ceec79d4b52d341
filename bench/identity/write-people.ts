import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import {
  dice,
  laterRecord,
  type MadeRecord,
  makePerson,
  recordOf,
  relativeOf,
  someSpelling,
} from './make-people.ts'

export const peopleMap = {
  id: 'id',
  given: 'given',
  family: 'family',
  patronymic: 'patronymic',
  birth_date: 'born',
  sex: 'sex',
  address: ['place'],
}

/**
 * Writes `records` made-up records as CSV. The id before the stroke is the person: of five people one has a second record,
 * some a third, and one in six has a relative or namesake in the file. The same seed writes the same file.
 * @param again how the later records of a person go wrong
 */
export async function writePeople(
  file: string,
  records: number,
  seed: number,
  again: typeof laterRecord = laterRecord,
): Promise<void> {
  const roll = dice(seed)
  const out = createWriteStream(file)
  out.write('id,given,family,patronymic,born,sex,place\n')
  let written = 0
  let number = 0
  let batch: string[] = []
  const put = async (record: MadeRecord) => {
    if (written++ >= records) return
    batch.push(Object.values(record).join(','))
    if (batch.length < 5000) return
    if (!out.write(`${batch.join('\n')}\n`)) await once(out, 'drain')
    batch = []
  }
  while (written < records) {
    const person = makePerson(roll)
    const id = `p${++number}`
    await put(recordOf(person, `${id}/0`, someSpelling(person, roll)))
    if (roll.chance(20)) await put(again(person, `${id}/1`, roll))
    if (roll.chance(3)) await put(again(person, `${id}/2`, roll))
    if (roll.chance(16)) {
      const other = relativeOf(person, roll)
      await put(recordOf(other, `p${++number}/0`, someSpelling(other, roll)))
    }
  }
  out.end(batch.length ? `${batch.join('\n')}\n` : '')
  await once(out, 'finish')
}

export const personOf = (id: string): string => id.slice(0, id.indexOf('/'))
