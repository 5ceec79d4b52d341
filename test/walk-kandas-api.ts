import { expect } from 'vitest'
import { announceRefusal } from '../src/case/announce-refusal.ts'
import { askForInformation } from '../src/case/ask-for-information.ts'
import { claimCase } from '../src/case/claim-case.ts'
import { judgeAppeal } from '../src/case/judge-appeal.ts'
import { endApiKey, openApiKey } from '../src/organisation/keep-api-key.ts'
import { isRefusal } from '../src/platform/act.ts'
import { sql } from '../src/platform/database.ts'
import { newId } from '../src/platform/new-id.ts'
import { hashToken } from '../src/platform/session.ts'
import { assessEvidence } from '../src/residence/assess-evidence.ts'
import { issueResidenceDocument } from '../src/residence/issue-residence-document.ts'
import { recordResidenceCheck } from '../src/residence/record-check.ts'
import { refuseResidence } from '../src/residence/refuse-residence.ts'
import type { ApiCalls } from './call-api.ts'
import type { World } from './world.ts'

/** What a person’s program does about kandas, by API alone where an applicant acts. */
export async function walkKandasApi(world: World, { call, example, tokens }: ApiCalls): Promise<void> {
  const { owner, instance } = world
  const office = await world.office({ region: '55', matters: ['kandas'] })
  const officer = await world.officer('permit-officer', office, { regions: ['55'] })
  const appeals = await world.office({ region: '55', matters: ['appeal'] })
  const judge = await world.officer('appeal-officer', appeals, { regions: ['55'] })
  const somebody = async (number: string, scope: string) => {
    const person = await world.person({ citizenship: 'CHN', birthDate: '1988-03-27', regions: ['55'] })
    await owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, expires_on, standing, known_at, source)
      values (${newId()}, ${person}, 'passport', 'CHN', ${number}, '2034-01-01', 'verified', now(), 'test')`)
    const account = await world.account(person, { name: 'SERIK DEMO' })
    tokens[scope] = `qn_${scope}-${newId()}`
    const opened = await openApiKey(instance, account, {
      name: 'Mission',
      tokenHash: hashToken(tokens[scope]).toString('hex'),
      opens: 'kandas',
    })
    if (isRefusal(opened)) throw new Error('no key')
    return { person, account, key: opened.id }
  }
  const me = await somebody('DEMO80001', 'kandas')
  const sister = await somebody('DEMO80002', 'sister')
  const on = { scope: 'kandas' }
  expect((await call('listOwnCompanies', on)).status).toBe(404)
  expect((await call('listOwnEvidence', { scope: 'company' })).status).toBe(401)

  const picture = {
    type: 'application/octet-stream',
    body: '%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n',
  }
  const stored = await call('storeEvidenceFile', { ...on, query: { name: 'Register' }, ...picture })
  const shown = { ...example('addEvidence'), file: stored.body.file }
  const added = await call('addEvidence', { ...on, body: shown })
  expect((await call('addEvidence', { ...on, body: { kind: 'none', about: 'A paper' } })).status).toBe(422)
  const second = await call('addEvidence', { ...on, body: example('addEvidence') })
  expect((await call('withdrawEvidence', { ...on, path: { id: String(second.body.id) } })).status).toBe(200)
  expect((await call('listOwnEvidence', on)).body).toMatchObject({
    documents: [{ id: added.body.id, hasFile: true, answer: null }],
    enough: false,
  })
  const kin = {
    relation: 'sibling',
    issuingState: 'CHN',
    documentNumber: 'DEMO80002',
    birthDate: '1988-03-27',
  }
  expect(
    (await call('nameFamilyMember', { ...on, body: { ...kin, documentNumber: 'NOBODY' } })).body,
  ).toMatchObject({
    refused: [{ code: 'member-not-found' }],
  })
  const named = await call('nameFamilyMember', { ...on, body: kin })
  const member = { path: { id: String(named.body.id) } }
  expect((await call('confirmFamily', { ...on, ...member, body: { join: true } })).status).toBe(404)
  const joined = await call('confirmFamily', { scope: 'sister', ...member, body: example('confirmFamily') })
  expect(joined.body).toEqual({ joined: true })
  expect((await call('listKandasFamily', on)).body).toMatchObject({
    named: [{ state: 'joined' }],
    asking: [],
  })
  expect((await call('removeFamilyMember', { ...on, ...member })).body).toEqual({ removed: true })

  const wanted = example('applyForKandasStatus')
  const caseId = async (number: string) =>
    owner.one<{ id: string; version: number }>(
      sql`select id, version from "case"."case" where number = ${number}`,
    )
  const holding = async (number: string) => {
    const { id, version } = await caseId(number)
    return { caseId: id, expectedVersion: version }
  }
  const first = await call('applyForKandasStatus', { ...on, body: wanted })
  const gone = { number: String(first.body.number) }
  expect((await call('withdrawApplicationOfKandas', { ...on, path: gone })).body).toEqual(gone)
  const applied = await call('applyForKandasStatus', { ...on, body: wanted })
  expect(applied.body).toMatchObject({ place: 'not-needed' })
  expect((await call('applyForKandasStatus', { ...on, body: wanted })).body).toMatchObject({
    refused: [{ code: 'already-asked' }],
  })
  const number = String(applied.body.number)
  const path = { number }
  const state = async () => (await call('getApplicationOfKandas', { ...on, path })).body
  expect(await state()).toMatchObject({
    state: 'submitted',
    missing: expect.arrayContaining([
      expect.objectContaining({ condition: 'ethnic-kazakh', of: 'worker', lawState: 'in force' }),
    ]),
    statuses: [],
  })
  expect((await call('getApplicationOfKandas', { scope: 'sister', path })).status).toBe(404)
  await claimCase(instance, officer, { caseId: (await caseId(number)).id })
  await askForInformation(instance, officer, {
    ...(await holding(number)),
    asks: 'Who is your relative?',
    workingDays: 5,
  })
  const label = { query: { label: 'Her passport' }, ...picture }
  expect((await call('attachToApplicationOfKandas', { ...on, path, ...label })).status).toBe(200)
  const answer = { answer: 'My aunt in Pavlodar.' }
  expect((await call('answerQuestionOfKandas', { ...on, path, body: answer })).body).toEqual(path)
  await assessEvidence(instance, officer, {
    ...(await holding(number)),
    evidence: String(added.body.id),
    answer: 'accepted',
    reasons: 'The entry of nationality is plain.',
  })
  const check = async (kind: 'own-housing' | 'relative-citizen', said: 'clear' | 'against') =>
    recordResidenceCheck(instance, officer, {
      ...(await holding(number)),
      kind,
      answer: said,
      note: 'Looked up in the register',
    })
  await check('own-housing', 'clear')
  await check('relative-citizen', 'against')
  const reasons = 'No relative with this name is a citizen of Kazakhstan.'
  await announceRefusal(instance, officer, {
    ...(await holding(number)),
    reasons,
    groundIds: ['relative-citizen'],
    heldOn: '2026-11-26',
  })
  expect(await state()).toMatchObject({
    hearing: { heldOn: '2026-11-26', grounds: [{ condition: 'relative-citizen' }] },
  })
  const say = { statement: 'She has the name of her husband.' }
  expect((await call('giveStatementOfKandas', { ...on, path, body: say })).body).toEqual(path)
  const { id: hearingId } = await owner.one<{ id: string }>(
    sql`select id from "case".hearing where case_id = ${(await caseId(number)).id}`,
  )
  await refuseResidence(instance, officer, {
    ...(await holding(number)),
    hearingId,
    reasons,
    groundIds: ['relative-citizen'],
  })
  expect(await state()).toMatchObject({ outcome: 'refused', mayAppeal: true, missing: [] })
  const appeal = { text: 'The register has her former name: see the act of marriage.' }
  expect((await call('appealDecisionOfKandas', { ...on, path, body: appeal })).body).toMatchObject({
    inTime: true,
  })
  await judgeAppeal(instance, judge, {
    ...(await holding(number)),
    outcome: 'overturned',
    reasons: 'The act of marriage shows that she is the relative.',
  })
  const [given] = (await state()).statuses as { number: string; state: string }[]
  expect(given).toMatchObject({ state: 'active' })
  const mine = { path: { number: given?.number ?? '' } }
  expect((await call('getKandasDocument', { ...on, ...mine })).status).toBe(404)
  const row = await owner.one<{ id: string }>(
    sql`select id from residence.status where number = ${mine.path.number}`,
  )
  await issueResidenceDocument(instance, { kind: 'system', job: 'test' }, { status: row.id })
  expect((await call('getKandasDocument', { ...on, ...mine })).headers.get('content-type')).toBe(
    'application/pdf',
  )
  await call('tellStepToCitizenship', { ...on, ...mine, body: example('tellStepToCitizenship') })
  expect((await call('getOwnKandas', { ...on, ...mine })).body).toMatchObject({
    state: 'active',
    document: { serial: expect.stringMatching(/^KS-/) },
    rights: expect.arrayContaining([
      { right: 'work', answer: 'yes', article: expect.any(String), lawState: 'in force' },
    ]),
    path: expect.arrayContaining([expect.objectContaining({ done: true, doneOn: '2026-11-20' })]),
  })
  expect((await call('getOwnKandas', { scope: 'sister', ...mine })).status).toBe(404)

  const asks = { ...on, ...mine, body: example('makeRightCode') }
  const key = newId()
  const former = await call('makeRightCode', { ...asks, key })
  expect((await call('makeRightCode', { ...asks, key })).body).toEqual(former.body)
  const { code } = (await call('makeRightCode', asks)).body
  const ask = async (typed: unknown) =>
    (await call('checkRightByCode', { scope: 'rights', body: { code: typed } })).body
  expect(await ask(former.body.code), 'a new code ends the one before').toEqual({ found: null })
  expect((await call('checkRightByCode', { scope: 'permits', body: { code } })).status).toBe(404)
  const told = {
    right: 'work',
    answer: 'yes',
    validTo: '2027-11-23',
    because: null,
    article: expect.any(String),
    lawState: 'in force',
  }
  const both = await Promise.all([ask(String(code).toLowerCase()), ask(code)])
  expect(both.map(({ found }) => found).sort()).toEqual([told, null])
  expect(await ask(code)).toEqual({ found: null })
  expect(
    await owner.one(sql`
      select count(*)::int as n from platform.read_record where purpose = 'check-right:work' and what = 'right-check' and subjects @> array[${me.person}::uuid]`),
  ).toEqual({ n: 1 })
  const late = (await call('makeRightCode', asks)).body
  world.clock.add({ minutes: 16 })
  expect(await ask(late.code), 'its time is over').toEqual({ found: null })

  expect((await call('extendKandas', { ...on, ...mine, body: {} })).status).toBe(422)
  const longer = await call('extendKandas', { ...on, ...mine, body: example('extendKandas') })
  expect(longer.body).toMatchObject({ place: 'not-needed' })
  expect((await call('extendKandas', { ...on, ...mine, body: example('extendKandas') })).body).toMatchObject({
    refused: [{ code: 'extension-already-asked' }],
  })
  expect((await call('applyForKandasCard', { ...on, body: example('applyForKandasCard') })).status).toBe(200)
  await endApiKey(instance, me.account, { key: me.key })
  expect((await call('listOwnEvidence', on)).status).toBe(401)
  const at = world.clock.now().toString()
  world.clock.add({ hours: 24 * 91 })
  expect((await call('listOwnEvidence', { scope: 'sister' })).status, 'a key of a person ends').toBe(401)
  world.clock.set(at)
  expect(sister.person).not.toBe(me.person)
}
