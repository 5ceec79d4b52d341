import { expect } from 'vitest'
import { endApiKey, openApiKey } from '../src/organisation/keep-api-key.ts'
import { registerCompany } from '../src/organisation/register-company.ts'
import { makeDemoBin } from '../src/person/check-bin.ts'
import { isRefusal } from '../src/platform/act.ts'
import { sql } from '../src/platform/database.ts'
import { newId } from '../src/platform/new-id.ts'
import { hashToken } from '../src/platform/session.ts'
import type { ApiCalls } from './call-api.ts'
import type { World } from './world.ts'

/** What a company’s program does about employers’ permits, by API alone where an applicant acts. */
export async function walkCompanyApi(world: World, { call, example, tokens }: ApiCalls): Promise<void> {
  const { owner, instance } = world
  await world.office({ region: '75', matters: ['employer-permit', 'appeal'] })
  const director = await world.account(await world.person({ citizenship: 'KAZ' }))
  const company = await registerCompany(instance, director, {
    bin: makeDemoBin('2019-03', 42),
    name: 'Machine Works LLP',
    region: '75',
    address: 'Almaty, Demo street 9',
    sector: 'F',
  })
  if (isRefusal(company)) throw new Error('no company')
  const token = `qn_company-${newId()}`
  const key = await openApiKey(instance, director, {
    name: 'HR system',
    tokenHash: hashToken(token).toString('hex'),
  })
  if (isRefusal(key)) throw new Error('no key')
  tokens.company = token
  const worker = await world.person({ citizenship: 'CHN', birthDate: '1985-05-05' })
  await owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, expires_on, standing, known_at, source)
    values (${newId()}, ${worker}, 'passport', 'CHN', 'DEMO70001', '2035-01-01', 'verified', now(), 'test')`)
  const body = {
    employer: company.id,
    category: 'third',
    issuingState: 'CHN',
    documentNumber: 'DEMO70001',
    birthDate: '1985-05-05',
    occupation: '2142',
    position: 'Site engineer',
    regions: ['75'],
    address: 'Almaty, Demo street 9',
    wageTiyn: 50_000_000,
    months: 12,
    startsOn: '2026-12-10',
  }
  expect((await call('listOwnCompanies', { scope: 'company' })).body).toMatchObject({
    companies: [{ id: company.id }],
    permits: [],
  })
  expect((await call('listOwnCompanies', { scope: 'permits' })).status).toBe(404)
  expect(
    (
      await call('applyForEmployerPermit', {
        scope: 'company',
        body: { ...body, documentNumber: 'NOBODY1' },
      })
    ).body,
  ).toMatchObject({ code: 'refused', refused: [{ code: 'worker-not-found' }] })
  const once = newId()
  const applied = await call('applyForEmployerPermit', { scope: 'company', body, key: once })
  expect(applied.body).toMatchObject({ place: 'none' })
  expect((await call('applyForEmployerPermit', { scope: 'company', body, key: once })).body).toEqual(
    applied.body,
  )
  const number = String(applied.body.number)
  const path = { number }
  expect((await call('getApplication', { scope: 'company', path })).body).toMatchObject({
    state: 'submitted',
    place: 'none',
    decisions: [],
    mayAppeal: false,
    fee: null,
  })
  expect(
    (await call('answerQuestion', { scope: 'company', path, body: example('answerQuestion') })).status,
  ).toBe(409)
  const held = await owner.one<{ id: string }>(sql`select id from "case"."case" where number = ${number}`)
  const officer = await world.officer('permit-officer', await world.office({}))
  await owner.done(sql`insert into "case".information_request (id, case_id, asks, asked_by, asked_at, answer_by, days_left)
    values (${newId()}, ${held.id}, 'The diploma, please.', ${officer.staff}, now(), current_date + 5, 4)`)
  await owner.done(sql`update "case"."case" set state = 'waiting-on-applicant' where id = ${held.id}`)
  expect(
    (await call('answerQuestion', { scope: 'company', path, body: example('answerQuestion') })).body,
  ).toEqual({ number })
  const file = await call('attachToApplication', {
    scope: 'company',
    path,
    query: { label: 'Power of attorney' },
    type: 'application/octet-stream',
    body: '%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n',
  })
  expect(file.status).toBe(200)
  expect(
    (
      await call('attachToApplication', {
        scope: 'company',
        path,
        query: { label: 'A text' },
        type: 'application/octet-stream',
        body: 'not a file',
      })
    ).status,
  ).toBe(422)

  const [decision, permit, obligation] = [newId(), newId(), newId()]
  await owner.done(sql`
    insert into payment.obligation (id, purpose, payer_account, subject_person, subject_name, case_id, case_number, region, months, tiyn, computed, computed_on, due_on, state, opened_at)
    values (${obligation}, 'permit-fee', ${director.account}, ${worker}, 'X', ${held.id}, ${number}, '75', 12, 100, '{}', current_date, current_date + 10, 'open', now())`)
  await owner.done(
    sql`update employer_permit.application set obligation_id = ${obligation} where case_id = ${held.id}`,
  )
  expect((await call('payFee', { scope: 'company', path })).body).toMatchObject({
    tiyn: '100',
    payUrl: null,
  })
  const hearing = newId()
  await owner.done(sql`insert into "case".hearing (id, case_id, preliminary_reasons, grounds, announced_by, announced_at, held_on)
    values (${hearing}, ${held.id}, 'No place of the quota is free this year.', '[]', ${officer.staff}, now(), current_date)`)
  await owner.done(sql`update "case"."case" set state = 'hearing' where id = ${held.id}`)
  expect(
    (await call('giveStatement', { scope: 'company', path, body: example('giveStatement') })).body,
  ).toEqual({ number })
  await owner.done(
    sql`update "case"."case" set state = 'decided', outcome = 'refused', closed_at = now() where id = ${held.id}`,
  )
  await owner.done(sql`update "case".hearing set outcome = 'heard' where id = ${hearing}`)
  await owner.done(sql`insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_by, decided_at, reasons, trace, facts, governing_date, policy_hash, law_states, appeal_to, appeal_until, hearing_id)
    values (${decision}, ${held.id}, 'refuse', true, 'staff', ${officer.staff}, now(), 'No place of the quota is free this year.',
      ${JSON.stringify([{ condition: 'quota-place', verdict: 'not-met', decides: true, says: { en: 'A place is held' }, article: 'quota rules' }])}::jsonb,
      '{}', current_date, 'x', '{in force}', 'court', current_date + 90, ${hearing})`)
  expect((await call('getApplication', { scope: 'company', path })).body).toMatchObject({
    outcome: 'refused',
    mayAppeal: true,
    fee: { state: 'open' },
    decisions: [{ kind: 'refuse', grounds: [{ condition: 'quota-place' }] }],
  })
  expect(
    (
      await call('appealDecision', {
        scope: 'company',
        path,
        body: { text: 'A place was given back since.' },
      })
    ).body,
  ).toMatchObject({ number, inTime: true })
  await owner.done(sql`
    insert into employer_permit.permit (id, number, case_id, decision_id, employer_id, employer_account, employer_name, worker_person, worker_name, category,
      occupation, position, regions, address, wage_tiyn, valid_from, valid_to, months, state, granted_at, issued_at)
    values (${permit}, 'EP-2026-000070', ${held.id}, ${decision}, ${company.id}, ${director.account}, 'Machine Works LLP', ${worker}, 'X', 'third', '2142', 'Engineer', '{75}', 'Almaty', 1,
      '2026-01-01', '2026-12-31', 12, 'active', now(), now())`)
  const extended = await call('extendEmployerPermit', {
    scope: 'company',
    path: { permit: 'EP-2026-000070' },
    body: { months: 12 },
  })
  expect(extended.body).toMatchObject({ place: 'not-needed' })
  const again = { number: String(extended.body.number) }
  expect((await call('withdrawApplication', { scope: 'company', path: again })).body).toEqual(again)

  const own = { permit: 'EP-2026-000070' }
  expect((await call('getOwnPermit', { scope: 'company', path: own })).body).toMatchObject({
    state: 'active',
    extensionWindow: { first: '2026-11-01', last: '2026-12-01' },
    document: null,
  })
  expect((await call('getPermitDocument', { scope: 'company', path: own })).status).toBe(404)
  await owner.done(sql`insert into credential.document (id, serial, kind, cause, subject, regions, birth_date, languages, policy_hash, form, pdf, sha256, issued_at, permit_id, shared_with)
    values (${newId()}, 'DL-26-0000-0001', 'decision-letter', ${newId()}, ${worker}, '{75}', '1985-05-05', '{ru}', 'x', 'x', '%PDF', sha256('%PDF'), now(), ${permit}, ${[director.account]}::uuid[])`)
  expect((await call('getPermitDocument', { scope: 'company', path: own })).body).toEqual({ text: '%PDF' })
  const report = { scope: 'company', path: own, body: example('reportSpecialCondition') }
  expect((await call('reportSpecialCondition', report)).body).toMatchObject({ code: 'wrong-state' })
  await owner.done(sql`update employer_permit.permit set category = 'intra-corporate' where id = ${permit}`)
  expect((await call('reportSpecialCondition', report)).status).toBe(200)
  const saying = { scope: 'company', path: own, body: example('answerRevocation') }
  expect((await call('answerRevocation', saying)).status).toBe(409)
  await owner.done(sql`insert into employer_permit.revocation (id, permit_id, reasons, at_fault, announced_by, announced_at, held_on)
    values (${newId()}, ${permit}, 'Found in another occupation than it names.', 'employer', ${officer.staff}, now(), '2026-11-30')`)
  expect((await call('answerRevocation', saying)).body).toEqual({ number: 'EP-2026-000070' })
  expect((await call('getOwnPermit', { scope: 'company', path: own })).body).toMatchObject({
    revocation: { statement: expect.any(String) },
    reports: [{ condition: 'training', citizens: 3 }],
  })
  expect(
    (await call('endOwnPermit', { scope: 'company', path: own, body: { on: '2027-01-01' } })).status,
  ).toBe(422)
  expect(
    (await call('endOwnPermit', { scope: 'company', path: own, body: example('endOwnPermit') })).body,
  ).toEqual({ ended: '2026-11-24' })

  const told = { scope: 'company', body: { ...example('fileForecast'), employer: company.id } }
  expect((await call('fileForecast', told)).body).toMatchObject({ inTime: false })
  expect((await call('listForecasts', { scope: 'company', query: example('listForecasts') })).body).toEqual({
    dueOn: '2026-10-01',
    forecasts: [{ region: '75', category: 'third', occupation: '2142', workers: 4, late: true }],
  })
  for (const [query, answer] of [
    [example('quoteEmployerPermitFee'), { answer: 'bounds', lawState: 'unverified', leastMci: 137 }],
    [
      { category: 'seasonal', months: 5 },
      { answer: 'known', leastMci: 24, mostMci: 24 },
    ],
    [
      { category: 'intra-corporate', months: 36 },
      { answer: 'none', mostTiyn: '0' },
    ],
  ] as const)
    expect((await call('quoteEmployerPermitFee', { query })).body).toMatchObject(answer)

  const other = await world.account(await world.person({ citizenship: 'KAZ' }))
  tokens.other = `qn_other-${newId()}`
  await owner.done(sql`insert into organisation.api_key (id, account_id, name, token_hash, created_at)
    values (${newId()}, ${other.account}, 'x', ${hashToken(tokens.other)}, now())`)
  expect((await call('getApplication', { scope: 'other', path })).status).toBe(404)
  expect(
    (
      await call('extendEmployerPermit', {
        scope: 'other',
        path: { permit: 'EP-2026-000070' },
        body: { months: 12 },
      })
    ).status,
  ).toBe(404)
  await endApiKey(instance, director, { key: key.id })
  expect((await call('getApplication', { scope: 'company', path })).status).toBe(401)
}
