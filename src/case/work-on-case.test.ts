import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPlainCase, overturned, plainKind } from '../../test/plain-case-kind.ts'
import { makeWorld, type Person, type Staff, type World } from '../../test/world.ts'
import { inTransaction } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { announceRefusal, firstHearingDay, takeBackRefusal } from './announce-refusal.ts'
import { answerInformation, goOnWithoutAnswer } from './answer-information.ts'
import { askForInformation } from './ask-for-information.ts'
import { type CaseRow, caseColumns } from './case-row.ts'
import { claimCase } from './claim-case.ts'
import { findPartiesToTell } from './find-parties.ts'
import { giveStatement } from './give-statement.ts'
import { judgeAppeal } from './judge-appeal.ts'
import { lodgeAppeal } from './lodge-appeal.ts'
import { reassignCase } from './reassign-case.ts'
import { releaseCase } from './release-case.ts'
import { withdrawCase } from './withdraw-case.ts'

let world: World
let office: string
let officer: Staff
let colleague: Staff
let judge: Staff
let worker: Person
let host: Person

beforeAll(async () => {
  world = await makeWorld()
  office = await world.office({ matters: ['plain'] })
  const ministry = await world.office({ institution: 'ministry', region: null, matters: ['appeal'] })
  officer = await world.officer('permit-officer', office, { name: 'Aigul' })
  colleague = await world.officer('permit-officer', office, { name: 'Daniyar' })
  judge = await world.officer('appeal-officer', ministry, { regions: ['*'] })
  worker = await world.account(await world.person())
  host = await world.account(await world.person())
})
afterAll(() => world.close())

async function open(dueOn = '2026-12-08'): Promise<string> {
  const answer = await openPlainCase(world.instance, host, {
    kind: 'plain',
    applicantAccount: host.account,
    subjects: [worker.person as string],
    subjectName: 'RAHIMOVA GULNORA',
    region: '75',
    matter: 'plain',
    dueOn,
    governingDate: '2026-11-24',
  })
  if ('refused' in answer) throw new Error('refused')
  return answer.id
}
const row = (id: string) =>
  world.owner.one<CaseRow>(sql`select ${caseColumns} from "case"."case" where id = ${id}::uuid`)
const version = async (id: string) => (await row(id)).version
const reasons = 'The wage offered is below the minimum wage of the year.'
/** Claimed, announced and heard: a refusal could follow. */
async function heard(): Promise<{ id: string; hearingId: string }> {
  const id = await open()
  await claimCase(world.instance, officer, { caseId: id })
  const announced = await announceRefusal(world.instance, officer, {
    caseId: id,
    expectedVersion: await version(id),
    reasons,
    groundIds: ['wage'],
    heldOn: firstHearingDay(world.clock.today()).toString(),
  })
  if ('refused' in announced) throw new Error('refused')
  await giveStatement(world.instance, worker, { caseId: id, statement: 'My wage will be raised.' })
  return { id, hearingId: announced.id }
}
async function refused(): Promise<string> {
  const { id, hearingId } = await heard()
  await plainKind.refuse(
    world.instance,
    officer,
    { caseId: id, expectedVersion: await version(id), hearingId, reasons, groundIds: ['wage'] },
    newId(),
  )
  return id
}

