import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Person, type World } from '../../test/world.ts'
import { sql } from '../platform/database.ts'
import { doDaily } from '../platform/do-daily.ts'
import { newId } from '../platform/new-id.ts'
import { recordCrossing } from '../stay/record-crossing.ts'
import { dailyWorks } from './daily.ts'
import { markOf, warnOfDeadlines } from './warn-of-deadlines.ts'

let world: World
let guest: Person

beforeAll(async () => {
  world = await makeWorld('2026-11-24T06:00:00Z')
  const person = await world.person({ citizenship: 'UZB', birthDate: '1990-03-27' })
  guest = await world.account(person)
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, standing, known_at, source)
    values (${newId()}, ${person}, 'passport', 'UZB', 'DEMO55001', 'verified', now(), 'test')`)
  const border = await world.officer('border-officer', await world.office({ region: null }), {
    regions: ['*'],
  })
  await recordCrossing(world.instance, border, {
    document: { issuingState: 'UZB', number: 'DEMO55001' },
    birthDate: '1990-03-27',
    direction: 'entry',
    at: '2026-11-20T06:00:00Z',
    point: 'Konysbayeva',
    source: 'border',
    sourceReference: 'warn-1',
  })
})
afterAll(() => world.close())

const stateOf = async (permit: string) =>
  (await world.owner.one<{ state: string }>(sql`select state from permit.permit where id = ${permit}::uuid`))
    .state
async function permitUntil(permit: string, to: string) {
  const offer = newId()
  const employer = newId()
  await world.owner.done(sql`
    insert into permit.offer (id, employer_id, employer_account, employer_name, worker_person, worker_name, kind_of_work, duties, wage_tiyn, region,
      address, months, starts_on, state, made_at, answer_by)
    values (${offer}, ${employer}, ${employer}, 'A', ${guest.person ?? ''}::uuid, 'B', 'gardening', 'x', 1, '75', 'y', 1, '2026-11-25', 'used', now(), '2026-11-25')`)
  await world.owner.done(sql`
    insert into permit.permit (id, number, case_id, decision_id, employer_id, employer_account, worker_person, offer_id, region, valid_from, valid_to,
      months, state, issued_at)
    values (${permit}, 'HP-TEST', ${newId()}, ${newId()}, ${employer}, ${employer}, ${guest.person ?? ''}::uuid, ${offer}, '75', '2026-11-25',
      ${to}::date, 1, 'active', now())`)
}
const told = async () =>
  (
    await world.owner.rows<{ template: string; values: { date?: string } }>(
      sql`select template, values from message.message where account_id = ${guest.account}::uuid order by created_at, id`,
    )
  ).map(({ template, values }) => `${template} ${values.date}`)

describe('warnings before something ends', () => {
  it('have reached a mark even when a day was missed', () => {
    expect([31, 30, 29, 14, 8, 7, 5, 3, 2, 1, 0].map((days) => markOf(days))).toEqual([
      undefined,
      30,
      30,
      14,
      14,
      7,
      7,
      3,
      3,
      1,
      1,
    ])
  })
  it('tell a guest of the last lawful day once at each mark, also when a worker was away', async () => {
    await warnOfDeadlines(world.instance)
    await warnOfDeadlines(world.instance)
    expect(await told()).toEqual(['stay-ends 2026-12-19'])
    for (const day of ['04', '05', '06', '13', '14', '17', '18', '19', '20']) {
      world.clock.set(`2026-12-${day}T06:00:00Z`)
      await warnOfDeadlines(world.instance)
    }
    expect((await told()).filter((one) => one.startsWith('stay-ends'))).toHaveLength(5)
    // Seven, three and one day before the last day to register the address.
    expect((await told()).filter((one) => one === 'registration-due 2026-12-20')).toHaveLength(3)
  })
  it('end with a permit whose term is over, told to its holder', async () => {
    const permit = newId()
    await permitUntil(permit, '2026-12-25')
    world.clock.set('2026-12-25T06:00:00Z')
    await dailyWorks['expire-permits']?.(world.instance)
    expect(await stateOf(permit)).toBe('active')
    world.clock.set('2026-12-26T06:00:00Z')
    await dailyWorks['expire-permits']?.(world.instance)
    await dailyWorks['expire-permits']?.(world.instance)
    expect(await stateOf(permit)).toBe('expired')
  })
})

describe('the work of a day', () => {
  it('is done once by many workers, again on the next day, and again after a failure', async () => {
    const did: string[] = []
    let fails = true
    const works = {
      once: async () => void did.push('once'),
      fails: async () => {
        if (fails) throw new Error('away')
        did.push('mended')
      },
    }
    await Promise.all(Array.from({ length: 5 }, () => doDaily(world.instance, works)))
    expect(did).toEqual(['once'])
    fails = false
    await doDaily(world.instance, works)
    await doDaily(world.instance, works)
    expect(did).toEqual(['once', 'mended'])
    world.clock.add({ hours: 24 })
    await doDaily(world.instance, works)
    expect(did).toEqual(['once', 'mended', 'once', 'mended'])
  })
  it('is left between two rounds when the program stops, and taken up by the next', async () => {
    world.clock.add({ hours: 24 })
    const stop = new AbortController()
    const did: string[] = []
    const works = {
      long: async (_: unknown, stopping?: AbortSignal) => {
        for (let round = 1; round <= 3; round++) {
          stopping?.throwIfAborted()
          did.push(`round ${round}`)
          if (round === 2) stop.abort()
        }
      },
      later: async () => void did.push('later'),
    }
    expect(await doDaily(world.instance, works, stop.signal)).toEqual([])
    expect(did).toEqual(['round 1', 'round 2'])
    expect(await doDaily(world.instance, works)).toEqual(['long', 'later'])
  })
  it('that was killed is begun anew after an hour', async () => {
    const today = world.clock.today().toString()
    await world.owner.done(sql`insert into platform.daily_work (work, day, begun_at)
      values ('killed', ${today}::date, ${world.clock.now().toString()}::timestamptz)`)
    const works = { killed: async () => {} }
    expect(await doDaily(world.instance, works)).toEqual([])
    world.clock.add({ minutes: 61 })
    expect(await doDaily(world.instance, works)).toEqual(['killed'])
  })
})
