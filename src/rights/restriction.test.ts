import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Person, type Staff, type World } from '../../test/world.ts'
import { routes } from '../app/routes.ts'
import { makeApplication } from '../app/serve.ts'
import { claimCase } from '../case/claim-case.ts'
import { confirmMerge } from '../identity/review-pair.ts'
import { askExport, decideExport, writeExport } from '../oversight/export-list.ts'
import { isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { countPast } from '../reform/read-past.ts'
import { askCorrection } from './ask-correction.ts'
import { acceptCorrection } from './decide-correction.ts'
import { releaseRestriction } from './release-restriction.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let registrar: Staff
let supervisor: Staff
let person: string
let other: string
let who: Person
let number: string
let caseId: string
const because = 'The address is contested until the court has decided.'

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  const office = await world.office({ region: '75', matters: ['record'] })
  registrar = await world.officer('registrar', office)
  supervisor = await world.officer('supervisor', office)
  person = await world.person({ regions: ['75'], latinName: 'KEPT OUT' })
  other = await world.person({ regions: ['75'], latinName: 'LEFT IN' })
  who = await world.account(person)
  const asked = await askCorrection(world.instance, who, {
    about: 'restrict-use',
    says: 'Do not use it while the court looks at it.',
  })
  if (isRefusal(asked)) throw new Error('not asked')
  number = asked.number
  caseId = (await world.owner.one<{ id: string }>(sql`select id from "case"."case" where number = ${number}`))
    .id
})
afterAll(() => world.close())

const page = async (path: string, actor: Staff | Person, fields?: Record<string, string>) =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      method: fields ? 'POST' : 'GET',
      redirect: 'manual',
      headers: {
        cookie: await world.signIn(actor),
        origin: 'http://localhost',
        'accept-language': 'en',
        ...(fields ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(fields ? { body: new URLSearchParams({ _request: newId(), ...fields }).toString() } : {}),
    }),
  )
async function listOf(kind: 'people' | 'cases'): Promise<string> {
  const asked = await askExport(world.instance, registrar, {
    kind,
    from: '2026-11-01',
    to: '2026-11-30',
    purpose: 'A yearly report of the office.',
    recipient: 'The ministry',
  })
  if (isRefusal(asked)) throw new Error('not asked')
  await decideExport(world.instance, supervisor, { export: asked.id, approve: true, reasons: 'It is owed.' })
  return (await writeExport(world.instance, registrar, asked.id)).csv
}
const studied = () =>
  countPast(world.owner, { kind: null, since: null, until: null, decided_through: '2030-01-01' })

describe('a restriction of use', () => {
  it('changes nothing by being asked for, and stands when an officer gives it with a reason', async () => {
    await world.owner.done(sql`insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_at, trace, facts, governing_date, policy_hash, law_states)
      values (${newId()}, ${caseId}, 'grant', false, 'system', now(), '[]', '{}', current_date, 'x', '{in force}')`)
    expect(await listOf('people')).toContain('KEPT OUT')
    expect(await listOf('cases')).toContain(number)
    expect(await studied()).toBe(1)
    await claimCase(world.instance, registrar, { caseId })
    const { version } = await world.owner.one<{ version: number }>(
      sql`select version from "case"."case" where id = ${caseId}`,
    )
    await acceptCorrection(world.instance, registrar, { caseId, expectedVersion: version, note: because })
  })
  it('shows on the record and on the person’s own page, with its reason', async () => {
    const shown = await (await page('/me', who)).text()
    expect(shown).toContain('Use is restricted since')
    expect(shown).toContain(because)
    const record = await (await page(`/people/${person}?purpose=keep-record`, registrar)).text()
    expect(record).toContain('Use is restricted since')
  })
  it('keeps the person out of lists and studies, and their record from being joined', async () => {
    const people = await listOf('people')
    expect(people).toContain('LEFT IN')
    expect(people).not.toContain('KEPT OUT')
    expect(await listOf('cases')).not.toContain(number)
    expect(await studied()).toBe(0)
    const [pair, merge] = [newId(), newId()]
    const [a, b] = [person, other].sort()
    await world.owner.done(sql`insert into identity.pair (id, a, b, regions, state, probability, steps, facts_digest, found_at)
      values (${pair}, ${a}, ${b}, '{75}', 'proposed', 0.9, '[]', 'x', now())`)
    await world.owner.done(sql`insert into identity.merge (id, pair_id, survivor, merged, proposed_by, proposed_at)
      values (${merge}, ${pair}, ${a}, ${b}, ${supervisor.staff}, now())`)
    const joined = await confirmMerge(world.instance, registrar, {
      pair,
      expectedVersion: 1,
      confirm: true,
      reason: 'The same person in both.',
    })
    expect(joined).toEqual({ refused: [{ code: 'restricted' }] })
  })
  it('is released by an officer of the record with reasons, by nobody of elsewhere, and by the person at will', async () => {
    const there = await world.officer(
      'registrar',
      await world.office({ institution: 'executive-71', region: '71' }),
      {
        regions: ['71'],
      },
    )
    await expect(
      releaseRestriction(world.instance, there, { person, reasons: 'The court has decided it now.' }),
    ).rejects.toMatchObject({ code: 'not-found' })
    await expect(
      releaseRestriction(world.instance, await world.account(other), { person }),
    ).rejects.toMatchObject({ code: 'not-found' })
    const short = await page(`/people/${person}/restriction`, registrar, { reasons: 'over' })
    expect(short.status).toBe(422)
    expect(await short.text()).toContain('Write at least 20 letters')
    const done = await page(`/people/${person}/restriction`, registrar, {
      reasons: 'The court has decided it now.',
    })
    expect(done.status).toBe(303)
    expect(await listOf('people')).toContain('KEPT OUT')
    await world.owner.done(sql`insert into person.restriction (id, person_id, case_id, because, since, placed_by)
      values (${newId()}, ${person}, ${caseId}, ${because}, now(), 'x')`)
    expect((await page('/me/restriction', who, {})).status).toBe(303)
    expect((await page('/me/restriction', who)).status).toBe(404)
    const kept = await world.owner.rows<{ released_because: string }>(
      sql`select released_because from person.restriction where person_id = ${person} order by released_at`,
    )
    expect(kept.map((one) => one.released_because)).toEqual(['The court has decided it now.', 'withdrawn'])
  })
})
