import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'
import { makeApplication } from '../../app/serve.ts'
import { filePages } from '../../case/pages/file.ts'
import { newId } from '../../platform/new-id.ts'
import { registerPerson } from '../register-person.ts'
import { familyPages } from './family.tsx'
import { peoplePages } from './people.tsx'
import { recordActionPages } from './record-actions.tsx'
import { registerPages } from './register.tsx'

let world: World
let app: ReturnType<typeof makeApplication>
let clerk: string
let other: string
let person: string

beforeAll(async () => {
  world = await makeWorld()
  clerk = await world.signIn(await world.officer('registrar', await world.office({ region: '75' })))
  const elsewhere = await world.office({ region: '71' })
  other = await world.signIn(await world.officer('registrar', elsewhere, { regions: ['71'] }))
  app = makeApplication(world.instance, [
    ...registerPages,
    ...peoplePages,
    ...recordActionPages,
    ...familyPages,
    ...filePages,
  ])
  const account = await world.account()
  const made = await registerPerson(world.instance, account, {
    latinName: { family: 'SODIQOVA', given: 'DILNOZA' },
    birthDate: '1994-07-09',
    sex: 'female',
    citizenship: 'UZB',
    document: { kind: 'passport', issuingState: 'UZB', number: 'DEMO66001' },
    region: '75',
  })
  if ('refused' in made) throw new Error('not registered')
  person = made.id
})
afterAll(() => world.close())

const open = (path: string, cookie = clerk) =>
  app.fetch(new Request(`http://localhost${path}`, { headers: { cookie, 'accept-language': 'en' } }))
const page = async (path: string) => (await open(path)).text()
const at = (path: string) => `/people/${person}/${path}`
const versionOf = async (path: string) => /name="version" value="(\d+)"/.exec(await page(path))?.[1] ?? ''
function send(path: string, fields: Record<string, string | Blob>, cookie = clerk) {
  const body = new FormData()
  body.set('_request', newId())
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  const headers = { cookie, origin: 'http://localhost', 'accept-language': 'en' }
  return app.fetch(new Request(`http://localhost${path}`, { method: 'POST', headers, body }))
}

const childForm = {
  latinFamily: 'SADIKOV',
  'birthDate-year': '2019',
  sex: 'unspecified',
  citizenship: 'UZB',
  kind: 'passport',
  issuingState: 'UZB',
  region: '75',
}

