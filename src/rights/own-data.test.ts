import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld, type Person, type World } from '../../test/world.ts'
import { routes } from '../app/routes.ts'
import { makeApplication } from '../app/serve.ts'
import { findPeople } from '../person/find-people.ts'
import { linkFamily } from '../person/link-family.ts'
import { storeFile } from '../person/store-file.ts'
import { copyOwnData } from './copy-own-data.ts'

let world: World
let me: Person
let other: Person

beforeAll(async () => {
  world = await makeWorld()
  const registrar = await world.officer('registrar', await world.office({ region: '75' }))
  me = await world.account(await world.person({ latinName: 'MYOWN NAME', regions: ['75'] }))
  other = await world.account(await world.person({ latinName: 'OTHERS SECRET', regions: ['75'] }))
  const ids = [me.person ?? '', other.person ?? '']
  await linkFamily(world.instance, registrar, {
    person: ids[0] ?? '',
    relative: ids[1] ?? '',
    relation: 'sibling',
  })
  await findPeople(world.instance, registrar, { ids })
  const pdf = new TextEncoder().encode(`%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n`)
  await storeFile(world.instance, registrar, {
    kind: 'evidence',
    name: 'paper.pdf',
    bytes: pdf,
    person: ids[0] ?? '',
  })
})
afterAll(() => world.close())

it('is whole: record, family, files and looks, and not a word about the others in them', async () => {
  const copy = await copyOwnData(world.instance, me)
  const text = JSON.stringify(copy)
  expect(text).toContain('MYOWN NAME')
  expect(text).not.toContain('OTHERS SECRET')
  expect(text).not.toContain(other.person)
  expect(copy.parts.family).toMatchObject([{ relation: 'sibling', seenFrom: 'me' }])
  expect(copy.parts.files).toHaveLength(1)
  expect(copy.parts.looks).toHaveLength(1)
  expect((await copyOwnData(world.instance, other)).parts.files).toEqual([])
})
it('is saved from the page, by oneself alone', async () => {
  const app = makeApplication(world.instance, routes)
  const ask = async (cookie: string) =>
    app.fetch(new Request('http://localhost/me/data', { headers: { cookie } }))
  const answer = await ask(await world.signIn(me))
  expect(answer.headers.get('content-disposition')).toContain('my-data-2026-11-24.json')
  expect(await answer.json()).toMatchObject({ type: 'qonys-own-data/1' })
  expect((await ask('')).status).toBe(401)
  expect((await ask(await world.signIn(await world.account()))).status).toBe(404)
})
