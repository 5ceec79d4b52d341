import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withState } from '../../test/propose-condition.ts'
import { makeWorld, type Person, type Staff, type World } from '../../test/world.ts'
import { announceRefusal, firstHearingDay } from '../case/announce-refusal.ts'
import { registerCaseKind } from '../case/case-kind.ts'
import { claimCase } from '../case/claim-case.ts'
import { judgeAppeal } from '../case/judge-appeal.ts'
import { lodgeAppeal } from '../case/lodge-appeal.ts'
import { withdrawCase } from '../case/withdraw-case.ts'
import { registerCompany } from '../organisation/register-company.ts'
import { takeBankEvent } from '../payment/take-bank-event.ts'
import { makeDemoBin } from '../person/check-bin.ts'
import { isRefusal, type Refusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import type { TraceLine } from '../policy/compile-route.ts'
import { useLaw } from '../policy/load-policy.ts'
import { concludeAllocation, proposeAllocation } from '../quota/set-allocation.ts'
import {
  applyForEmployerPermit,
  type EmployerApplication,
  extendEmployerPermit,
} from './apply-for-employer-permit.ts'
import { recordAnswers } from './ask-registries.ts'
import { exampleApplication } from './company-api.ts'
import { employerPermitKind } from './employer-permit-kind.ts'
import { endEmployerPermit, expireEmployerPermits } from './end-employer-permit.ts'
import { registries } from './find-checks.ts'
import { grantEmployerPermit } from './grant-employer-permit.ts'
import { issueWhenPaid, lapseUnpaidFee } from './issue-employer-permit.ts'
import {
  issueEmployerPermitDocument,
  revokeEmployerPermitDocument,
} from './issue-employer-permit-document.ts'
import { recordCheck } from './record-check.ts'
import { refuseEmployerPermit } from './refuse-employer-permit.ts'
import {
  announceEmployerRevocation,
  answerEmployerRevocation,
  revokeEmployerPermit,
  takeBackEmployerRevocation,
} from './revoke-employer-permit.ts'
import { setFee } from './set-fee.ts'

let world: World
let officer: Staff
let judge: Staff
let serial = 0
const job = { kind: 'system', job: 'test' } as const
const home = '2026-11-24T06:00:00Z'

beforeAll(async () => {
  registerCaseKind(employerPermitKind)
  world = await makeWorld(home)
  const office = await world.office({ matters: ['employer-permit'] })
  officer = await world.officer('permit-officer', office)
  judge = await world.officer('appeal-officer', await world.office({ matters: ['appeal', 'court'] }))
  const keeper = await world.officer('supervisor', office, { regions: ['*'] })
  const second = await world.officer('supervisor', office, { regions: ['*'] })
  for (const [category, places] of [
    ['first', 50],
    ['second', 50],
    ['third', 50],
    ['fourth', 1],
    ['seasonal', 50],
  ] as const)
    for (const year of [2026, 2027]) {
      const made = done(
        await proposeAllocation(world.instance, keeper, {
          year,
          region: '75',
          category,
          places,
          validFrom: `${year}-01-01`,
          ground: 'An order of the test',
        }),
      )
      done(await concludeAllocation(world.instance, second, { id: made.id, confirm: true }))
    }
})
afterAll(() => world.close())

function done<T>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return answer
}

async function at<T>(when: string, work: () => Promise<T>): Promise<T> {
  const before = world.clock.now().toString()
  world.clock.set(when)
  try {
    return await work()
  } finally {
    world.clock.set(before)
  }
}

async function company(): Promise<{ account: Person; employer: string; bin: string }> {
  const account = await world.account(await world.person({ citizenship: 'KAZ' }), { name: 'DIRECTOR DEMO' })
  const bin = makeDemoBin('2019-03', ++serial)
  const { id } = done(
    await registerCompany(world.instance, account, {
      bin,
      name: 'Demo Works LLP',
      region: '75',
      address: 'Almaty, Demo street 7',
    }),
  )
  return { account, employer: id, bin }
}

