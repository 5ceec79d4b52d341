import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { makeWorld, type World } from '../../test/world.ts'
import { act, inTransaction } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { readCaseNumber } from './case-number.ts'
import { findCases } from './find-cases.ts'
import { type NewCase, openCase } from './open-case.ts'
import { renewNameWords } from './renew-name-words.ts'

const open = act({
  name: 'open-test-case',
  who: account,
  input: z.custom<NewCase>(),
  do: (input, doing) => openCase(doing, input),
})

let world: World
let office: string
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

test('a case goes to the office with jurisdiction, carries a checked number and is found by each word of the name', async () => {
  office = await world.office({ matters: ['household-permit'] })
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
  expect(words.map((row) => row.word)).toEqual([
    '!gulnura',
    '!rahimuva',
    '#klnr',
    '#rhm',
    'gulnora',
    'rahimova',
  ])
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

test('a case is found by its person in any script and spelling, with the reason, and by nobody of another region', async () => {
  const here = await world.officer('permit-officer', office)
  const person = await world.person()
  const host = await world.account(person)
  const openFor = async (subjectName: string) => {
    const answer = await open(world.instance, host, {
      kind: 'test',
      applicantAccount: host.account,
      subjects: [person],
      subjectName,
      region: '75',
      matter: 'household-permit',
      governingDate: '2026-11-24',
    })
    if ('refused' in answer) throw new Error('refused')
    return answer.id
  }
  const wanted = await openFor('ZHUMABAI OTEGEN')
  await openFor('OMAROV NURLAN')
  const find = (typed: string, who = here) =>
    inTransaction(world.instance, who, false, (tx) => findCases(tx, who, typed))
  for (const typed of ['Жұмабай', 'Жумабай Утеген', 'Djoumabaï', 'Otegen Jumabaı', 'جۇماباي', 'Жума'])
    expect([typed, (await find(typed)).map(({ id }) => id)]).toEqual([typed, [wanted]])
  expect((await find('Жумабай'))[0]?.matched).toEqual([
    { typed: 'жумабай', found: 'ZHUMABAI', how: 'script', where: 'latin' },
  ])
  // Other vowels, the same consonants.
  expect((await find('Жамабой'))[0]).toMatchObject({ id: wanted, matched: [{ how: 'consonants' }] })
  const far = await world.officer(
    'permit-officer',
    await world.office({ institution: 'far', region: '71' }),
    {
      regions: ['71'],
    },
  )
  for (const typed of ['Жұмабай', 'Жамабой']) expect(await find(typed, far)).toEqual([])

  // Of three words each must be there, in any order.
  const threefold = await openFor('UMAROV NURLAN SAPAROVICH')
  expect((await find('Сапарович Умаров Нурлан')).map(({ id }) => id)).toEqual([threefold])
  expect(await find('Сапарович Умаров Руслан')).toEqual([])
  // However many ways the other word may be meant.
  const sifted = (sift: string[]) =>
    world.owner.rows<{ id: string }>(
      sql`select id from "case".find_by_keys('{!umaruv}', false, ${sift}::text[], null, '{75}', 25)`,
    )
  const others = [' !a', ' !b', ' !c', ' !d', ' !e']
  expect(await sifted([...others, ' !sapar'])).toMatchObject([{ id: threefold }])
  expect(await sifted([...others, ' !apar'])).toEqual([])
  expect(await sifted([])).toEqual([])

  // As it was written before names had sounds.
  await world.owner.done(sql`delete from "case".name_word where case_id = ${wanted}::uuid`)
  await world.owner.done(sql`update "case"."case" set name_key = 'otegen jumabai' where id = ${wanted}::uuid`)
  await world.owner.done(sql`insert into "case".name_word (word, region, case_id, name_key)
    select w, '75', ${wanted}::uuid, 'otegen jumabai' from unnest(array['otegen', 'jumabai']) w`)
  expect((await find('Otegen Zhumabai')).map(({ id }) => id)).toEqual([wanted])
  expect(await find('Утеген')).toEqual([])
  const job = { kind: 'system', job: 'renew-name-keys' } as const
  expect(await renewNameWords(world.instance, job, {})).toEqual({ renewed: 1 })
  expect(await renewNameWords(world.instance, job, {})).toEqual({ renewed: 0 })
  expect((await find('Утеген')).map(({ id }) => id)).toEqual([wanted])
})
