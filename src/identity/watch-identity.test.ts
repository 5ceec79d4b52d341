import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { makeApplication } from '../app/serve.ts'
import { inTransaction, isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { agreementOf } from './check-spellings.ts'
import { keyRecord } from './key-record.ts'
import { watchPages } from './pages/watch.tsx'
import { alarmsOf, type CoverageDay, watchIdentity } from './watch-identity.ts'

const today = Temporal.PlainDate.from('2026-11-28')
const dayAgo = (n: number) => today.subtract({ days: n }).toString()
/** `filled` of ten new records a day, for five weeks. */
const days = (filled: (ago: number) => number, region = '75'): CoverageDay[] =>
  Array.from({ length: 34 }, (_, i) => ({
    day: dayAgo(34 - i),
    region,
    field: 'iin' as const,
    filled: filled(34 - i),
    records: 10,
  }))

describe('a field that goes missing', () => {
  it('raises an alarm with the day since when, in its region and, if it is enough, the country', () => {
    const alarms = alarmsOf(
      days((ago) => (ago <= 3 ? 0 : 8)),
      today,
    )
    expect(alarms).toEqual([
      expect.objectContaining({ region: '75', field: 'iin', since: dayAgo(3) }),
      expect.objectContaining({ region: 'KZ', field: 'iin', since: dayAgo(3) }),
    ])
    const others = ['71', '63', '55', '47', '39', '35', '31', '27'].flatMap((region) => days(() => 8, region))
    expect(
      alarmsOf([...days((ago) => (ago <= 6 ? 0 : 8)), ...others], today).map(({ region }) => region),
    ).toEqual(['75'])
  })

  it('and none where nothing changed, the share always was low, or too few were registered', () => {
    expect(
      alarmsOf(
        days((ago) => 7 + (ago % 3)),
        today,
      ),
    ).toEqual([])
    expect(
      alarmsOf(
        days(() => 0),
        today,
      ),
    ).toEqual([])
    expect(
      alarmsOf(
        days((ago) => (ago <= 3 ? 0 : 8)).map((one) => ({
          ...one,
          filled: Math.ceil(one.filled / 10),
          records: 1,
        })),
        today,
      ),
    ).toEqual([])
  })

  it('also when birth dates heap on the first of January', () => {
    const heaped = days((ago) => (ago <= 6 ? 3 : 10)).map((one) => ({
      ...one,
      field: 'ordinary_day' as const,
    }))
    expect(alarmsOf(heaped, today)[0]).toMatchObject({ field: 'ordinary_day' })
  })
})

it('home spelling and passport are compared in any order, and what does not meet is counted', () => {
  expect(
    agreementOf([
      { citizenship: 'UZB', latin: 'KARIMOV OTKIR', native: 'Каримов Ўткир' },
      { citizenship: 'UZB', latin: 'KARIMOV OTKIR', native: 'Уткир Каримов' },
      { citizenship: 'AFG', latin: 'MOHAMMADI REZA', native: 'محمدی رضا' },
      { citizenship: 'AFG', latin: 'MOHAMMADI REZA', native: '王伟' },
    ]),
  ).toEqual({
    asked: 3,
    unread: 1,
    found: 2,
    consonants: 3,
    citizenships: [
      { citizenship: 'UZB', asked: 2, unread: 0, found: 2, consonants: 2 },
      { citizenship: 'AFG', asked: 1, unread: 1, found: 0, consonants: 1 },
    ],
  })
})

describe('the watch of a register', () => {
  let world: World
  let analyst: Staff
  beforeAll(async () => {
    world = await makeWorld()
    analyst = await world.officer('analyst', await world.office({}))
    // Five people a day for five weeks in one region; from the last four days on none has an IIN.
    await world.owner.done(sql`
      insert into person.person (id, citizenship, birth_date, sex, latin_name, native_name, regions, standing, registered_at, registered_by)
      select gen_random_uuid(), 'UZB', (1960 + n % 40) || '-05-' || lpad((1 + n % 28)::text, 2, '0'), 'male', 'KARIMOV OTKIR', 'Каримов Ўткир', '{75}', 'verified',
        ${world.instance.clock.now().toString()}::timestamptz - make_interval(days => n / 5), 'test' from generate_series(0, 169) n`)
    await world.owner.done(sql`
      insert into person.name (id, person_id, script, family, given, known_at, source)
      select gen_random_uuid(), id, script, case script when 'latin' then 'KARIMOV' else 'Каримов' end, case script when 'latin' then 'OTKIR' else 'Ўткир' end, registered_at, 'test'
      from person.person, unnest(array['latin', 'native']) script`)
    await world.owner.done(sql`
      insert into person.iin (person_id, iin, standing, known_at, source)
      select id, lpad((row_number() over ())::text, 12, '0'), 'declared', registered_at, 'test' from person.person
      where registered_at < ${world.instance.clock.now().toString()}::timestamptz - interval '4 days'`)
  })
  afterAll(() => world.close())

  it('without keys nobody is found, and that is an alarm', async () => {
    const report = await watchIdentity(world.instance, { kind: 'system', job: 'watch-identity' }, {})
    expect(report).toMatchObject({
      alarms: ['coverage', 'keys'],
      keys: { asked: 200, found: 0, nobody: 200, withoutKeys: 100 },
    })
    for (const { id } of await world.owner.rows<{ id: string }>(sql`select id from person.person`))
      await inTransaction(world.instance, { kind: 'system', job: 'key' }, false, (tx) =>
        keyRecord(tx, id, world.instance.clock.now()),
      )
  })

  it('is counted, kept and shown, with the alarm; twice a day is once', async () => {
    const job = { kind: 'system', job: 'watch-identity' } as const
    const first = await watchIdentity(world.instance, job, {})
    const again = await watchIdentity(world.instance, job, {})
    if (isRefusal(first) || isRefusal(again)) throw new Error('refused')
    expect(again).toEqual(first)
    expect(first.alarms).toEqual(['coverage'])
    expect(first.coverage.map(({ region, field }) => [region, field])).toEqual([
      ['75', 'iin'],
      ['KZ', 'iin'],
    ])
    expect(first.spellings).toMatchObject({ asked: 170, found: 170 })
    expect(await world.owner.one(sql`select count(*)::int as n from identity.watch`)).toEqual({ n: 1 })
    const application = makeApplication(world.instance, watchPages)
    const page = async (who: Staff) =>
      application.fetch(
        new Request('http://localhost/identity/watch?region=75', {
          headers: { cookie: await world.signIn(who), 'accept-language': 'en' },
        }),
      )
    const text = await (await page(analyst)).text()
    expect(text).toContain('Somebody should look into this')
    expect(text).toMatch(/IIN, [^:]+: 0.0 % of|IIN, [^:]+: \d/)
    expect(text).not.toContain('KARIMOV')
    expect((await page(await world.officer('inspector', analyst.office))).status).toBe(404)
  })
})
