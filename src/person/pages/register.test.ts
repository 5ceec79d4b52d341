import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Staff, type World } from '../../../test/world.ts'
import { makeApplication } from '../../app/serve.ts'
import { newId } from '../../platform/new-id.ts'
import { writeMrz } from '../write-mrz.ts'
import { peoplePages } from './people.tsx'
import { registerPages } from './register.tsx'

let world: World
let registrar: Staff
let cookie: string
let app: ReturnType<typeof makeApplication>

const zone = writeMrz(
  {
    documentCode: 'P',
    issuingState: 'UZB',
    nationality: 'UZB',
    primaryName: 'TEMIROV',
    secondaryName: 'OTABEK',
    documentNumber: 'DEMO77001',
    birthDate: '1993-02-11',
    sex: 'M',
    expiryDate: '2031-02-10',
  },
  'TD3',
)

beforeAll(async () => {
  world = await makeWorld()
  registrar = await world.officer('registrar', await world.office({ region: '75' }))
  cookie = await world.signIn(registrar)
  app = makeApplication(world.instance, [...registerPages, ...peoplePages])
})
afterAll(() => world.close())

const send = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: {
        cookie,
        origin: 'http://localhost',
        'accept-language': 'en',
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
    }),
  )
const open = (path: string, as = cookie) =>
  app.fetch(new Request(`http://localhost${path}`, { headers: { cookie: as, 'accept-language': 'en' } }))

const whole = {
  latinFamily: 'TEMIROV',
  latinGiven: 'OTABEK',
  nativeFamily: 'Temirov',
  nativeGiven: 'Otabek',
  'birthDate-day': '11',
  'birthDate-month': '2',
  'birthDate-year': '1993',
  sex: 'male',
  citizenship: 'UZB',
  kind: 'passport',
  issuingState: 'UZB',
  number: 'DEMO77001',
  region: '75',
}

describe('the registration page', () => {
  it('fills the form from the zone of a passport, without script', async () => {
    const page = await (await send('/register', { mrz: zone, _read: 'yes' })).text()
    expect(page).toContain('value="TEMIROV"')
    expect(page).toContain('value="DEMO77001"')
    expect(page).toContain('value="1993"')
  })
  it('says where a check digit is wrong and keeps the zone', async () => {
    const page = await (
      await send('/register', { mrz: zone.replace('DEMO77001', 'DEMO77002'), _read: 'yes' })
    ).text()
    expect(page).toContain('notice warning')
    expect(page).toContain('DEMO77002')
  })
  it('comes back with every wrong answer named and what was typed kept', async () => {
    const answer = await send('/register', {
      ...whole,
      'birthDate-day': '31',
      citizenship: '',
      latinGiven: 'Kept <b>Name</b>',
    })
    const page = await answer.text()
    expect(answer.status).toBe(422)
    expect(page).toContain('href="#f-birthDate"')
    expect(page).toContain('href="#f-citizenship"')
    expect(page).toContain('Kept &lt;b&gt;Name&lt;/b&gt;')
  })
  it('changes the language in the middle of the form and keeps the half-filled answers', async () => {
    const answer = await send('/register', { latinFamily: 'HALF', _language: 'kk' })
    const page = await answer.text()
    expect(answer.status).toBe(200)
    expect(page).toContain('lang="kk"')
    expect(page).toContain('value="HALF"')
    expect(answer.headers.get('set-cookie')).toContain('qonys_language=kk')
  })
  it('registers, leads to the record, and stops the same passport the second time with a link to it', async () => {
    const done = await send('/register', { ...whole, mrz: zone })
    expect(done.status).toBe(303)
    const record = done.headers.get('location') ?? ''
    expect(await (await open(record)).text()).toContain('TEMIROV OTABEK')
    const again = await send('/register', { ...whole, mrz: zone })
    expect(again.status).toBe(409)
    expect(await again.text()).toContain(`href="${record}"`)
  })
  it('finds the person by a name in another script, and an officer of another region finds nobody', async () => {
    expect(await (await open('/people?q=%D0%A2%D0%B5%D0%BC%D0%B8%D1%80%D0%BE%D0%B2')).text()).toContain(
      'TEMIROV OTABEK',
    )
    const other = await world.officer('registrar', await world.office({ region: '71' }), { regions: ['71'] })
    expect(await (await open('/people?q=temirov', await world.signIn(other))).text()).not.toContain('OTABEK')
  })
  it('gives the same answer for a record that is absent and one that is forbidden', async () => {
    const other = await world.officer('registrar', await world.office({ region: '71' }), { regions: ['71'] })
    const theirs = await world.signIn(other)
    const hidden = await world.person({ regions: ['75'] })
    const [forbidden, absent] = await Promise.all([
      open(`/people/${hidden}`, theirs),
      open(`/people/${newId()}`, theirs),
    ])
    expect(forbidden.status).toBe(404)
    const bare = async (answer: Response) => (await answer.text()).replaceAll(/[0-9a-f-]{36}/g, '')
    expect(await bare(forbidden)).toBe(await bare(absent))
  })
  it('refuses a form that another site sends', async () => {
    expect((await send('/register', whole, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await send('/register', whole, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  })
  it('sends nobody in without signing in', async () => {
    expect((await open('/register', '')).status).toBe(401)
  })
})
