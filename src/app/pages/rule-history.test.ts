import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { type Application, makeApplication } from '../serve.ts'
import { ruleHistoryPages } from './rule-history.tsx'

let world: World
let app: Application

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, ruleHistoryPages)
  const office = await world.office({})
  for (let n = 0; n < 8; n++) {
    const caseId = newId()
    await world.owner.done(sql`insert into "case"."case" (id, number, kind, state, subjects, subject_name, name_key, region, office_id, governing_date, opened_at)
      values (${caseId}, ${`KZ-2026-9${n}`}, 'household-permit', 'closed', array[${newId()}::uuid], 'SECRETNAME', 'x', '75', ${office}, '2026-03-02', now())`)
    await world.owner.done(sql`insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_at, trace, facts, governing_date, policy_hash, law_states)
      values (${newId()}, ${caseId}, ${n < 6 ? 'grant' : 'extend'}, false, 'system', '2026-03-02', '[]', '{}', '2026-03-02', 'x', '{in force}')`)
  }
})
afterAll(() => world.close())

const open = async (route: string, language = 'en') =>
  app.fetch(
    new Request(`http://localhost/rules/${route}/history`, { headers: { 'accept-language': language } }),
  )

test('everybody reads how a rule changed, its cases, and how often it decided; small numbers stay hidden', async () => {
  const page = await (await open('household-permit')).text()
  expect(page).toMatch(/granted, by the system<\/th>|granted, by the system/)
  expect(page).toMatch(/>6</)
  expect(page).toContain('fewer than 5')
  expect(page).not.toContain('SECRETNAME')
  expect(page).toContain('A citizen of Russia, the first day of the Union')
  expect(page).toContain('eaeu.other-members')
})

test('the history of employers’ permits names the change of 1 September 2025', async () => {
  const page = await (await open('employer-permit', 'ru')).text()
  expect(page).toContain('1 сентября 2025')
  expect(page).toContain('employer-permit/vacancy-fifteen-days')
  expect((await open('nothing')).status).toBe(404)
})