describe('work on a record', () => {
  it('confirms it only with the number of the document in hand', async () => {
    expect(await page(`/people/${person}?for=serve-person`)).toContain(at('verify'))
    const version = await versionOf(at('verify'))
    const wrong = await send(at('verify'), { version, documentNumber: 'DEMO66009' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('href="#f-documentNumber"')
    expect((await send(at('verify'), { version, documentNumber: 'demo 66001' })).status).toBe(303)
    const again = await send(at('verify'), {
      version: await versionOf(at('name')),
      documentNumber: 'DEMO66001',
    })
    expect(again.status).toBe(409)
    expect(await page(`/people/${person}`)).not.toContain(at('verify'))
  })
  it('corrects a name with a reason and keeps the former one', async () => {
    const version = await versionOf(at('name'))
    const correct = { version, script: 'latin', latinFamily: 'SADIKOVA', latinGiven: 'DILNOZA' }
    expect((await send(at('name'), correct)).status).toBe(422)
    expect((await send(at('name'), { ...correct, reason: 'misread' })).status).toBe(303)
    expect(await page(`/people/${person}`)).toContain('SADIKOVA DILNOZA')
    expect(await page('/people?q=sodiqova')).toContain('SADIKOVA DILNOZA')
  })
  it('does not overwrite what a colleague changed meanwhile', async () => {
    const stale = await versionOf(at('name'))
    const change = { version: stale, script: 'native', nativeGiven: 'Дилноза', reason: 'added' }
    expect((await send(at('name'), change)).status).toBe(303)
    expect((await send(at('name'), change)).status).toBe(409)
  })
  it('corrects birth, sex, citizenship and IIN; a wrong check digit stops, another holder is named', async () => {
    const version = await versionOf(at('identity'))
    const correct = {
      version,
      'birthDate-day': '9',
      'birthDate-month': '8',
      'birthDate-year': '1994',
      sex: 'female',
      citizenship: 'UZB',
    }
    const wrong = await send(at('identity'), { ...correct, iin: '940809400001' })
    expect(wrong.status).toBe(422)
    expect((await send(at('identity'), { ...correct, reason: 'misread' })).status).toBe(303)
    expect(await page(`/people/${person}`)).toContain('9 August 1994')
  })
  it('adds a document, and says whose it is when somebody has it', async () => {
    const document = { kind: 'passport', issuingState: 'UZB', number: 'DEMO66002' }
    expect((await send(at('document'), { kind: 'passport', issuingState: '', number: '?' })).status).toBe(422)
    expect((await send(at('document'), document)).status).toBe(303)
    const taken = await send(at('document'), document)
    expect(taken.status).toBe(409)
    expect(await page(`/people/${person}`)).toContain('•••••••02')
  })
  it('keeps a photograph, shows it on the record, and refuses what is no picture', async () => {
    const broken = new File(['#!'], 'x.jpg', { type: 'image/jpeg' })
    expect((await send(at('files'), { kind: 'photo', file: broken })).status).toBe(422)
    expect((await send(at('files'), { kind: '' })).status).toBe(422)
    const face = await sharp({ create: { width: 300, height: 400, channels: 3, background: '#cba' } })
      .jpeg()
      .toBuffer()
    const file = new File([new Uint8Array(face)], 'face.jpg', { type: 'image/jpeg' })
    expect((await send(at('files'), { kind: 'photo', file })).status).toBe(303)
    const src =
      /class="portrait" src="(\/files\/[0-9a-f-]+)"/.exec(await page(`/people/${person}`))?.[1] ?? ''
    expect((await open(src)).headers.get('content-type')).toBe('image/jpeg')
    expect((await open(src, other)).status).toBe(404)
    expect(await page(at('files'))).toContain('on the record')
  })
  it('recognises education beside what was declared', async () => {
    expect((await send(at('facts'), { kind: 'education', level: '6' })).status).toBe(422)
    expect(
      (await send(at('facts'), { kind: 'education', level: '6', basis: 'Diploma 17 of 2016' })).status,
    ).toBe(303)
    expect(await page(`/people/${person}`)).toContain('recognised')
  })
  it('links a registered relative, shows the link on both records, and ends it with a reason', async () => {
    const made = await send('/register', { ...childForm, latinGiven: 'AZIZ', number: 'DEMO66004' })
    const child = made.headers.get('location')?.split('/').at(-1) ?? ''
    expect(await page(`${at('family')}?q=sadikov`)).toContain('SADIKOV AZIZ')
    expect((await send(at('family'), { relative: child })).status).toBe(422)
    expect((await send(at('family'), { relative: child, relation: 'child' })).status).toBe(303)
    expect((await send(at('family'), { relative: child, relation: 'spouse' })).status).toBe(409)
    const theirs = await page(`/people/${child}/family`)
    expect(theirs).toContain('parent')
    expect(theirs).toContain('SADIKOVA DILNOZA')
    const link = /family\/([0-9a-f-]{36})\/end/.exec(theirs)?.[1] ?? ''
    await send(`${at('family')}/${link}/end`, { [`reason-${link}`]: '' })
    expect(await page(at('family'))).toContain('SADIKOV AZIZ')
    await send(`${at('family')}/${link}/end`, { [`reason-${link}`]: 'a mistake' })
    expect(await page(at('family'))).not.toContain('SADIKOV AZIZ')
  })
  it('registers a relative who is not in the register yet, linked from the start', async () => {
    const form = `/register?relative=${person}&relation=child`
    expect(await page(form)).toContain('You register this person’s child')
    const done = await send('/register', {
      relative: person,
      relation: 'child',
      ...childForm,
      latinGiven: 'MALIKA',
      number: 'DEMO66003',
    })
    expect(done.status).toBe(303)
    expect(await page(at('family'))).toContain('SADIKOV MALIKA')
  })
  it('is closed to an officer of another region, with one answer for forbidden and absent', async () => {
    for (const path of ['name', 'document', 'files', 'facts', 'family', 'verify'])
      expect((await open(at(path), other)).status, path).toBe(404)
    expect((await send(at('name'), { script: 'latin', latinGiven: 'X', reason: 'x' }, other)).status).toBe(
      404,
    )
  })
})
