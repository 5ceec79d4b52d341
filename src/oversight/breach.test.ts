import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { getRecord } from '../person/get-record.ts'
import { linkFamily } from '../person/link-family.ts'
import { queryOn, sql } from '../platform/database.ts'
import { breach } from './commands/breach.ts'
import { findAffected } from './find-affected.ts'

let world: World
let officer: Staff
let seen: string
let changed: string
let before: string
const said: string[] = []
const io = {
  stdin: async () => '',
  out: (line: string) => said.push(line),
  err: (line: string) => said.push(line),
  tty: false,
}

beforeAll(async () => {
  world = await makeWorld('2026-11-20T06:00:00Z')
  const office = await world.office({ region: '75' })
  officer = await world.officer('registrar', office)
  const colleague = await world.officer('registrar', office)
  seen = await world.person({ language: 'tg' })
  changed = await world.person()
  before = await world.person()
  const untouched = await world.person()
  await world.account(seen, { language: 'tg' })
  const look = (who: Staff, person: string) =>
    getRecord(world.instance, who, person, { purpose: 'serve-person' })
  await look(officer, before)
  world.clock.set('2026-11-27T03:00:00Z')
  await look(officer, seen)
  await look(officer, seen)
  await look(colleague, untouched)
  await linkFamily(world.instance, officer, { person: seen, relative: changed, relation: 'sibling' })
  world.clock.set('2026-11-27T10:00:00Z')
})
afterAll(() => world.close())

const run = async (...args: string[]) => {
  said.length = 0
  const open = async () => ({ url: world.database.ownerUrl, stop: async () => {} })
  const instance = { ...world.instance, close: async () => {} }
  return breach(args, open, async () => instance, io)
}
const window = () => [
  '--actor',
  officer.staff,
  '--from',
  '2026-11-27T00:00:00Z',
  '--to',
  '2026-11-28T00:00:00Z',
]
const messages = async () =>
  (await world.owner.rows(sql`select 1 from message.message where template = 'breach'`)).length

describe('a breach', () => {
  it('touches everybody whom that hand looked at or changed in that time, and nobody else', async () => {
    const from = Temporal.Instant.from('2026-11-27T00:00:00Z')
    const affected = await findAffected(queryOn(world.instance.db), {
      actor: officer.staff,
      from,
      to: from.add({ hours: 24 }),
    }).catch(() => [])
    // The application's own role sees nothing of it: it is for the owner's command alone.
    expect(affected).toEqual([])
    const found = await findAffected(world.owner, { actor: officer.staff, from, to: from.add({ hours: 24 }) })
    expect(found.map((one) => one.person).sort()).toEqual([seen, changed].sort())
    expect(found.find((one) => one.person === seen)).toMatchObject({ looks: 3, languages: ['tg'] })
    expect(found.find((one) => one.person === seen)?.categories).toContain('change')
  })
  it('is drilled without telling anybody, with the list and the notices on disk', async () => {
    const made = mkdtempSync(join(tmpdir(), 'qonys-breach-'))
    onTestFinished(() => rmSync(made, { recursive: true, force: true }))
    const folder = join(made, 'drill')
    expect(await run(...window(), '--out', folder)).toBe(0)
    expect(said.join('\n')).toContain('2 people, 1 of them have an account')
    expect(said.join('\n')).toContain('a drill')
    expect(await messages()).toBe(0)
    expect(readFileSync(join(folder, 'people.csv'), 'utf8').split('\n')).toHaveLength(4)
    expect(readFileSync(join(folder, 'authority.txt'), 'utf8')).toContain('Число людей: 2')
    expect(readFileSync(join(folder, 'authority.txt'), 'utf8')).not.toContain(seen)
    expect(readFileSync(join(folder, 'people.txt'), 'utf8')).toContain('Шояд касе')
  })
  it('is told to everybody with an account once, and the authority is owed a notice by the next working day', async () => {
    const tell = [
      '--tell',
      '--account',
      'A sold password of one officer',
      '--contact',
      'dpo@people.demo.example',
      '--json',
    ]
    expect(await run(...window(), ...tell)).toBe(0)
    // The 27th is a Friday.
    expect(JSON.parse(said[0] ?? '')).toMatchObject({ affected: 2, reachable: 1, told: 1, due: '2026-11-30' })
    expect(await messages()).toBe(1)
    const row = await world.owner.one<{ told: number }>(sql`select told from oversight.breach`)
    expect(row.told).toBe(1)
  })
  it('says that nobody is touched, and refuses a call that is wrong', async () => {
    const early = ['--actor', officer.staff, '--from', '2026-01-01T00:00:00Z', '--to', '2026-01-02T00:00:00Z']
    expect(await run(...early)).toBe(1)
    expect(await run(...window(), '--tell')).toBe(2)
    expect(await run('--actor', officer.staff, '--from', 'yesterday', '--to', 'today')).toBe(2)
  })
})
