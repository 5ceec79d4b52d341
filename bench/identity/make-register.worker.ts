import { writeFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { keyVersion, matchKeys, type NameForm, nameForm } from '../../src/identity/match-keys.ts'
import { damageRecord } from './damage-record.ts'
import { type Chunk, type MadeChunk, personId } from './load-register.ts'
import { dice, laterRecord, type MadePerson, makePerson, recordOf, someSpelling } from './make-people.ts'

const { everyNth, seed } = workerData as { everyNth: number; seed: number }

// Names repeat; the system folds each anew, a bench of millions need not.
const folded = new Map<string, string>()
function foldedOnce(part: 'given' | 'family' | 'patronymic', name: string): string {
  const wanted = `${part} ${name}`
  let form = folded.get(wanted)
  if (form === undefined) {
    const { given, family, father } = nameForm({ [part]: name })
    form = given || family || father
    folded.set(wanted, form)
  }
  return form
}

const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '')}"`
parentPort?.on('message', ({ from, to, folder }: Chunk) => {
  const roll = dice(seed + from)
  const asking = dice(seed * 31 + from + 7)
  const made: MadeChunk = { from, to, folder, asked: [] }
  const [people, forms, keys]: [string[], string[], string[]] = [[], [], []]
  for (let n = from; n < to; n++) {
    const id = personId(n)
    const person: MadePerson = makePerson(roll)
    const record = recordOf(person, id, someSpelling(person, roll))
    const form: NameForm = {
      given: foldedOnce('given', record.given),
      family: foldedOnce('family', record.family),
      father: foldedOnce('patronymic', record.patronymic),
    }
    people.push(
      `${id}\t${person.culture.citizenship}\t${record.born}\t${record.sex}\t${record.family} ${record.given}\t{75}\tverified\t2026-01-01\tbench`,
    )
    forms.push(
      `${id}\t{${[form.given, form.family, form.father].map(quoted).join(',')}}\t${keyVersion}\t2026-01-01\t${record.born}\t${record.sex}`,
    )
    const { first, second, third } = matchKeys([form], record.born)
    for (const some of [first, second, third]) for (const key of some) keys.push(`${key}\t${id}`)
    if (n % everyNth === 0)
      made.asked.push({
        person: n,
        usual: laterRecord(person, id, asking),
        other: damageRecord(person, id, asking),
      })
  }
  writeFileSync(`${folder}/person.${from}`, `${people.join('\n')}\n`)
  writeFileSync(`${folder}/match_form.${from}`, `${forms.join('\n')}\n`)
  writeFileSync(`${folder}/match_key.${from}`, `${keys.join('\n')}\n`)
  parentPort?.postMessage(made)
})
