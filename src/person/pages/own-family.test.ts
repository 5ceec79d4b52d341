import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Person, type World } from '../../../test/world.ts'
import { makeApplication } from '../../app/serve.ts'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { registerPerson } from '../register-person.ts'
import { familyPages } from './family.tsx'
import { ownFamilyPages } from './own-family.tsx'
import { peoplePages } from './people.tsx'

let world: World
let app: ReturnType<typeof makeApplication>
let mother: string
let child: string
let me: string
let clerk: string
let elsewhere: string

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, [...peoplePages, ...familyPages, ...ownFamilyPages])
  mother = await world.person({ latinName: 'RAHIMOVA NILUFAR', regions: ['75'] })
  const account: Person = await world.account(mother)
  me = await world.signIn(account)
  clerk = await world.signIn(await world.officer('registrar', await world.office({ region: '75' })))
  const made = await registerPerson(world.instance, await world.account(), {
    latinName: { family: 'RAHIMOV', given: 'SARDOR' },
    birthDate: '2019-03-02',
    sex: 'male',
    citizenship: 'UZB',
    document: { kind: 'passport', issuingState: 'UZB', number: 'DEMO66101' },
    region: '75',
  })
  if ('refused' in made) throw new Error('not registered')
  child = made.id
  const there = await world.office({ region: '71', institution: 'executive-71' })
  elsewhere = await world.signIn(await world.officer('registrar', there, { regions: ['71'] }))
})
afterAll(() => world.close())

const open = (path: string, cookie: string) =>
  app.fetch(new Request(`http://localhost${path}`, { headers: { cookie, 'accept-language': 'en' } }))
const page = async (path: string, cookie: string) => (await open(path, cookie)).text()
function send(path: string, fields: Record<string, string>, cookie: string, request = newId()) {
  const body = new FormData()
  body.set('_request', request)
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  const headers = { cookie, origin: 'http://localhost', 'accept-language': 'en' }
  return app.fetch(new Request(`http://localhost${path}`, { method: 'POST', headers, body }))
}
const namedOf = async (name: string) =>
  (await world.owner.one<{ id: string }>(sql`select id from person.named_relative where name = ${name}`)).id
const son = {
  relation: 'child',
  name: 'RAHIMOV SARDOR',
  'birthDate-day': '2',
  'birthDate-month': '3',
  'birthDate-year': '2019',
}

describe('a person names a relative', () => {
  it('is told what is missing, and what was typed is kept', async () => {
    const answer = await send(
      '/me/family',
      { name: 'Sardor', 'birthDate-day': '31', 'birthDate-month': '2', 'birthDate-year': '2019' },
      me,
    )
    expect(answer.status).toBe(422)
    const text = await answer.text()
    expect(text).toContain('href="#f-birthDate"')
    expect(text).toContain('value="Sardor"')
    expect((await send('/me/family', { name: 'Sardor' }, me)).status).toBe(422)
  })
  it('sends it once, also when the button is pressed twice, and reads that it waits', async () => {
    const request = newId()
    for (let press = 0; press < 2; press++)
      expect((await send('/me/family', son, me, request)).status).toBe(303)
    const text = await page('/me/family', me)
    expect(text.match(/RAHIMOV SARDOR/g)).toHaveLength(2)
    expect(text).toContain('Waiting for an officer')
  })
  it('nobody is linked by it, and an office of another region does not see it', async () => {
    expect(await page('/me/family', me)).toContain('Nobody is linked with your record yet')
    expect(await page('/relatives', elsewhere)).toContain('Nobody waits')
    expect((await open(`/people/${mother}/family`, elsewhere)).status).toBe(404)
  })
  it('an officer finds it in the list, finds the record and links it; the person reads that', async () => {
    expect(await page('/relatives', clerk)).toContain(`/people/${mother}/family`)
    const named = await namedOf(son.name)
    const found = await page(`/people/${mother}/family?named=${named}&relation=child&q=RAHIMOV+SARDOR`, clerk)
    expect(found).toContain(`value="${child}"`)
    expect(found).toContain(`name="named" value="${named}"`)
    const linked = await send(
      `/people/${mother}/family`,
      { relative: child, relation: 'child', named, q: '' },
      clerk,
    )
    expect(linked.status).toBe(303)
    const text = await page('/me/family', me)
    expect(text).toContain('checked by an officer')
    expect(text).not.toContain('Waiting for an officer')
    expect(await page('/relatives', clerk)).toContain('Nobody waits')
  })
  it('an officer who does not link says why in twenty letters or more, and the person reads it', async () => {
    await send('/me/family', { relation: 'sibling', name: 'RAHIMOV KAMOL' }, me)
    const path = `/people/${mother}/family/named/${await namedOf('RAHIMOV KAMOL')}/decline`
    const why = `why-${await namedOf('RAHIMOV KAMOL')}`
    await send(path, { [why]: 'no' }, clerk)
    expect(await page('/me/family', me)).toContain('Waiting for an officer')
    await send(path, { [why]: 'The birth certificate names other parents.' }, clerk)
    expect(await page('/me/family', me)).toContain('The birth certificate names other parents.')
    expect((await send(path, { [why]: 'The birth certificate names other parents.' }, clerk)).status).toBe(
      404,
    )
  })
  it('takes back what nobody settled; a stranger takes back nothing', async () => {
    await send('/me/family', { relation: 'other', name: 'RAHIMOV AZIZ' }, me)
    const path = `/me/family/${await namedOf('RAHIMOV AZIZ')}/take-back`
    const stranger = await world.signIn(await world.account(await world.person()))
    expect((await send(path, {}, stranger)).status).toBe(404)
    expect((await send(path, {}, me)).status).toBe(303)
    expect(await page('/me/family', me)).not.toContain('RAHIMOV AZIZ')
  })
  it('twenty wait at most', async () => {
    for (let n = 0; n < 20; n++)
      expect((await send('/me/family', { relation: 'other', name: `COUSIN ${n}` }, me)).status).toBe(303)
    const refused = await send('/me/family', { relation: 'other', name: 'COUSIN 20' }, me)
    expect(refused.status).toBe(409)
    expect(await refused.text()).toContain('value="COUSIN 20"')
  })
})
