import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { makeApplication } from '../app/serve.ts'
import { isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { concludeWeights, proposeWeights } from './adopt-weights.ts'
import { getWeights } from './find-weights.ts'
import { measureLabelled } from './measure-labelled.ts'
import { weightPages } from './pages/weights.tsx'

let world: World
let one: Staff
let two: Staff
let cookie: string
const shipped = readFileSync(new URL('./data/register-weights.json', import.meta.url), 'utf8')

beforeAll(async () => {
  world = await makeWorld()
  const office = await world.office({})
  one = await world.officer('supervisor', office)
  two = await world.officer('administrator', office)
  cookie = await world.signIn(one)
})
afterAll(() => world.close())

const inForce = () => getWeights(world.owner)
const given = (parameters = shipped) => ({
  parameters,
  same: '0.95',
  review: '0.1',
  learnedFrom: 'The register of last year, sampled.',
  figures: 'Missed 3 of 100 true pairs of the labelled set.',
})

describe('the weights', () => {
  it('in force at first are those that came with the program, to the digit', async () => {
    expect(await inForce()).toMatchObject({ version: 2, origin: 'shipped', same: 0.9, review: 0.05 })
    expect((await inForce()).parameters).toEqual(JSON.parse(shipped))
  })

  it('change only by two persons, and no version is lost', async () => {
    const proposed = await proposeWeights(world.instance, one, given())
    if (isRefusal(proposed)) throw new Error(JSON.stringify(proposed))
    expect(proposed).toEqual({ version: 3 })
    expect((await inForce()).version).toBe(2)
    expect(await proposeWeights(world.instance, two, given())).toMatchObject({
      refused: [{ code: 'weights-waiting' }],
    })
    expect(await concludeWeights(world.instance, one, { version: 3, adopt: true })).toMatchObject({
      refused: [{ code: 'second-person' }],
    })
    // Also past the act the database refuses.
    await expect(
      world.owner.done(
        sql`update identity.weights set adopted_by = proposed_by, adopted_at = now() where version = 3`,
      ),
    ).rejects.toMatchObject({ constraint: 'second_person' })
    expect((await inForce()).version).toBe(2)
    expect(await concludeWeights(world.instance, two, { version: 3, adopt: true })).toEqual({ adopted: true })
    expect(await inForce()).toMatchObject({
      version: 3,
      same: 0.95,
      proposed_by: one.staff,
      adopted_by: two.staff,
    })
    await expect(concludeWeights(world.instance, two, { version: 3, adopt: false })).rejects.toMatchObject({
      code: 'wrong-state',
    })
    expect(await world.owner.one(sql`select count(*)::int as n from identity.weights`)).toEqual({ n: 3 })
  })

  it('a rejected version is never in force', async () => {
    const proposed = await proposeWeights(world.instance, one, given())
    expect(proposed).toEqual({ version: 4 })
    expect(await concludeWeights(world.instance, one, { version: 4, adopt: false })).toEqual({
      adopted: false,
    })
    expect((await inForce()).version).toBe(3)
  })

  it.each([
    ['no file', 'hello', 'no-json'],
    ['another file', '{"a":1}', 'not-weights'],
    ['shares above one', shipped.replace(/"m": \[0, 0\.\d+/, '"m": [0, 1.7'), 'not-weights'],
    [
      'a field too few',
      JSON.stringify({ ...JSON.parse(shipped), fields: JSON.parse(shipped).fields.slice(1) }),
      'not-weights',
    ],
  ])('%s is refused', async (_, text, code) => {
    await expect(proposeWeights(world.instance, one, given(text))).rejects.toMatchObject({
      code: 'invalid-input',
      issues: [{ path: 'parameters', code }],
    })
  })

  it('stand on pages with bits for each level, and how common a name is', async () => {
    const application = makeApplication(world.instance, weightPages)
    const page = async (path: string) =>
      (
        await application.fetch(
          new Request(`http://localhost${path}`, { headers: { cookie, 'accept-language': 'en' } }),
        )
      ).text()
    expect(await page('/identity/weights')).toContain('came with the program')
    const version = await page('/identity/weights/2?name=%D0%90%D0%BB%D0%B8')
    // log2(0.6798 / 0.001778): two equal given names.
    expect(version).toContain('+8.6')
    expect(version).toContain('fewer than five records')
    expect(await page('/identity/weights/new')).toContain('name="same"')
    const said = await application.fetch(
      new Request('http://localhost/identity/weights/new', {
        method: 'POST',
        headers: {
          cookie,
          origin: 'http://localhost',
          'content-type': 'application/x-www-form-urlencoded',
          'accept-language': 'en',
        },
        body: new URLSearchParams({ ...given('[]'), _request: newId() }),
      }),
    )
    expect(said.status).toBe(422)
    expect(await said.text()).toContain('These are not weights of the fields of the register')
  })

  it('decide the labelled records with errors that are known, and other weights decide them otherwise', async () => {
    const parameters = JSON.parse(shipped)
    const good = await measureLabelled(parameters, { same: 0.9, review: 0.05 })
    console.info('labelled set', JSON.stringify(good))
    expect(good.records).toBe(1500)
    expect(good.truePairs).toBeGreaterThan(200)
    expect(good.missed).toBeLessThan(0.25)
    expect(good.falseShare).toBeLessThan(0.1)
    const dateless = {
      ...parameters,
      fields: parameters.fields.map((field: { name: string; u: number[] }) =>
        field.name === 'birth_date' ? { ...field, m: field.u } : field,
      ),
    }
    const bad = await measureLabelled(dateless, { same: 0.9, review: 0.05 })
    expect(bad.missed + bad.falseShare + bad.falseShown).toBeGreaterThan(
      good.missed + good.falseShare + good.falseShown,
    )
  })
})
