import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { act, isRefusal } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { read } from '../platform/read.ts'
import { addDocument } from './add-document.ts'
import { correctName } from './correct-name.ts'
import { findPeople } from './find-people.ts'
import { endFamilyLink, linkFamily } from './link-family.ts'
import { openToRegion } from './open-to-region.ts'
import { personSummary } from './person-summary.ts'
import { recogniseFact } from './recognise-fact.ts'
import { registerPerson } from './register-person.ts'
import { storeFile } from './store-file.ts'
import { verifyPerson } from './verify-person.ts'

let world: World
let registrar: Staff
let elsewhere: Staff
let serial = 0

beforeAll(async () => {
  world = await makeWorld()
  registrar = await world.officer('registrar', await world.office({ region: '75' }), { regions: ['75'] })
  elsewhere = await world.officer('registrar', await world.office({ region: '71' }), { regions: ['71'] })
})
afterAll(() => world.close())

const given = (more: Record<string, unknown> = {}) => ({
  latinName: { family: 'YULDASHEV', given: `K${++serial}` },
  birthDate: '1991-07-01',
  sex: 'male' as const,
  citizenship: 'UZB',
  document: {
    kind: 'passport' as const,
    issuingState: 'UZB',
    number: `DEMO8${String(serial).padStart(4, '0')}`,
  },
  region: '75',
  confirmedNew: true,
  ...more,
})
const registered = async (
  more: Record<string, unknown> = {},
  as: Parameters<typeof registerPerson>[1] = registrar,
) => {
  const answer = await registerPerson(world.instance, as, given(more))
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return answer.id
}
const codesOf = (promise: Promise<unknown>) =>
  promise.then(
    () => [],
    (error: unknown) => (error instanceof Fault ? error.issues.map((i) => i.code) : [String(error)]),
  )

