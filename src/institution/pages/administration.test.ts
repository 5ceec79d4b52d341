import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeWorld, type Staff, type World } from '../../../test/world.ts'
import { routes } from '../../app/routes.ts'
import { type Application, makeApplication } from '../../app/serve.ts'
import { whichClient } from '../../app/who-is-asking.ts'
import type { Audience } from '../../platform/actor.ts'
import { queryOn, sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { refreshProof } from '../../platform/session.ts'
import { clientScopes } from '../keep-clients.ts'
import { administrationPages } from './administration.tsx'
import { passkeyPages } from './passkeys.tsx'

let world: World
let app: Application
let office: string
let elsewhere: string
let administrator: Staff
let cookie: string

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, [...administrationPages, ...passkeyPages])
  office = await world.office({ name: 'Almaty office' })
  elsewhere = await world.office({ institution: 'other-body', region: '71', name: 'Astana office' })
  administrator = await world.officer('administrator', office, { regions: ['*'] })
  cookie = await strongSession(administrator)
})
afterAll(() => world.close())

/** A session whose proof is a strong one of this moment. */
async function strongSession(who: Staff): Promise<string> {
  const session = await world.signIn(who)
  await refreshProof(queryOn(world.instance.db), session.split('=')[1]!, world.clock.now(), 'passkey')
  return session
}
const open = (path: string, as = cookie) =>
  app.fetch(new Request(`http://localhost${path}`, { headers: { cookie: as, 'accept-language': 'en' } }))
const press = (path: string, fields: [string, string][], as = cookie, request: string = newId()) =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: {
        cookie: as,
        origin: 'http://localhost',
        'accept-language': 'en',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams([['_request', request], ...fields]).toString(),
    }),
  )
const posting = (subject: string, given: { role?: string; office?: string; region?: string } = {}) =>
  [
    ['name', 'New Colleague'],
    ['subject', subject],
    ['role', given.role ?? 'permit-officer'],
    ['office', given.office ?? office],
    ['regions', given.region ?? '75'],
  ] as [string, string][]
const idOf = async (subject: string) =>
  (await world.owner.one<{ id: string }>(sql`select id from institution.staff where subject = ${subject}`)).id
const eventTypes = async () =>
  (await world.owner.rows<{ type: string }>(sql`select type from platform.event order by id`)).map(
    (e) => e.type,
  )

