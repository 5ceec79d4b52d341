import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld, type World } from '../../test/world.ts'
import { dailyWorks } from '../app/daily.ts'
import { routes } from '../app/routes.ts'
import { makeApplication } from '../app/serve.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

/** Every table that says how somebody stands, row by row. */
const standing = async (person: string): Promise<Record<string, unknown[]>> => {
  const tables: [string, string][] = [
    ['person.person', 'id'],
    ['stay.crossing', 'person_id'],
    ['stay.arrival_notice', 'person_id'],
    ['stay.reported_address', 'person_id'],
    ['stay.ground', 'person_id'],
    ['employment.contract', 'person_id'],
    ['employment.tax_event', 'person_id'],
    ['permit.permit', 'worker_person'],
    ['employer_permit.permit', 'worker_person'],
    ['"case"."case"', 'subjects[1]'],
    ['credential.document', 'subject'],
  ]
  const found: Record<string, unknown[]> = {}
  for (const [table, column] of tables)
    found[table] = await world.owner.rows(
      sql`select to_jsonb(t) as row from ${sql.raw(table)} t where ${sql.raw(column)} = ${person}::uuid order by 1`,
    )
  return found
}

it('when every feed falls silent for half a year, nobody’s status changes: no row, no decision, no case, no offence', async () => {
  const { owner, clock } = world
  const person = await world.person({ citizenship: 'UZB' })
  const account = await world.account(person)
  await world.office({ institution: 'border-service' })
  await owner.done(sql`insert into stay.crossing (id, person_id, direction, at, point, source, source_reference, known_at, feed_file)
    values (${newId()}, ${person}, 'entry', '2026-11-20T05:00:00Z', 'korday', 'border-service/crossings', 'Q1', now(), ${newId()})`)
  await owner.done(sql`insert into employment.contract (id, person_id, number, event, employer_bin, employer_name, occupation, region, address, wage_tiyn, valid_from, valid_to, source, source_reference, known_at, feed_file)
    values (${newId()}, ${person}, 'K1', 'concluded', '151740000344', 'Demo', '7112', '75', 'Almaty', 1, '2026-11-01', '2026-12-31', 'labour/contracts', 'K1', now(), ${newId()})`)
  const before = await standing(person)
  expect(before['stay.crossing']).toHaveLength(1)
  for (let week = 0; week < 26; week++) {
    clock.add({ hours: 24 * 7 })
    if (week % 5 === 0) for (const work of Object.values(dailyWorks)) await work(world.instance)
  }
  expect(await standing(person)).toEqual(before)
  const events = await owner.rows<{ type: string }>(
    sql`select type from platform.event where subjects @> array[${person}::uuid]`,
  )
  // What may happen by itself is news for the person, and a line for a human to look at.
  expect(
    events
      .map((one) => one.type)
      .filter((type) => /offence|ban|refus|revok|expel|fine|overstayed/.test(type)),
  ).toEqual([])
  const page = await makeApplication(world.instance, routes).fetch(
    new Request('http://localhost/me', {
      headers: { cookie: await world.signIn(account), 'accept-language': 'en' },
    }),
  )
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('Work on record')
}, 60_000)
