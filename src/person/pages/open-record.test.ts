import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld, type Person, type Staff, type World } from '../../../test/world.ts'
import { routes } from '../../app/routes.ts'
import { makeApplication } from '../../app/serve.ts'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { registerPerson } from '../register-person.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let officer: Staff
let holder: Person
let person: string
let office: string

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  office = await world.office()
  const registrar = await world.officer('registrar', office)
  officer = await world.officer('permit-officer', office)
  const made = await registerPerson(world.instance, registrar, {
    latinName: { family: 'MASKED', given: 'PERSON' },
    birthDate: '1990-03-27',
    sex: 'female',
    citizenship: 'UZB',
    document: { kind: 'passport', issuingState: 'UZB', number: 'DEMO77001' },
    contacts: { phone: '+77000000099' },
    region: '75',
    language: 'uz',
  })
  if ('refused' in made) throw new Error('not registered')
  person = made.id
  await world.owner.done(sql`insert into person.iin (person_id, iin, warnings, standing, known_at, source)
    values (${person}::uuid, '900327850012', '{}', 'verified', now(), 'officer')`)
  holder = await world.account(person)
})
afterAll(() => world.close())

const ask = async (who: Staff | Person, path: string, body?: string) => {
  const answer = await app.fetch(
    new Request(`http://localhost${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: {
        cookie: await world.signIn(who),
        origin: 'http://localhost',
        'accept-language': 'en',
        'content-type': 'application/x-www-form-urlencoded',
      },
      ...(body === undefined ? {} : { body }),
    }),
  )
  return { status: answer.status, text: await answer.text() }
}
const lastRead = () =>
  world.owner.one<{ what: string; purpose: string; categories: string[]; case_id: string | null }>(
    sql`select what, purpose, categories, case_id from platform.read_record where subjects @> array[${person}::uuid] order by id desc limit 1`,
  )
const reads = () =>
  world.owner.one<{ n: number }>(
    sql`select count(*)::int as n from platform.read_record where subjects @> array[${person}::uuid]`,
  )

it('asks what for before it shows anything, and writes the answer where the person reads it', async () => {
  const before = await reads()
  const asked = await ask(officer, `/people/${person}`)
  expect(asked.status).toBe(403)
  expect(asked.text).toContain('What do you open this record for?')
  expect(asked.text).not.toContain('MASKED')
  expect((await ask(officer, `/people/${person}?for=curiosity`)).status).toBe(403)
  expect((await ask(officer, `/people/${person}/reveal`, '_request=x&value=iin')).status).toBe(403)
  expect(await reads()).toEqual(before)
  const shown = await ask(officer, `/people/${person}?for=answer-authority`)
  expect(shown.status).toBe(200)
  expect(await lastRead()).toMatchObject({
    what: 'person-record',
    purpose: 'answer-authority',
    case_id: null,
  })
  expect((await ask(holder, '/me/looks')).text).toContain('Lawful request of another authority')
  expect((await ask(officer, `/people/${person}`)).status, 'the same work goes on').toBe(200)
})
it('masks IIN, document and contact, and shows one of them at a time, each as a read of its own', async () => {
  const secrets = { iin: '900327850012', document: 'DEMO77001', contact: '+77000000099' }
  const { text } = await ask(officer, `/people/${person}`)
  for (const secret of Object.values(secrets)) expect(text).not.toContain(secret)
  for (const [value, secret] of Object.entries(secrets)) {
    const shown = await ask(officer, `/people/${person}/reveal`, `_request=${newId()}&value=${value}`)
    expect(shown.text).toContain(secret)
    for (const other of Object.values(secrets))
      if (other !== secret) expect(shown.text, `${value} alone`).not.toContain(other)
    expect(await lastRead()).toMatchObject({ what: 'reveal', categories: [`reveal-${value}`] })
  }
  expect((await ask(officer, `/people/${person}/reveal`, '_request=x&value=photo')).status).toBe(404)
  expect((await ask(holder, '/me/looks')).text).toContain('your IIN in full')
  const list = await ask(officer, '/people?q=masked')
  expect(list.text).toContain('MASKED PERSON')
  expect(list.text).not.toContain(secrets.document)
  const form = await ask(await world.officer('registrar', office), `/people/${person}/identity`)
  expect(form.text).not.toContain(secrets.iin)
})
it('binds the look of an officer to their own case, and asks again on another day without one', async () => {
  const id = newId()
  await world.owner.done(sql`
    insert into "case"."case" (id, number, kind, state, subjects, subject_name, name_key, region, office_id, assigned_to, governing_date, opened_at)
    values (${id}::uuid, 'XX-2026-000001', 'plain', 'in-review', array[${person}::uuid], 'X', 'x', '75', ${office}::uuid, ${officer.staff}::uuid, '2026-11-24', now())`)
  world.clock.add({ hours: 24 })
  expect((await ask(officer, `/people/${person}`)).status).toBe(200)
  expect(await lastRead()).toMatchObject({ purpose: 'case-work', case_id: id })
  await world.owner.done(
    sql`update "case"."case" set closed_at = now(), state = 'closed' where id = ${id}::uuid`,
  )
  world.clock.add({ hours: 24 })
  expect((await ask(officer, `/people/${person}`)).status).toBe(403)
})
it('shows the person everything of their own', async () => {
  const { text } = await ask(holder, '/me/record')
  expect(text).toContain('900327850012')
  expect(text).toContain('DEMO77001')
  expect(text).not.toContain('/reveal')
})
