import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPlainCase } from '../../test/plain-case-kind.ts'
import { makeWorld, type Person, type Staff, type World } from '../../test/world.ts'
import { inTransaction } from '../platform/act.ts'
import type { Actor } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'

let world: World
let officer: Staff
let worker: Person
let caseId: string
let hearingId: string

beforeAll(async () => {
  world = await makeWorld()
  const office = await world.office({ matters: ['plain'] })
  officer = await world.officer('permit-officer', office)
  worker = await world.account(await world.person())
  const opened = await openPlainCase(world.instance, worker, {
    kind: 'plain',
    applicantAccount: worker.account,
    subjects: [worker.person as string],
    subjectName: 'RAHIMOVA GULNORA',
    region: '75',
    matter: 'plain',
    governingDate: '2026-11-24',
  })
  if ('refused' in opened) throw new Error('refused')
  caseId = opened.id
  hearingId = newId()
  await as(officer, (tx) =>
    tx.done(sql`insert into "case".hearing (id, case_id, preliminary_reasons, grounds, announced_by, announced_at, held_on)
      values (${hearingId}::uuid, ${caseId}::uuid, 'The wage is below the minimum.', '[]', ${officer.staff}::uuid, now(), '2026-11-27')`),
  )
})
afterAll(() => world.close())

/** Straight SQL as the application's own role: what holds here, no programming mistake can undo. */
const as = <T>(actor: Actor, work: Parameters<typeof inTransaction<T>>[3]): Promise<T> =>
  inTransaction(world.instance, actor, false, work)

interface Given {
  kind?: string
  adverse?: boolean
  byKind?: string
  by?: string | null
  reasons?: string | null
  appealTo?: string | null
  appealUntil?: string | null
  hearing?: string | null
  states?: string[]
}
const insert = (actor: Actor, given: Given = {}) =>
  as(actor, (tx) =>
    tx.done(sql`insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_by, decided_at, reasons, trace, facts,
        governing_date, policy_hash, law_states, appeal_to, appeal_until, hearing_id)
      values (${newId()}::uuid, ${caseId}::uuid, ${given.kind ?? 'refuse'}, ${given.adverse ?? true}, ${given.byKind ?? 'staff'},
        ${given.by === undefined ? officer.staff : given.by}::uuid, '2026-11-24T06:00:00Z',
        ${given.reasons === undefined ? 'The wage is below the minimum.' : given.reasons}, '[]', '{}', '2026-11-24', 'hash',
        ${given.states ?? ['in force']}::text[], ${given.appealTo === undefined ? 'court' : given.appealTo},
        ${given.appealUntil === undefined ? '2027-02-24' : given.appealUntil}::date, ${given.hearing === undefined ? hearingId : given.hearing}::uuid)`),
  )
const broken = (constraint: string) => expect.objectContaining({ constraint })

test('a refusal by a human in office, with reasons, a hearing and an appeal route stands', async () => {
  expect(await insert(officer)).toBe(1)
})

test.each<[string, Given, string]>([
  ['no machine refuses', { byKind: 'system', by: null }, 'adverse_needs_a_human'],
  ['no refusal without a name', { by: null }, 'adverse_needs_a_human'],
  ['no refusal without reasons', { reasons: null }, 'adverse_needs_reasons'],
  ['no refusal with empty words', { reasons: `${' '.repeat(30)}no` }, 'adverse_needs_reasons'],
  ['no refusal without somewhere to appeal', { appealTo: null }, 'adverse_needs_appeal'],
  ['no refusal without a term to appeal', { appealUntil: null }, 'adverse_needs_appeal'],
  ['no term to appeal that is over when it begins', { appealUntil: '2026-11-24' }, 'adverse_needs_appeal'],
  ['no refusal without a hearing', { hearing: null }, 'refusal_needs_a_hearing'],
  ['a refusal cannot be called favourable', { adverse: false }, 'refusing_is_adverse'],
  ['nor a revocation', { kind: 'revoke', adverse: false, hearing: null }, 'refusing_is_adverse'],
  [
    'the machine has no human name',
    { kind: 'grant', adverse: false, byKind: 'system', hearing: null },
    'human_is_named',
  ],
  ['proposed law decides nothing', { states: ['in force', 'proposed'] }, 'proposed_law_decides_nothing'],
])('%s', async (_name, given, constraint) => {
  const actor: Actor =
    given.byKind === 'system' || given.by === null ? { kind: 'system', job: 'test' } : officer
  const error = await insert(actor, given).catch((reason: unknown) => reason)
  // A human's decision without a name is stopped before the constraint is asked, by who may write what.
  if (given.by === null && given.byKind !== 'system')
    expect(error).toMatchObject({
      message: expect.stringMatching(/row-level security|adverse_needs_a_human/),
    })
  else expect(error).toEqual(broken(constraint))
})

test('nobody decides in the name of somebody who has left, or was never there', async () => {
  const left = await world.officer('permit-officer', officer.office, { to: '2026-11-23' })
  expect(await insert(left, { by: left.staff }).catch((reason: unknown) => reason)).toEqual(
    broken('decider_is_in_office'),
  )
  const nobody = { ...officer, staff: newId() }
  expect(await insert(nobody, { by: nobody.staff }).catch((reason: unknown) => reason)).toEqual(
    broken('decider_is_in_office'),
  )
})

test('nobody decides in the name of a colleague, and no job or party in the name of a human', async () => {
  const colleague = await world.officer('permit-officer', officer.office)
  for (const actor of [colleague, worker, { kind: 'system', job: 'test' } as const])
    await expect(insert(actor)).rejects.toThrow('row-level security')
})

test('a decision is never changed or removed, not even by the one who made it', async () => {
  for (const change of [sql`update "case".decision set reasons = 'x'`, sql`delete from "case".decision`])
    await expect(as(officer, (tx) => tx.done(change))).rejects.toThrow('permission denied')
  for (const change of [sql`update platform.event set type = 'x'`, sql`delete from platform.event`])
    await expect(as(officer, (tx) => tx.done(change))).rejects.toThrow('permission denied')
})

test('an officer of another region and a stranger see no row of the case, its decisions or its words', async () => {
  const far = await world.officer('permit-officer', officer.office, { regions: ['71'] })
  const stranger = await world.account(await world.person())
  for (const actor of [far, stranger, { kind: 'public' } as const])
    for (const table of ['case', 'decision', 'hearing', 'name_word'])
      expect(
        await as(actor, (tx) => tx.rows(sql`select * from ${sql.table(`case.${table}`)}`)),
        table,
      ).toEqual([])
  expect(await as(worker, (tx) => tx.rows(sql`select id from "case"."case"`))).toEqual([{ id: caseId }])
})
