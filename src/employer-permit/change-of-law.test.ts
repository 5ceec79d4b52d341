import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld, type Person, type Staff, type World } from '../../test/world.ts'
import { makeApplication } from '../app/serve.ts'
import { registerCaseKind } from '../case/case-kind.ts'
import { getCase } from '../case/case-row.ts'
import { claimCase } from '../case/claim-case.ts'
import { registerCompany } from '../organisation/register-company.ts'
import { makeDemoBin } from '../person/check-bin.ts'
import { inTransaction, isRefusal, type Refusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { concludeLaw, proposeLaw } from '../policy/publish-law.ts'
import { policyHash } from '../policy/value-at.ts'
import { applyForEmployerPermit } from './apply-for-employer-permit.ts'
import { employerPermitKind } from './employer-permit-kind.ts'
import { evaluateApplication } from './grant-employer-permit.ts'
import { companyPages } from './pages/company.tsx'
import { newApplicationPages } from './pages/new-application.tsx'
import { setFee } from './set-fee.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let director: Person
let employer: string
let officer: Staff
let officials: [Staff, Staff]

function done<T>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return answer
}

beforeAll(async () => {
  registerCaseKind(employerPermitKind)
  world = await makeWorld('2025-08-30T06:00:00Z')
  officer = await world.officer('permit-officer', await world.office({ matters: ['employer-permit'] }))
  director = await world.account(await world.person({ citizenship: 'KAZ' }), { name: 'DIRECTOR DEMO' })
  employer = done(
    await registerCompany(world.instance, director, {
      bin: makeDemoBin('2019-03', 1),
      name: 'Demo Works LLP',
      region: '75',
      address: 'Almaty, Demo street 7',
    }),
  ).id
  await world.owner.done(sql`insert into institution.institution (code, kind, names)
    values ('ministry', 'ministry', '{"kk": "М", "ru": "М", "en": "Ministry"}')`)
  const office = await world.office({ institution: 'ministry', region: null })
  officials = [await world.officer('analyst', office), await world.officer('administrator', office)]
  app = makeApplication(world.instance, [...companyPages, ...newApplicationPages])
})
afterAll(() => world.close())

const open = async (path: string) =>
  (
    await app.fetch(
      new Request(`http://localhost${path}`, { headers: { cookie: await world.signIn(director) } }),
    )
  ).text()
const send = async (fields: [string, string][]) =>
  app.fetch(
    new Request('http://localhost/company/permits/new', {
      method: 'POST',
      headers: {
        origin: 'http://localhost',
        'content-type': 'application/x-www-form-urlencoded',
        cookie: await world.signIn(director),
      },
      body: new URLSearchParams([['_request', newId()], ['employer', employer], ...fields]).toString(),
    }),
  )

