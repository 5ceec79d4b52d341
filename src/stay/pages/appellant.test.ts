import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPage, pressButton } from '../../../test/open-page.ts'
import { makeWorld, type Person, type Staff, type World } from '../../../test/world.ts'
import { routes } from '../../app/routes.ts'
import { makeApplication } from '../../app/serve.ts'
import { works } from '../../app/works.ts'
import { inTransaction, isRefusal } from '../../platform/act.ts'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { explainStay } from '../explain-stay.ts'
import { stayOf } from '../grounds.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let judge: Staff
let officer: Staff
let appellant: Person
let number = ''

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  const office = await world.office({ region: '75', matters: ['record', 'lawful-stay'] })
  const above = await world.office({ institution: 'commission', region: null, matters: ['appeal'] })
  officer = await world.officer(['registrar', 'supervisor'], office)
  judge = await world.officer('appeal-officer', above, { regions: ['*'] })
  appellant = await world.account(await world.person({ latinName: 'APPELLANTOVA DINA', citizenship: 'UZB' }))
  const asked = await explainStay(world.instance, appellant, {
    about: 'overstay',
    says: 'The border was closed.',
  })
  if (isRefusal(asked)) throw new Error('not asked')
  number = asked.number
  const { id } = await world.owner.one<{ id: string }>(
    sql`update "case"."case" set state = 'appealed', office_id = ${above}::uuid, due_on = '2026-12-22' where number = ${number} returning id`,
  )
  const decision = newId()
  await world.owner.done(sql`
    insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_by, decided_at, reasons, trace, facts, governing_date, policy_hash, law_states,
      appeal_to, appeal_until)
    values (${decision}, ${id}, 'revoke', true, 'staff', ${officer.staff}, ${world.clock.now().toString()}, 'The days were over by then.', '[]', '{}', '2026-11-24', 'x',
      '{in force}', ${above}, '2027-02-24')`)
  await world.owner.done(sql`
    insert into "case".appeal (id, case_id, decision_id, text, lodged_at, lodged_by, in_time, office_id, from_office, decide_by)
    values (${newId()}, ${id}, ${decision}, 'The border was closed.', ${world.clock.now().toString()}, ${appellant.account}, true, ${above}, ${office}, '2026-12-22')`)
})
afterAll(() => world.close())

const open = async (path: string, as: Staff | Person) => openPage(app, path, await world.signIn(as))
const send = async (as: Staff | Person, version: string) =>
  pressButton(app, `/cases/${number}/let-stay`, { version }, await world.signIn(as))
const lastDay = async () => {
  const job = { kind: 'system', job: 'test' } as const
  const stay = await inTransaction(world.instance, job, false, (tx) =>
    stayOf(tx, appellant.person ?? '', 'UZB', world.clock.today()),
  )
  return stay.lastDay
}

it('nothing opens by itself while an appeal is pending, and only the office that judges it can', async () => {
  expect(await lastDay()).toBeUndefined()
  for (const other of [officer, appellant]) {
    expect((await open(`/cases/${number}/let-stay`, other)).status).toBe(404)
    expect((await send(other, '1')).status).toBe(404)
  }
  const elsewhere = await world.officer('appeal-officer', officer.office, { regions: ['*'] })
  expect((await send(elsewhere, '1')).status).toBe(403)
})

it('the judge sees whom it is about and on how firm a law; with their decision the days go on and there is a paper', async () => {
  const page = await open(`/cases/${number}/let-stay`, judge)
  expect(page.body).toContain('APPELLANTOVA DINA')
  expect(page.body).toContain('class="law unverified"')
  const version = /name="version" value="(\d+)"/.exec(page.body)?.[1] ?? ''
  expect((await send(judge, version)).status).toBe(303)
  const jobs = await world.owner.rows<{ data: { work: string } }>(
    sql`select data from pgboss.job where data->>'work' = 'give-lawful-stay'`,
  )
  expect(jobs).toHaveLength(1)
  // Twice, as a job may be: one ground and one paper.
  for (const { data } of [...jobs, ...jobs]) await works['give-lawful-stay']?.(world.instance, data)
  expect(await lastDay()).toBe('2026-12-22')
  expect(
    await world.owner.rows(
      sql`select kind, law_state, valid_to::text as to from stay.ground where person_id = ${appellant.person ?? null}::uuid`,
    ),
  ).toEqual([{ kind: 'other', law_state: 'unverified', to: '2026-12-22' }])
  const [paper] = await world.owner.rows<{ kind: string; until: string }>(
    sql`select kind, valid_until::text as until from credential.document where subject = ${appellant.person ?? null}::uuid`,
  )
  expect(paper).toEqual({ kind: 'lawful-stay', until: '2026-12-22' })
  const file = await open(`/cases/${number}`, judge)
  expect(file.body).toContain('may stay while the appeal is pending')
  expect(file.body).toContain(`/cases/${number}/let-stay`)
})
