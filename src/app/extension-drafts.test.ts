import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPlainCase } from '../../test/plain-case-kind.ts'
import { makeWorld, type Person, type World } from '../../test/world.ts'
import { isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { routes } from './routes.ts'
import { type Application, makeApplication } from './serve.ts'

let world: World
let app: Application
let me: Person
/** Address of a page of something that runs, by what it is. */
const pages: Record<string, string> = {}

beforeAll(async () => {
  world = await makeWorld('2026-01-20T06:00:00Z')
  app = makeApplication(world.instance, routes)
  await world.office({ matters: ['plain', 'kandas', 'employer-permit'] })
  const person = await world.person({ citizenship: 'CHN', birthDate: '1985-03-27' })
  me = await world.account(person)
  const { owner } = world
  const opened = await openPlainCase(world.instance, me, {
    kind: 'plain',
    applicantAccount: me.account,
    subjects: [person],
    subjectName: 'RAHIMOVA GULNORA',
    region: '75',
    matter: 'plain',
    governingDate: '2026-01-20',
  })
  if (isRefusal(opened)) throw new Error('no case')
  const decision = newId()
  await owner.done(sql`insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_at, trace, facts, governing_date, policy_hash, law_states)
    values (${decision}, ${opened.id}, 'grant', false, 'system', now(), '[]', '{}', current_date, 'x', '{in force}')`)
  const [offer, permit, hired, status] = [newId(), newId(), newId(), newId()]
  await owner.done(sql`
    insert into permit.offer (id, employer_id, employer_account, employer_name, worker_person, worker_name, kind_of_work, duties, wage_tiyn, region,
      address, months, starts_on, state, made_at, answer_by)
    values (${offer}, ${newId()}, ${me.account}, 'Omarova', ${newId()}, 'X', 'gardening', 'x', 1, '75', 'y', 1, '2026-01-01', 'confirmed', now(), '2026-01-05')`)
  await owner.done(sql`
    insert into permit.permit (id, number, case_id, decision_id, employer_id, employer_account, worker_person, offer_id, region, valid_from, valid_to,
      months, state, issued_at)
    values (${permit}, 'HP-2026-990001', ${opened.id}, ${decision}, ${newId()}, ${me.account}, ${newId()}, ${offer}, '75', '2026-01-01', '2026-03-31', 3, 'active', now())`)
  await owner.done(sql`
    insert into employer_permit.permit (id, number, case_id, decision_id, employer_id, employer_account, employer_name, worker_person, worker_name, category,
      occupation, position, regions, address, wage_tiyn, valid_from, valid_to, months, state, granted_at, issued_at)
    values (${hired}, 'EP-2026-990001', ${opened.id}, ${decision}, ${newId()}, ${me.account}, 'Works', ${newId()}, 'X', 'third', '2142', 'x', '{75}', 'y', 1,
      '2025-04-01', '2026-03-31', 12, 'active', now(), now())`)
  await owner.done(sql`
    insert into residence.application (case_id, route, kind, person_id, account_id, person_name, region, settlement, applied_from, ground, filed_at)
    values (${opened.id}, 'kandas-status', 'first', ${person}, ${me.account}, 'X', '75', 'Almaty', 'CHN', 'family', now())`)
  await owner.done(sql`
    insert into residence.status (id, number, kind, person_id, person_name, principal, minor, case_id, decision_id, region, settlement, ground, valid_from, valid_to,
      state, issued_at)
    values (${status}, 'KS-2026-990001', 'kandas-status', ${person}, 'X', ${person}, false, ${opened.id}, ${decision}, '75', 'Almaty', 'family',
      '2026-01-01', '2026-12-31', 'active', now())`)
  Object.assign(pages, {
    household: `/permits/${permit}`,
    employer: `/employer-permits/${hired}`,
    kandas: `/statuses/${status}`,
  })
})
afterAll(() => world.close())

const open = async (path: string, as = me) =>
  (
    await app.fetch(
      new Request(`http://localhost${path}`, {
        headers: { cookie: await world.signIn(as), 'accept-language': 'en' },
      }),
    )
  ).text()
const send = async (path: string, fields: Record<string, string>) => {
  const answer = await app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: {
        cookie: await world.signIn(me),
        origin: 'http://localhost',
        'accept-language': 'en',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
    }),
  )
  return { status: answer.status, to: answer.headers.get('location'), text: await answer.text() }
}

const changes = {
  household: {
    begun: '2025-12-31',
    resumed: '2026-01-05',
    told: /<del>3,932 KZT<\/del> → <ins>4,325 KZT<\/ins>/,
  },
  employer: {
    begun: '2025-12-31',
    resumed: '2026-01-05',
    told: /<del>3,932 KZT<\/del> → <ins>4,325 KZT<\/ins>/,
  },
  kandas: {
    begun: '2026-02-12',
    resumed: '2026-02-13',
    told: /test of Kazakh[^<]*<\/a>:\s*nothing → <ins>30%/,
  },
}

describe.each(['household', 'employer', 'kandas'] as const)('an extension form that is kept: %s', (what) => {
  const { begun, resumed, told } = changes[what]
  const form = () => `${pages[what]}/extension`
  const day = (iso: string) =>
    new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso))

  it('is there again across a change of law, says what changed and which day decides, and nothing goes unseen', async () => {
    world.clock.set(`${begun}T07:00:00Z`)
    const before = await open(form())
    expect(before).toContain(`the law of ${day(begun)} decides`)
    expect(await send(form(), { months: '5', _later: 'yes' })).toMatchObject({ status: 303, to: pages[what] })
    expect(await open(form())).toContain(`The law did not change since you began on ${day(begun)}`)

    world.clock.set(`${resumed}T05:00:00Z`)
    const page = await open(form())
    expect(page).toContain(`The law changed since ${day(begun)}`)
    expect(page).toMatch(told)
    expect(page).toMatch(/name="months"[^>]*value="5"|value="5"[^>]*name="months"/)
    expect(page).toContain(`the law of ${day(resumed)} decides`)

    const seen = /name="_seen" value="([^"]+)"/.exec(before)?.[1] ?? ''
    const back = await send(form(), { months: '5', _seen: seen })
    expect(back.status).toBe(409)
    expect(back.text).toContain('Nothing was sent')
    expect(await send(form(), { _drop: 'yes' })).toMatchObject({ status: 303, to: form() })
    expect(await open(form())).not.toContain('The law changed since')
  })
})

it('is erased with what it became, and nobody keeps one about what is somebody else’s', async () => {
  const form = `${pages.kandas}/extension`
  await send(form, { months: '5', _later: 'yes' })
  expect((await send(form, { months: '5' })).to).toMatch(/^\/cases\//)
  const drafts = () =>
    world.owner.one<{ n: number }>(sql`select count(*)::int as n from "case".application_draft`)
  expect(await drafts()).toEqual({ n: 0 })
  for (const path of ['/permits', '/employer-permits', '/statuses'])
    expect((await send(`${path}/${newId()}/extension`, { months: '5', _later: 'yes' })).status).toBe(404)
  expect(await drafts()).toEqual({ n: 0 })
})
