import { afterAll, beforeAll, expect, it } from 'vitest'
import { countryState, emptyDemo } from '../../../demo/country/provide-country.ts'
import { personPersonas, staffPersonas } from '../../../demo/personas.ts'
import { makeWorld, type World } from '../../../test/world.ts'
import { sql } from '../../platform/database.ts'
import { demoCommand } from './demo.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

const run = async (...args: string[]) => {
  const said: string[] = []
  const io = {
    stdin: async () => '',
    out: (t: string) => said.push(t),
    err: (t: string) => said.push(t),
    tty: false,
  }
  return { code: await demoCommand(args, io), said: said.join('\n') }
}

it('a wrong call touches nothing and says how it is meant', async () => {
  for (const args of [
    [],
    ['destroy'],
    ['reset', '--people', 'many'],
    ['reset', '--cases', '5'],
    ['reset', '--at', 'soon'],
    ['shift'],
    ['shift', 'x'],
    ['shift', '3', '--to', '2027-01-01'],
    ['people', '--nobody'],
  ])
    expect(await run(...args), args.join(' ')).toMatchObject({
      code: 2,
      said: expect.stringContaining('qonys demo reset'),
    })
})

it('says whom one can be, for people and for machines', async () => {
  expect((await run('people')).said).toContain('+77000000021')
  const { people, staff } = JSON.parse((await run('people', '--json')).said) as {
    people: object[]
    staff: object[]
  }
  expect([people.length, staff.length]).toEqual([personPersonas.length, staffPersonas.length])
})

it('people who are not of a demo are never emptied away, nor a demo under a running program', async () => {
  const person = await world.person()
  expect(await emptyDemo(world.instance.config, world.database.ownerUrl)).toBe('not-a-demo')
  await world.owner.done(sql`insert into platform.setting (key, value) values ('demo', 'true')`)
  expect(await emptyDemo(world.instance.config, world.database.ownerUrl)).toBe('in-use')
  expect(await world.owner.maybe(sql`select id from person.person where id = ${person}`)).toBeTruthy()
  expect(await countryState(world.database.ownerUrl)).toBe('none')
})