describe('staff', () => {
  test('somebody posted works from that day, and nobody twice in the same role', async () => {
    expect((await press('/staff/people', posting('new-1'))).status).toBe(303)
    expect(await (await open('/staff/people')).text()).toContain('New Colleague')
    const again = await press('/staff/people', posting('new-1'))
    expect(again.status).toBe(422)
    expect(await again.text()).toContain('This person already has this role in this office')
    expect((await press('/staff/people', posting('new-1', { role: 'registrar' }))).status).toBe(303)
    expect(await eventTypes()).toEqual(['staff-posted', 'staff-posted'])
  })

  test('ending signs out at once, and a new posting opens the account again', async () => {
    await press('/staff/people', posting('new-2'))
    const staff = await idOf('new-2')
    const theirs = await world.signIn({ ...administrator, staff })
    expect((await open('/staff/passkeys', theirs)).status).toBe(200)
    expect((await press('/staff/people/end', [['id', staff]])).status).toBe(303)
    expect((await open('/staff/passkeys', theirs)).status).toBe(401)
    const ended = await world.owner.one<{ ended: number }>(
      sql`select count(*)::int as ended from platform.session where staff_id = ${staff}::uuid and ended_at is not null`,
    )
    expect(ended.ended).toBe(1)
    // Also a session that would be opened by mistake afterwards stays shut.
    expect((await open('/staff/passkeys', await world.signIn({ ...administrator, staff }))).status).toBe(401)
    expect((await press('/staff/people', posting('new-2'))).status).toBe(303)
    expect((await open('/staff/passkeys', await world.signIn({ ...administrator, staff }))).status).toBe(200)
  })

  test('nobody ends their own account', async () => {
    const answer = await press('/staff/people/end', [['id', administrator.staff]])
    expect(answer.headers.get('set-cookie')).toContain(encodeURIComponent('You cannot end your own account'))
    expect((await open('/staff/people')).status).toBe(200)
  })

  test('an administrator of one institution keeps only that one, in their regions', async () => {
    const local = await strongSession(await world.officer('administrator', office, { regions: ['75'] }))
    expect((await press('/staff/people', posting('new-3', { office: elsewhere }), local)).status).toBe(422)
    expect((await press('/staff/people', posting('new-3', { region: '71' }), local)).status).toBe(422)
    expect((await press('/staff/people', posting('new-3', { region: '*' }), local)).status).toBe(422)
    const stranger = await world.officer('registrar', elsewhere, { regions: ['71'], name: 'Far Away' })
    await press('/staff/people/end', [['id', stranger.staff]], local)
    expect((await open('/staff/passkeys', await world.signIn(stranger))).status).toBe(200)
    expect(await (await open('/staff/people', local)).text()).not.toContain('Far Away')
    expect((await press('/staff/people', posting('new-3'), local)).status).toBe(303)
  })

  test('nobody gives themself a role, nor anybody one that watches or stands behind a wall', async () => {
    const local = await world.officer('administrator', office, { regions: ['75'] })
    await world.owner.done(
      sql`update institution.staff set subject = 'local-admin' where id = ${local.staff}::uuid`,
    )
    const theirs = await strongSession(local)
    const own = await press('/staff/people', posting('local-admin', { role: 'supervisor' }), theirs)
    expect(own.status).toBe(422)
    expect(await own.text()).toContain('You cannot give yourself a role')
    for (const role of ['complaint-officer', 'auditor', 'prosecutor'])
      for (const as of [theirs, cookie]) {
        const answer = await press('/staff/people', posting(`friend-${role}`, { role }), as)
        expect(answer.status, role).toBe(422)
        expect(await answer.text()).toContain('This role is not held in this kind of institution')
      }
    await world.owner.done(sql`insert into institution.institution (code, kind, names)
      values ('the-ombudsman', 'ombudsman', '{"kk": "x", "ru": "x", "en": "x"}')`)
    const desk = await world.office({ institution: 'the-ombudsman', region: null })
    expect(
      (await press('/staff/people', posting('ombud', { role: 'complaint-officer', office: desk }))).status,
    ).toBe(303)
  })

  test('nobody serves two institutions at a time, which would make them both sides of what two decide', async () => {
    expect((await press('/staff/people', posting('two-sides', { office: elsewhere }))).status).toBe(303)
    const answer = await press('/staff/people', posting('two-sides'))
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('This person serves another institution')
    await press('/staff/people/end', [['id', await idOf('two-sides')]])
    expect((await press('/staff/people', posting('two-sides'))).status).toBe(303)
  })

  test('a passkey is taken away only with a fresh proof: an unlocked desk is none', async () => {
    const officer = await world.officer('registrar', office)
    await world.owner.done(sql`insert into institution.passkey (id, staff_id, public_key, counter, label, created_at)
      values ('key-at-desk', ${officer.staff}::uuid, '\\x00', 0, 'Desk', now())`)
    const left = () =>
      world.owner.one<{ n: number }>(
        sql`select count(*)::int as n from institution.passkey where id = 'key-at-desk' and removed_at is null`,
      )
    const stale = await press('/staff/passkeys/remove', [['id', 'key-at-desk']], await world.signIn(officer))
    expect(stale.headers.get('location')).toBe('/staff/confirm?to=%2Fstaff%2Fpasskeys')
    expect((await left()).n).toBe(1)
    await press('/staff/passkeys/remove', [['id', 'key-at-desk']], await strongSession(officer))
    expect((await left()).n).toBe(0)
  })

  test('only administrators come in, and only a fresh proof changes anything', async () => {
    const officer = await world.signIn(await world.officer('supervisor', office))
    expect((await open('/staff/people', officer)).status).toBe(404)
    expect((await press('/staff/people', posting('new-4'), officer)).status).toBe(404)
    const stale = await world.signIn(administrator)
    expect(await (await open('/staff/people', stale)).text()).not.toContain('name="subject"')
    const answer = await press('/staff/people', posting('new-4'), stale)
    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain('/staff/confirm?to=/signed-in')
    await expect(idOf('new-4')).rejects.toMatchObject({ code: 'not-found' })
  })

  test('what is missing is named, and what was typed stays', async () => {
    const answer = await press('/staff/people', [
      ['name', 'Half Filled'],
      ['subject', ''],
      ['role', ''],
      ['office', ''],
    ])
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toContain('Choose at least one region')
    expect(html).toContain('value="Half Filled"')
  })
})

describe('machines', () => {
  const admit = [
    ['institution', 'local-executive-body'],
    ['name', 'Registration desk'],
    ['scopes', 'register'],
    ['regions', '75'],
  ] as [string, string][]

  test('the token is shown once, works, is kept nowhere, and ends at once', async () => {
    const request = newId()
    const answer = await press('/staff/clients', admit, cookie, request)
    const html = await answer.text()
    expect(answer.status).toBe(200)
    const token = /data-token[^>]*>\s*(qn_[\w-]{43})/.exec(html)?.[1] ?? ''
    expect(await whichClient(world.instance, `Bearer ${token}`)).toMatchObject({
      kind: 'client',
      name: 'Registration desk',
      scopes: ['register'],
      regions: ['75'],
    })
    expect(await (await open('/staff/clients')).text()).not.toContain(token)
    // The same form sent twice admits one machine and shows the same token.
    expect(await (await press('/staff/clients', admit, cookie, request)).text()).toContain(token)
    const kept = await world.owner.rows<{ id: string }>(sql`select id from institution.client`)
    expect(kept).toHaveLength(1)
    const traces = await world.owner.one<{ n: number }>(sql`
      select (select count(*) from platform.request r where r.answer::text like ${`%${token}%`})::int
        + (select count(*) from platform.event e where e.after::text like ${`%${token}%`})::int as n`)
    expect(traces.n).toBe(0)

    expect((await press('/staff/clients/end', [['id', kept[0]!.id]])).status).toBe(303)
    expect(await whichClient(world.instance, `Bearer ${token}`)).toEqual({ kind: 'public' })
    expect((await eventTypes()).slice(-2)).toEqual(['client-opened', 'client-ended'])
  })

  test('every right that a door of the API asks for can be given', () => {
    const asked = new Set<string>()
    const collect = (who: Audience): void => {
      if (who.to === 'client') asked.add(who.scope)
      if (who.to === 'any-of') who.of.forEach(collect)
    }
    for (const route of routes) collect(route.who)
    expect([...asked].filter((scope) => !(clientScopes as readonly string[]).includes(scope))).toEqual([])
  })
})
