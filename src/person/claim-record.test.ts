import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld, type Person, type World } from '../../test/world.ts'
import { isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { claimRecord } from './claim-record.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

async function registered(number: string, phone: string): Promise<string> {
  const id = await world.person({ birthDate: '1991-07-04', citizenship: 'TJK' })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, standing, known_at, source)
    values (${newId()}, ${id}, 'passport', 'TJK', ${number}, 'verified', now(), 'test')`)
  await world.owner.done(sql`insert into person.contact (id, person_id, channel, address, known_at, source)
    values (${newId()}, ${id}, 'phone', ${phone}, now(), 'test')`)
  return id
}

async function signedIn(phone: string): Promise<Person> {
  const account = await world.account()
  await world.owner.done(sql`update person.account set address = ${phone} where id = ${account.account}`)
  return account
}

const claim = (who: Person, documentNumber: string, birthDate = '1991-07-04') =>
  claimRecord(world.instance, who, { issuingState: 'TJK', documentNumber, birthDate })

it('opens the record to whoever has its telephone, passport and birth date, once', async () => {
  const person = await registered('DEMO50001', '+77005550001')
  const own = await signedIn('+77005550001')
  expect(isRefusal(await claim(own, 'DEMO50001', '1991-07-05'))).toBe(true)
  expect(isRefusal(await claim(own, 'DEMO50009'))).toBe(true)
  expect(await claim(own, 'DEMO50001')).toEqual({ person })
})

it('is refused to another telephone that knows the passport, and to a second account', async () => {
  await registered('DEMO50002', '+77005550002')
  expect(isRefusal(await claim(await signedIn('+77005550003'), 'DEMO50002'))).toBe(true)
  await claim(await signedIn('+77005550002'), 'DEMO50002')
  await world.owner.done(
    sql`update person.account set closed_at = now() where address = '+77005550002' and person_id is null`,
  )
  const again = await world.account()
  await world.owner.done(
    sql`update person.account set channel = 'phone', address = '+77005550099' where id = ${again.account}`,
  )
  expect(isRefusal(await claim(again, 'DEMO50002'))).toBe(true)
})

it('ends after ten tries a day', async () => {
  const somebody = await signedIn('+77005550004')
  for (let i = 0; i < 10; i++) await claim(somebody, 'DEMO59999')
  await expect(claim(somebody, 'DEMO59999')).rejects.toMatchObject({ code: 'too-many-requests' })
})
