import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { makeApplication } from '../app/serve.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { registerFilePages } from './pages/registers.tsx'
import { uploadRegisterPages } from './pages/upload-register.tsx'

let world: World
let application: { fetch(request: Request): Response | Promise<Response> }
let keeper: Staff
let ofOneRegion: Staff
beforeAll(async () => {
  world = await makeWorld()
  const office = await world.office({})
  keeper = await world.officer('administrator', office, { regions: ['*'] })
  ofOneRegion = await world.officer('administrator', office, { regions: ['10'] })
  application = makeApplication(world.instance, [...registerFilePages, ...uploadRegisterPages])
})
afterAll(() => world.close())

const text = `nr;fam;name;born;region
7;Раҳимов;Ҷамшед;27.03.1990;Абай облысы
8;;;1990-01-01;
9;Demov;Aziz;31.02.1990;
`
const answers = {
  register: 'Register of visas 2012',
  ground: 'Letter 12 of 1 November 2026',
  id: 'nr',
  family: 'fam',
  given: 'name',
  birth_date: 'born',
  region: 'region',
}
async function send(given: Record<string, string>, content: BlobPart = text, as = keeper) {
  const form = new FormData()
  for (const [name, value] of Object.entries({ _request: newId(), ...given })) form.append(name, value)
  form.append('file', new File([content], 'visas.csv', { type: 'text/csv' }))
  const answer = await application.fetch(
    new Request('http://localhost/identity/registers/upload', {
      method: 'POST',
      headers: { cookie: await world.signIn(as), 'accept-language': 'en', origin: 'http://localhost' },
      body: form,
    }),
  )
  return { status: answer.status, page: await answer.text() }
}
const open = async (path: string, as: Staff) => {
  const answer = await application.fetch(
    new Request(`http://localhost${path}`, {
      headers: { cookie: await world.signIn(as), 'accept-language': 'en' },
    }),
  )
  return { status: answer.status, page: await answer.text() }
}
const imported = () =>
  world.owner.one<{ n: number }>(sql`select count(*)::int as n from identity.register_file`)

describe('the page of old registers', () => {
  it('looks at a file without keeping anything', async () => {
    const { status, page } = await send(answers)
    expect(status).toBe(200)
    expect(page).toContain('1 person can be imported')
    expect(page).toContain('without a name: 1 (3)')
    expect(page).toContain('birth date is no date: 1 (4)')
    expect(await imported()).toEqual({ n: 0 })
  })

  it.each([
    [
      'a column that is not there',
      { ...answers, family: 'surname' },
      text,
      'Its columns: <code>nr, fam, name, born, region</code>',
    ],
    ['another encoding', answers, Uint8Array.from([0x6e, 0x72, 0x0a, 0xd0, 0xe0]), 'not in UTF-8'],
    ['an open quote', answers, 'nr;fam;name;born;region\n7;"Demov;A;1990;\n', 'quotation mark'],
    ['an empty file', answers, ' ', 'The file is empty'],
    ['no column of a name', { ...answers, family: '', given: '' }, text, 'which column holds the name'],
    ['no ground', { ...answers, ground: '', import: 'yes' }, text, 'at least five letters'],
  ])('says what is wrong with %s', async (_, given, content, why) => {
    const { status, page } = await send(given, content as BlobPart)
    expect(status).toBe(422)
    expect(page).toContain(why)
    expect(await imported()).toEqual({ n: 0 })
  })

  it('imports it once, and the record says who handed it over and on what ground', async () => {
    expect((await send({ ...answers, import: 'yes' })).status).toBe(303)
    expect(
      await world.owner.rows(
        sql`select type, ground, case type when 'register-handed-over' then actor else after->>'by' end as by from platform.event where type like 'register-%' order by id`,
      ),
    ).toMatchObject([
      { type: 'register-handed-over', ground: answers.ground, by: expect.stringContaining(keeper.staff) },
      { type: 'register-imported', ground: answers.ground, by: keeper.staff },
    ])
    const list = await open('/identity/registers', keeper)
    expect(list.page).toContain('Register of visas 2012')
    expect(list.page).toContain('without a name: 1 (3)')
    const again = await send({ ...answers, import: 'yes' })
    expect(again.status).toBe(422)
    expect(again.page).toContain('imported before')
    expect(await imported()).toEqual({ n: 1 })
  })

  it('is not there for an administrator of one region, who sees what was imported', async () => {
    expect((await open('/identity/registers/upload', ofOneRegion)).status).toBe(404)
    expect((await send({ ...answers, import: 'yes' }, `${text}10;A;B;1990;\n`, ofOneRegion)).status).toBe(404)
    const list = await open('/identity/registers', ofOneRegion)
    expect(list.page).toContain('Register of visas 2012')
    expect(list.page).not.toContain('/identity/registers/upload')
    expect(await imported()).toEqual({ n: 1 })
  })
})
