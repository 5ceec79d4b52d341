// A program of the bad-days test: registers people without end and prints each acknowledged id, until it is killed.

import { registerPerson } from '../src/person/register-person.ts'
import { readConfig } from '../src/platform/config.ts'
import { openInstance } from '../src/platform/instance.ts'
import { newId } from '../src/platform/new-id.ts'
import type { Staff } from './world.ts'

const [url = '', officer = ''] = process.argv.slice(2)
const instance = await openInstance(readConfig(), url, { max: 4 })
const actor = JSON.parse(officer) as Staff

async function registerOnAndOn(lane: number): Promise<never> {
  for (let n = 0; ; n++) {
    const request = newId()
    const answer = await registerPerson(
      instance,
      actor,
      {
        latinName: { family: 'KILLTEST', given: `PERSON${lane}X${n}` },
        birthDate: '1990-03-27',
        sex: 'female',
        citizenship: 'UZB',
        document: {
          kind: 'passport',
          issuingState: 'UZB',
          number: `DEMO${lane}${String(n).padStart(5, '0')}`,
        },
        language: 'uz',
        region: '75',
        confirmedNew: true,
      },
      request,
    )
    process.stdout.write(`${JSON.stringify({ request, answer })}\n`)
  }
}
await Promise.all([1, 2, 3].map(registerOnAndOn))
