import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { registerPerson } from '../person/register-person.ts'
import { isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { lookForSame } from './look-for-same.ts'
import { withIdentifier } from './share-identifier.ts'

let world: World
let registrar: Staff
let serial = 0
beforeAll(async () => {
  world = await makeWorld()
  registrar = await world.officer('registrar', await world.office({}))
})
afterAll(() => world.close())

async function person(family: string, given: string, birthDate: string, phone?: string): Promise<string> {
  const answer = await registerPerson(world.instance, registrar, {
    latinName: { family, given },
    birthDate,
    sex: 'male',
    citizenship: 'UZB',
    document: { kind: 'passport', issuingState: 'UZB', number: `SHARED${String(++serial).padStart(4, '0')}` },
    ...(phone ? { contacts: { phone } } : {}),
    region: '75',
    confirmedNew: true,
  })
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return answer.id
}
/** `other` bore the passport of `one` before. */
const bore = (one: string, other: string, standing: 'verified' | 'declared') =>
  world.owner.done(sql`
    insert into person.travel_document (id, person_id, kind, issuing_state, number, standing, known_at, source, superseded_at)
    select ${newId()}::uuid, ${other}::uuid, kind, issuing_state, number, ${standing}, known_at, source, known_at from person.travel_document where person_id = ${one}::uuid`)
const look = async () => {
  await world.owner.done(sql`delete from identity.looked`)
  await lookForSame(world.instance, { kind: 'system', job: 'test' }, {})
}
const pairOf = (x: string, y: string) =>
  world.owner.maybe<{ probability: number; steps: { field: string; level: string; bits: number }[] }>(
    sql`select probability, steps from identity.pair where array[a, b] @> array[${x}::uuid, ${y}::uuid]`,
  )

describe('a document that two records bear or bore', () => {
  it('links when it is verified on both, also when the names were written quite otherwise', async () => {
    const one = await person('ABDULLAEV', 'SHERZOD', '1985-02-03')
    const other = await person('TOSHMATOV', 'NODIR', '1979-11-21')
    await look()
    expect(await pairOf(one, other)).toBeUndefined()
    await bore(one, other, 'verified')
    await world.owner.done(sql`update identity.match_form set version = 0`)
    await look()
    expect(await pairOf(one, other)).toMatchObject({
      steps: expect.arrayContaining([expect.objectContaining({ field: 'identifier', level: 'verified' })]),
    })
  })

  it('only suggests when it was typed: strangers stay apart, and nothing becomes certain by it', async () => {
    const one = await person('YULDASHEV', 'OYBEK', '1982-06-14')
    const stranger = await person('SAIDOV', 'DILSHOD', '1994-09-30')
    await bore(one, stranger, 'declared')
    await look()
    expect(await pairOf(one, stranger)).toBeUndefined()
    const thresholds = { same: 0.9, review: 0.05 }
    const likely = { bits: 2, probability: 0.8, steps: [] }
    const typed = withIdentifier(likely, false, thresholds)
    expect(typed.probability).toBeGreaterThan(0.8)
    expect(typed.probability).toBeLessThan(0.9)
    // What is certain without it is not made less so.
    expect(withIdentifier({ bits: 12, probability: 0.9997, steps: [] }, false, thresholds).bits).toBe(12)
    expect(withIdentifier(likely, true, thresholds).probability).toBeGreaterThan(0.99)
  })
})

describe('a telephone of an employer, agent or hostel', () => {
  it('is never evidence: strangers who share it stay apart, and a likely pair is as likely as without it', async () => {
    const phone = '+77010002030'
    const hostel = [
      await person('RAXIMOV', 'BOTIR', '1991-01-15', phone),
      await person('ERGASHEV', 'ULUGBEK', '1991-01-16', phone),
      await person('NORMATOV', 'JASUR', '1988-12-01', phone),
    ] as const
    const with_ = [
      await person('KODIROV', 'AZIZBEK', '1990-04-05', phone),
      await person('QODIROV', 'AZIZBEK', '1990-04-05', phone),
    ] as const
    const without = [
      await person('HOLIKOV', 'FARRUH', '1990-04-05'),
      await person('XOLIKOV', 'FARRUH', '1990-04-05'),
    ] as const
    await look()
    for (const [i, one] of hostel.entries())
      for (const other of hostel.slice(i + 1)) expect(await pairOf(one, other)).toBeUndefined()
    const sharing = await pairOf(...with_)
    expect(sharing?.steps.map(({ field }) => field)).not.toContain('contact')
    expect(sharing?.steps.map(({ field }) => field)).toEqual(
      (await pairOf(...without))?.steps.map(({ field }) => field),
    )
    // The same comparison of the same people, once with the telephone and once without.
    const before = sharing?.probability
    await world.owner.done(sql`delete from person.contact where address = ${phone}`)
    await world.owner.done(sql`update identity.pair set facts_digest = 'anew'`)
    await look()
    expect((await pairOf(...with_))?.probability).toBe(before)
  })
})
