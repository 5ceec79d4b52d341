import { afterAll, beforeAll, expect, it } from 'vitest'
import { findLooks } from '../src/oversight/find-looks.ts'
import { sequenceLog } from '../src/oversight/sequence-log.ts'
import { findFamily } from '../src/person/find-family.ts'
import { findFiles } from '../src/person/find-files.ts'
import { findPeople } from '../src/person/find-people.ts'
import { getRecord } from '../src/person/get-record.ts'
import type { Actor } from '../src/platform/actor.ts'
import { sql } from '../src/platform/database.ts'
import { makeWorld, type Person, type World } from './world.ts'

/** How many reads; more by QONYS_READS=5000. */
const reads = Number(process.env.QONYS_READS ?? 400)
let world: World
let readers: Actor[]
let subjects: Person[]

beforeAll(async () => {
  world = await makeWorld()
  const roles = ['registrar', 'permit-officer', 'supervisor', 'appeal-officer', 'border-officer'] as const
  readers = []
  for (const region of ['75', '71', '79', '63'])
    for (const role of roles) {
      const office = await world.office({ institution: `office-${region}-${role}`, region })
      readers.push(await world.officer(role, office, { regions: [region] }))
    }
  subjects = []
  for (let n = 0; n < 12; n++) {
    const region = ['75', '71', '79', '63'][n % 4] ?? '75'
    const person = await world.person({ regions: [region], latinName: `LOOKED AT${n}` })
    subjects.push(await world.account(person))
  }
})
afterAll(() => world.close())

/** Who judges appeals serves nobody: their work is the case. */
const purposeOf = (reader: Actor) =>
  reader.kind === 'staff' && reader.roles.includes('appeal-officer') ? 'case-work' : 'serve-person'

/** The same sequence each time. */
function* chance(seed: number): Generator<number> {
  for (let x = seed; ; ) {
    x = (x * 1_103_515_245 + 12_345) % 2 ** 31
    yield x / 2 ** 31
  }
}

it(`${reads} random reads by twenty roles and offices all show to those they were about, and nothing else does`, async () => {
  const draw = chance(7)
  const next = (n: number) => Math.floor((draw.next().value as number) * n)
  const expected = new Map(subjects.map(({ person }) => [person ?? '', 0]))
  const saw = (ids: Iterable<string>) => {
    for (const id of new Set(ids)) if (expected.has(id)) expected.set(id, (expected.get(id) ?? 0) + 1)
  }
  const { instance } = world
  let refused = 0
  for (let n = 0; n < reads; n++) {
    const reader = readers[next(readers.length)] as Actor
    const person = subjects[next(subjects.length)]?.person ?? ''
    try {
      switch (next(4)) {
        case 0:
          saw([(await getRecord(instance, reader, person, { purpose: purposeOf(reader) })).id])
          break
        case 1: {
          const ids = subjects.slice(0, 1 + next(11)).map((one) => one.person ?? '')
          saw((await findPeople(instance, reader, { ids })).people.map(({ id }) => id))
          break
        }
        case 2:
          await findFamily(instance, reader, person)
          saw([person])
          break
        default:
          await findFiles(instance, reader, person)
          saw([person])
      }
    } catch (error) {
      if ((error as { code?: string }).code !== 'not-found') throw error
      refused++
    }
  }
  expect(refused).toBeGreaterThan(0)
  for (const subject of subjects) {
    const shown = new Set<bigint>()
    for (let before: string | undefined, more = true; more; ) {
      const page = await findLooks(instance, subject, before)
      for (const { id } of page.looks) shown.add(id)
      before = page.next
      more = page.next !== undefined
    }
    expect(shown.size, subject.name).toBe(expected.get(subject.person ?? ''))
  }
  const { n } = await world.owner.one<{ n: number }>(
    sql`select count(*)::int as n from platform.read_record where subjects && ${subjects.map(({ person }) => person)}::uuid[]`,
  )
  await sequenceLog(instance)
  const logged = await world.owner.one<{ n: number }>(
    sql`select count(*)::int as n from oversight.leaf where source = 'read'`,
  )
  expect(logged.n).toBe(n)
}, 120_000)