describe('who has the case', () => {
  test('of ten who claim at once exactly one gets it, the others hear who has it and until when', async () => {
    const id = await open()
    const officers = [officer, colleague]
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) =>
        claimCase(world.instance, officers[i % 2] as Staff, { caseId: id }),
      ),
    )
    const holder = (await row(id)).assigned_to
    const mine = (i: number) => (officers[i % 2] as Staff).staff === holder
    tries.forEach((result, i) => {
      if (mine(i)) expect(result.status).toBe('fulfilled')
      else
        expect(result).toMatchObject({
          status: 'rejected',
          reason: {
            code: 'taken-by-another',
            details: {
              name: holder === officer.staff ? 'Aigul' : 'Daniyar',
              until: '2026-11-24T06:30:00.000Z',
            },
          },
        })
    })
    expect((await row(id)).state).toBe('in-review')
  })

  test('a lease that has run out can be taken; work renews it', async () => {
    const id = await open()
    await claimCase(world.instance, officer, { caseId: id })
    world.clock.add({ minutes: 29 })
    await askForInformation(world.instance, officer, {
      caseId: id,
      expectedVersion: await version(id),
      asks: 'Please send the contract.',
      workingDays: 3,
    })
    world.clock.add({ minutes: 29 })
    await expect(claimCase(world.instance, colleague, { caseId: id })).rejects.toMatchObject({
      code: 'taken-by-another',
    })
    world.clock.add({ minutes: 1 })
    await claimCase(world.instance, colleague, { caseId: id })
    expect((await row(id)).assigned_to).toBe(colleague.staff)
    world.clock.set('2026-11-24T06:00:00Z')
  })

  test('what a colleague holds cannot be worked on, nor can a case of another office', async () => {
    const id = await open()
    await claimCase(world.instance, officer, { caseId: id })
    const ask = { caseId: id, expectedVersion: 2, asks: 'Please send it.', workingDays: 3 }
    await expect(askForInformation(world.instance, colleague, ask)).rejects.toMatchObject({
      code: 'taken-by-another',
    })
    const elsewhere = await world.officer('permit-officer', await world.office({ matters: ['other'] }))
    await expect(askForInformation(world.instance, elsewhere, ask)).rejects.toMatchObject({
      code: 'not-allowed',
    })
    const far = await world.officer('permit-officer', office, { regions: ['71'] })
    await expect(askForInformation(world.instance, far, ask)).rejects.toMatchObject({ code: 'not-found' })
  })

  test('only the holder releases; a supervisor reassigns within the office', async () => {
    const id = await open()
    await claimCase(world.instance, officer, { caseId: id })
    await expect(releaseCase(world.instance, colleague, { caseId: id })).rejects.toMatchObject({
      code: 'wrong-state',
    })
    await expect(
      reassignCase(world.instance, officer, { caseId: id, to: colleague.staff }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
    const supervisor = await world.officer('supervisor', office)
    await expect(
      reassignCase(world.instance, supervisor, { caseId: id, to: judge.staff }),
    ).rejects.toMatchObject({ issues: [{ path: 'to', code: 'not-of-this-office' }] })
    await reassignCase(world.instance, supervisor, { caseId: id, to: colleague.staff })
    expect((await row(id)).assigned_to).toBe(colleague.staff)
    await releaseCase(world.instance, colleague, { caseId: id })
    expect(await row(id)).toMatchObject({ assigned_to: null, lease_until: null, state: 'in-review' })
  })
})

describe('asking for information', () => {
  test('the term stands still while we wait and goes on with what it had left', async () => {
    // Ten working days from Tuesday 24 November to Tuesday 8 December 2026.
    const id = await open('2026-12-08')
    await claimCase(world.instance, officer, { caseId: id })
    await askForInformation(world.instance, officer, {
      caseId: id,
      expectedVersion: await version(id),
      asks: 'Please send the contract.',
      workingDays: 3,
    })
    expect(await row(id)).toMatchObject({ state: 'waiting-on-applicant', due_on: '2026-11-27' })
    await expect(
      askForInformation(world.instance, officer, {
        caseId: id,
        expectedVersion: await version(id),
        asks: 'And the passport, please.',
        workingDays: 3,
      }),
      'one question is open at a time',
    ).rejects.toMatchObject({ code: 'wrong-state' })
    world.clock.set('2026-11-26T06:00:00Z')
    await expect(
      answerInformation(world.instance, worker, { caseId: id, answer: 'Forget it.' }),
      'whom the case is about does not answer for who asked',
    ).rejects.toMatchObject({ code: 'not-found' })
    await answerInformation(world.instance, host, { caseId: id, answer: 'Here it is.' })
    expect(await row(id)).toMatchObject({ state: 'in-review', due_on: '2026-12-10' })
    world.clock.set('2026-11-24T06:00:00Z')
  })

  test('nobody goes on without the answer before its day has passed', async () => {
    const id = await open()
    await claimCase(world.instance, officer, { caseId: id })
    await askForInformation(world.instance, officer, {
      caseId: id,
      expectedVersion: 2,
      asks: 'Please send it.',
      workingDays: 1,
    })
    const goOn = async () =>
      goOnWithoutAnswer(world.instance, officer, { caseId: id, expectedVersion: await version(id) })
    world.clock.set('2026-11-25T18:00:00Z')
    await expect(goOn()).rejects.toMatchObject({ code: 'wrong-state' })
    world.clock.set('2026-11-25T19:00:00Z')
    await goOn()
    expect((await row(id)).state).toBe('in-review')
    world.clock.set('2026-11-24T06:00:00Z')
  })
})

