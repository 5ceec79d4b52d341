import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Person, type Staff, type World } from '../../test/world.ts'
import { routes } from '../app/routes.ts'
import { makeApplication } from '../app/serve.ts'
import { announceRefusal, firstHearingDay } from '../case/announce-refusal.ts'
import { claimCase } from '../case/claim-case.ts'
import { giveStatement } from '../case/give-statement.ts'
import { correctIdentity } from '../person/correct-identity.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { askCorrection } from './ask-correction.ts'
import { acceptCorrection, refuseCorrection } from './decide-correction.ts'

let world: World
let me: Person
let registrar: Staff
let app: ReturnType<typeof makeApplication>

beforeAll(async () => {
  world = await makeWorld()
  registrar = await world.officer('registrar', await world.office({ region: '75', matters: ['record'] }))
  await world.office({ institution: 'ministry', region: null, matters: ['appeal'] })
  me = await world.account(await world.person({ birthDate: '1990-03-27', regions: ['75'] }))
  app = makeApplication(world.instance, routes)
})
afterAll(() => world.close())

const caseOf = (number: string) =>
  world.owner.one<{ id: string; version: number; state: string; outcome: string | null; due_on: string }>(
    sql`select id, version, state, outcome, due_on::text from "case"."case" where number = ${number}`,
  )
async function asked(who = me): Promise<string> {
  const answer = await askCorrection(world.instance, who, { about: 'birth', says: 'I was born on 28 March.' })
  if ('refused' in answer) throw new Error('refused')
  return answer.number
}