describe('a new travel document', () => {
  it('supersedes the earlier one and keeps it in the history', async () => {
    const person = await registered()
    const added = await addDocument(world.instance, registrar, {
      person,
      document: { kind: 'passport', issuingState: 'UZB', number: 'DEMONEW01', expiresOn: '2036-01-01' },
    })
    expect(isRefusal(added)).toBe(false)
    expect(
      await world.owner.rows(
        sql`select number, superseded_at is null as holds from person.travel_document where person_id = ${person}::uuid order by known_at, superseded_at is null`,
      ),
    ).toMatchObject([{ holds: false }, { number: 'DEMONEW01', holds: true }])
  })
  it('that another record has is refused, and the holder is shown only to those who may see them', async () => {
    const holder = await registered({
      document: { kind: 'passport', issuingState: 'UZB', number: 'DEMOHELD1' },
    })
    const other = await registered()
    const document = { kind: 'passport' as const, issuingState: 'UZB', number: 'DEMOHELD1' }
    expect(await addDocument(world.instance, registrar, { person: other, document })).toEqual({
      refused: [{ code: 'document-already-registered', see: holder }],
    })
    const far = await registered({ region: '71' }, elsewhere)
    expect(await addDocument(world.instance, elsewhere, { person: far, document })).toEqual({
      refused: [{ code: 'document-already-registered' }],
    })
    expect(
      await world.owner.one(
        sql`select count(*)::int as n from person.travel_document where number = 'DEMOHELD1' and superseded_at is null`,
      ),
    ).toEqual({ n: 1 })
  })
  it('of somebody else is not for a person to add', async () => {
    const person = await registered()
    const me = await world.account(await world.person())
    await expect(
      addDocument(world.instance, me, {
        person,
        document: { kind: 'passport', issuingState: 'UZB', number: 'DEMOMINE1' },
      }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('a corrected name', () => {
  it('is shown, and the person is found by the old one and the new one', async () => {
    const person = await registered({ latinName: { family: 'OLDOV', given: 'FARRUH' } })
    await correctName(world.instance, registrar, {
      person,
      script: 'latin',
      name: { family: 'NEWOV', given: 'FARRUKH' },
      reason: 'misread',
    })
    for (const name of ['oldov', 'Невов'.replace('Нев', 'New'), 'farruh'])
      expect(
        (await findPeople(world.instance, registrar, { wanted: name })).people.map((p) => p.id),
      ).toContain(person)
    expect((await findPeople(world.instance, registrar, { wanted: 'newov' })).people[0]?.latin_name).toBe(
      'NEWOV FARRUKH',
    )
  })
  it('is not written over what somebody else changed meanwhile', async () => {
    const person = await registered()
    const change = (name: string) =>
      correctName(world.instance, registrar, {
        person,
        version: 1,
        script: 'latin',
        name: { given: name },
        reason: 'x',
      })
    await change('FIRST')
    await expect(change('SECOND')).rejects.toMatchObject({ code: 'stale-form' })
  })
})

describe('family', () => {
  it('is linked once, seen from both sides, and ended with a reason', async () => {
    const [a, b] = [await registered(), await registered()]
    const made = await linkFamily(world.instance, registrar, { person: a, relative: b, relation: 'child' })
    expect(
      await linkFamily(world.instance, registrar, { person: b, relative: a, relation: 'parent' }),
    ).toEqual({
      refused: [{ code: 'already-linked', see: a }],
    })
    if (isRefusal(made)) throw new Error('refused')
    await endFamilyLink(world.instance, registrar, { link: made.id, reason: 'entered by mistake' })
    await expect(
      endFamilyLink(world.instance, registrar, { link: made.id, reason: 'again' }),
    ).rejects.toMatchObject({ code: 'not-found' })
    expect(
      await codesOf(linkFamily(world.instance, registrar, { person: a, relative: a, relation: 'other' })),
    ).toEqual(['same-person'])
    expect(
      await codesOf(
        linkFamily(world.instance, registrar, { person: a, relative: newId(), relation: 'other' }),
      ),
    ).toEqual(['not-found'])
  })
})

describe('verifying somebody who registered themself', () => {
  it('needs the number of the document in hand, and happens once', async () => {
    const me = await world.account()
    const person = await registered(
      { document: { kind: 'passport', issuingState: 'UZB', number: 'DEMOSELF1' } },
      me,
    )
    expect(
      await codesOf(verifyPerson(world.instance, registrar, { person, documentNumber: 'DEMOSELF2' })),
    ).toEqual(['document-number-differs'])
    expect(await verifyPerson(world.instance, registrar, { person, documentNumber: 'demo self1' })).toEqual({
      person,
    })
    expect(await verifyPerson(world.instance, registrar, { person, documentNumber: 'DEMOSELF1' })).toEqual({
      refused: [{ code: 'already-verified' }],
    })
    expect(
      await world.owner.one(
        sql`select p.standing, d.standing as document from person.person p join person.travel_document d on d.person_id = p.id where p.id = ${person}::uuid`,
      ),
    ).toEqual({ standing: 'verified', document: 'verified' })
  })
})

describe('a recognised fact', () => {
  it('stands beside the declared one', async () => {
    const person = await registered({ education: '3' })
    await recogniseFact(world.instance, registrar, {
      person,
      kind: 'education',
      code: '6',
      basis: 'Diploma 12',
    })
    await recogniseFact(world.instance, registrar, {
      person,
      kind: 'education',
      code: '7',
      basis: 'Diploma 13',
    })
    const summary = await read(
      world.instance,
      registrar,
      {
        what: 'test',
        who: { to: 'everyone' },
        purpose: 'keep-record',
        legalBasis: 'test',
        categories: ['identity', 'education'],
      },
      async (looking) => ({ answer: await personSummary(looking, person), subjects: [person] }),
    )
    expect(summary?.facts).toMatchObject([
      { code: '3', standing: 'declared' },
      { code: '7', standing: 'recognised' },
    ])
    expect(
      await codesOf(
        recogniseFact(world.instance, registrar, { person, kind: 'occupation', code: '0000000', basis: 'x' }),
      ),
    ).toEqual(['unknown-occupation'])
  })
})

describe('opening a record to a region', () => {
  it('lets its officers see the person, once, and leaves an event', async () => {
    const person = await registered()
    const open = act({
      name: 'test-open',
      who: system,
      input: z.object({}),
      async do(_, doing) {
        const opened = await openToRegion(doing, person, '71')
        await doing.record({ type: 'test', subjects: [person] })
        return { opened }
      },
    })
    const see = async () =>
      (await findPeople(world.instance, elsewhere, { wanted: `K${serial}` })).people.map((p) => p.id)
    expect(await see()).not.toContain(person)
    expect(await open(world.instance, { kind: 'system', job: 'test' }, {})).toEqual({ opened: true })
    expect(await open(world.instance, { kind: 'system', job: 'test' }, {})).toEqual({ opened: false })
    expect(await see()).toContain(person)
  })
})

describe('searching', () => {
  it('finds by a pasted zone, a document, an IIN and a phone, and goes on page by page', async () => {
    const person = await registered({
      latinName: { family: 'FINDME', given: 'ANYWAY' },
      document: { kind: 'passport', issuingState: 'UZB', number: 'DEMOFIND1' },
      iin: '850101199993',
      contacts: { phone: '+998 90 000 00 01' },
    })
    const ids = async (wanted: string) =>
      (await findPeople(world.instance, registrar, { wanted })).people.map((p) => p.id)
    expect(await ids('DEMOFIND1')).toEqual([person])
    expect(await ids('8501 0119 9993')).toEqual([person])
    expect(await ids('+998900000001')).toEqual([person])
    expect(
      await ids(
        'P<UZBFINDME<<ANYWAY<<<<<<<<<<<<<<<<<<<<<<<<<<\nDEMOFIND17UZB9107018M3601018<<<<<<<<<<<<<<06',
      ),
    ).toEqual([person])
    expect(await ids('anyw findm')).toEqual([person])
    expect(await ids('%')).toEqual([])
    for (let i = 0; i < 3; i++) await registered({ latinName: { family: 'PAGED', given: `P${i}` } })
    const first = await findPeople(world.instance, registrar, { wanted: 'paged', most: 2 })
    const second = await findPeople(world.instance, registrar, {
      wanted: 'paged',
      most: 2,
      after: first.next,
    })
    expect([...first.people, ...second.people].map((p) => p.latin_name)).toEqual([
      'PAGED P0',
      'PAGED P1',
      'PAGED P2',
    ])
    expect(second.next).toBeUndefined()
  })
  it('leaves one read record that names everybody it showed', async () => {
    const person = await registered({ latinName: { given: 'LISTEDONCE' } })
    await findPeople(world.instance, registrar, { wanted: 'listedonce' })
    expect(
      await world.owner.rows(
        sql`select what, purpose from platform.read_record where subjects @> array[${person}::uuid]`,
      ),
    ).toEqual([{ what: 'person-list', purpose: 'find-person' }])
  })
})

describe('an uploaded file', () => {
  const picture = (width = 400, height = 500) =>
    sharp({ create: { width, height, channels: 3, background: '#468' } }).jpeg()
  const store = (bytes: Uint8Array, kind: 'photo' | 'evidence' = 'photo', name = 'x.jpg') =>
    storeFile(world.instance, registrar, { kind, name, bytes })

  it('loses its metadata and whatever hides behind the picture, and gets a thumbnail', async () => {
    const original = await picture()
      .withExif({ IFD0: { Copyright: 'where it was taken' } })
      .toBuffer()
    const sneaky = Buffer.concat([original, Buffer.from('PK\u0003\u0004<script>alert(1)</script>')])
    const made = await store(sneaky, 'photo', '../../ev\u202eil.svg')
    if (isRefusal(made)) throw new Error('refused')
    const row = await world.owner.one<{ bytes: Buffer; thumbnail: Buffer; media_type: string; name: string }>(
      sql`select bytes, thumbnail, media_type, name from person.file where id = ${made.id}::uuid`,
    )
    expect(row.media_type).toBe('image/jpeg')
    expect(row.name).not.toMatch(/[/\\\u202e]|svg/)
    expect(row.bytes.includes('script')).toBe(false)
    expect((await sharp(row.bytes).metadata()).exif).toBeUndefined()
    expect((await sharp(row.thumbnail).metadata()).height).toBeLessThanOrEqual(320)
  })
  it.each<[string, () => Promise<Uint8Array> | Uint8Array, 'photo' | 'evidence', string]>([
    ['nothing', () => Buffer.alloc(0), 'photo', 'file-empty'],
    ['too much', () => Buffer.alloc(10 * 1024 * 1024 + 1, 'x'), 'photo', 'file-too-large'],
    [
      'an SVG with a script',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
      'photo',
      'file-type',
    ],
    ['a page', () => Buffer.from('<!doctype html><p>hello'), 'evidence', 'file-type'],
    ['a program', () => Buffer.from('MZ\u0090\u0000'), 'evidence', 'file-type'],
    ['half a picture', async () => (await picture().toBuffer()).subarray(0, 300), 'photo', 'file-broken'],
    ['a tiny picture', () => picture(50, 50).toBuffer(), 'photo', 'photo-too-small'],
    ['a PDF for a photo', () => Buffer.from('%PDF-1.7\n%%EOF'), 'photo', 'photo-not-image'],
    ['half a PDF', () => Buffer.from('%PDF-1.7\n'), 'evidence', 'file-broken'],
    [
      'a PDF that starts something',
      () => Buffer.from('%PDF-1.7\n/Open#41ction << /S /JavaScript >>\n%%EOF'),
      'evidence',
      'file-active-content',
    ],
    [
      'a PDF that is an archive too',
      () => Buffer.from('%PDF-1.7\nPK\u0005\u0006\n%%EOF'),
      'evidence',
      'file-two-in-one',
    ],
  ])('that is %s is turned away with its reason', async (_, bytes, kind, code) => {
    expect(await codesOf(store(await bytes(), kind))).toEqual([code])
  })
  it('of more pixels than anybody needs is turned away before it is decoded', async () => {
    const bomb = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#000' } })
      .png({ compressionLevel: 9 })
      .toBuffer()
    expect(bomb.byteLength).toBeLessThan(1024 * 1024)
    expect(await codesOf(store(bomb))).toEqual(['file-too-many-pixels'])
  })
  it('is seen by nobody else before somebody is registered with it', async () => {
    const made = await store(await picture().toBuffer())
    if (isRefusal(made)) throw new Error('refused')
    expect(
      await codesOf(registerPerson(world.instance, elsewhere, given({ region: '71', photo: made.id }))),
    ).toEqual(['not-found'])
  })
})