async function worker(): Promise<{ person: string; number: string; account: Person }> {
  const number = `DEMO9${String(++serial).padStart(4, '0')}`
  const person = await world.person({ citizenship: 'TUR', birthDate: '1985-03-27', language: 'tr' })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, expires_on, standing, known_at, source)
    values (${newId()}, ${person}, 'passport', 'TUR', ${number}, '2032-01-01', 'verified', now(), 'test')`)
  return { person, number, account: await world.account(person, { name: 'Worker' }) }
}

const wanted = (employer: string, number: string, more: Partial<EmployerApplication> = {}) => ({
  ...exampleApplication,
  employer,
  documentNumber: number,
  undertakesReplacement: false,
  ...more,
})

async function filed(more: Partial<EmployerApplication> = {}, by?: Awaited<ReturnType<typeof company>>) {
  const firm = by ?? (await company())
  const who = await worker()
  const made = done(
    await applyForEmployerPermit(world.instance, firm.account, wanted(firm.employer, who.number, more)),
  )
  return { ...made, firm, who }
}

const versionOf = async (caseId: string) =>
  (await world.owner.one<{ version: number }>(sql`select version from "case"."case" where id = ${caseId}`))
    .version
const holding = async (caseId: string) => ({ caseId, expectedVersion: await versionOf(caseId) })

/** Registries answer and an officer sees the papers: all is clear. */
async function cleared(caseId: string): Promise<void> {
  done(
    await recordAnswers(world.instance, job, {
      case: caseId,
      answers: registries.map((registry) => ({ registry, answer: 'clear' as const, reference: 'R-1' })),
    }),
  )
  await claimCase(world.instance, officer, { caseId })
  for (const kind of ['representation', 'qualification', 'entry-ban'] as const)
    done(
      await recordCheck(world.instance, officer, {
        ...(await holding(caseId)),
        kind,
        answer: 'clear',
        note: 'Seen in the office',
      }),
    )
}

const feeRead = async (caseId: string, mci = 150) =>
  setFee(world.instance, officer, { ...(await holding(caseId)), mci, source: 'GOV-819, annex, row 3' })
const grant = async (caseId: string) => grantEmployerPermit(world.instance, officer, await holding(caseId))

async function pay(obligation: string): Promise<void> {
  const { tiyn } = await world.owner.one<{ tiyn: bigint }>(
    sql`select tiyn from payment.obligation where id = ${obligation}::uuid`,
  )
  await world.owner.done(
    sql`insert into payment.bank_order (id, obligation_id, state, made_at) values (${obligation}, ${obligation}, 'open', now()) on conflict do nothing`,
  )
  done(
    await takeBankEvent(world.instance, job, {
      id: newId(),
      event: {
        type: 'order.paid',
        timestamp: world.clock.now().toString(),
        data: {
          orderId: obligation,
          amountTiyn: Number(tiyn),
          payerReference: 'PAY-1234',
          bankReference: 'B-1',
          paidAt: world.clock.now().toString(),
        },
      },
    }),
  )
}

async function issued(more: Partial<EmployerApplication> = {}, by?: Awaited<ReturnType<typeof company>>) {
  const file = await filed(more, by)
  await cleared(file.case)
  done(await feeRead(file.case))
  const permit = done(await grant(file.case))
  await pay(permit.obligation ?? '')
  done(await issueWhenPaid(world.instance, job, { case: file.case }))
  return { ...file, permit: permit.id }
}

const permitRow = (id: string) =>
  world.owner.one<{ state: string; version: number; valid_to: string; extensions: number; months: number }>(
    sql`select state, version, valid_to, extensions, months from employer_permit.permit where id = ${id}::uuid`,
  )
const held = (caseId: string) =>
  world.owner.maybe<{ state: string }>(sql`select state from quota.hold where case_id = ${caseId}::uuid`)

describe("an employer's permit", () => {
  it('is granted by an officer once papers, registries and the fee are there, runs when it is paid, and is a document', async () => {
    const file = await filed()
    expect(await held(file.case)).toEqual({ state: 'reserved' })
    await claimCase(world.instance, officer, { caseId: file.case })
    expect(await grant(file.case)).toMatchObject({
      refused: expect.arrayContaining([
        { code: 'not-answered', values: { condition: 'representation-shown' } },
      ]),
    })
    await cleared(file.case)
    expect(await grant(file.case)).toEqual({ refused: [{ code: 'fee-not-read' }] })
    await expect(feeRead(file.case, 136)).rejects.toMatchObject({
      issues: [{ path: 'mci', code: 'out-of-bounds', values: { least: 137, most: 250 } }],
    })
    done(await feeRead(file.case, 150))
    const permit = done(await grant(file.case))
    expect(await permitRow(permit.id)).toMatchObject({ state: 'awaiting-fee' })
    const owed = await world.owner.one(
      sql`select purpose, tiyn, due_on::text from payment.obligation where id = ${permit.obligation}::uuid`,
    )
    expect(owed).toEqual({ purpose: 'permit-fee', tiyn: BigInt(150 * 4325 * 100), due_on: '2026-12-08' })
    await pay(permit.obligation ?? '')
    done(await issueWhenPaid(world.instance, job, { case: file.case }))
    expect(await permitRow(permit.id)).toMatchObject({ state: 'active', valid_to: '2027-12-14' })
    expect(await held(file.case)).toEqual({ state: 'used' })
    expect(await issueWhenPaid(world.instance, job, { case: file.case })).toEqual({
      refused: [{ code: 'not-waiting' }],
    })
    const made = done(await issueEmployerPermitDocument(world.instance, job, { permit: permit.id }))
    expect(made.serial).toMatch(/^\w/)
    expect(done(await issueEmployerPermitDocument(world.instance, job, { permit: permit.id })).id).toBe(
      made.id,
    )
    const stay = await world.owner.one(
      sql`select kind, valid_from, valid_to from stay.ground where basis = ${permit.id}`,
    )
    expect(stay).toEqual({ kind: 'labour-permit', valid_from: '2026-12-15', valid_to: '2027-12-14' })
  })

  it('asks for the rest when the MCI has risen before the payment, and only then runs', async () => {
    const file = await at('2025-12-29T06:00:00Z', async () => {
      const made = await filed({
        startsOn: '2026-12-15',
        vacancyPublishedOn: '2025-12-01',
      })
      await cleared(made.case)
      done(await feeRead(made.case, 200))
      return { ...made, permit: done(await grant(made.case)) }
    })
    await at('2026-01-05T06:00:00Z', async () => {
      await pay(file.permit.obligation ?? '')
      const answer = done(await issueWhenPaid(world.instance, job, { case: file.case }))
      expect(answer).toEqual({ issued: false, rest: String(200 * (4325 - 3932) * 100) })
      expect(await permitRow(file.permit.id)).toMatchObject({ state: 'awaiting-fee' })
      const rest = await world.owner.one<{ id: string }>(
        sql`select obligation_id as id from employer_permit.application where case_id = ${file.case}::uuid`,
      )
      await pay(rest.id)
      expect(done(await issueWhenPaid(world.instance, job, { case: file.case }))).toMatchObject({
        issued: true,
      })
    })
  })

  it('needs no fee and no place for a transfer within a group, and knows the fee of seasonal work', async () => {
    const transfer = await filed({
      category: 'intra-corporate',
      months: 36,
      vacancyCode: undefined,
      vacancyPublishedOn: undefined,
      transfer: {
        sender: 'Group Holding',
        senderCountry: 'TUR',
        senderInWto: true,
        priorMonths: 30,
        specialCondition: 'training',
      },
    })
    expect(transfer.place).toBe('not-needed')
    await cleared(transfer.case)
    const given = done(await grant(transfer.case))
    expect(given.obligation).toBeNull()
    expect(await permitRow(given.id)).toMatchObject({ state: 'active', months: 36 })
    const seasonal = await filed({ category: 'seasonal', months: 5 })
    await cleared(seasonal.case)
    const permit = done(await grant(seasonal.case))
    expect(
      await world.owner.one(sql`select tiyn from payment.obligation where id = ${permit.obligation}::uuid`),
    ).toEqual({ tiyn: BigInt(24 * 4325 * 100) })
  })

  it('lapses visibly and gives its place back when the fee is not paid', async () => {
    const file = await filed()
    await cleared(file.case)
    done(await feeRead(file.case))
    const permit = done(await grant(file.case))
    expect(await lapseUnpaidFee(world.instance, job, { case: file.case })).toEqual({
      refused: [{ code: 'not-yet' }],
    })
    await at('2026-12-20T06:00:00Z', async () => {
      done(await lapseUnpaidFee(world.instance, job, { case: file.case }))
    })
    expect(await permitRow(permit.id)).toMatchObject({ state: 'lapsed' })
    expect(await held(file.case)).toEqual({ state: 'released' })
  })

  it('is not granted against the law: too few citizens, a vacancy of yesterday, no place, a bar', async () => {
    const file = await filed({
      vacancyPublishedOn: '2026-11-20',
      staffing: { citizenWorkers: 80, allWorkers: 99 },
    })
    await cleared(file.case)
    done(await feeRead(file.case))
    const answer = await grant(file.case)
    expect(isRefusal(answer) && answer.refused.map((one) => one.code).sort()).toEqual([
      'citizens-among-workers',
      'vacancy-fifteen-days',
    ])
    await filed({ category: 'fourth', undertakesReplacement: true })
    const late = await filed({ category: 'fourth', undertakesReplacement: true })
    expect(late.place).toBe('none')
    await cleared(late.case)
    done(await feeRead(late.case))
    expect(await grant(late.case)).toMatchObject({ refused: [{ code: 'quota-place' }] })
  })

  it('is neither kept back nor refused by a rule that is only proposed, which stands in the trace', async () => {
    const file = await filed({ staffing: { citizenWorkers: 50, allWorkers: 99 } })
    await cleared(file.case)
    done(await feeRead(file.case))
    const announce = async () =>
      announceRefusal(world.instance, officer, {
        ...(await holding(file.case)),
        reasons: 'Only half of the specialists and workers are citizens.',
        groundIds: ['citizens-among-workers'],
        heldOn: firstHearingDay(world.clock.today()).toString(),
      })
    try {
      useLaw(withState('employer-permit', 'citizens-among-workers', 'proposed'))
      await expect(announce()).rejects.toMatchObject({
        issues: [{ path: 'groundIds', code: 'no-ground' }],
      })
      done(await grant(file.case))
    } finally {
      useLaw(undefined)
    }
    const decision = await world.owner.one<{ law_states: string[]; trace: TraceLine[] }>(
      sql`select law_states, trace from "case".decision where case_id = ${file.case}::uuid`,
    )
    expect(decision.law_states).not.toContain('proposed')
    expect(decision.trace.find((line) => line.condition === 'citizens-among-workers')).toMatchObject({
      verdict: 'not-met',
      decides: false,
    })
  })

  it('is refused after a hearing, gives its place back, and is won on appeal', async () => {
    const file = await filed({ staffing: { citizenWorkers: 50, allWorkers: 99 } })
    await cleared(file.case)
    const reasons = 'Only half of the specialists and workers are citizens of Kazakhstan.'
    const heldOn = firstHearingDay(world.clock.today()).toString()
    done(
      await announceRefusal(world.instance, officer, {
        ...(await holding(file.case)),
        reasons,
        groundIds: ['citizens-among-workers'],
        heldOn,
      }),
    )
    const hearing = await world.owner.one<{ id: string }>(
      sql`select id from "case".hearing where case_id = ${file.case}`,
    )
    await at(`${heldOn}T10:00:00Z`, async () => {
      const refuse = async (groundIds: string[]) =>
        refuseEmployerPermit(world.instance, officer, {
          ...(await holding(file.case)),
          hearingId: hearing.id,
          reasons,
          groundIds,
        })
      await expect(refuse(['vacancy-published'])).rejects.toMatchObject({ code: 'invalid-input' })
      done(await refuse(['citizens-among-workers']))
      expect(await held(file.case)).toEqual({ state: 'released' })
      done(
        await lodgeAppeal(world.instance, file.firm.account, {
          caseId: file.case,
          text: 'The count left out our citizens on leave.',
        }),
      )
      await world.owner.done(
        sql`update employer_permit.application set fee_mci = 150, fee_source = 'GOV-819, annex' where case_id = ${file.case}::uuid`,
      )
      done(
        await judgeAppeal(world.instance, judge, {
          ...(await holding(file.case)),
          outcome: 'overturned',
          reasons: 'People on leave are staff and are counted.',
        }),
      )
    })
    expect(await held(file.case)).toEqual({ state: 'reserved' })
    expect(
      await world.owner.one(sql`select state from employer_permit.permit where case_id = ${file.case}::uuid`),
    ).toEqual({ state: 'awaiting-fee' })
  })

  it('is extended in its window only, with a fee of its own, and not for category IV', async () => {
    const { permit, firm } = await issued()
    const ask = () =>
      extendEmployerPermit(world.instance, firm.account, {
        permit,
        months: 12,
        staffing: { citizenWorkers: 95, allWorkers: 100 },
      })
    const early = done(await ask())
    await cleared(early.case)
    done(await feeRead(early.case))
    expect(await grant(early.case)).toMatchObject({ refused: [{ code: 'extension-not-too-early' }] })
    expect(await ask()).toMatchObject({ refused: [{ code: 'extension-already-asked' }] })
    done(await withdrawCase(world.instance, firm.account, { caseId: early.case }))
    await at('2027-10-30T06:00:00Z', async () => {
      const timely = done(await ask())
      await cleared(timely.case)
      done(await feeRead(timely.case))
      const given = done(await grant(timely.case))
      expect(await permitRow(permit)).toMatchObject({ valid_to: '2027-12-14', extensions: 0 })
      await pay(given.obligation ?? '')
      done(await issueWhenPaid(world.instance, job, { case: timely.case }))
      expect(await permitRow(permit)).toMatchObject({ valid_to: '2028-12-14', extensions: 1, months: 24 })
    })
  })

  it('ends when work ends, and expires by itself; its document and its place go', async () => {
    const { permit, firm, who, case: caseId } = await issued()
    done(await issueEmployerPermitDocument(world.instance, job, { permit }))
    await at('2027-02-01T06:00:00Z', async () => {
      const { version } = await permitRow(permit)
      await expect(
        endEmployerPermit(world.instance, (await company()).account, {
          permit,
          expectedVersion: version,
          on: '2027-02-01',
        }),
      ).rejects.toMatchObject({ code: 'not-found' })
      done(
        await endEmployerPermit(world.instance, who.account, {
          permit,
          expectedVersion: version,
          on: '2027-02-01',
        }),
      )
      expect(done(await revokeEmployerPermitDocument(world.instance, job, { permit }))).toEqual({
        revoked: 1,
      })
    })
    expect(await held(caseId)).toEqual({ state: 'released' })
    const other = await issued({}, firm)
    await at('2028-01-10T06:00:00Z', async () => {
      done(await expireEmployerPermits(world.instance, job, {}))
    })
    expect(await permitRow(other.permit)).toMatchObject({ state: 'expired' })
  })

  it('is revoked only after both sides could answer; the employer at fault is barred for twelve months until an appeal is won', async () => {
    const { permit, firm, who, case: caseId } = await issued()
    const reasons = 'The worker was found in another occupation in another company.'
    const version = async () => (await permitRow(permit)).version
    const announce = async (atFault: 'employer' | 'worker') =>
      done(
        await announceEmployerRevocation(world.instance, officer, {
          permit,
          expectedVersion: await version(),
          reasons,
          atFault,
          heldOn: firstHearingDay(world.clock.today()).toString(),
        }),
      )
    const revoke = async (bar = false) =>
      revokeEmployerPermit(world.instance, officer, {
        permit,
        expectedVersion: await version(),
        reasons,
        bar,
      })
    expect(await revoke()).toEqual({ refused: [{ code: 'revocation-not-announced' }] })
    await announce('worker')
    expect(await revoke()).toMatchObject({ refused: [{ code: 'hearing-not-held' }] })
    done(await takeBackEmployerRevocation(world.instance, officer, { permit }))
    await announce('employer')
    await expect(
      answerEmployerRevocation(world.instance, (await company()).account, { permit, statement: 'Not us.' }),
    ).rejects.toMatchObject({ code: 'not-found' })
    done(await answerEmployerRevocation(world.instance, firm.account, { permit, statement: 'It is true.' }))
    expect(await revoke(true), 'the worker is not silenced by the employer’s haste').toMatchObject({
      refused: [{ code: 'hearing-not-held' }],
    })
    await expect(
      answerEmployerRevocation(world.instance, firm.account, { permit, statement: 'Very true.' }),
    ).rejects.toMatchObject({ code: 'wrong-state' })
    done(
      await answerEmployerRevocation(world.instance, who.account, { permit, statement: 'I was lent out.' }),
    )
    done(await revoke(true))
    expect(await permitRow(permit)).toMatchObject({ state: 'revoked' })
    expect(await held(caseId)).toEqual({ state: 'released' })
    const next = await filed({}, firm)
    await cleared(next.case)
    done(await feeRead(next.case))
    expect(await grant(next.case)).toMatchObject({ refused: [{ code: 'employer-not-barred' }] })
    done(
      await lodgeAppeal(world.instance, firm.account, {
        caseId,
        text: 'The other company is our own branch.',
      }),
    )
    done(
      await judgeAppeal(world.instance, judge, {
        ...(await holding(caseId)),
        outcome: 'overturned',
        reasons: 'Work in a branch of the same entity is no breach.',
      }),
    )
    expect(await permitRow(permit)).toMatchObject({ state: 'active', valid_to: '2027-12-14' })
    expect(await held(caseId)).toEqual({ state: 'used' })
    expect(await grant(next.case)).toMatchObject({ validTo: '2027-12-14' })
  })

  it('is asked for by the company alone, once for a worker, and its case is nobody else’s', async () => {
    const file = await filed()
    const other = await company()
    await expect(
      applyForEmployerPermit(world.instance, other.account, wanted(file.firm.employer, file.who.number)),
    ).rejects.toMatchObject({ code: 'not-found' })
    expect(
      await applyForEmployerPermit(
        world.instance,
        file.firm.account,
        wanted(file.firm.employer, file.who.number),
      ),
    ).toEqual({ refused: [{ code: 'already-asked' }] })
    expect(
      await applyForEmployerPermit(world.instance, file.firm.account, wanted(file.firm.employer, 'NOBODY1')),
    ).toEqual({ refused: [{ code: 'worker-not-found' }] })
    await expect(
      registerCompany(world.instance, other.account, {
        bin: '123456789012',
        name: 'Wrong digits',
        region: '75',
        address: 'Almaty, 1',
      }),
    ).rejects.toMatchObject({ issues: [{ path: 'bin' }] })
  })
})
