import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type ApiCalls, type Json, openApiCalls } from '../../test/call-api.ts'
import { walkCompanyApi } from '../../test/walk-company-api.ts'
import { walkKandasApi } from '../../test/walk-kandas-api.ts'
import { makeWorld, type World } from '../../test/world.ts'
import { revokeDocument } from '../credential/end-document.ts'
import { issueDocument } from '../credential/issue-document.ts'
import { feedKinds } from '../feed/feed-kind.ts'
import { act, isRefusal } from '../platform/act.ts'
import { everyone } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { faults } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { openApi, operationsOf } from './openapi.ts'
import { routes } from './routes.ts'

let world: World
let calls: ApiCalls
const operations = operationsOf(routes)
const call: ApiCalls['call'] = (name, sent) => calls.call(name, sent)
const example: ApiCalls['example'] = (name) => calls.example(name)
const folder = mkdtempSync(join(tmpdir(), 'qonys-openapi-'))

beforeAll(async () => {
  world = await makeWorld()
  await world.office({ region: '75', matters: ['household-permit'] })
  calls = await openApiCalls(world)
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await world.close()
})

describe('the document', () => {
  it('describes every route of the API', () => {
    const api = routes.filter((route) => /^\/api\/\d{4}-/.test(route.path))
    expect(api.length).toBeGreaterThan(10)
    expect(api.filter((route) => !route.describe).map((route) => `${route.method} ${route.path}`)).toEqual([])
  })
  it('names each operation once', () => {
    const names = operations.map((one) => one.describe.name)
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
  })
  it('says of every operation how it can go wrong, but of the keys, which take nothing', () => {
    const never = Object.values(calls.api.paths)
      .flatMap((one) => Object.values(one))
      .filter(({ responses }) => !Object.keys(responses).some((status) => status.startsWith('4')))
    expect(never.map((one) => one.operationId)).toEqual(['getIssuerMetadata'])
  })
  it('passes the lint of OpenAPI', async () => {
    const file = join(folder, 'openapi.json')
    writeFileSync(file, JSON.stringify(openApi(routes, 'https://qonys.example')))
    const home = join(import.meta.dirname, '..', '..')
    const lint = promisify(execFile)(
      process.execPath,
      [
        join(home, 'node_modules/@redocly/cli/bin/cli.js'),
        ...['lint', file, '--config', join(home, 'redocly.yaml'), '--format', 'stylish'],
      ],
      { env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
    )
    const said = await lint.then(
      ({ stdout, stderr }) => ({ ok: true, text: stdout + stderr }),
      (error: { stdout: string; stderr: string }) => ({ ok: false, text: error.stdout + error.stderr }),
    )
    expect(said.ok, said.text).toBe(true)
    expect(said.text).toMatch(/your api description is valid/i)
  }, 60_000)
  it('is refused by the lint when an operation has no summary', async () => {
    const file = join(folder, 'bad.json')
    const bad = openApi(routes, 'https://qonys.example') as unknown as { paths: Record<string, Json> }
    const [first] = Object.values(bad.paths)
    for (const operation of Object.values(first ?? {})) delete (operation as Json).summary
    writeFileSync(file, JSON.stringify(bad))
    const home = join(import.meta.dirname, '..', '..')
    await expect(
      promisify(execFile)(
        process.execPath,
        [
          join(home, 'node_modules/@redocly/cli/bin/cli.js'),
          'lint',
          file,
          '--config',
          join(home, 'redocly.yaml'),
        ],
        { env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
      ),
    ).rejects.toThrow()
  }, 60_000)
})

describe('each operation answers as documented:', () => {
  it('people are registered once, found page by page, and read', async () => {
    const key = newId()
    const body = example('registerPerson')
    const made = await call('registerPerson', { scope: 'register', body, key })
    expect(made.status).toBe(201)
    expect((await call('registerPerson', { scope: 'register', body, key })).body).toEqual(made.body)
    expect(made.headers.get('location')).toMatch(String(made.body.id))
    const twice = await call('registerPerson', { scope: 'register', body })
    expect(twice).toMatchObject({ status: 409, body: { code: 'refused' } })
    expect(await call('registerPerson', { scope: 'register', body: {}, key })).toMatchObject({ status: 422 })

    const found = await call('findPeople', { scope: 'register', query: example('findPeople') })
    expect(found.body).toMatchObject({ people: [{ id: made.body.id }], next: null })
    for (const given of ['ANORA', 'BAHORA', 'CHAROS'])
      await call('registerPerson', {
        scope: 'register',
        body: {
          ...body,
          latinName: { family: 'PAGEDOVA', given },
          nativeName: undefined,
          contacts: undefined,
          document: { kind: 'passport', issuingState: 'UZB', number: `DP${given}` },
          // Sisters of one day look alike.
          confirmedNew: true,
        },
      })
    const page = (query: Json) =>
      call('findPeople', { scope: 'register', query: { document: 'pagedova', ...query } })
    const first = await page({ limit: 2 })
    const second = await page({ limit: 2, after: first.body.next })
    const names = [first, second].flatMap((one) => (one.body.people as Json[]).map((p) => p.latinName))
    expect(names).toEqual(['PAGEDOVA ANORA', 'PAGEDOVA BAHORA', 'PAGEDOVA CHAROS'])
    expect(second.body.next).toBeNull()
    expect((await page({ after: 'nonsense' })).status).toBe(422)

    const record = await call('getPerson', { scope: 'register', path: { id: String(made.body.id) } })
    expect(record.body).toMatchObject({ latinName: 'DEMOVA ZULFIYA', documents: [{ number: '•••••••67' }] })
    expect((await call('getPerson', { scope: 'register', path: { id: 'x' } })).status).toBe(404)
    expect((await call('getPerson', { path: { id: newId() } })).status).toBe(401)
    expect((await call('getPerson', { scope: 'permits', path: { id: newId() } })).status).toBe(404)
  })

  it('permits are listed in one’s regions, read, and checked by a document, and the worker sees who asked', async () => {
    const worker = await world.person({ latinName: 'PERMITOVA DILNOZA', birthDate: '1990-03-27' })
    await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, known_at, standing, source)
      values (${newId()}, ${worker}, 'passport', 'UZB', 'PERM12345', now(), 'verified', 'officer')`)
    const number = await permitOf(worker, '75')
    const other = await permitOf(await world.person(), '71')
    const list = await call('listPermits', { scope: 'permits', query: { state: 'active', limit: 1 } })
    expect(list.body).toMatchObject({ permits: [{ number, worker }], next: null })
    expect((await call('getPermit', { scope: 'permits', path: { permit: number } })).body).toMatchObject({
      number,
    })
    expect((await call('getPermit', { scope: 'permits', path: { permit: other } })).status).toBe(404)
    const ask = (change: Json) =>
      call('checkPermit', {
        scope: 'permits',
        body: { issuingState: 'UZB', documentNumber: 'PERM12345', birthDate: '1990-03-27', ...change },
      })
    expect((await ask({})).body).toMatchObject({ permit: { number, region: '75' } })
    expect((await ask({ birthDate: '1990-03-28' })).body).toEqual({ permit: null })
    expect((await ask({ on: '2025-01-01' })).body).toEqual({ permit: null })
    const reads = await world.owner.rows<{ what: string }>(
      sql`select distinct what from platform.read_record where subjects @> array[${worker}::uuid] order by what`,
    )
    expect(reads.map((row) => row.what)).toEqual(['permit', 'permit-check', 'permit-list'])
  })

  it('a credential is verified, here and by libraries that know nothing of us, from the public keys and list', async () => {
    const subject = await world.person({ birthDate: '1885-01-01' })
    const issued = await issue(world.instance, { kind: 'system', job: 'test' }, { subject })
    if (isRefusal(issued)) throw new Error('refused')
    const row = await world.owner.one<{ presentation: string; serial: string }>(
      sql`select presentation, serial from credential.document where id = ${issued.id}::uuid`,
    )
    const good = await call('verifyCredential', {
      body: { credential: `http://localhost/v#${row.presentation}` },
    })
    expect(good.body).toMatchObject({ verdict: 'valid', claims: { serial: row.serial } })
    const forged = row.presentation.replace(/\.[^.]{20}/, `.${'A'.repeat(20)}`)
    expect((await call('verifyCredential', { body: { credential: forged } })).body).toMatchObject({
      verdict: 'not-valid',
      claims: null,
    })
    expect(
      (await call('checkDocument', { body: { serial: row.serial, birthDate: '1885-01-01' } })).body,
    ).toMatchObject({ document: { verdict: 'valid' } })
    expect((await call('checkDocument', { body: example('checkDocument') })).body).toEqual({ document: null })
    expect((await call('getIssuerMetadata')).body).toMatchObject({ issuer: 'http://localhost' })
    expect((await call('getStatusList', { path: { list: '0' } })).body.text).toMatch(/^ey/)
    expect((await call('getStatusList', { path: { list: '999' } })).status).toBe(404)
    const library = new SDJwtVcInstance({
      hasher: (data: string | ArrayBuffer) => createHash('sha256').update(String(data)).digest(),
      verifier: verifies,
      statusVerifier: verifies,
      statusListFetcher: async (uri) =>
        String((await call('getStatusList', { path: { list: uri.split('/').at(-1) ?? '' } })).body.text),
    })
    const currentDate = Math.floor(world.clock.now().epochMilliseconds / 1000)
    const { payload } = await library.verify(row.presentation, { currentDate })
    expect(payload).toMatchObject({ serial: row.serial, face: { name: 'RAHIMOVA GULNORA' } })
    await expect(library.verify(forged, { currentDate })).rejects.toThrow()
    await end(world.instance, { kind: 'system', job: 'test' }, { id: issued.id, subject })
    await expect(library.verify(row.presentation, { currentDate })).rejects.toThrow(/status/i)
    expect((await call('verifyCredential', { body: { credential: row.presentation } })).body).toMatchObject({
      reason: 'revoked',
    })
  })

  it('the law of a day is read and asked, by anybody, and nothing is stored', async () => {
    const published = await call('listLawPublications', { query: { kind: 'value' } })
    expect(published.body).toEqual({ publications: [] })
    expect((await call('listLawPublications', { query: { kind: 'poem' } })).status).toBe(422)
    const values = await call('listLawValues', { query: example('listLawValues') })
    expect((values.body.values as Json[]).length).toBeGreaterThan(20)
    expect(
      (await call('getLawValue', { path: { id: 'mci' }, query: { at: '2026-11-24' } })).body,
    ).toMatchObject({
      value: 4325,
    })
    expect((await call('getLawValue', { path: { id: 'mci' }, query: { at: '1950-01-01' } })).status).toBe(404)
    const body = example('askHouseholdPermit')
    const answer = await call('askHouseholdPermit', { body })
    expect(answer.body).toMatchObject({ answer: 'needs-officer', at: '2026-11-24' })
    const wrong = await call('askHouseholdPermit', { body: { facts: { 'worker-age': 'old' } } })
    expect(wrong).toMatchObject({ status: 422, body: { issues: [{ path: 'facts.worker-age' }] } })
    expect((await call('askHouseholdPermit', { body: { at: '1999-01-01', facts: {} } })).status).toBe(422)
  })

  it('the self-test of an employer’s permit names what speaks against it', async () => {
    const answer = await call('askEmployerPermit', { body: example('askEmployerPermit') })
    const lines = (answer.body as { trace: { condition: string; verdict: string }[] }).trace
    expect(answer.body).toMatchObject({ answer: 'not-met' })
    expect(lines.find((one) => one.condition === 'vacancy-fifteen-days')?.verdict).toBe('not-met')
  })

  it('the self-test of kandas asks what is missing and never refuses on it', async () => {
    for (const name of ['askKandasStatus', 'askKandasCard'] as const) {
      const answer = await call(name, { body: example(name) })
      const { requests } = answer.body as { requests: { condition: string }[] }
      expect(answer.body).toMatchObject({ answer: 'needs-officer' })
      expect(requests.map((one) => one.condition)).toContain('ethnic-kazakh')
    }
  })

  it('statuses of kandas are listed and read by the machines of their regions', async () => {
    expect((await call('listKandas', { scope: 'permits', query: example('listKandas') })).body).toEqual({
      statuses: [],
      next: null,
    })
    const person = await world.person({ latinName: 'SETTLED' })
    for (const [number, region] of [
      ['KS-2026-000002', '75'],
      ['KS-2026-000003', '71'],
    ])
      await world.owner.done(sql`
        insert into residence.status (id, number, kind, person_id, person_name, principal, minor, case_id, decision_id, region, settlement, ground, valid_from, valid_to,
          state, ended_on, ended_because, issued_at)
        values (${newId()}, ${number}, 'kandas-status', ${person}, 'SETTLED', ${person}, false, ${newId()}, ${newId()}, ${region}, 'Almaty', 'family', '2026-11-01',
          '2027-10-31', 'ended', '2026-11-02', 'renounced', now())`)
    const one = await call('getKandas', { scope: 'permits', path: { number: 'KS-2026-000002' } })
    expect(one.body).toMatchObject({ person, ground: 'family', endedBecause: 'renounced' })
    expect((await call('listKandas', { scope: 'permits' })).body).toMatchObject({
      statuses: [{ number: 'KS-2026-000002' }],
    })
    for (const number of ['KS-2026-000003', 'KS-2026-000001'])
      expect((await call('getKandas', { scope: 'permits', path: { number } })).status).toBe(404)
  })

  it('a right is asked about with the scope for it alone, and a wrong number tells nothing', async () => {
    const body = example('checkRight')
    expect((await call('checkRight', { scope: 'rights', body })).body).toEqual({ found: null })
    expect((await call('checkRight', { scope: 'permits', body })).status).toBe(404)
    expect(
      (await call('checkRight', { scope: 'rights', body: { ...(body as object), right: 'fly' } })).status,
    ).toBe(422)
  })

  it('places for foreign workers are numbers that name nobody', async () => {
    expect((await call('listPlaces', { query: example('listPlaces') })).body).toEqual({
      year: 2026,
      scheme: 'employer',
      places: [],
      outside: [],
    })
  })

  it('offices are listed with what they decide', async () => {
    const answer = await call('listOffices', { query: example('listOffices') })
    expect(answer.body).toMatchObject({
      offices: [{ region: '75', matters: [{ matter: 'household-permit' }] }],
    })
  })

  it.each(feedKinds())('events come as lines, each kind by a door of its own: $name', async (kind) => {
    const type = 'application/x-ndjson'
    const body = String(example(kind.operation))
    const sent = await call(kind.operation, { scope: kind.name, type, body, query: { lines: 1 } })
    expect(sent.body).toMatchObject({ lines: 1, accepted: 1, quarantined: 0, wrong: [] })
    const one = await call(kind.operation, { scope: kind.name, body: kind.example })
    expect(one.body).toMatchObject({ accepted: 1 })
    expect((await call(kind.operation, { scope: kind.name, type, body: '{' })).status).toBe(422)
    expect((await call(kind.operation, { scope: kind.name, type: 'text/plain', body })).status).toBe(415)
  })

  it("employers' permits are listed and read by the machines of their regions", async () => {
    const page = await call('listEmployerPermits', {
      scope: 'permits',
      query: example('listEmployerPermits'),
    })
    expect(page.body).toEqual({ permits: [], next: null })
    const worker = await world.person({ latinName: 'HIRED' })
    for (const [number, region] of [
      ['EP-2026-000002', '75'],
      ['EP-2026-000003', '71'],
    ])
      await world.owner.done(sql`
        insert into employer_permit.permit (id, number, case_id, decision_id, employer_id, employer_account, employer_name, worker_person, worker_name, category,
          occupation, position, regions, address, wage_tiyn, valid_from, valid_to, months, state, granted_at, issued_at)
        values (${newId()}, ${number}, ${newId()}, ${newId()}, ${newId()}, ${newId()}, 'Works LLP', ${worker}, 'HIRED', 'third', '2142', 'Engineer', ${[region]}::text[], 'Almaty', 1,
          '2026-11-01', '2027-10-31', 12, 'active', now(), now())`)
    const one = await call('getEmployerPermit', { scope: 'permits', path: { permit: 'EP-2026-000002' } })
    expect(one.body).toMatchObject({ worker, category: 'third', validTo: '2027-10-31' })
    expect((await call('listEmployerPermits', { scope: 'permits' })).body).toMatchObject({
      permits: [{ number: 'EP-2026-000002' }],
    })
    expect(
      (await call('getEmployerPermit', { scope: 'permits', path: { permit: 'EP-2026-000003' } })).status,
    ).toBe(404)
    expect(
      (await call('getEmployerPermit', { scope: 'permits', path: { permit: 'EP-2026-000001' } })).status,
    ).toBe(404)
  })

  it('a machine of a company applies, attaches, asks for the state, pays, extends and appeals in the name of its account', () =>
    walkCompanyApi(world, calls))

  it('a program of a person files for kandas, shows evidence, confirms, extends, appeals, and makes a code that is asked once', () =>
    walkKandasApi(world, calls))

  it('and none was left out', () => {
    expect(operations.map((one) => one.describe.name).filter((name) => !calls.seen.has(name))).toEqual([])
  })
})

