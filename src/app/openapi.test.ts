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
import { makeWorld, type World } from '../../test/world.ts'
import { announceRefusal } from '../case/announce-refusal.ts'
import { askForInformation } from '../case/ask-for-information.ts'
import { claimCase } from '../case/claim-case.ts'
import { judgeAppeal } from '../case/judge-appeal.ts'
import { revokeDocument } from '../credential/end-document.ts'
import { issueDocument } from '../credential/issue-document.ts'
import { feedKinds } from '../feed/feed-kind.ts'
import { clientScopes } from '../institution/keep-clients.ts'
import { endApiKey, openApiKey } from '../organisation/keep-api-key.ts'
import { registerCompany } from '../organisation/register-company.ts'
import { makeDemoBin } from '../person/check-bin.ts'
import { act, isRefusal } from '../platform/act.ts'
import { everyone } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { faults } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { hashToken } from '../platform/session.ts'
import { assessEvidence } from '../residence/assess-evidence.ts'
import { issueResidenceDocument } from '../residence/issue-residence-document.ts'
import { recordResidenceCheck } from '../residence/record-check.ts'
import { refuseResidence } from '../residence/refuse-residence.ts'
import { openApi, operationsOf } from './openapi.ts'
import { routes } from './routes.ts'
import { makeApplication } from './serve.ts'

type Json = Record<string, unknown>
interface Document {
  paths: Record<
    string,
    Record<string, { operationId: string; responses: Record<string, { content?: Json }> }>
  >
  components: { schemas: Json }
}

let world: World
let app: ReturnType<typeof makeApplication>
let api: Document
const operations = operationsOf(routes)
const tokens: Record<string, string> = {}
const folder = mkdtempSync(join(tmpdir(), 'qonys-openapi-'))

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  await world.office({ region: '75', matters: ['household-permit'] })
  for (const scope of clientScopes) {
    const token = `test-token-${scope}-${newId()}`
    await world.owner.done(sql`insert into institution.client (id, institution, name, token_hash, scopes, regions, created_at)
      values (${newId()}, 'local-executive-body', ${scope}, ${hashToken(token)}, ${[scope]}::text[], '{75}', now())`)
    tokens[scope] = token
  }
  const answer = await app.fetch(new Request('http://localhost/api/openapi.json'))
  api = (await answer.json()) as Document
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await world.close()
})

interface Sent {
  path?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  type?: string
  scope?: string
  key?: string
}
const seen = new Set<string>()

/** Calls an operation as its description says, and checks the answer against the document, whatever its status. */
async function call(
  name: string,
  sent: Sent = {},
): Promise<{ status: number; body: Json; headers: Headers }> {
  const route = operations.find((one) => one.describe.name === name)
  if (!route) throw new Error(`no operation ${name}`)
  const path = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(sent.path?.[key] ?? ''))
  const query = new URLSearchParams(
    Object.entries(sent.query ?? {}).map(([key, value]) => [key, String(value)]),
  )
  const headers = new Headers()
  if (sent.scope) headers.set('authorization', `Bearer ${tokens[sent.scope]}`)
  if (route.describe.once) headers.set('idempotency-key', sent.key ?? newId())
  if (sent.body !== undefined) headers.set('content-type', sent.type ?? 'application/json')
  const answer = await app.fetch(
    new Request(`http://localhost${path}?${query}`, {
      method: route.method.toUpperCase(),
      headers,
      ...(sent.body === undefined
        ? {}
        : { body: typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body) }),
    }),
  )
  const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
  const text = await answer.text()
  const responses = api.paths[route.path.replace(/:(\w+)/g, '{$1}')]?.[route.method]?.responses
  const schema = (responses?.[answer.status]?.content?.[type] as { schema?: Json } | undefined)?.schema
  if (!schema) throw new Error(`${name}: ${answer.status} ${type} is not documented: ${text.slice(0, 500)}`)
  const body = type.endsWith('json') ? (JSON.parse(text) as Json) : { text }
  if (type.endsWith('json')) validator(schema).parse(body)
  if (answer.status < 300) seen.add(name)
  return { status: answer.status, body, headers: answer.headers }
}

/** A schema of the document itself, read back, so that what is published is what is checked. */
const validator = (schema: Json) =>
  z.fromJSONSchema(
    JSON.parse(
      JSON.stringify({ ...schema, $defs: api.components.schemas }).replaceAll(
        '#/components/schemas/',
        '#/$defs/',
      ),
    ),
  )

const example = (name: string) =>
  operations.find((one) => one.describe.name === name)?.describe.example as Json

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
    const never = Object.values(api.paths)
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

  it('a machine of a company applies, attaches, asks for the state, pays, extends and appeals in the name of its account', async () => {
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
    expect((await call('listForecasts', { scope: 'company', query: example('listForecasts') })).body).toEqual(
      {
        dueOn: '2026-10-01',
        forecasts: [{ region: '75', category: 'third', occupation: '2142', workers: 4, late: true }],
      },
    )
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
  })

  it('a program of a person files for kandas, shows evidence, confirms, extends, appeals, and makes a code that is asked once', async () => {
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
    expect(
      (await call('extendKandas', { ...on, ...mine, body: example('extendKandas') })).body,
    ).toMatchObject({
      refused: [{ code: 'extension-already-asked' }],
    })
    expect((await call('applyForKandasCard', { ...on, body: example('applyForKandasCard') })).status).toBe(
      200,
    )
    await endApiKey(instance, me.account, { key: me.key })
    expect((await call('listOwnEvidence', on)).status).toBe(401)
    const at = world.clock.now().toString()
    world.clock.add({ hours: 24 * 91 })
    expect((await call('listOwnEvidence', { scope: 'sister' })).status, 'a key of a person ends').toBe(401)
    world.clock.set(at)
    expect(sister.person).not.toBe(me.person)
  })

  it('and none was left out', () => {
    expect(operations.map((one) => one.describe.name).filter((name) => !seen.has(name))).toEqual([])
  })
})

describe('the pages', () => {
  it('list every operation without script, in three languages', async () => {
    for (const language of ['en', 'ru', 'kk']) {
      const answer = await app.fetch(
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
        const answer = await app.fetch(
          new Request(`http://localhost/problems/${code}`, { headers: { 'accept-language': language } }),
        )
        expect(answer.status, code).toBe(200)
        expect(await answer.text()).not.toContain(`fault.${code}`)
      }
    expect((await app.fetch(new Request('http://localhost/problems/nothing'))).status).toBe(404)
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
