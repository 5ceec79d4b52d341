import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withState } from '../../test/propose-condition.ts'
import { makeWorld, type Person, type Staff, type World } from '../../test/world.ts'
import { announceRefusal, firstHearingDay } from '../case/announce-refusal.ts'
import { registerCaseKind } from '../case/case-kind.ts'
import { claimCase } from '../case/claim-case.ts'
import { judgeAppeal } from '../case/judge-appeal.ts'
import { lodgeAppeal } from '../case/lodge-appeal.ts'
import { getDocumentBytes } from '../credential/find-documents.ts'
import { registerHousehold } from '../organisation/register-household.ts'
import { takeBankEvent } from '../payment/take-bank-event.ts'
import { isRefusal, type Refusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import type { TraceLine } from '../policy/compile-route.ts'
import { useLaw } from '../policy/load-policy.ts'
import { concludeAllocation, proposeAllocation } from '../quota/set-allocation.ts'
import { giveArrivalNotice } from '../stay/give-arrival-notice.ts'
import { recordCrossing } from '../stay/record-crossing.ts'
import { announceRevocation, answerRevocation, takeBackRevocation } from './announce-revocation.ts'
import { applyForExtension, applyForPermit } from './apply-for-permit.ts'
import { confirmOffer } from './confirm-offer.ts'
import { endPermit } from './end-permit.ts'
import { expirePermits } from './expire-permits.ts'
import { householdPermitKind } from './household-permit-kind.ts'
import { grantBySystem, issuePermit } from './issue-permit.ts'
import { issuePermitDocument, revokePermitDocument } from './issue-permit-document.ts'
import { lapseUnpaid } from './lapse-unpaid.ts'
import { offerWork } from './offer-work.ts'
import { recordEvidence } from './record-evidence.ts'
import { refusePermit } from './refuse-permit.ts'
import { revokePermit } from './revoke-permit.ts'
import { withdrawOffer } from './withdraw-offer.ts'

let world: World
let officer: Staff
let judge: Staff
let border: Staff
let serial = 0
const job = { kind: 'system', job: 'test' } as const

beforeAll(async () => {
  registerCaseKind(householdPermitKind)
  world = await makeWorld()
  officer = await world.officer('permit-officer', await world.office({ matters: ['household-permit'] }))
  judge = await world.officer('appeal-officer', await world.office({ matters: ['appeal', 'court'] }))
  border = await world.officer('border-officer', await world.office({ region: null }), { regions: ['*'] })
})
afterAll(() => world.close())

function done<T>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return answer
}

interface Worker {
  person: string
  account: Person
  number: string
}

