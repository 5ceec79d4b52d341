import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Person, type Staff, type World } from '../../test/world.ts'
import { announceRefusal, firstHearingDay } from '../case/announce-refusal.ts'
import { registerCaseKind } from '../case/case-kind.ts'
import { claimCase } from '../case/claim-case.ts'
import { judgeAppeal } from '../case/judge-appeal.ts'
import { lodgeAppeal } from '../case/lodge-appeal.ts'
import { withdrawCase } from '../case/withdraw-case.ts'
import { isRefusal, type Refusal } from '../platform/act.ts'
import type { Actor } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'
import { concludeAllocation, proposeAllocation } from '../quota/set-allocation.ts'
import { addEvidence, withdrawEvidence } from './add-evidence.ts'
import {
  applyForKandasCard,
  applyForKandasStatus,
  extendKandasCard,
  extendKandasStatus,
} from './apply-for-residence.ts'
import { assessEvidence } from './assess-evidence.ts'
import { checkRight } from './check-right.ts'
import { endStatus, expireStatuses, restoreStatus } from './end-status.ts'
import { grantResidence } from './grant-residence.ts'
import { issueResidenceDocument, revokeResidenceDocument } from './issue-residence-document.ts'
import { answerFamily, nameFamilyMember } from './join-family.ts'
import { tellStep, walkPath } from './path-to-citizenship.ts'
import { recordResidenceCheck } from './record-check.ts'
import { refuseResidence } from './refuse-residence.ts'
import { kandasCardKind, kandasStatusKind } from './residence-kinds.ts'

let world: World
let officer: Staff
let judge: Staff
let serial = 0
const job = { kind: 'system', job: 'test' } as const
const reasons = 'The register shows no relative of this name in the region.'