async function filed(): Promise<string> {
  const number = `DEMO9${newId().slice(-4)}`.toUpperCase()
  const person = await world.person({ citizenship: 'TUR', birthDate: '1985-03-27' })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, expires_on, standing, known_at, source)
    values (${newId()}, ${person}, 'passport', 'TUR', ${number}, '2032-01-01', 'verified', now(), 'test')`)
  return done(
    await applyForEmployerPermit(world.instance, director, {
      employer,
      category: 'third',
      issuingState: 'TUR',
      documentNumber: number,
      birthDate: '1985-03-27',
      occupation: '2142',
      position: 'Site engineer',
      regions: ['75'],
      address: 'Almaty, Demo street 7',
      wageTiyn: 90_000_000,
      months: 12,
      startsOn: world.clock.today().add({ days: 20 }).toString(),
      staffing: { citizenHeads: 8, allHeads: 10, citizenWorkers: 95, allWorkers: 99 },
      undertakesReplacement: false,
    }),
  ).case
}
const evaluated = (caseId: string) =>
  inTransaction(world.instance, { kind: 'system', job: 'test' }, false, async (tx) =>
    evaluateApplication(tx, await getCase(tx, caseId), world.clock.today()),
  )
const conditions = async (caseId: string) =>
  (await evaluated(caseId)).decision.trace.map(({ condition }) => condition)

it('an application of before the search at home began is decided without it, also months later; one of the day after with it', async () => {
  const old = await filed()
  world.clock.set('2025-09-01T06:00:00Z')
  const later = await filed()
  world.clock.set('2026-02-01T06:00:00Z')
  const [before, after] = [await conditions(old), await conditions(later)]
  const added = after.filter((condition) => !before.includes(condition))
  expect(added.join()).toMatch(/vacancy/)
  const { decision } = await evaluated(old)
  expect(decision).toMatchObject({ at: '2025-08-30', policyHash: policyHash('2025-08-30') })
  expect(policyHash('2025-08-30')).not.toBe(policyHash('2026-02-01'))
})

it('an application kept over a change of law and a fee that officials publish: the company sees both, its answers are there', async () => {
  world.clock.set('2025-12-31T07:00:00Z')
  const answers: [string, string][] = [
    ['category', 'third'],
    ['position', 'Engineer of bridges'],
    ['regions', '75'],
    ['regions', '71'],
    ['months', '12'],
  ]
  expect((await send([...answers, ['_later', 'yes']])).headers.get('location')).toBe('/company')
  const seenBefore = /name="_seen" value="([^"]+)"/.exec(await open('/company/permits/new'))?.[1] ?? ''
  const { id } = done(
    await proposeLaw(world.instance, officials[0], {
      kind: 'value',
      key: 'employer-permit.fee-max',
      content: { value: 260 },
      appliesFrom: '2026-01-01',
      adopted: '2025-12-20',
      inForce: '2026-01-01',
      instrument: 'Government Resolution of 20 December 2025 No. 1100',
      article: 'annex',
      state: 'in force',
    }),
  )
  done(await concludeLaw(world.instance, officials[1], { publication: id, publish: true }))
  world.clock.set('2026-01-05T05:00:00Z')
  const page = await open('/company/permits/new')
  expect(page).toContain('The law changed since 31 December 2025')
  expect(page).toMatch(/<del>250 MCI<\/del> → <ins>260 MCI<\/ins>.*annex.*since 1 January 2026/s)
  expect(page).toMatch(/<del>3,932 KZT<\/del> → <ins>4,325 KZT<\/ins>/)
  expect(page).toContain('value="Engineer of bridges"')
  for (const region of ['75', '71']) expect(page).toMatch(new RegExp(`value="${region}"[^>]*checked`))
  expect(page).toContain('the law of 5 January 2026 decides')
  const back = await send([...answers, ['_seen', seenBefore]])
  expect(back.status).toBe(409)
  expect(await back.text()).toContain('Nothing was sent')
  expect((await send([['_drop', 'yes']])).status).toBe(303)
  expect(await open('/company/permits/new')).not.toContain('Engineer of bridges')
})

it('the rate of a fee is that of the day the application was filed; one filed after the change has the new one', async () => {
  const set = async (caseId: string) => {
    await claimCase(world.instance, officer, { caseId })
    const { version } = await world.owner.one<{ version: number }>(
      sql`select version from "case"."case" where id = ${caseId}::uuid`,
    )
    try {
      const made = await setFee(world.instance, officer, {
        caseId,
        expectedVersion: version,
        mci: 255,
        source: 'Resolution No. 1100, annex',
      })
      return isRefusal(made) ? 'refused' : 'set'
    } catch (fault) {
      if (fault instanceof Fault) return fault.issues[0]
      throw fault
    }
  }
  world.clock.set('2025-12-31T07:00:00Z')
  const old = await filed()
  world.clock.set('2026-01-05T05:00:00Z')
  const later = await filed()
  expect(await set(old)).toMatchObject({ code: 'out-of-bounds', values: { most: 250 } })
  expect(await set(later)).toBe('set')
})
