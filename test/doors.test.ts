import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../src/app/routes.ts'
import { makeApplication } from '../src/app/serve.ts'
import { writeCaseNumber } from '../src/case/case-number.ts'
import { newSerial } from '../src/credential/serial-number.ts'
import { openAddress } from '../src/message/keep-address.ts'
import { askExport } from '../src/oversight/export-list.ts'
import { holdData } from '../src/oversight/hold-data.ts'
import { requestTracing } from '../src/oversight/order-tracing.ts'
import { questionLook } from '../src/oversight/question-look.ts'
import { startDraft } from '../src/person/keep-draft.ts'
import { linkFamily } from '../src/person/link-family.ts'
import { nameRelative } from '../src/person/name-relative.ts'
import { inTransaction, isRefusal } from '../src/platform/act.ts'
import type { Audience } from '../src/platform/actor.ts'
import { sql } from '../src/platform/database.ts'
import { newId } from '../src/platform/new-id.ts'
import { hashToken } from '../src/platform/session.ts'
import { askCorrection } from '../src/rights/ask-correction.ts'
import type { Route } from '../src/ui/visit.ts'
import { makeWorld, type Person, type Staff, type World } from './world.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let stranger: Person
let officials: Staff[]
const token = 'stranger'.padEnd(43, 'x')
const keys = { company: 'key-of-a-company'.padEnd(43, 'x'), kandas: 'key-of-a-person'.padEnd(43, 'x') }
/** By the name of the parameter under its path: what belongs to somebody else, and what nobody has. */
const things: [RegExp, { foreign: string; absent: string }][] = []

/** Doors whose parameter names nothing of anybody, or what is published or not there (`reform-pages.test.ts`); complaints and asylum stand behind walls of their own. */
const open =
  /^\/reform\/(entries\/:id$|proposals\/:id$|scenarios\/:id(\/draft.yaml)?$)|^\/(rules|sign-in\/link|status|problems|log|complaints|asylum)\/|^\/register\/self\/|^\/me\/channels\/add\/|\/law\/values\/|^\/api\/docs/

