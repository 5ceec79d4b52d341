// A program of the soak: registers, corrects and reads people without end, and prints what was acknowledged, until it is killed.

import { correctName } from '../src/person/correct-name.ts'
import { getRecord } from '../src/person/get-record.ts'
import { registerPerson } from '../src/person/register-person.ts'
import { isRefusal } from '../src/platform/act.ts'
import type { Actor } from '../src/platform/actor.ts'
import { readConfig } from '../src/platform/config.ts'
import { openInstance } from '../src/platform/instance.ts'
import { newId } from '../src/platform/new-id.ts'

const [url = '', officer = '', round = '0'] = process.argv.slice(2)
const instance = await openInstance(readConfig(), url, { max: 4 })
instance.log.level = 'silent'
const given = JSON.parse(officer) as Actor & { kind: 'staff' }
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

async function workOn(lane: number): Promise<never> {
  for (let n = 0; ; n++) {
    // Another officer each time: what one of them may read in an hour is limited.
    const actor = { ...given, staff: newId() }
    const request = newId()
    const made = await registerPerson(
      instance,
      actor,
      {
        latinName: { family: 'SOAKTEST', given: `R${round}L${lane}N${n}` },
        birthDate: '1990-03-27',
        sex: 'female',
        citizenship: 'UZB',
        document: { kind: 'passport', issuingState: 'UZB', number: `DEMO${round}X${lane}X${n}` },
        language: 'uz',
        region: '75',
        confirmedNew: true,
      },
      request,
    )
    if (isRefusal(made)) throw new Error('refused')
    say({ registered: made.id, request })
    await getRecord(instance, actor, made.id, { purpose: 'serve-person' })
    say({ read: made.id })
    const correction = newId()
    const name = { family: 'SOAKTEST', given: `CORRECTED${n}` }
    await correctName(instance, actor, { person: made.id, script: 'latin', name, reason: 'soak' }, correction)
    say({ corrected: made.id, request: correction })
  }
}
await Promise.all([1, 2, 3].map(workOn))
