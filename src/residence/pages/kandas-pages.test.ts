import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld, type Person, type Staff, type World } from '../../../test/world.ts'
import { routes } from '../../app/routes.ts'
import { makeApplication } from '../../app/serve.ts'
import { firstHearingDay } from '../../case/announce-refusal.ts'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { issueResidenceDocument } from '../issue-residence-document.ts'
import { kandasStatusKind } from '../residence-kinds.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let officer: Staff
const as: Record<string, string> = {}
const actors: Record<string, Person | Staff> = {}
/** Sessions end while the clock is moved. */
async function signIn(): Promise<void> {
  for (const [name, actor] of Object.entries(actors)) as[name] = await world.signIn(actor)
}
const people: Record<string, { person: string; number: string }> = {}

beforeAll(async () => {
  world = await makeWorld('2026-11-24T06:00:00Z')
  const office = await world.office({ region: '55', matters: ['kandas'] })
  officer = await world.officer('permit-officer', office, { regions: ['55'] })
  await world.office({ region: null, institution: 'commission', matters: ['appeal', 'court'] })
  let n = 0
  for (const name of ['serik', 'wife', 'stranger', 'newcomer']) {
    if (name === 'newcomer') {
      actors[name] = await world.account()
      continue
    }
    const number = `DEMO8100${++n}`
    const person = await world.person({
      citizenship: 'UZB',
      birthDate: '1990-03-27',
      latinName: `${name} DEMO`.toUpperCase(),
    })
    await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, expires_on, standing, known_at, source)
      values (${newId()}, ${person}, 'passport', 'UZB', ${number}, '2034-01-01', 'verified', now(), 'test')`)
    people[name] = { person, number }
    actors[name] = await world.account(person, { name: `${name} DEMO`.toUpperCase() })
  }
  actors.officer = officer
  await signIn()
  app = makeApplication(world.instance, routes)
})
afterAll(() => world.close())

const open = (path: string, who?: string, language = 'en') =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      headers: { ...(who ? { cookie: as[who] ?? '' } : {}), 'accept-language': language },
    }),
  )
const text = async (path: string, who?: string, language?: string) => (await open(path, who, language)).text()
const send = (path: string, who: string | undefined, fields: Record<string, string>) =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: {
        ...(who ? { cookie: as[who] ?? '' } : {}),
        origin: 'http://localhost',
        'accept-language': 'en',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
    }),
  )
const where = (answer: Response) => answer.headers.get('location') ?? ''
const version = async (path: string) =>
  /name="version" value="(\d+)"/.exec(await text(path, 'officer'))?.[1] ?? ''

it('tells everybody what is enough and what is missing, in their language, and keeps nothing', async () => {
  for (const language of ['kk', 'ru', 'en', 'uz', 'tg', 'ky', 'zh', 'tr'])
    for (const path of [
      '/kandas',
      '/kandas/documents?have=link-document&country=UZB',
      '/kandas/guide',
      '/kandas/points',
    ]) {
      const answer = await open(path, undefined, language)
      expect(answer.status, `${language} ${path}`).toBe(200)
    }
  const missing = await text('/kandas/documents?have=parent-document&country=UZB')
  expect(missing).toContain('Documents that link you to that parent')
  expect(missing).toContain('FHDYo')
  expect(await text('/kandas/documents?have=household-register')).toContain('This is enough to apply')
  expect(await text('/kandas/points')).toContain('at least 400 points')
  // A kind that nobody knows counts nothing.
  expect(await text('/kandas/documents?have=gold&country=XXX')).not.toContain('This is enough')
})

it('sends who is not registered to register, and keeps what was typed of an incomplete application', async () => {
  for (const path of ['/kandas/apply', '/kandas/evidence', '/kandas/family'])
    expect(where(await open(path, 'newcomer')), path).toBe('/me')
  const short = await send('/kandas/apply', 'serik', { settlement: 'Pavlodar', ground: 'family' })
  expect(short.status).toBe(422)
  expect(await short.text()).toContain('value="Pavlodar"')
})

it('takes documents one at a time; a doubt and its reason reach the applicant, and another document may follow', async () => {
  expect((await send('/kandas/evidence', 'serik', { kind: 'gold', about: 'x' })).status).toBe(422)
  expect(
    where(await send('/kandas/evidence', 'serik', { kind: 'community-letter', about: 'Our village' })),
  ).toBe('/kandas/evidence')
  expect(await text('/kandas/evidence', 'serik')).toContain('Not looked at yet')
  expect(await text('/kandas', 'serik')).toContain('In progress')
})

it('asks an adult of the family, who alone answers', async () => {
  const named = {
    relation: 'spouse',
    issuingState: 'UZB',
    documentNumber: people.wife?.number ?? '',
    'birthDate-day': '27',
    'birthDate-month': '3',
    'birthDate-year': '1990',
  }
  const wrong = await send('/kandas/family', 'serik', { ...named, documentNumber: 'DEMO00000' })
  expect(wrong.status).toBe(409)
  expect(where(await send('/kandas/family', 'serik', named))).toBe('/kandas/family')
  expect(await text('/me', 'wife')).toContain('SERIK DEMO asks you')
  const id = /name="id" value="([0-9a-f-]{36})"/.exec(await text('/kandas/family', 'wife'))?.[1] ?? ''
  expect((await send('/kandas/family/answer', 'stranger', { id, join: 'yes' })).status).toBe(404)
  await send('/kandas/family/answer', 'wife', { id, join: 'yes' })
  expect(await text('/kandas/apply', 'serik')).toContain('Goes with you: WIFE DEMO')
})

let casePath = ''

it('is filed from abroad, refused after a preliminary refusal and a hearing, and appealed', async () => {
  const filed = await send('/kandas/apply', 'serik', {
    ground: 'family',
    details: 'My brother lives there',
    region: '55',
    settlement: 'Pavlodar',
    appliedFrom: 'UZB',
  })
  casePath = where(filed)
  expect(casePath).toMatch(/^\/cases\//)
  expect(await text(casePath, 'wife')).toContain('WIFE DEMO')
  expect((await open(casePath, 'stranger')).status).toBe(404)
  await send(`${casePath}/claim`, 'officer', {})
  const page = await text(`${casePath}/evidence`, 'officer')
  expect(page).toContain('Letters can be bought')
  const evidence = /name="evidence" value="([0-9a-f-]{36})"/.exec(page)?.[1] ?? ''
  const assess = async (fields: Record<string, string>) =>
    send(`${casePath}/evidence`, 'officer', {
      version: await version(`${casePath}/evidence`),
      evidence,
      ...fields,
    })
  expect((await assess({ answer: 'doubt', reasons: 'no' })).status).toBe(422)
  expect(where(await assess({ answer: 'doubt', reasons: 'Call the second signer, please.' }))).toBe(
    `${casePath}/evidence`,
  )
  expect(await text('/kandas/evidence', 'serik')).toContain('Call the second signer, please.')
  for (const [kind, answer] of [
    ['own-housing', 'clear'],
    ['relative-citizen', 'against'],
  ] as const)
    await send(`${casePath}/residence-checks`, 'officer', {
      version: await version(`${casePath}/residence-checks`),
      kind,
      answer,
      note: 'Looked up in the register',
    })
  const granted = await send(`${casePath}/grant`, 'officer', { version: await version(`${casePath}/grant`) })
  expect(granted.status).toBe(200)
  expect(await granted.text()).toContain('No relative who is a citizen lives in the region.')
  const heldOn = firstHearingDay(world.clock.today(), kandasStatusKind)
  const announcing = await text(`${casePath}/announce`, 'officer')
  expect(announcing).toContain('2 working days')
  expect(announcing).toMatch(new RegExp(`name="heldOn-day"[^>]*value="${heldOn.day}"`))
  const announced = await send(`${casePath}/announce`, 'officer', {
    version: await version(`${casePath}/announce`),
    reasons: 'The register shows no relative of this name in Pavlodar.',
    groundIds: 'relative-citizen',
    'heldOn-day': String(heldOn.day),
    'heldOn-month': String(heldOn.month),
    'heldOn-year': String(heldOn.year),
  })
  expect(announced.status, await announced.clone().text()).toBe(303)
  expect(await text(casePath, 'serik')).toContain('The register shows no relative')
  await send(`${casePath}/statement`, 'serik', {
    version: '1',
    statement: 'My brother has another surname since 2019.',
  })
  world.clock.set(`${heldOn}T10:00:00Z`)
  await signIn()
  const refused = await send(`${casePath}/refuse`, 'officer', {
    version: await version(`${casePath}/refuse`),
    reasons: 'The register shows no relative of this name in Pavlodar.',
    groundIds: 'relative-citizen',
  })
  expect(refused.status, await refused.clone().text()).toBe(303)
  expect(await text(casePath, 'serik')).toContain(`${casePath}/appeal`)
  const appealed = await send(`${casePath}/appeal`, 'serik', {
    text: 'My brother is Nurlan Demo, see his change of name.',
  })
  expect(appealed.status).toBe(303)
})

it('is given, shown with its rights and the way to citizenship, extended, and ended, in the browser', async () => {
  await send('/kandas/evidence', 'stranger', { kind: 'household-register', about: 'Mine' })
  const filed = await send('/kandas/apply', 'stranger', {
    ground: 'demographic-need',
    region: '55',
    settlement: 'Aksu',
    appliedFrom: 'KAZ',
  })
  const path = where(filed)
  await send(`${path}/claim`, 'officer', {})
  const evidence =
    /name="evidence" value="([0-9a-f-]{36})"/.exec(await text(`${path}/evidence`, 'officer'))?.[1] ?? ''
  await send(`${path}/evidence`, 'officer', {
    version: await version(`${path}/evidence`),
    evidence,
    answer: 'accepted',
    reasons: 'The entry of nationality is plain.',
  })
  await send(`${path}/residence-checks`, 'officer', {
    version: await version(`${path}/residence-checks`),
    kind: 'place-in-need',
    answer: 'clear',
    note: 'List of the akimat',
  })
  const granted = await send(`${path}/grant`, 'officer', { version: await version(`${path}/grant`) })
  expect(granted.status, await granted.clone().text()).toBe(303)
  const status = await world.owner.one<{ id: string; version: number }>(
    sql`select id, version from residence.status where person_id = ${people.stranger?.person}::uuid`,
  )
  const issued = await issueResidenceDocument(
    world.instance,
    { kind: 'system', job: 'test' },
    { status: status.id },
  )
  const page = `/statuses/${status.id}`
  expect(await text('/me', 'stranger')).toContain(page)
  const shown = await text(page, 'stranger')
  for (const words of [
    'work without a permit',
    'My way to citizenship',
    'serial' in issued ? issued.serial : '?',
  ])
    expect(shown).toContain(words)
  expect((await open(page, 'serik')).status).toBe(404)
  const step = await send(`${page}/step`, 'stranger', {
    step: 'residence-card',
    'on-day': '20',
    'on-month': '11',
    'on-year': '2026',
  })
  expect(where(step)).toBe(page)
  expect(await text(page, 'stranger')).toContain('you told it')
  expect((await send(`${page}/extension`, 'stranger', { months: 'many' })).status).toBe(422)
  const extension = await send(`${page}/extension`, 'stranger', { months: '6' })
  expect(where(extension)).toMatch(/^\/cases\//)
  const again = await send(`${page}/extension`, 'stranger', { months: '6' })
  expect(again.status).toBe(409)

  const asked = { 'birthDate-day': '27', 'birthDate-month': '3', 'birthDate-year': '1990', right: 'work' }
  const serial = 'serial' in issued ? issued.serial : ''
  expect(await (await send('/check/right', undefined, { ...asked, serial })).text()).toContain(
    'work without a permit: Yes',
  )
  expect(
    await (await send('/check/right', undefined, { ...asked, serial, 'birthDate-day': '28' })).text(),
  ).toContain('No certificate or card')
  expect(await text('/me/looks', 'stranger')).toContain(
    'One right of yours was asked about: work without a permit',
  )
  expect((await open(`${page}/code`, 'serik')).status).toBe(404)
  expect((await send(`${page}/code`, 'stranger', {})).status).toBe(422)
  const made = await (await send(`${page}/code`, 'stranger', { right: 'education' })).text()
  const code = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(made)?.[0] ?? ''
  expect(await text(`${page}/code`, 'stranger')).not.toContain(code)
  expect(await (await send('/check/right/code', undefined, { code: 'AAAAA-AAAAA' })).text()).toContain(
    'This code does not work',
  )
  const asks = async () =>
    (await send('/check/right/code', undefined, { code: code.replace('-', ' ') })).text()
  expect(await asks()).toContain('get education: Yes')
  expect(await asks()).toContain('This code does not work')
  expect(await text('/me/looks', 'stranger')).toContain('One right of yours was asked about: get education')

  const opened = await (await send('/kandas/keys', 'stranger', { name: 'Mission' })).text()
  const token = /qn_[\w-]{43}/.exec(opened)?.[0] ?? ''
  const ask = async (at: string) =>
    (
      await app.fetch(
        new Request(`http://localhost/api/2026-11-24${at}`, {
          headers: { authorization: `Bearer ${token}` },
        }),
      )
    ).status
  expect([await ask('/own/kandas/evidence'), await ask('/company'), await ask('/kandas')]).toEqual([
    200, 404, 404,
  ])
  expect(await (await send('/kandas/keys', 'newcomer', { name: 'Mine' })).text()).toContain(
    'Register yourself first',
  )

  const end = (fields: Record<string, string>) =>
    send(`${page}/end`, 'stranger', {
      version: String(status.version),
      'on-day': String(world.clock.today().day),
      'on-month': String(world.clock.today().month),
      'on-year': String(world.clock.today().year),
      ...fields,
    })
  expect((await end({ because: 'citizenship' })).status).toBe(422)
  expect(where(await end({ because: 'renounced' }))).toBe(page)
  expect(await text(page, 'stranger')).toContain('Ended')
  expect((await open(`${page}/restore`, 'stranger')).status).not.toBe(200)
})
