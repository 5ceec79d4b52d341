import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { makeWorld, type World } from '../../test/world.ts'
import { act } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { readCaseNumber } from './case-number.ts'
import { type NewCase, openCase } from './open-case.ts'

const open = act({
  name: 'open-test-case',
  who: account,
  input: z.custom<NewCase>(),
  do: (input, doing) => openCase(doing, input),
})

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

test('a case goes to the office with jurisdiction, carries a checked number and is found by each word of the name', async () => {
  const office = await world.office({ matters: ['household-permit'] })
  const person = await world.person()
  const host = await world.account(person)
  const answer = await open(world.instance, host, {
    kind: 'test',
    applicantAccount: host.account,
    subjects: [person],
    subjectName: 'RAHIMOVA GULNORA',
    region: '75',
    matter: 'household-permit',
    governingDate: '2026-11-24',
  })
  if ('refused' in answer) throw new Error('refused')
  expect(answer.officeId).toBe(office)
  expect(readCaseNumber(answer.number)).toBe(answer.number)
  const words = await world.owner.rows<{ word: string }>(
    sql`select word from "case".name_word where case_id = ${answer.id}::uuid order by word`,
  )
  expect(words.map((row) => row.word)).toEqual(['gulnora', 'rahimova'])
})

test('where no office has jurisdiction no case is opened', async () => {
  const host = await world.account(await world.person())
  await expect(
    open(world.instance, host, {
      kind: 'test',
      applicantAccount: host.account,
      subjects: [host.person as string],
      subjectName: 'A',
      region: '71',
      matter: 'household-permit',
      governingDate: '2026-11-24',
    }),
  ).rejects.toMatchObject({ code: 'not-found', details: { noOfficeFor: 'household-permit' } })
})