describe('a refusal', () => {
  test('a form older than the case is stale', async () => {
    const id = await open()
    await claimCase(world.instance, officer, { caseId: id })
    await expect(
      askForInformation(world.instance, officer, {
        caseId: id,
        expectedVersion: 1,
        asks: 'Please send it.',
        workingDays: 3,
      }),
    ).rejects.toMatchObject({ code: 'stale-form', details: { version: 2 } })
  })

  test('is announced at least the notice ahead, on grounds the rules gave', async () => {
    const id = await open()
    await claimCase(world.instance, officer, { caseId: id })
    const announce = (over: object) =>
      announceRefusal(world.instance, officer, {
        caseId: id,
        expectedVersion: 2,
        reasons,
        groundIds: ['wage'],
        heldOn: '2026-11-27',
        ...over,
      })
    await expect(announce({ heldOn: '2026-11-26' })).rejects.toMatchObject({
      issues: [{ path: 'heldOn', code: 'too-early', values: { first: '2026-11-27' } }],
    })
    await expect(announce({ groundIds: ['months'] })).rejects.toMatchObject({
      issues: [{ path: 'groundIds', code: 'no-ground' }],
    })
    await expect(announce({ reasons: 'no' })).rejects.toMatchObject({
      issues: [{ path: 'reasons', code: 'too-short' }],
    })
    await announce({})
    expect((await row(id)).state).toBe('hearing')
    await takeBackRefusal(world.instance, officer, { caseId: id, expectedVersion: 3 })
    expect((await row(id)).state).toBe('in-review')
  })

  test('cannot come before the hearing day unless the person has answered', async () => {
    const id = await open()
    await claimCase(world.instance, officer, { caseId: id })
    const announced = await announceRefusal(world.instance, officer, {
      caseId: id,
      expectedVersion: 2,
      reasons,
      groundIds: ['wage'],
      heldOn: '2026-11-27',
    })
    const hearingId = 'id' in announced ? announced.id : ''
    const refuse = () =>
      plainKind.refuse(
        world.instance,
        officer,
        { caseId: id, expectedVersion: 3, hearingId, reasons, groundIds: ['wage'] },
        newId(),
      )
    await expect(refuse()).rejects.toMatchObject({ code: 'wrong-state', details: { heldOn: '2026-11-27' } })
    world.clock.set('2026-11-27T06:00:00Z')
    await refuse()
    expect(await row(id)).toMatchObject({ state: 'decided', outcome: 'refused', assigned_to: null })
    expect(
      await world.owner.one(sql`select outcome from "case".hearing where id = ${hearingId}::uuid`),
    ).toEqual({ outcome: 'no-statement' })
    world.clock.set('2026-11-24T06:00:00Z')
  })

  test('a statement makes the form of the officer stale, so that it is read', async () => {
    const { id, hearingId } = await heard()
    await expect(
      plainKind.refuse(
        world.instance,
        officer,
        { caseId: id, expectedVersion: 3, hearingId, reasons, groundIds: ['wage'] },
        newId(),
      ),
    ).rejects.toMatchObject({ code: 'stale-form' })
  })
})