describe('the pages', () => {
  it('list every operation without script, in three languages', async () => {
    for (const language of ['en', 'ru', 'kk']) {
      const answer = await calls.app.fetch(
        new Request('http://localhost/api/docs', { headers: { 'accept-language': language } }),
      )
      const html = await answer.text()
      for (const one of operations)
        expect(html).toContain(`id="${one.describe.name}">${one.method.toUpperCase()}`)
      expect(html).not.toMatch(/<style| style="|<script>|api\.title/)
    }
  })
  it('explain every problem code to people', async () => {
    for (const code of [...Object.keys(faults), 'refused'])
      for (const language of ['kk', 'ru', 'en']) {
        const answer = await calls.app.fetch(
          new Request(`http://localhost/problems/${code}`, { headers: { 'accept-language': language } }),
        )
        expect(answer.status, code).toBe(200)
        expect(await answer.text()).not.toContain(`fault.${code}`)
      }
    expect((await calls.app.fetch(new Request('http://localhost/problems/nothing'))).status).toBe(404)
  })
})

/** With `jose` alone, by the keys that we publish. */
async function verifies(text: string, signature: string): Promise<boolean> {
  const { jwks } = (await call('getIssuerMetadata')).body as unknown as { jwks: JSONWebKeySet }
  await compactVerify(`${text}.${signature}`, createLocalJWKSet(jwks))
  return true
}

async function permitOf(worker: string, region: string): Promise<string> {
  const [offer, permit] = [newId(), newId()]
  const number = `HP-2026-${permit.slice(-6)}`
  await world.owner.done(sql`
    insert into permit.offer (id, employer_id, employer_account, employer_name, worker_person, worker_name, kind_of_work, duties, wage_tiyn, region,
      address, months, starts_on, state, made_at, answer_by)
    values (${offer}, ${newId()}, ${newId()}, 'Omarova Aigul', ${worker}, 'PERMITOVA', 'cleaning', 'Cleaning', 18000000, ${region}, 'Almaty', 3,
      '2026-11-01', 'used', now(), '2026-11-10')`)
  await world.owner.done(sql`
    insert into permit.permit (id, number, case_id, decision_id, employer_id, employer_account, worker_person, offer_id, region, valid_from, valid_to,
      months, state, issued_at)
    values (${permit}, ${number}, ${newId()}, ${newId()}, ${newId()}, ${newId()}, ${worker}, ${offer}, ${region}, '2026-11-01', '2027-01-31', 3, 'active', now())`)
  return number
}

const words = (text: string) => ({ kk: text, ru: text, en: text })
const issue = act({
  name: 'issue-test-document',
  who: everyone,
  input: z.object({ subject: z.uuid() }),
  async do({ subject }, doing) {
    const document = await issueDocument(doing, {
      cause: newId(),
      subject,
      regions: ['75'],
      birthDate: '1885-01-01',
      policyHash: 'hash-of-the-law',
      document: {
        kind: 'labour-permit',
        language: 'tg',
        authority: words('Authority'),
        help: words('1414'),
        appealBody: words('Commission'),
        holder: {
          latinName: 'RAHIMOVA GULNORA',
          citizenship: words('Tajikistan'),
          documentNumber: 'A1234567',
        },
        employer: 'Omarova Aigul',
        work: words('Domestic worker'),
        place: 'Almaty',
        region: words('Almaty city'),
        wage: 18_000_000n,
        validFrom: '2026-11-15',
        validUntil: '2027-02-14',
        taxPaidUntil: '2027-02-14',
        basis: [{ text: words('art. 43-2'), lawState: 'in force' }],
      },
      face: { name: 'RAHIMOVA GULNORA', region: 'KZ-75', place: 'Almaty' },
      particulars: {
        family_name: 'RAHIMOVA',
        given_name: 'GULNORA',
        birth_date: '1885-01-01',
        citizenship: 'TJK',
        document_number: 'A1234567',
        employer: 'Omarova Aigul',
        occupation: '9111',
        place: 'Almaty',
      },
    })
    await doing.record({ type: 'tested', subjects: [subject] })
    return document
  },
})
const end = act({
  name: 'end-test-document',
  who: everyone,
  input: z.object({ id: z.uuid(), subject: z.uuid() }),
  async do({ id, subject }, doing) {
    await revokeDocument(doing, id, 'employment-ended')
    await doing.record({ type: 'tested', subjects: [subject] })
    return {}
  },
})