beforeAll(async () => {
  registerCaseKind(kandasStatusKind)
  registerCaseKind(kandasCardKind)
  world = await makeWorld('2026-11-24T06:00:00Z')
  const office = await world.office({ region: '55', matters: ['kandas'] })
  officer = await world.officer('permit-officer', office, { regions: ['55'] })
  judge = await world.officer(
    'appeal-officer',
    await world.office({ region: null, institution: 'commission', matters: ['appeal', 'court'] }),
    { regions: ['*'] },
  )
  const keeper = await world.officer('supervisor', office, { regions: ['*'] })
  const second = await world.officer('supervisor', office, { regions: ['*'] })
  const made = done(
    await proposeAllocation(world.instance, keeper, {
      scheme: 'kandas',
      year: 2026,
      region: '55',
      category: 'all',
      places: 4,
      validFrom: '2026-01-01',
      ground: 'An order of the test',
    }),
  )
  done(await concludeAllocation(world.instance, second, { id: made.id, confirm: true }))
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

interface Somebody {
  person: string
  number: string
  account: Person
  birth: string
}

async function somebody(birth = '1990-03-27', passportTo = '2034-01-01'): Promise<Somebody> {
  const number = `DEMO8${String(++serial).padStart(4, '0')}`
  const person = await world.person({ citizenship: 'CHN', birthDate: birth, regions: ['71'], language: 'kk' })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, expires_on, standing, known_at, source)
    values (${newId()}, ${person}, 'passport', 'CHN', ${number}, ${passportTo}, 'verified', now(), 'test')`)
  return { person, number, account: await world.account(person, { name: 'SERIK DEMO' }), birth }
}

const asked = {
  region: '55',
  settlement: 'Pavlodar',
  appliedFrom: 'CHN',
  ground: 'regional-quota' as const,
  acceptsContract: true,
}
const apply = (who: Somebody, more: Partial<Parameters<typeof applyForKandasStatus>[2]> = {}) =>
  applyForKandasStatus(world.instance, who.account, { ...asked, ...more })

const holding = async (caseId: string) => ({
  caseId,
  expectedVersion: (
    await world.owner.one<{ version: number }>(
      sql`select version from "case"."case" where id = ${caseId}::uuid`,
    )
  ).version,
})
async function claim(caseId: string) {
  done(await claimCase(world.instance, officer, { caseId }))
}

/** A document that an officer of the case accepts. */
async function proven(who: Somebody, caseId: string, answer: 'accepted' | 'rejected' = 'accepted') {
  const { id } = done(
    await addEvidence(world.instance, who.account, { kind: 'household-register', about: 'Mine, 哈萨克族' }),
  )
  await claim(caseId)
  done(
    await assessEvidence(world.instance, officer, {
      ...(await holding(caseId)),
      evidence: id,
      answer,
      reasons: 'The entry of nationality is plain.',
    }),
  )
  return id
}
const grant = async (caseId: string) => grantResidence(world.instance, officer, await holding(caseId))
const statusOf = (person: string) =>
  world.owner.one<{
    id: string
    state: string
    valid_from: string
    valid_to: string
    extensions: number
    version: number
    ended_because: string | null
  }>(
    sql`select id, state, valid_from::text, valid_to::text, extensions, version, ended_because from residence.status where person_id = ${person}::uuid`,
  )
const balance = () =>
  world.owner.one<{ reserved: number; used: number }>(
    sql`select reserved, used from quota.balance where scheme = 'kandas' and year = 2026 and region = '55'`,
  )
async function given(more: Partial<Parameters<typeof applyForKandasStatus>[2]> = {}) {
  const who = await somebody()
  const made = done(await apply(who, { ground: 'education-profession', ...more }))
  await proven(who, made.case)
  done(
    await recordResidenceCheck(world.instance, officer, {
      ...(await holding(made.case)),
      kind: 'profession',
      answer: 'clear',
      note: 'Diploma of Xinjiang University',
    }),
  )
  done(await grant(made.case))
  return { who, case: made.case }
}

describe('the status of kandas', () => {
  it('is given to a family together, within the quota a place for each, with a certificate for each', async () => {
    const [who, wife, child] = [await somebody(), await somebody('1991-05-05'), await somebody('2018-02-02')]
    const name = (one: Somebody, relation: 'spouse' | 'child') =>
      nameFamilyMember(world.instance, who.account, {
        relation,
        issuingState: 'CHN',
        documentNumber: one.number,
        birthDate: one.birth,
      })
    const first = done(await name(wife, 'spouse'))
    expect(first).toMatchObject({ state: 'asked' })
    expect(done(await name(child, 'child'))).toMatchObject({ state: 'joined' })
    expect(await name(child, 'child')).toEqual({ refused: [{ code: 'member-named' }] })
    await expect(
      answerFamily(world.instance, who.account, { id: first.id, join: true }),
    ).rejects.toMatchObject({ code: 'not-found' })
    done(await answerFamily(world.instance, wife.account, { id: first.id, join: true }))

    const before = await balance()
    const made = done(await apply(who))
    expect(made.place).toBe('held')
    expect((await balance()).reserved).toBe(before.reserved + 3)
    expect(await apply(who)).toEqual({ refused: [{ code: 'already-asked' }] })
    expect(await grant(made.case)).toMatchObject({
      refused: expect.arrayContaining([{ code: 'not-answered', values: { condition: 'ethnic-kazakh' } }]),
    })
    await proven(who, made.case)
    const { statuses } = done(await grant(made.case))
    expect(statuses.map((one) => one.validTo)).toEqual(['2027-11-23', '2027-11-23', '2027-11-23'])
    expect(await balance()).toMatchObject({ reserved: before.reserved, used: 3 })
    const ground = await world.owner.one(
      sql`select kind, valid_to::text, law_state from stay.ground where person_id = ${child.person}`,
    )
    expect(ground).toEqual({ kind: 'residence', valid_to: '2027-11-23', law_state: 'unverified' })
    const serials = new Set<string>()
    for (const one of statuses) {
      const issued = done(await issueResidenceDocument(world.instance, job, { status: one.id }))
      expect(done(await issueResidenceDocument(world.instance, job, { status: one.id })).id).toBe(issued.id)
      serials.add(issued.serial)
    }
    expect([...serials].every((one) => /^KS-26-/.test(one)) && serials.size === 3).toBe(true)
  })

  it('finds no place where the quota is used up, and none is needed without state support', async () => {
    const [one, two] = [await somebody(), await somebody()]
    done(await apply(one))
    const full = done(await apply(two))
    expect(full.place).toBe('none')
    await proven(two, full.case)
    expect(await grant(full.case)).toMatchObject({ refused: [{ code: 'quota-place' }] })
    done(await withdrawCase(world.instance, two.account, await holding(full.case)))
    const outside = done(await apply(two, { ground: 'family' }))
    expect(outside.place).toBe('not-needed')
    expect(
      await world.owner.one(
        sql`select cause from quota.movement where case_id = ${outside.case}::uuid and kind = 'outside'`,
      ),
    ).toEqual({ cause: 'family' })
  })

  it('is refused only by a human, heard before, on law in force; an appeal that is won gives it', async () => {
    const who = await somebody()
    const made = done(await apply(who, { ground: 'family' }))
    await proven(who, made.case)
    const check = async (kind: 'relative-citizen' | 'own-housing', answer: 'clear' | 'against') =>
      done(
        await recordResidenceCheck(world.instance, officer, {
          ...(await holding(made.case)),
          kind,
          answer,
          note: 'Looked up in the register',
        }),
      )
    await check('own-housing', 'clear')
    await check('relative-citizen', 'against')
    expect(await grant(made.case)).toMatchObject({ refused: [{ code: 'relative-citizen' }] })
    const today = world.clock.today()
    const heldOn = addWorkingDays(today, numberAt('kandas.hearing-days', today)).toString()
    expect(heldOn < firstHearingDay(today).toString()).toBe(true)
    const announced = async (groundIds: string[], on = heldOn) =>
      announceRefusal(world.instance, officer, {
        ...(await holding(made.case)),
        reasons,
        groundIds,
        heldOn: on,
      })
    await expect(announced(['relative-citizen'], today.add({ days: 1 }).toString())).rejects.toMatchObject({
      issues: [{ path: 'heldOn', code: 'too-early', values: { first: heldOn } }],
    })
    await expect(announced(['profession-shown'])).rejects.toMatchObject({ code: 'invalid-input' })
    const hearing = done(await announced(['relative-citizen']))
    await at(`${heldOn}T10:00:00Z`, async () => {
      const refuse = async (groundIds: string[]) =>
        refuseResidence(world.instance, officer, {
          ...(await holding(made.case)),
          hearingId: hearing.id,
          reasons,
          groundIds,
        })
      await expect(refuse(['own-housing'])).rejects.toMatchObject({ code: 'invalid-input' })
      done(await refuse(['relative-citizen']))
      done(
        await lodgeAppeal(world.instance, who.account, {
          caseId: made.case,
          text: 'My brother was registered under his new surname.',
        }),
      )
      done(
        await judgeAppeal(world.instance, judge, {
          ...(await holding(made.case)),
          outcome: 'overturned',
          reasons: 'The brother lives in Pavlodar under another surname.',
        }),
      )
    })
    expect(await statusOf(who.person)).toMatchObject({ state: 'active', valid_from: heldOn })
  })

  it('is not refused for evidence that is missing, doubtful or unverified', async () => {
    const who = await somebody()
    const made = done(await apply(who, { ground: 'education-profession' }))
    await proven(who, made.case, 'rejected')
    const heldOn = firstHearingDay(world.clock.today()).toString()
    const announced = async (groundIds: string[]) =>
      announceRefusal(world.instance, officer, { ...(await holding(made.case)), reasons, groundIds, heldOn })
    for (const ground of ['ethnic-kazakh', 'evidence-complete'])
      await expect(announced([ground])).rejects.toMatchObject({ code: 'invalid-input' })
    done(
      await recordResidenceCheck(world.instance, officer, {
        ...(await holding(made.case)),
        kind: 'profession',
        answer: 'against',
        note: 'No diploma shown',
      }),
    )
    // Its text was not seen: it refuses nobody, so it is no ground to announce.
    await expect(announced(['profession-shown'])).rejects.toMatchObject({ issues: [{ code: 'no-ground' }] })
    await expect(
      recordResidenceCheck(world.instance, officer, {
        ...(await holding(made.case)),
        kind: 'ethnicity',
        answer: 'against',
        note: 'no',
      }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('is given by an officer’s own conclusion where no set is full, and what is accepted counts in the next case', async () => {
    const who = await somebody()
    const made = done(await apply(who, { ground: 'former-compatriot' }))
    const { id } = done(
      await addEvidence(world.instance, who.account, { kind: 'community-letter', about: 'Village of Altai' }),
    )
    await claim(made.case)
    done(
      await assessEvidence(world.instance, officer, {
        ...(await holding(made.case)),
        evidence: id,
        answer: 'accepted',
        reasons: 'Both signers were called.',
      }),
    )
    for (const kind of ['compatriot', 'ethnicity'] as const)
      done(
        await recordResidenceCheck(world.instance, officer, {
          ...(await holding(made.case)),
          kind,
          answer: 'clear',
          note: 'Speaks of her village; two citizens vouch',
        }),
      )
    done(await grant(made.case))
    const decision = await world.owner.one<{ trace: { condition: string; verdict: string }[] }>(
      sql`select trace from "case".decision where case_id = ${made.case}::uuid`,
    )
    expect(decision.trace.find((one) => one.condition === 'evidence-complete')?.verdict).toBe('needs-officer')
    const card = done(
      await applyForKandasCard(world.instance, who.account, {
        region: '55',
        settlement: 'Pavlodar',
        appliedFrom: 'KAZ',
        cardRoute: 'business',
        details: 'Altai Trade, Urumqi',
        cardYears: 10,
      }),
    )
    const known = await world.owner.one(sql`
      select a.answer from residence.assessment a join residence.evidence e on e.id = a.evidence_id where e.person_id = ${who.person}::uuid`)
    expect(known).toEqual({ answer: 'accepted' })
    await expect(
      withdrawEvidence(world.instance, (await somebody()).account, { evidence: id }),
    ).rejects.toMatchObject({ code: 'not-found' })
    expect(card.place).toBe('not-needed')
  })

  it('is extended once, for at most six months, and then no more', async () => {
    const { who, case: first } = await given()
    const status = await statusOf(who.person)
    await at('2027-11-01T06:00:00Z', async () => {
      const made = done(
        await extendKandasStatus(world.instance, who.account, { status: status.id, months: 7 }),
      )
      await claim(made.case)
      expect(await grant(made.case)).toMatchObject({ refused: [{ code: 'extension-months' }] })
      done(await withdrawCase(world.instance, who.account, await holding(made.case)))
      const six = done(
        await extendKandasStatus(world.instance, who.account, { status: status.id, months: 6 }),
      )
      expect(
        await extendKandasStatus(world.instance, who.account, { status: status.id, months: 6 }),
      ).toMatchObject({
        refused: [{ code: 'extension-already-asked' }],
      })
      await claim(six.case)
      // The ground is looked up anew in the new case.
      done(
        await recordResidenceCheck(world.instance, officer, {
          ...(await holding(six.case)),
          kind: 'profession',
          answer: 'clear',
          note: 'As in the first case',
        }),
      )
      done(await grant(six.case))
      expect(await statusOf(who.person)).toMatchObject({
        valid_to: '2028-05-23',
        extensions: 1,
        state: 'active',
      })
      const again = done(
        await extendKandasStatus(world.instance, who.account, { status: status.id, months: 1 }),
      )
      await claim(again.case)
      expect(await grant(again.case)).toMatchObject({
        refused: expect.arrayContaining([{ code: 'one-extension', article: expect.any(String) }]),
      })
      expect(first).not.toBe(six.case)
    })
  })

  it('ends with citizenship, by renouncing, or with its term; a mistaken end is taken back', async () => {
    const { who } = await given()
    const { id, version } = await statusOf(who.person)
    const document = done(await issueResidenceDocument(world.instance, job, { status: id }))
    const end = (by: Person | Staff, more: object) =>
      endStatus(world.instance, by, {
        status: id,
        expectedVersion: version,
        because: 'citizenship',
        on: '2026-11-24',
        reference: 'No. 12 of 24 November 2026',
        ...more,
      })
    await expect(end(officer, { because: 'renounced' })).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(end(officer, { reference: undefined })).rejects.toMatchObject({
      issues: [{ code: 'required' }],
    })
    await expect(end((await somebody()).account, {})).rejects.toMatchObject({ code: 'not-found' })
    done(await end(officer, {}))
    done(await revokeResidenceDocument(world.instance, job, { status: id }))
    expect(
      await world.owner.one(
        sql`select revoked_at is not null as revoked from credential.document where id = ${document.id}::uuid`,
      ),
    ).toEqual({ revoked: true })
    const ended = await statusOf(who.person)
    expect(ended).toMatchObject({ state: 'ended', ended_because: 'citizenship' })
    done(
      await restoreStatus(world.instance, officer, {
        status: id,
        expectedVersion: ended.version,
        reasons: 'The act of citizenship was of somebody else.',
      }),
    )
    const anew = done(await issueResidenceDocument(world.instance, job, { status: id }))
    expect(anew.id).not.toBe(document.id)
    const running = await statusOf(who.person)
    done(
      await endStatus(world.instance, who.account, {
        status: id,
        expectedVersion: running.version,
        because: 'renounced',
        on: '2026-11-24',
      }),
    )
    const other = await given()
    await at('2028-01-01T06:00:00Z', async () => {
      done(await expireStatuses(world.instance, job, { most: 500 }))
    })
    expect(await statusOf(other.who.person)).toMatchObject({ state: 'expired', ended_because: 'term-over' })
  })

  it('shows the way to citizenship, with what the person told and what is still to do', async () => {
    const { who } = await given()
    done(await tellStep(world.instance, who.account, { step: 'permanent-residence', on: '2026-11-20' }))
    await expect(
      tellStep(world.instance, who.account, { step: 'status', on: '2026-11-20' }),
    ).rejects.toMatchObject({
      code: 'invalid-input',
    })
    const walked = await walkPath(world.owner, who.person)
    expect(walked.map(({ step, done: yes, doneOn }) => [step.id, yes, doneOn])).toEqual([
      ['iin', false, undefined],
      ['status', true, '2026-11-24'],
      ['permanent-residence', true, '2026-11-20'],
      ['residence-card', false, undefined],
      ['renunciation', false, undefined],
      ['citizenship', false, undefined],
    ])
  })
})

describe('a Kandas card', () => {
  async function card(passportTo = '2031-06-30') {
    const who = await somebody('1985-01-01', passportTo)
    const made = done(
      await applyForKandasCard(world.instance, who.account, {
        region: '55',
        settlement: 'Pavlodar',
        appliedFrom: 'CHN',
        cardRoute: 'business',
        details: 'Altai Trade, Urumqi',
        cardYears: 10,
        workYears: 5,
      }),
    )
    await proven(who, made.case)
    const check = async (answer: 'clear' | 'against') =>
      done(
        await recordResidenceCheck(world.instance, officer, {
          ...(await holding(made.case)),
          kind: 'business',
          answer,
          note: 'Extract of the register of Xinjiang',
        }),
      )
    return { who, case: made.case, check }
  }

  it('runs no longer than the passport, and the proposed limit of work stands beside it and decides nothing', async () => {
    const file = await card()
    await file.check('against')
    expect(await grant(file.case)).toMatchObject({ refused: [{ code: 'business-active' }] })
    await file.check('clear')
    done(await grant(file.case))
    expect(await statusOf(file.who.person)).toMatchObject({ valid_to: '2031-06-30' })
    const { trace } = await world.owner.one<{
      trace: { condition: string; verdict: string; decides: boolean }[]
    }>(sql`select trace from "case".decision where case_id = ${file.case}::uuid`)
    expect(trace.find((one) => one.condition === 'work-years')).toMatchObject({
      verdict: 'not-met',
      decides: false,
    })
  })

  it('is extended by an officer alone, as no rule on it was read, and never beyond the passport', async () => {
    const file = await card()
    await file.check('clear')
    done(await grant(file.case))
    const { id } = await statusOf(file.who.person)
    const extend = () => extendKandasCard(world.instance, file.who.account, { status: id, years: 5 })
    expect(await extend()).toMatchObject({
      refused: [{ code: 'passport-ends-first', values: { passport: '2031-06-30' } }],
    })
    await world.owner.done(
      sql`update person.travel_document set expires_on = '2033-03-31' where person_id = ${file.who.person}::uuid`,
    )
    const asked = done(await extend())
    expect(await extend()).toMatchObject({ refused: [{ code: 'extension-already-asked' }] })
    await claim(asked.case)
    done(
      await recordResidenceCheck(world.instance, officer, {
        ...(await holding(asked.case)),
        kind: 'business',
        answer: 'clear',
        note: 'Extract of the register of Xinjiang',
      }),
    )
    done(await grant(asked.case))
    expect(await statusOf(file.who.person)).toMatchObject({ valid_to: '2033-03-31', extensions: 1 })
    const decision = await world.owner.one<{ law_states: string[]; kind: string }>(
      sql`select law_states, kind from "case".decision where case_id = ${asked.case}::uuid`,
    )
    expect(decision).toEqual({ kind: 'extend', law_states: ['in force', 'unverified'] })
    const document = done(await issueResidenceDocument(world.instance, job, { status: id }))
    expect(document.serial).toMatch(/^KC-/)
  })

  it('lets others ask one right each: yes, no or not settled, and the holder sees that it was asked', async () => {
    const file = await card()
    await file.check('clear')
    done(await grant(file.case))
    const { id, version } = await statusOf(file.who.person)
    const { serial: number } = done(await issueResidenceDocument(world.instance, job, { status: id }))
    const bank: Extract<Actor, { kind: 'client' }> = {
      kind: 'client',
      client: newId(),
      name: 'Bank',
      institution: 'local-executive-body',
      scopes: ['rights'],
      regions: 'all',
    }
    const ask = (right: Parameters<typeof checkRight>[2]['right'], birthDate = '1985-01-01') =>
      checkRight(world.instance, bank, { serial: number, birthDate, right })
    expect(await ask('work')).toEqual({
      right: 'work',
      answer: 'yes',
      validTo: '2031-06-30',
      because: null,
      article: 'rules on the Ata zholy card',
      lawState: 'in force',
    })
    expect(await ask('vote')).toMatchObject({ answer: 'no', because: 'law' })
    expect(await ask('open-account-as-resident')).toMatchObject({ answer: 'unsettled', lawState: 'proposed' })
    expect(await ask('work', '1985-01-02')).toBeUndefined()
    expect(
      await checkRight(
        world.instance,
        { kind: 'public' },
        { serial: number, birthDate: '1985-01-01', right: 'education' },
      ),
    ).toMatchObject({ answer: 'yes' })
    const looks = await world.owner.rows<{ what: string; actor_kind: string }>(
      sql`select purpose as what, actor_kind from platform.read_record where what = 'right-check' and subjects @> array[${file.who.person}::uuid] order by id`,
    )
    expect(looks.map((one) => `${one.actor_kind} ${one.what}`)).toEqual([
      'client check-right:work',
      'client check-right:vote',
      'client check-right:open-account-as-resident',
      'public check-right:education',
    ])
    await expect(
      checkRight(
        world.instance,
        { ...bank, scopes: ['permits'] },
        { serial: number, birthDate: '1985-01-01', right: 'work' },
      ),
    ).rejects.toMatchObject({ code: 'not-found' })
    done(
      await endStatus(world.instance, file.who.account, {
        status: id,
        expectedVersion: version,
        because: 'citizenship',
        on: '2026-11-24',
        reference: 'No. 3',
      }),
    )
    expect(await ask('work')).toMatchObject({ answer: 'no', because: 'ended', validTo: null })
  })
})
