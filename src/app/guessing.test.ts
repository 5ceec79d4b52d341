import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeWorld, type World } from '../../test/world.ts'
import { checkBySerial } from '../credential/check-by-serial.ts'
import { newSerial } from '../credential/serial-number.ts'
import { registerHousehold } from '../organisation/register-household.ts'
import { offerWork } from '../permit/offer-work.ts'
import { wrongGuesses } from '../person/limit-guessing.ts'
import { registerPerson } from '../person/register-person.ts'
import { filesOfDay, storeFile } from '../person/store-file.ts'
import { isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { nameFamilyMember } from '../residence/join-family.ts'
import { giveArrivalNotice } from '../stay/give-arrival-notice.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
  const person = await world.person({ citizenship: 'TJK', birthDate: '1990-03-27' })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, standing, known_at, source)
    values (${newId()}, ${person}, 'passport', 'TJK', 'GUESS00001', 'verified', now(), 'test')`)
})
afterAll(() => world.close())

const known = { issuingState: 'TJK', documentNumber: 'GUESS00001' }

describe('who somebody is by a guessed document', () => {
  test('is answered to an account no more once thirty guesses of a day were wrong, by whatever form', async () => {
    const account = await world.account(await world.person({ citizenship: 'KAZ' }))
    const household = await registerHousehold(world.instance, account, {
      region: '75',
      address: 'Almaty, Abai 1',
    })
    if (isRefusal(household)) throw new Error(JSON.stringify(household))
    const offer = (birthDate: string) =>
      offerWork(world.instance, account, {
        ...known,
        birthDate,
        kindOfWork: 'gardening',
        duties: 'Trees and beds',
        wageTiyn: 150_000_00,
        months: 3,
        startsOn: world.clock.today().toString(),
      })
    const relative = (birthDate: string) =>
      nameFamilyMember(world.instance, account, { ...known, birthDate, relation: 'spouse' })
    const guest = (birthDate: string) =>
      giveArrivalNotice(world.instance, account, {
        ...known,
        birthDate,
        arrivedOn: world.clock.today().toString(),
        hostName: 'A host',
        region: '75',
        address: 'Almaty, Abai 1',
      })
    const ways = [offer, relative, guest]
    for (let n = 0; n < wrongGuesses; n++) {
      const answer = await ways[n % 3]!(`1990-04-${String((n % 28) + 1).padStart(2, '0')}`)
      expect(isRefusal(answer), String(n)).toBe(true)
    }
    for (const way of ways)
      await expect(way('1990-03-27')).rejects.toMatchObject({ code: 'too-many-requests' })
    world.clock.add({ hours: 24 })
    expect(isRefusal(await offer('1990-03-27')), 'the next day').toBe(false)
  })

  test('nor whether a passport is registered, by registering again and again', async () => {
    const account = await world.account()
    const register = () =>
      registerPerson(world.instance, account, {
        latinName: { family: 'GUESSER', given: 'ONE' },
        birthDate: '1991-01-01',
        sex: 'male',
        citizenship: 'TJK',
        document: { kind: 'passport', issuingState: 'TJK', number: 'GUESS00001' },
        region: '75',
      })
    for (let n = 0; n < wrongGuesses; n++)
      expect(await register()).toMatchObject({ refused: [{ code: 'document-already-registered' }] })
    await expect(register()).rejects.toMatchObject({ code: 'too-many-requests' })
  })
})

test('birth dates are not guessed by writing one serial number in many ways', async () => {
  const serial = newSerial('lawful-stay', 2026)
  const spellings = [serial, serial.toLowerCase(), serial.replaceAll('-', ''), serial.replaceAll('-', ' ')]
  const ask = (n: number) =>
    checkBySerial(
      world.instance,
      { kind: 'public' },
      `${' '.repeat(n % 7)}${spellings[n % 4]}`.replace(/(?=.{3}$)/, ' '.repeat(n)),
      '1990-01-01',
    )
  for (let n = 0; n < 20; n++) expect(await ask(n)).toBeUndefined()
  await expect(ask(20)).rejects.toMatchObject({ code: 'too-many-requests' })
  world.clock.add({ hours: 1 })
  for (let hour = 0; hour < 4; hour++) {
    for (let n = 0; n < 20; n++) await ask(n)
    world.clock.add({ hours: 1 })
  }
  await expect(ask(1), 'more than a hundred a day').rejects.toMatchObject({ code: 'too-many-requests' })
})

test('the disk is not filled by one account: sixty files a day', async () => {
  const account = await world.account(await world.person())
  const bytes = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n')
  const store = () => storeFile(world.instance, account, { kind: 'evidence', name: 'scan', bytes })
  for (let n = 0; n < filesOfDay; n++) await store()
  await expect(store()).rejects.toMatchObject({ code: 'too-many-requests' })
})