describe('asking that a record be corrected', () => {
  it('opens a case with a term, through the page a person uses, and shows it to them', async () => {
    const cookie = await world.signIn(me)
    const send = (fields: Record<string, string>) =>
      app.fetch(
        new Request('http://localhost/me/record/wrong', {
          method: 'POST',
          headers: {
            cookie,
            origin: 'http://localhost',
            'accept-language': 'en',
            'content-type': 'application/x-www-form-urlencoded',
          },
          body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
        }),
      )
    const short = await send({ says: '' })
    expect(short.status).toBe(422)
    expect(await short.text()).toContain('href="#f-about"')
    const sent = await send({ about: 'name', says: 'My name is <b>Lola</b>.' })
    const path = sent.headers.get('location') ?? ''
    expect(path).toMatch(/^\/cases\//)
    const page = await app.fetch(
      new Request(`http://localhost${path}`, { headers: { cookie, 'accept-language': 'en' } }),
    )
    expect(await page.text()).toContain('My name is &lt;b&gt;Lola&lt;/b&gt;.')
    expect((await caseOf(path.slice(7))).due_on > '2026-12-10').toBe(true)
  })
  it('is not closed as corrected before the record was mended', async () => {
    const { id, version } = await caseOf(await asked())
    await claimCase(world.instance, registrar, { caseId: id })
    const given = { caseId: id, expectedVersion: version + 1 }
    expect(await acceptCorrection(world.instance, registrar, given)).toMatchObject({
      refused: [{ code: 'nothing-corrected' }],
    })
    world.clock.add({ minutes: 1 })
    await correctIdentity(world.instance, registrar, {
      person: me.person ?? '',
      birthDate: '1990-03-28',
      sex: 'female',
      citizenship: 'TJK',
      reason: 'Passport shown',
    })
    expect(await acceptCorrection(world.instance, registrar, given)).toMatchObject({ corrected: 'birth' })
    const decision = await world.owner.one<{ kind: string; adverse: boolean }>(
      sql`select kind, adverse from "case".decision where case_id = ${id}::uuid`,
    )
    expect(decision).toEqual({ kind: 'correct', adverse: false })
  })
  it('is refused only after the person was heard, with a way to appeal', async () => {
    const { id } = await caseOf(await asked())
    await claimCase(world.instance, registrar, { caseId: id })
    const version = async () =>
      (
        await world.owner.one<{ version: number }>(
          sql`select version from "case"."case" where id = ${id}::uuid`,
        )
      ).version
    const reasons = 'The passport and the birth certificate show 27 March.'
    const announced = await announceRefusal(world.instance, registrar, {
      caseId: id,
      expectedVersion: await version(),
      reasons,
      groundIds: ['record-is-wrong'],
      heldOn: firstHearingDay(world.clock.today()).toString(),
    })
    if ('refused' in announced) throw new Error('refused')
    const refusal = { caseId: id, hearingId: announced.id, reasons, groundIds: ['record-is-wrong'] }
    await expect(
      refuseCorrection(world.instance, registrar, { ...refusal, expectedVersion: await version() }),
    ).rejects.toMatchObject({ code: 'wrong-state' })
    await giveStatement(world.instance, me, { caseId: id, statement: 'My mother says so.' })
    await refuseCorrection(world.instance, registrar, { ...refusal, expectedVersion: await version() })
    const decision = await world.owner.one<{ kind: string; appeal_to: string | null }>(
      sql`select kind, appeal_to from "case".decision where case_id = ${id}::uuid`,
    )
    expect(decision.kind).toBe('refuse')
    expect(decision.appeal_to).not.toBeNull()
  })
  it('is closed to somebody without a record, and stops at five that wait', async () => {
    const nobody = await world.account()
    await expect(
      askCorrection(world.instance, nobody, { about: 'name', says: 'Something' }),
    ).rejects.toMatchObject({ code: 'not-found' })
    const another = await world.account(await world.person({ regions: ['75'] }))
    for (let i = 0; i < 5; i++) await asked(another)
    const sixth = await askCorrection(world.instance, another, { about: 'name', says: 'Something' })
    expect(sixth).toMatchObject({ refused: [{ code: 'too-many-open' }] })
  })
  it('an objection is answered in words, and by nobody with fewer than twenty letters', async () => {
    const who = await world.account(await world.person({ regions: ['75'] }))
    const answer = await askCorrection(world.instance, who, {
      about: 'use-of-data',
      says: 'Do not compare me with others.',
    })
    if ('refused' in answer) throw new Error('refused')
    const { id, version } = await caseOf(answer.number)
    await claimCase(world.instance, registrar, { caseId: id })
    const given = { caseId: id, expectedVersion: version + 1 }
    await expect(
      acceptCorrection(world.instance, registrar, { ...given, note: 'done' }),
    ).rejects.toMatchObject({
      issues: [{ path: 'note', code: 'reasons-too-short' }],
    })
    const note = 'The two records were told apart; the pair is not shown again.'
    expect(await acceptCorrection(world.instance, registrar, { ...given, note })).toEqual({
      corrected: 'use-of-data',
    })
  })
  it('a person looks at what the system decided about the asker, never at another’s or an officer’s decision', async () => {
    const person = await world.person({ regions: ['75'] })
    const who = await world.account(person)
    const decided = async (by: 'system' | 'staff', subject: string) => {
      const made = await askCorrection(world.instance, await world.account(subject), {
        about: 'name',
        says: 'Something',
      })
      if ('refused' in made) throw new Error('refused')
      await world.owner.done(sql`insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_by, decided_at, trace, facts, governing_date, policy_hash, law_states)
        select ${newId()}::uuid, id, 'grant', false, ${by}, ${by === 'staff' ? registrar.staff : null}::uuid, now(), '[]', '{}', current_date, 'x', '{in force}'
        from "case"."case" where number = ${made.number}`)
      return made.number
    }
    const mine = await decided('system', person)
    const byOfficer = await decided('staff', person)
    const another = await decided('system', await world.person({ regions: ['75'] }))
    const ask = (number: string) =>
      askCorrection(world.instance, who, {
        about: 'decision-by-system',
        says: 'Please look yourself.',
        case: number,
      })
    for (const number of [byOfficer, another, 'HP-1'])
      await expect(ask(number)).rejects.toMatchObject({ code: 'invalid-input' })
    const page = await app.fetch(
      new Request(`http://localhost/me/record/wrong?about=decision-by-system&case=${mine}`, {
        headers: { cookie: await world.signIn(who), 'accept-language': 'en' },
      }),
    )
    const text = await page.text()
    expect(text).toContain(mine)
    expect(text).not.toContain(another)
    expect(await ask(mine)).toHaveProperty('number')
  })
})
