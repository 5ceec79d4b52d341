import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'
import { sql } from '../../platform/database.ts'
import { asylumCommand } from './asylum.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
  await world.office({ institution: 'executive-75' })
  await world.owner.done(sql`insert into institution.institution (code, kind, names)
    values ('police', 'migration-service', '{"kk": "x", "ru": "x", "en": "x"}')`)
})
afterAll(() => world.close())

async function run(...args: string[]) {
  const said = { out: '', err: '' }
  const code = await asylumCommand(
    args,
    async () => ({ url: world.database.ownerUrl, stop: async () => {} }),
    {
      stdin: async () => '',
      out: (text) => {
        said.out += `${text}\n`
      },
      err: (text) => {
        said.err += text
      },
      tty: false,
    },
  )
  return { code, ...said }
}
const ground = ['--ground', 'Order of the world of tests']

it('lengthens, shows and shortens the list; what the table refuses it says', async () => {
  expect((await run('allow', 'executive-75', '--does', 'receives,told', ...ground)).code).toBe(0)
  const un = ['--kk', 'БҰҰ', '--ru', 'ООН', '--en', 'UN']
  expect((await run('allow', 'un-office', '--does', 'told', ...ground, ...un)).code).toBe(0)
  const { recipients } = JSON.parse((await run('recipients', '--json')).out) as { recipients: object[] }
  expect(recipients).toMatchObject([
    { code: 'executive-75', kind: 'local-executive-body', does: ['receives', 'told'] },
    { code: 'un-office', kind: 'international', does: ['told'] },
  ])
  const police = await run('allow', 'police', '--does', 'told', ...ground)
  expect(police).toMatchObject({ code: 1, err: expect.stringContaining('named_kinds_only') })
  // An international body is told, it reads and judges nothing.
  expect((await run('allow', 'un-two', '--does', 'judges', ...ground, ...un)).code).toBe(1)
  expect((await run('end', 'un-office')).code).toBe(0)
  expect((await run('end', 'un-office')).code).toBe(1)
})

it.each([
  [],
  ['allow'],
  ['allow', 'x', '--does', 'sees', ...ground],
  ['allow', 'x', '--does', 'told'],
  ['end'],
  ['recipients', 'x'],
  ['--no'],
])('says how it is called when it is called wrongly: %s %s', async (...args) => {
  expect(await run(...(args as string[]))).toMatchObject({
    code: 2,
    err: expect.stringContaining('qonys asylum recipients'),
  })
})