beforeAll(async () => {
  world = await makeWorld(Temporal.Now.instant().toString())
  app = makeApplication(world.instance, routes)
  const { owner, instance } = world
  const here = await world.office({ region: '75', matters: ['record', 'household-permit'] })
  await world.office({ institution: 'ministry', region: null, matters: ['appeal'] })
  const registrar = await world.officer(['registrar', 'supervisor'], here)
  const mine = await world.person({ regions: ['75'], latinName: 'SECRETNAME OWNER' })
  const owning = await world.account(mine)
  const relative = await world.person({ regions: ['75'] })
  stranger = await world.account(await world.person({ regions: ['71'] }))
  const there = await world.office({ institution: 'executive-71', region: '71' })
  const roles = ['registrar', 'permit-officer', 'supervisor', 'appeal-officer', 'border-officer'] as const
  officials = await Promise.all(
    [...roles, 'prosecutor' as const, 'administrator' as const].map((role) =>
      world.officer(role, there, { regions: ['71'] }),
    ),
  )
  await owner.done(sql`insert into institution.client (id, institution, name, token_hash, scopes, regions, created_at)
    values (${newId()}, 'executive-71', 'stranger', ${hashToken(token)}, '{register,permits,crossings,rights}', '{71}', now())`)

  for (const [opens, key] of Object.entries(keys))
    await owner.done(sql`insert into organisation.api_key (id, account_id, name, token_hash, created_at, opens)
      values (${newId()}, ${stranger.account}, 'stranger', ${hashToken(key)}, now(), ${opens})`)

  const account = owning.account
  const id = () => ({ foreign: newId(), absent: newId() })
  const thing = (path: RegExp, pair: { foreign: string; absent: string }) => things.push([path, pair])
  const linked = await linkFamily(instance, registrar, { person: mine, relative, relation: 'sibling' })
  if (isRefusal(linked)) throw new Error('not linked')
  const named = await nameRelative(instance, owning, { relation: 'child', name: 'SECRETNAME' })
  if (isRefusal(named)) throw new Error('not named')
  const auditing = await world.officer('auditor', here)
  const hold = await holdData(instance, auditing, { ground: 'SECRETNAME of a city court' })
  if (isRefusal(hold)) throw new Error('not held')
  thing(/^\/retention\/holds/, { foreign: hold.id, absent: newId() })
  const way = await openAddress(instance, owning, { channel: 'post', address: 'SECRETNAME 1\nAlmaty' })
  if (isRefusal(way)) throw new Error('not opened')
  thing(/^\/me\/channels\/:address/, { foreign: way.id, absent: newId() })
  thing(/\/:named\//, { foreign: named.id, absent: newId() })
  thing(/^\/people\/:id\/family\/:link/, { foreign: linked.id, absent: newId() })
  thing(/^\/people\/:id|\/people\/:id$/, { foreign: mine, absent: newId() })

  const [offer, permit, debt, file, notice, message] = [id(), id(), id(), id(), id(), id()]
  await owner.done(sql`
    insert into permit.offer (id, employer_id, employer_account, employer_name, worker_person, worker_name, kind_of_work, duties, wage_tiyn, region,
      address, months, starts_on, state, made_at, answer_by)
    values (${offer.foreign}, ${newId()}, ${account}, 'SECRETNAME', ${mine}, 'SECRETNAME', 'gardening', 'x', 1, '75', 'y', 1, current_date, 'confirmed', now(), current_date + 5)`)
  thing(/^\/offers\//, offer)
  const asked = await askCorrection(instance, owning, { about: 'name', says: 'SECRETNAME it is' })
  if (isRefusal(asked)) throw new Error('not asked')
  thing(/^\/cases\//, {
    foreign: asked.number,
    absent: writeCaseNumber(Number(asked.number.split('-')[1]), 999_999),
  })
  const held = await owner.one<{ id: string }>(
    sql`select id from "case"."case" where number = ${asked.number}`,
  )
  const decision = newId()
  await owner.done(sql`insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_at, trace, facts, governing_date, policy_hash, law_states)
    values (${decision}, ${held.id}, 'grant', false, 'system', now(), '[]', '{}', current_date, 'x', '{in force}')`)
  await owner.done(sql`
    insert into permit.permit (id, number, case_id, decision_id, employer_id, employer_account, worker_person, offer_id, region, valid_from, valid_to,
      months, state, issued_at)
    values (${permit.foreign}, 'HP-2026-990001', ${held.id}, ${decision}, ${newId()}, ${account}, ${mine}, ${offer.foreign}, '75', current_date, current_date + 30, 1, 'active', now())`)
  thing(/^\/permits\//, permit)
  thing(/[^-]permits\/:permit$/, { foreign: 'HP-2026-990001', absent: 'HP-2026-990002' })
  await owner.done(sql`
    insert into payment.obligation (id, purpose, payer_account, subject_person, subject_name, region, months, tiyn, computed, computed_on, due_on, state, opened_at)
    values (${debt.foreign}, 'prepaid-tax', ${account}, ${mine}, 'SECRETNAME', '75', 1, 1, '{}', current_date, current_date + 5, 'open', now())`)
  thing(/^\/payments\//, debt)
  const hired = id()
  await owner.done(sql`
    insert into employer_permit.permit (id, number, case_id, decision_id, employer_id, employer_account, employer_name, worker_person, worker_name, category,
      occupation, position, regions, address, wage_tiyn, valid_from, valid_to, months, state, granted_at, issued_at)
    values (${hired.foreign}, 'EP-2026-990001', ${held.id}, ${decision}, ${newId()}, ${account}, 'SECRETNAME', ${mine}, 'SECRETNAME', 'third', '2142', 'x', '{75}', 'y', 1,
      current_date, current_date + 300, 10, 'active', now(), now())`)
  thing(/^\/employer-permits\//, hired)
  thing(/\/employer-permits\/:permit$/, { foreign: 'EP-2026-990001', absent: 'EP-2026-990002' })
  const settled = id()
  await owner.done(sql`
    insert into residence.status (id, number, kind, person_id, person_name, principal, minor, case_id, decision_id, region, settlement, ground, valid_from, valid_to,
      state, issued_at)
    values (${settled.foreign}, 'KS-2026-990001', 'kandas-status', ${mine}, 'SECRETNAME', ${mine}, false, ${held.id}, ${decision}, '75', 'SECRETNAME', 'family',
      current_date, current_date + 300, 'active', now())`)
  thing(/^\/statuses\//, settled)
  thing(/\/kandas\/:number$/, { foreign: 'KS-2026-990001', absent: 'KS-2026-990002' })
  thing(/^\/identity\//, id())
  thing(/^\/quota\/allocations\//, id())
  thing(/\/own\/kandas\/statuses\//, { foreign: 'KS-2026-990001', absent: 'KS-2026-990002' })
  const shown = id()
  await owner.done(sql`insert into residence.evidence (id, person_id, kind, about, added_at, added_by)
    values (${shown.foreign}, ${mine}, 'household-register', 'SECRETNAME', now(), 'x')`)
  thing(/\/own\/kandas\/evidence\//, shown)
  const kin = id()
  await owner.done(sql`insert into residence.family_member (id, person_id, person_name, member, member_name, relation, minor, state, asked_at)
    values (${kin.foreign}, ${mine}, 'SECRETNAME', ${relative}, 'SECRETNAME', 'sibling', false, 'asked', now())`)
  thing(/\/own\/kandas\/family\//, kin)
  await owner.done(sql`insert into residence.right_code (id, status_id, person_id, right_asked, code_hash, made_at, ends_at)
    values (${newId()}, ${settled.foreign}, ${mine}, 'work', 'x', now(), now() + interval '15 minutes')`)
  thing(/\/company\/permits\//, { foreign: 'EP-2026-990001', absent: 'EP-2026-990002' })
  thing(/\/(company|own\/kandas)\/cases\//, {
    foreign: asked.number,
    absent: writeCaseNumber(Number(asked.number.split('-')[1]), 999_999),
  })
  thing(/^\/staff\/works\//, id())
  const reformDraft = id()
  const scenario = { foreign: 'a'.repeat(24), absent: 'b'.repeat(24) }
  await owner.done(sql`insert into reform.draft (id, institution, title, recommendation, made_by, made_at)
    values (${reformDraft.foreign}, ${registrar.institution}, 'SECRETNAME', 'SECRETNAME is recommended here.', ${registrar.staff}, now())`)
  await owner.done(sql`insert into reform.scenario (id, institution, draft, draft_id, law, decided_through, state, asked_by, asked_at, finished_at)
    values (${scenario.foreign}, ${registrar.institution}, '{}', ${reformDraft.foreign}, 'x', current_date, 'done', ${registrar.staff}, now(), now())`)
  const proposal = id()
  await owner.done(sql`insert into reform.proposal (id, institution, scenario, title, recommendation, proposed_by, proposed_at)
    values (${proposal.foreign}, ${registrar.institution}, ${scenario.foreign}, 'SECRETNAME', 'SECRETNAME is recommended here.', ${registrar.staff}, now())`)
  thing(/^\/reform\/drafts\//, reformDraft)
  thing(/^\/reform\/scenarios\//, scenario)
  thing(/^\/reform\/proposals\//, proposal)
  const kept = id()
  await owner.done(sql`insert into feed.quarantine (id, file, kind, institution, line, reason, content, digest, received_at)
    values (${kept.foreign}, ${newId()}, 'crossings', 'ministry', 1, 'not-json', 'SECRETNAME', ${newId()}, now())`)
  thing(/^\/staff\/feeds\/lines\//, kept)
  await owner.done(sql`
    insert into person.file (id, person_id, kind, media_type, name, sha256, bytes, uploaded_at, uploaded_by)
    values (${file.foreign}, ${mine}, 'evidence', 'image/jpeg', 'SECRETNAME.jpg', '\\x00', '\\x00', now(), 'x')`)
  thing(/^\/files\//, file)
  await owner.done(sql`
    insert into stay.arrival_notice (id, person_id, host_account, host_name, region, address, arrived_on, noticed_on, due_on, filed_by, filed_at)
    values (${notice.foreign}, ${mine}, ${account}, 'SECRETNAME', '75', 'SECRETNAME', current_date, current_date, current_date, 'person', now())`)
  thing(/^\/arrivals\//, notice)
  await owner.done(sql`insert into stay.overstay (person_id, regions, last_day, reason, missing, found_at, checked_at, state_since)
    values (${mine}, '{75}', current_date - 9, 'per-entry', '{exit-unknown}', now(), now(), now())`)
  thing(/^\/overstays\//, { foreign: mine, absent: newId() })
  const lives = id()
  await owner.done(sql`
    insert into stay.registration (id, person_id, account_id, guest_name, kind, region, address, since, host_name, host_contact, filed_on)
    values (${lives.foreign}, ${mine}, ${account}, 'SECRETNAME', 'arrival', '75', 'SECRETNAME', current_date, 'SECRETNAME', '+77009990001', current_date)`)
  thing(/^\/hosting\/|^\/me\/address\//, lives)
  await owner.done(sql`
    insert into message.message (id, account_id, person_id, template, values, link, cause, created_at)
    values (${message.foreign}, ${account}, ${mine}, 'offer-made', '{}', '/me', 'x', now())`)
  thing(/^\/me\/messages\//, message)
  const serials = { foreign: newSerial('labour-permit', 2026), absent: newSerial('labour-permit', 2026) }
  await owner.done(sql`
    insert into credential.document (id, serial, kind, cause, subject, regions, birth_date, languages, policy_hash, form, pdf, sha256, issued_at)
    values (${newId()}, ${serials.foreign}, 'decision-letter', ${newId()}, ${mine}, '{75}', '1990-03-27', '{ru}', 'x', 'x', '\\x00', sha256('\\x00'), now())`)
  thing(/^\/documents\//, serials)
  const look = await owner.one<{ id: bigint }>(sql`
    insert into platform.read_record (at, what, actor_kind, actor, institution, purpose, legal_basis, categories, subjects)
    values (now(), 'person-record', 'staff', ${registrar.staff}, ${registrar.institution}, 'serve-person', 'LAW-MIG', '{identity}', array[${mine}::uuid]) returning id`)
  thing(/^\/me\/looks\//, { foreign: String(look.id), absent: '999999999' })
  const question = await questionLook(instance, owning, { read: String(look.id), says: 'SECRETNAME why?' })
  if (isRefusal(question)) throw new Error('not asked')
  thing(/^\/questions\//, { foreign: question.id, absent: newId() })
  const order = await requestTracing(instance, registrar, {
    person: mine,
    regime: 'operational-search',
    purpose: 'SECRETNAME is looked for since last week.',
    reference: 'X-1',
    kinds: ['crossings'],
    periodFrom: '2026-01-01',
    periodTo: '2026-02-01',
    validDays: 3,
    noticeOn: '2026-12-30',
  })
  if (isRefusal(order)) throw new Error('not asked')
  thing(/^\/tracing\//, { foreign: order.id, absent: newId() })
  const reading = { alarm: newId(), lock: newId() }
  await owner.done(sql`insert into oversight.reading_alarm (id, staff_id, kind, measure, at, day, n, most)
    values (${reading.alarm}, ${registrar.staff}, 'soft', 'opened', now(), current_date, 61, 60)`)
  await owner.done(sql`insert into oversight.reading_lock (id, staff_id, measure, locked_at, why)
    values (${reading.lock}, ${registrar.staff}, 'listed', now(), 'hard')`)
  thing(/^\/reading\/alarms\//, { foreign: reading.alarm, absent: newId() })
  thing(/^\/reading\/locks\//, { foreign: reading.lock, absent: newId() })
  thing(/^\/reading\/staff\//, { foreign: registrar.staff, absent: newId() })
  const exported = await askExport(instance, registrar, {
    kind: 'cases',
    from: '2026-01-01',
    to: '2026-02-01',
    purpose: 'SECRETNAME for the yearly report.',
    recipient: 'The ministry',
  })
  if (isRefusal(exported)) throw new Error('not asked')
  thing(/^\/exports\//, { foreign: exported.id, absent: newId() })
  const draft = await startDraft(instance, registrar, { language: 'ru' })
  if (isRefusal(draft)) throw new Error('not started')
  thing(/^\/register\/assisted\//, { foreign: draft.id, absent: newId() })
})
afterAll(() => world.close())

const doors = routes.filter(({ path }) => path.includes('/:') && !open.test(path))

/** Everybody who is let in by the door and has nothing to do with what is behind it. */
async function strangersOf(who: Audience): Promise<{ name: string; headers: Record<string, string> }[]> {
  switch (who.to) {
    case 'account':
      if (who.key)
        return [{ name: `a program for ${who.key}`, headers: { authorization: `Bearer ${keys[who.key]}` } }]
      return [{ name: 'another person', headers: { cookie: await world.signIn(stranger) } }]
    case 'staff': {
      // Auditors watch every institution: for them nothing is another's.
      if (who.roles.join() === 'auditor') return []
      const roles: string[] = who.roles
      const official = officials.find((one) => one.roles.some((role) => roles.includes(role)))
      if (!official) throw new Error(`nobody is ${who.roles}`)
      return [{ name: official.roles.join(), headers: { cookie: await world.signIn(official) } }]
    }
    case 'client':
      return [{ name: 'a machine', headers: { authorization: `Bearer ${token}` } }]
    case 'any-of':
      return (await Promise.all(who.of.map(strangersOf))).flat()
    default:
      throw new Error('this door is open to everybody')
  }
}

const pathOf = (route: Route, which: 'foreign' | 'absent'): string => {
  const found = things.find(([path]) => path.test(route.path))
  if (!found) throw new Error(`no thing for ${route.path}`)
  const value = found[1][which]
  const link = route.path.includes('/:link')
  const person = things.find(([path]) => path.test('/people/:id/name'))?.[1].foreign ?? ''
  return route.path
    .replace(/:link/, value)
    .replace(/:(id|number|serial|permit)/, link ? person : value)
    .replace(/:part/, 'name')
}

async function answerOf(route: Route, which: 'foreign' | 'absent', headers: Record<string, string>) {
  const path = pathOf(route, which)
  const answer = await app.fetch(
    new Request(`http://localhost${path}`, {
      method: route.method.toUpperCase(),
      redirect: 'manual',
      headers: {
        ...headers,
        origin: 'http://localhost',
        'accept-language': 'en',
        ...(route.method === 'post' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...(route.describe?.once ? { 'idempotency-key': newId() } : {}),
      },
      ...(route.method === 'post' ? { body: `_request=${newId()}&version=1&reason=because` } : {}),
    }),
  )
  const bare = (text: string) =>
    text
      .replaceAll(path, 'PATH')
      .replaceAll(encodeURIComponent(path), 'PATH')
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
      .replaceAll(/\/me\/looks\/\d+/g, 'LOOK')
  return {
    status: answer.status,
    to: bare(answer.headers.get('location') ?? ''),
    body: bare(await answer.text()),
  }
}

describe('whoever is let in by a door but has nothing to do with what is behind it', () => {
  it.each(doors.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s: cannot tell what is somebody’s from what nobody has',
    async (_name, route) => {
      for (const { name, headers } of await strangersOf(route.who)) {
        const foreign = await answerOf(route, 'foreign', headers)
        const absent = await answerOf(route, 'absent', headers)
        expect(foreign.status, `${name}: found`).not.toBe(200)
        expect(foreign.body, name).not.toContain('SECRETNAME')
        expect(foreign, name).toEqual(absent)
      }
    },
  )
  it('is asked at every door that names something', () => {
    expect(doors.length).toBeGreaterThan(60)
    for (const route of doors) expect(() => pathOf(route, 'foreign')).not.toThrow()
  })
})

describe('every table', () => {
  /** What is nobody's: who may be asked what, and what the system keeps of itself. */
  const nobodys = [
    /^platform\.(migration|setting|request|rate|session|reading_right)$/,
    /^institution\.(institution|office|staff|posting|jurisdiction|client)$/,
    // Lists of bits, and keys that only the installation's secret opens.
    /^credential\.(status_list|status_entry|signing_key)$/,
  ]

  it('shows nothing to somebody who is not signed in, nor to a person it says nothing of', async () => {
    const tables = await world.owner.rows<{ name: string; force: boolean; own: boolean }>(sql`
      select n.nspname || '.' || c.relname as name, c.relrowsecurity and c.relforcerowsecurity as force,
        has_table_privilege('qonys_app', c.oid, 'select') as own
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss') and n.nspname not like 'pg_toast%'`)
    const personal = tables.filter(({ name }) => !nobodys.some((one) => one.test(name)))
    expect(personal.length).toBeGreaterThan(40)
    const bare = personal.filter(({ force, own }) => own && !force).map(({ name }) => name)
    expect(bare, 'readable by the application, without row-level security').toEqual([])
    const shown: string[] = []
    const newcomer = await world.account()
    for (const { name, own } of personal) {
      if (!own) continue
      const table = sql.raw(name.replace(/\.(.+)$/, '."$1"').replace(/^case\./, '"case".'))
      const all = await world.owner.one<{ n: number }>(sql`select count(*)::int as n from ${table}`)
      if (all.n === 0) continue
      for (const actor of [{ kind: 'public' } as const, newcomer]) {
        const seen = await inTransaction(world.instance, actor, false, (tx) =>
          tx.one<{ n: number }>(sql`select count(*)::int as n from ${table}`),
        )
        const ownAccount = actor.kind === 'person' && name === 'person.account' ? 1 : 0
        if (seen.n > ownAccount) shown.push(`${name}: ${seen.n} to ${actor.kind}`)
      }
    }
    expect(shown).toEqual([])
  })
})