/** A worker who came yesterday, was notified, has an IIN and what an officer saw of them. */
async function worker(given: { citizenship?: string; evidence?: boolean } = {}): Promise<Worker> {
  const { citizenship = 'TJK' } = given
  const number = `DEMO${String(++serial).padStart(5, '0')}`
  const person = await world.person({ citizenship, birthDate: '1990-03-27', language: 'tg' })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, expires_on, standing, known_at, source)
    values (${newId()}, ${person}, 'passport', ${citizenship}, ${number}, '2031-01-01', 'verified', now(), 'test')`)
  await world.owner.done(
    sql`insert into person.iin (person_id, iin, standing, known_at, source) values (${person}, ${String(900000000000 + serial)}, 'verified', now(), 'test')`,
  )
  done(
    await recordCrossing(world.instance, border, {
      document: { issuingState: citizenship, number },
      birthDate: '1990-03-27',
      direction: 'entry',
      at: '2026-11-23T05:00:00Z',
      point: 'Zhibek Zholy',
      source: 'test',
      sourceReference: number,
    }),
  )
  if (given.evidence !== false)
    for (const kind of ['fingerprints', 'medical-certificate', 'medical-insurance'] as const)
      done(await recordEvidence(world.instance, officer, { worker: person, kind }))
  return { person, number, account: await world.account(person, { name: 'Worker' }) }
}

async function household(): Promise<Person> {
  const person = await world.person({ citizenship: 'KAZ' })
  const account = await world.account(person, { name: 'ALIYEVA DEMO' })
  done(await registerHousehold(world.instance, account, { region: '75', address: 'Almaty, Demo street 1' }))
  return account
}

async function confirmedOffer(
  employer: Person,
  who: Worker,
  months = 2,
  citizenship = 'TJK',
  kindOfWork = 'gardening',
) {
  done(
    await giveArrivalNotice(world.instance, employer, {
      issuingState: citizenship,
      documentNumber: who.number,
      birthDate: '1990-03-27',
      arrivedOn: '2026-11-23',
      hostName: 'Host',
      region: '75',
      address: 'Almaty, Demo street 1',
    }),
  )
  const offer = done(
    await offerWork(world.instance, employer, {
      issuingState: citizenship,
      documentNumber: who.number,
      birthDate: '1990-03-27',
      kindOfWork,
      duties: 'Trees and vegetables',
      wageTiyn: 15_000_000,
      months,
      startsOn: world.clock.today().toString(),
    }),
  )
  done(
    await confirmOffer(world.instance, who.account, {
      offer: offer.id,
      expectedVersion: 1,
      language: 'tg',
      answer: 'confirmed',
    }),
  )
  return offer.id
}

const pay = async (obligation: string, tiyn: string, event = newId()) => {
  await world.owner.done(
    sql`insert into payment.bank_order (id, obligation_id, state, made_at) values (${obligation}, ${obligation}, 'open', now()) on conflict do nothing`,
  )
  return takeBankEvent(world.instance, job, {
    id: event,
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
  })
}

async function granted(employer: Person, who: Worker, months = 2) {
  const filed = done(
    await applyForPermit(world.instance, employer, { offer: await confirmedOffer(employer, who, months) }),
  )
  done(await pay(filed.obligation, filed.tiyn))
  const answer = done(await grantBySystem(world.instance, job, { case: filed.case }))
  const permit = await world.owner.one<{ id: string; version: number; valid_to: string; state: string }>(
    sql`select id, version, valid_to, state from permit.permit where case_id = ${filed.case}`,
  )
  return { ...filed, answer, permit }
}

const versionOf = async (caseId: string) =>
  (await world.owner.one<{ version: number }>(sql`select version from "case"."case" where id = ${caseId}`))
    .version

describe('a household permit', () => {
  it('is granted by the system when every condition is met, with the tax of four MCI a month paid first', async () => {
    const employer = await household()
    const who = await worker()
    const filed = done(
      await applyForPermit(world.instance, employer, { offer: await confirmedOffer(employer, who) }),
    )
    expect(filed.tiyn).toBe(String(2 * 4 * 4325 * 100))
    expect(done(await grantBySystem(world.instance, job, { case: filed.case }))).toEqual({ granted: false })
    done(await pay(filed.obligation, filed.tiyn))
    expect(done(await grantBySystem(world.instance, job, { case: filed.case }))).toMatchObject({
      granted: true,
      validTo: '2027-01-23',
    })
    const decision = await world.owner.one<{
      decided_by_kind: string
      trace: unknown[]
      policy_hash: string
    }>(sql`select decided_by_kind, trace, policy_hash from "case".decision where case_id = ${filed.case}`)
    expect(decision.decided_by_kind).toBe('system')
    expect(decision.trace.length).toBeGreaterThan(15)
    expect(decision.policy_hash.length).toBeGreaterThan(20)
  })

  it('keeps what the worker read in Tajik, word for word', async () => {
    const offer = await confirmedOffer(await household(), await worker())
    const copy = await world.owner.one<{ language: string; text: string; same: boolean }>(
      sql`select language, text, text_sha256 = sha256(convert_to(text, 'UTF8')) as same from permit.confirmation where offer_id = ${offer}`,
    )
    expect(copy).toMatchObject({ language: 'tg', same: true })
    expect(copy.text).toContain('150')
    expect(copy.text).toContain('Кори боғ')
  })

  it('is not even filed before the worker has confirmed, nor by somebody else than the worker', async () => {
    const employer = await household()
    const who = await worker()
    const offer = done(
      await offerWork(world.instance, employer, {
        issuingState: 'TJK',
        documentNumber: who.number,
        birthDate: '1990-03-27',
        kindOfWork: 'cooking',
        duties: 'Family meals',
        wageTiyn: 1_000_000,
        months: 1,
        startsOn: '2026-11-24',
      }),
    )
    expect(await applyForPermit(world.instance, employer, { offer: offer.id })).toMatchObject({
      refused: [{ code: 'worker-has-not-confirmed' }],
    })
    await expect(
      confirmOffer(world.instance, employer, {
        offer: offer.id,
        expectedVersion: 1,
        language: 'ru',
        answer: 'confirmed',
      }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })

  it('counts a payment once, however often the bank says so, and takes no other sum', async () => {
    const employer = await household()
    const filed = done(
      await applyForPermit(world.instance, employer, {
        offer: await confirmedOffer(employer, await worker()),
      }),
    )
    await expect(pay(filed.obligation, String(Number(filed.tiyn) - 100))).rejects.toMatchObject({
      code: 'wrong-state',
    })
    done(await pay(filed.obligation, filed.tiyn, 'evt-1'))
    done(await pay(filed.obligation, filed.tiyn, 'evt-1'))
    const { n } = await world.owner.one<{ n: number }>(
      sql`select count(*)::int as n from platform.event where type = 'payment-received' and case_id = ${filed.case}`,
    )
    expect(n).toBe(1)
  })

  it('lapses visibly when the tax was not paid by its day', async () => {
    const employer = await household()
    const filed = done(
      await applyForPermit(world.instance, employer, {
        offer: await confirmedOffer(employer, await worker()),
      }),
    )
    expect(await lapseUnpaid(world.instance, job, { case: filed.case })).toEqual({
      refused: [{ code: 'not-yet' }],
    })
    const before = world.clock.now().toString()
    world.clock.set('2026-12-20T06:00:00Z')
    try {
      expect(done(await lapseUnpaid(world.instance, job, { case: filed.case }))).toEqual({ lapsed: true })
    } finally {
      world.clock.set(before)
    }
    const row = await world.owner.one(
      sql`select outcome, (select state from payment.obligation where id = ${filed.obligation}) as tax from "case"."case" where id = ${filed.case}`,
    )
    expect(row).toEqual({ outcome: 'lapsed', tax: 'lapsed' })
  })

  it('is granted with a proposed rule shown beside it, which decides nothing; on an unverified one an officer looks', async () => {
    const employer = await household()
    const who = await worker()
    const filed = done(
      await applyForPermit(world.instance, employer, { offer: await confirmedOffer(employer, who) }),
    )
    await world.owner.done(sql`update person.person set birth_date = '2010-03-27' where id = ${who.person}`)
    done(await pay(filed.obligation, filed.tiyn))
    try {
      useLaw(withState('household-permit', 'worker-is-an-adult', 'unverified'))
      expect(done(await grantBySystem(world.instance, job, { case: filed.case }))).toEqual({ granted: false })
      useLaw(withState('household-permit', 'worker-is-an-adult', 'proposed'))
      expect(done(await grantBySystem(world.instance, job, { case: filed.case }))).toMatchObject({
        granted: true,
      })
    } finally {
      useLaw(undefined)
    }
    const decision = await world.owner.one<{ law_states: string[]; trace: TraceLine[] }>(
      sql`select law_states, trace from "case".decision where case_id = ${filed.case}`,
    )
    expect(decision.law_states).not.toContain('proposed')
    expect(decision.trace.find((line) => line.condition === 'worker-is-an-adult')).toMatchObject({
      verdict: 'not-met',
      decides: false,
      state: 'proposed',
    })
  })

  it('goes to an officer when something is missing, and the officer may grant', async () => {
    const employer = await household()
    const who = await worker({ evidence: false })
    const filed = done(
      await applyForPermit(world.instance, employer, { offer: await confirmedOffer(employer, who) }),
    )
    done(await pay(filed.obligation, filed.tiyn))
    expect(done(await grantBySystem(world.instance, job, { case: filed.case }))).toEqual({ granted: false })
    await claimCase(world.instance, officer, { caseId: filed.case })
    done(
      await issuePermit(world.instance, officer, {
        caseId: filed.case,
        expectedVersion: await versionOf(filed.case),
      }),
    )
    expect(await world.owner.one(sql`select state from permit.permit where case_id = ${filed.case}`)).toEqual(
      { state: 'active' },
    )
  })

  it('is refused by a human after a hearing, appealed to another office and won', async () => {
    const employer = await household()
    const who = await worker()
    const filed = done(
      await applyForPermit(world.instance, employer, {
        offer: await confirmedOffer(employer, who, 2, 'TJK', 'construction'),
      }),
    )
    done(await pay(filed.obligation, filed.tiyn))
    expect(done(await grantBySystem(world.instance, job, { case: filed.case }))).toEqual({ granted: false })
    await claimCase(world.instance, officer, { caseId: filed.case })
    expect(
      await issuePermit(world.instance, officer, {
        caseId: filed.case,
        expectedVersion: await versionOf(filed.case),
      }),
    ).toMatchObject({
      refused: [{ code: 'not-excluded-work' }],
    })
    const reasons = 'Building a house is construction and not work in a household.'
    const heldOn = firstHearingDay(world.clock.today()).toString()
    done(
      await announceRefusal(world.instance, officer, {
        caseId: filed.case,
        expectedVersion: await versionOf(filed.case),
        reasons,
        groundIds: ['not-excluded-work'],
        heldOn,
      }),
    )
    const hearing = await world.owner.one<{ id: string }>(
      sql`select id from "case".hearing where case_id = ${filed.case}`,
    )
    const before = world.clock.now().toString()
    world.clock.set(`${heldOn}T10:00:00Z`)
    try {
      const refuse = async (groundIds: string[]) =>
        refusePermit(world.instance, officer, {
          caseId: filed.case,
          expectedVersion: await versionOf(filed.case),
          hearingId: hearing.id,
          reasons,
          groundIds,
        })
      await expect(refuse(['document-is-valid'])).rejects.toMatchObject({ code: 'invalid-input' })
      done(await refuse(['not-excluded-work']))
      done(
        await lodgeAppeal(world.instance, employer, {
          caseId: filed.case,
          text: 'He planted trees, he built nothing.',
        }),
      )
      await expect(
        judgeAppeal(
          world.instance,
          { ...officer, roles: ['appeal-officer'] },
          {
            caseId: filed.case,
            expectedVersion: await versionOf(filed.case),
            outcome: 'overturned',
            reasons,
          },
        ),
      ).rejects.toThrow()
      done(
        await judgeAppeal(world.instance, judge, {
          caseId: filed.case,
          expectedVersion: await versionOf(filed.case),
          outcome: 'overturned',
          reasons: 'The photographs show a garden, no building.',
        }),
      )
    } finally {
      world.clock.set(before)
    }
    expect(await world.owner.one(sql`select state from permit.permit where case_id = ${filed.case}`)).toEqual(
      { state: 'active' },
    )
  })

  it('never has more than five workers in one household, also when eight are decided at once', async () => {
    const employer = await household()
    const cases: string[] = []
    for (let n = 0; n < 8; n++) {
      const filed = done(
        await applyForPermit(world.instance, employer, {
          offer: await confirmedOffer(employer, await worker()),
        }),
      )
      done(await pay(filed.obligation, filed.tiyn))
      cases.push(filed.case)
    }
    await Promise.allSettled(cases.map((id) => grantBySystem(world.instance, job, { case: id })))
    const { n } = await world.owner.one<{ n: number }>(
      sql`select count(*)::int as n from permit.permit p join organisation.employer e on e.id = p.employer_id where e.account_id = ${employer.account} and p.state = 'active'`,
    )
    expect(n).toBe(5)
  })

  it('is extended to twelve months together and not beyond', async () => {
    const employer = await household()
    const { permit } = await granted(employer, await worker(), 3)
    await expect(
      applyForExtension(world.instance, employer, { permit: permit.id, months: 10 }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
    const filed = done(await applyForExtension(world.instance, employer, { permit: permit.id, months: 9 }))
    expect(await applyForExtension(world.instance, employer, { permit: permit.id, months: 1 })).toMatchObject(
      { refused: [{ code: 'extension-already-asked' }] },
    )
    done(await pay(filed.obligation, filed.tiyn))
    done(await grantBySystem(world.instance, job, { case: filed.case }))
    expect(
      await world.owner.one(sql`select months, valid_to from permit.permit where id = ${permit.id}`),
    ).toEqual({ months: 12, valid_to: '2027-11-23' })
  })

  it('ends when the worker leaves, and moves to another employer with the worker’s consent', async () => {
    const who = await worker()
    const first = await granted(await household(), who)
    const second = await household()
    const offer = done(
      await offerWork(world.instance, second, {
        issuingState: 'TJK',
        documentNumber: who.number,
        birthDate: '1990-03-27',
        kindOfWork: 'cooking',
        duties: 'Family meals',
        wageTiyn: 20_000_000,
        months: 1,
        startsOn: '2026-11-24',
      }),
    )
    done(
      await confirmOffer(world.instance, who.account, {
        offer: offer.id,
        expectedVersion: 1,
        language: 'ru',
        answer: 'confirmed',
      }),
    )
    const moved = done(await applyForPermit(world.instance, second, { offer: offer.id }))
    done(await pay(moved.obligation, moved.tiyn))
    done(await grantBySystem(world.instance, job, { case: moved.case }))
    expect(
      await world.owner.one(
        sql`select state, ended_because from permit.permit where id = ${first.permit.id}`,
      ),
    ).toEqual({ state: 'ended', ended_because: 'change-of-employer' })
    const now = await world.owner.one<{ id: string; version: number }>(
      sql`select id, version from permit.permit where case_id = ${moved.case}`,
    )
    done(
      await endPermit(world.instance, who.account, {
        permit: now.id,
        expectedVersion: now.version,
        on: '2026-11-24',
      }),
    )
    expect(await world.owner.one(sql`select ended_because from permit.permit where id = ${now.id}`)).toEqual({
      ended_because: 'worker-left',
    })
  })

  it('is revoked by an officer with reasons; the bridging stay is only proposed and opens nothing outside a demo', async () => {
    const { permit } = await granted(await household(), await worker())
    const given = {
      permit: permit.id,
      expectedVersion: permit.version,
      reasons: 'The household moved abroad and the work is gone.',
      workerAtFault: false,
    }
    await expect(
      announceRevocation(world.instance, officer, { ...given, heldOn: '2026-11-25' }),
    ).rejects.toMatchObject({ code: 'invalid-input', issues: [{ path: 'heldOn', code: 'too-early' }] })
    done(await announceRevocation(world.instance, officer, { ...given, heldOn: '2026-12-04' }))
    expect(await revokePermit(world.instance, officer, given)).toMatchObject({
      refused: [{ code: 'hearing-not-held' }],
    })
    world.clock.set('2026-12-04T06:00:00Z')
    await expect(revokePermit(world.instance, officer, { ...given, reasons: 'short' })).rejects.toMatchObject(
      { code: 'invalid-input' },
    )
    expect(done(await revokePermit(world.instance, officer, given))).toEqual({
      revoked: '2026-12-04',
      bridgingUntil: null,
    })
    world.clock.set('2026-11-24T06:00:00Z')
  })

  it('is revoked as soon as the holder has answered; the employer neither reads nor answers', async () => {
    const employer = await household()
    const holder = await worker()
    const { permit } = await granted(employer, holder)
    const demo = { ...world.instance, demo: true }
    const given = {
      permit: permit.id,
      expectedVersion: permit.version,
      reasons: 'The household moved abroad.',
    }
    expect(await revokePermit(demo, officer, given)).toMatchObject({
      refused: [{ code: 'revocation-not-announced' }],
    })
    done(await announceRevocation(demo, officer, { ...given, workerAtFault: false, heldOn: '2026-12-04' }))
    const answer = { permit: permit.id, statement: 'Men shu yerda ishlayman.' }
    await expect(answerRevocation(demo, employer, answer)).rejects.toMatchObject({ code: 'not-found' })
    done(await answerRevocation(demo, holder.account, answer))
    await expect(answerRevocation(demo, holder.account, answer)).rejects.toMatchObject({
      code: 'wrong-state',
    })
    expect(done(await revokePermit(demo, officer, given)).bridgingUntil).toBe('2026-12-24')
  })

  it('is not applied for with an offer that the employer took back, and only the employer takes it back', async () => {
    const employer = await household()
    const someone = await worker()
    const offer = await confirmedOffer(employer, someone)
    const { version } = await world.owner.one<{ version: number }>(
      sql`select version from permit.offer where id = ${offer}`,
    )
    const given = { offer, expectedVersion: version }
    await expect(withdrawOffer(world.instance, someone.account, given)).rejects.toMatchObject({
      code: 'not-found',
    })
    done(await withdrawOffer(world.instance, employer, given))
    await expect(withdrawOffer(world.instance, employer, given)).rejects.toMatchObject({ code: 'stale-form' })
    await expect(applyForPermit(world.instance, employer, { offer })).rejects.toMatchObject({
      code: 'wrong-state',
    })
  })

  it('runs on when the announcement is taken back', async () => {
    const { permit } = await granted(await household(), await worker())
    const given = {
      permit: permit.id,
      expectedVersion: permit.version,
      reasons: 'The household moved abroad.',
    }
    done(
      await announceRevocation(world.instance, officer, {
        ...given,
        workerAtFault: true,
        heldOn: '2026-12-04',
      }),
    )
    done(await takeBackRevocation(world.instance, officer, { permit: permit.id }))
    expect(await revokePermit(world.instance, officer, given)).toMatchObject({
      refused: [{ code: 'revocation-not-announced' }],
    })
  })

  it('gives a signed document once, and ends it with the permit', async () => {
    const employer = await household()
    const { permit } = await granted(employer, await worker())
    const document = done(await issuePermitDocument(world.instance, job, { permit: permit.id }))
    expect(done(await issuePermitDocument(world.instance, job, { permit: permit.id })).serial).toBe(
      document.serial,
    )
    const file = await getDocumentBytes(world.owner, document.id)
    expect(Buffer.from(file.pdf).subarray(0, 5).toString()).toBe('%PDF-')
    done(
      await endPermit(world.instance, employer, {
        permit: permit.id,
        expectedVersion: permit.version,
        on: '2026-11-24',
      }),
    )
    expect(done(await revokePermitDocument(world.instance, job, { permit: permit.id }))).toEqual({
      revoked: 1,
    })
  })
})

describe('the household quota of a region', () => {
  const balance = () =>
    world.owner.one(
      sql`select places, reserved, used from quota.balance where scheme = 'household' and year = 2026 and region = '75'`,
    )
  const placeOf = async (caseId: string) =>
    (
      await world.owner.one<{ place: string }>(
        sql`select place from permit.application where case_id = ${caseId}::uuid`,
      )
    ).place

  it('asks for no place where none was set, and counts that apart', async () => {
    const { case: filed } = await granted(await household(), await worker())
    expect(await placeOf(filed)).toBe('not-needed')
    expect(
      await world.owner.one(sql`select kind, cause from quota.movement where case_id = ${filed}::uuid`),
    ).toEqual({ kind: 'outside', cause: 'not-allocated' })
  })

  it('gives a place to an application, uses it, and takes it back when work ends; without a place an officer looks', async () => {
    const second = await world.officer('analyst', officer.office, { regions: ['*'] })
    const first = await world.officer('analyst', officer.office, { regions: ['*'] })
    const proposed = done(
      await proposeAllocation(world.instance, first, {
        scheme: 'household',
        year: 2026,
        region: '75',
        category: 'all',
        places: 1,
        validFrom: '2026-01-02',
        ground: 'MLSP-397, places of the test',
      }),
    )
    done(await concludeAllocation(world.instance, second, { id: proposed.id, confirm: true }))

    const employer = await household()
    const { case: held, permit } = await granted(employer, await worker())
    expect(await placeOf(held)).toBe('held')
    expect(await balance()).toEqual({ places: 1, reserved: 0, used: 1 })

    const late = done(
      await applyForPermit(world.instance, employer, {
        offer: await confirmedOffer(employer, await worker()),
      }),
    )
    expect(await placeOf(late.case)).toBe('none')
    done(await pay(late.obligation, late.tiyn))
    expect(done(await grantBySystem(world.instance, job, { case: late.case }))).toEqual({ granted: false })
    expect(
      await world.owner.one(
        sql`select after from platform.event where case_id = ${late.case}::uuid and type = 'sent-to-officer'`,
      ),
    ).toEqual({ after: { open: ['quota-place'] } })
    done(await claimCase(world.instance, officer, { caseId: late.case }))
    done(
      await issuePermit(world.instance, officer, {
        caseId: late.case,
        expectedVersion: await versionOf(late.case),
      }),
    )
    expect(await balance()).toEqual({ places: 1, reserved: 0, used: 2 })

    done(
      await endPermit(world.instance, employer, {
        permit: permit.id,
        expectedVersion: permit.version,
        on: '2026-11-24',
      }),
    )
    expect(await balance()).toEqual({ places: 1, reserved: 0, used: 1 })
    world.clock.set('2027-03-01T06:00:00Z')
    done(await expirePermits(world.instance, job, {}))
    expect(await balance()).toEqual({ places: 1, reserved: 0, used: 0 })
    const kinds = await world.owner.rows<{ kind: string; cause: string }>(
      sql`select kind, cause from quota.movement where case_id = ${held}::uuid order by id`,
    )
    expect(kinds).toEqual([
      { kind: 'reserve', cause: 'application' },
      { kind: 'use', cause: 'issued' },
      { kind: 'return', cause: 'exit' },
    ])
    world.clock.set('2026-11-24T06:00:00Z')
  })

  it('gives a place back when the tax is not paid', async () => {
    const employer = await household()
    const filed = done(
      await applyForPermit(world.instance, employer, {
        offer: await confirmedOffer(employer, await worker()),
      }),
    )
    expect(await placeOf(filed.case)).toBe('held')
    world.clock.set('2026-12-20T06:00:00Z')
    done(await lapseUnpaid(world.instance, job, { case: filed.case }))
    expect(await placeOf(filed.case)).toBe('released')
    expect(await balance()).toMatchObject({ reserved: 0 })
    world.clock.set('2026-11-24T06:00:00Z')
  })
})