describe('an appeal', () => {
  test('goes to another office and another human; won, it gives what was refused', async () => {
    const id = await refused()
    const lodged = await lodgeAppeal(world.instance, worker, { caseId: id, text: 'The wage was raised.' })
    expect(lodged).toMatchObject({ inTime: true })
    expect(await row(id)).toMatchObject({
      state: 'appealed',
      office_id: judge.office,
      tags: ['appeal'],
      closed_at: null,
    })
    await expect(
      lodgeAppeal(world.instance, host, { caseId: id, text: 'Once more, please.' }),
    ).rejects.toMatchObject({
      code: 'wrong-state',
    })
    await judgeAppeal(world.instance, judge, {
      caseId: id,
      expectedVersion: await version(id),
      outcome: 'overturned',
      reasons: 'The wage was raised before the refusal.',
    })
    expect(overturned).toContain(id)
    expect(await row(id)).toMatchObject({
      state: 'decided',
      outcome: 'granted',
      office_id: office,
      tags: [],
      due_on: null,
    })
  })

  test('lost, it leads to court, and cannot be lodged with us again', async () => {
    const id = await refused()
    await lodgeAppeal(world.instance, worker, { caseId: id, text: 'The wage was raised.' })
    await judgeAppeal(world.instance, judge, {
      caseId: id,
      expectedVersion: await version(id),
      outcome: 'upheld',
      reasons: 'The wage was not raised in the contract.',
    })
    const upheld = await world.owner.one(
      sql`select adverse, appeal_to, appeal_until from "case".decision where case_id = ${id}::uuid and kind = 'uphold'`,
    )
    expect(upheld).toEqual({ adverse: true, appeal_to: 'court', appeal_until: '2026-12-24' })
    await expect(
      lodgeAppeal(world.instance, worker, { caseId: id, text: 'Once more, please.' }),
    ).rejects.toMatchObject({ code: 'wrong-state' })
  })

  test('after the term it is taken and marked late', async () => {
    const id = await refused()
    world.clock.set('2027-02-25T06:00:00Z')
    expect(
      await lodgeAppeal(world.instance, worker, { caseId: id, text: 'I was ill for long.' }),
    ).toMatchObject({
      inTime: false,
    })
    world.clock.set('2026-11-24T06:00:00Z')
  })

  test('is not judged by the one who decided', async () => {
    const both = await world.officer(['permit-officer', 'appeal-officer'], judge.office, { regions: ['*'] })
    const { id, hearingId } = await heard()
    await plainKind.refuse(
      world.instance,
      officer,
      { caseId: id, expectedVersion: await version(id), hearingId, reasons, groundIds: ['wage'] },
      newId(),
    )
    // The officer moved to the appeal office since; the decision keeps their name.
    const moved: Staff = { ...officer, office: both.office, roles: ['appeal-officer'], regions: 'all' }
    await lodgeAppeal(world.instance, worker, { caseId: id, text: 'The wage was raised.' })
    await expect(
      judgeAppeal(world.instance, moved, {
        caseId: id,
        expectedVersion: await version(id),
        outcome: 'upheld',
        reasons,
      }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(
      inTransaction(world.instance, moved, false, (tx) =>
        tx.done(
          sql`update "case".appeal set decided_by = ${moved.staff}::uuid, outcome = 'upheld', reasons = 'mine' where case_id = ${id}::uuid`,
        ),
      ),
    ).rejects.toMatchObject({ constraint: 'appeal_has_another_judge' })
  })
})

describe('taking back', () => {
  test('only the applicant withdraws, and only before the decision', async () => {
    const id = await open()
    await expect(withdrawCase(world.instance, worker, { caseId: id })).rejects.toMatchObject({
      code: 'not-found',
    })
    await withdrawCase(world.instance, host, { caseId: id })
    expect(await row(id)).toMatchObject({ state: 'withdrawn', outcome: 'withdrawn' })
    const decided = await refused()
    await expect(withdrawCase(world.instance, host, { caseId: decided })).rejects.toMatchObject({
      code: 'wrong-state',
    })
  })

  test('somebody else does not find the case at all', async () => {
    const id = await open()
    const stranger = await world.account(await world.person())
    for (const who of [stranger, await world.account()])
      await expect(
        lodgeAppeal(world.instance, who, { caseId: id, text: 'Not my case at all.' }),
      ).rejects.toMatchObject({ code: 'not-found' })
  })
})

test('each change of state tells the reaction which case and what', async () => {
  const id = await open()
  await claimCase(world.instance, officer, { caseId: id })
  const jobs = await world.owner.rows<{ data: { type: string } }>(
    sql`select data from pgboss.job where name = 'reaction' and data ->> 'case' = ${id} order by created_on, data ->> 'type' desc`,
  )
  expect(jobs.map((job) => job.data)).toEqual([
    { work: 'case-changed', case: id, type: 'case-opened', version: 1 },
    { work: 'case-changed', case: id, type: 'case-claimed', version: 2 },
  ])
})

test('after a change a job finds whom to tell, in their language, and what in plain words', async () => {
  const id = await open()
  await claimCase(world.instance, officer, { caseId: id })
  await askForInformation(world.instance, officer, {
    caseId: id,
    expectedVersion: 2,
    asks: 'Please send it.',
    workingDays: 3,
  })
  const told = await inTransaction(world.instance, { kind: 'system', job: 'case-changed' }, false, (tx) =>
    findPartiesToTell(tx, id),
  )
  expect(told).toMatchObject({ status: 'waiting-on-you', path: `/cases/${told.number}` })
  expect(told.parties.map((one) => one.account).sort()).toEqual([host.account, worker.account].sort())
})
