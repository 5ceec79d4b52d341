import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { makeApplication } from '../app/serve.ts'
import { openAddress, removeAddress } from '../message/keep-address.ts'
import { tellPerson } from '../message/tell-person.ts'
import { getRecord } from '../person/get-record.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { auditLog } from './audit-log.ts'
import { categories, eraseDue } from './erase-due.ts'
import { holdData, liftHold } from './hold-data.ts'
import { retentionPages } from './pages/retention.tsx'
import { sequenceLog } from './sequence-log.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let officer: Staff
let auditor: Staff
let old: string
let held: string
const job = { kind: 'system', job: 'test' } as const

beforeAll(async () => {
  world = await makeWorld('2014-03-03T06:00:00Z')
  app = makeApplication(world.instance, retentionPages)
  officer = await world.officer('registrar', await world.office({ region: '75' }))
  auditor = await world.officer('auditor', await world.office({ institution: 'audit', region: null }), {
    regions: ['*'],
  })
  // Posted from 2020 on; the looks of 2014 are dated back by the clock alone.
  await world.owner.done(sql`update institution.posting set valid_from = '2010-01-01'`)
  old = await world.person({ latinName: 'OLD LOOK' })
  held = await world.person({ latinName: 'HELD LOOK' })
  for (const person of [old, held])
    await getRecord(world.instance, officer, person, { purpose: 'serve-person' })
  await sequenceLog(world.instance)
  world.clock.set('2026-11-24T06:00:00Z')
  await getRecord(world.instance, officer, old, { purpose: 'serve-person' })
  await sequenceLog(world.instance)
})
afterAll(() => world.close())

const looksAt = async (person: string) =>
  (await world.owner.rows(sql`select 1 from platform.read_record where subjects @> array[${person}::uuid]`))
    .length
const findings = async () => {
  const found: string[] = []
  await auditLog(world.owner, world.clock.now(), (one) => found.push(one.code))
  return found
}
const page = async (path: string, who?: Staff) =>
  (
    await app.fetch(
      new Request(`http://localhost${path}`, {
        headers: { 'accept-language': 'en', ...(who ? { cookie: await world.signIn(who) } : {}) },
      }),
    )
  ).text()

describe('what is over its term', () => {
  it('stays while a hold stands, and the hold is an auditor’s with a ground', async () => {
    await expect(
      holdData(world.instance, officer, { ground: 'A court asked for everything' }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
    const all = await holdData(world.instance, auditor, { ground: 'A court asked for everything' })
    if ('refused' in all) throw new Error('not held')
    expect(await eraseDue(world.instance, job, { category: 'looks' })).toMatchObject({ rows: 0, held: 2 })
    await liftHold(world.instance, auditor, { hold: all.id })
    await holdData(world.instance, auditor, { person: held, ground: 'Case 1-234 of the city court' })
    expect(await page('/retention/holds', auditor)).toContain('Case 1-234')
  })
  it('is erased with the salt that opened it; the log still verifies and the newer look is there', async () => {
    const [before] = [await findings()]
    const gone = await eraseDue(world.instance, job, { category: 'looks' })
    expect(gone).toMatchObject({ rows: 1, held: 1 })
    expect([await looksAt(old), await looksAt(held)]).toEqual([1, 1])
    expect(await findings()).toEqual(before)
    const leaves = await world.owner.one<{ leaves: number; salts: number; erasures: number }>(sql`
      select (select count(*)::int from oversight.leaf) as leaves, (select count(*)::int from oversight.salt) as salts,
        (select count(*)::int from oversight.erasure) as erasures`)
    expect(leaves.leaves - leaves.salts).toBe(1)
    expect(leaves.erasures).toBe(1)
    expect(await eraseDue(world.instance, job, { category: 'looks' })).toMatchObject({ rows: 0 })
  })
  it('leaves a proof that everybody reads and that names nobody: the digest of the keys that went', async () => {
    await world.owner.done(sql`insert into person.sign_in_code (id, channel, address, code_hash, link_hash, sent_at, expires_at)
      values ('00000000-0000-7000-8000-00000000000b', 'phone', '+77000000001', '\\x01', '\\x02', '2026-11-20', '2026-11-20'),
        ('00000000-0000-7000-8000-00000000000a', 'phone', '+77000000001', '\\x03', '\\x04', '2026-11-21', '2026-11-21'),
        (${newId()}, 'phone', '+77000000001', '\\x05', '\\x06', '2026-11-24', '2026-11-24')`)
    const gone = await eraseDue(world.instance, job, { category: 'sign-in-codes' })
    const digest = createHash('sha256')
      .update('00000000-0000-7000-8000-00000000000a\n00000000-0000-7000-8000-00000000000b')
      .digest('hex')
    expect(gone).toEqual({ rows: 2, held: 0, digest })
    const text = await page('/retention')
    expect(text).toContain(digest)
    for (const term of ['1 day', '90 days', '3 years', '10 years', '1 year'])
      expect(text).toContain(`>${term}<`)
    expect(text).not.toContain('1095')
    expect(text).not.toContain('+7700')
  })
  it('takes sessions, removed addresses and read messages too, each after its own term', async () => {
    const who = await world.account(await world.person())
    await openAddress(world.instance, who, { channel: 'post', address: 'Abay 1\nAlmaty' })
    const address = await world.owner.one<{ id: string }>(
      sql`select id from message.address where account_id = ${who.account}::uuid`,
    )
    await removeAddress(world.instance, who, { address: address.id })
    await world.signIn(who)
    await tellPerson(world.instance, job, {
      accounts: [who.account],
      template: 'permit-over',
      values: {},
      link: '/me',
      cause: newId(),
    })
    await world.owner.done(
      sql`update message.message set read_at = ${world.clock.now().toString()} where account_id = ${who.account}::uuid`,
    )
    const rows = async () => {
      const counts: number[] = []
      for (const category of ['addresses', 'sessions', 'messages']) {
        const gone = await eraseDue(world.instance, job, { category })
        counts.push('rows' in gone ? gone.rows : -1)
      }
      return counts
    }
    expect(await rows()).toEqual([0, 0, 0])
    world.clock.add({ days: 31 })
    expect((await rows())[0]).toBe(1)
    // The term is three years of the calendar, whatever leap day is in them.
    world.clock.set('2029-11-24T05:59:00Z')
    const [, sessions, messages] = await rows()
    expect(sessions).toBeGreaterThan(0)
    expect(messages).toBe(0)
    world.clock.set('2029-12-26T06:00:00Z')
    expect((await rows())[2]).toBe(1)
  })
  it('no other category is known', async () => {
    expect(categories).toContain('looks')
    await expect(eraseDue(world.instance, job, { category: 'people' })).rejects.toMatchObject({
      code: 'not-found',
    })
  })
  it('erases lines of feeds that became no facts a year after, but not those that may be of somebody on hold', async () => {
    world.clock.set('2026-11-24T06:00:00Z')
    const line = (received: string, iin: string | null, state = 'waiting') => {
      const decided = state === 'waiting' ? null : '2026-10-01T00:00:00Z'
      return world.owner.one<{ id: string }>(sql`
        insert into feed.quarantine (id, file, kind, institution, line, reason, content, digest, iin, state, received_at, decided_at, because)
        values (${newId()}, ${newId()}, 'crossings', 'ministry', 1, 'not-json', 'SECRET', ${newId()}, ${iin}, ${state}, ${received}, ${decided},
          ${state === 'dropped' ? 'not ours' : null}) returning id`)
    }
    await world.owner.done(sql`insert into person.iin (person_id, iin, standing, known_at, source)
      values (${held}, '900101300007', 'declared', now(), 'test')`)
    const gone = await line('2025-11-20T00:00:00Z', null)
    const stays = await Promise.all([
      line('2025-11-20T00:00:00Z', '900101300007'),
      line('2025-11-26T00:00:00Z', null),
      line('2025-01-01T00:00:00Z', null, 'dropped'),
    ])
    expect(await eraseDue(world.instance, job, { category: 'quarantined-lines' })).toMatchObject({
      rows: 1,
      held: 1,
    })
    const left = await world.owner.rows<{ id: string }>(sql`select id from feed.quarantine`)
    expect(left.map(({ id }) => id).sort()).toEqual(stays.map(({ id }) => id).sort())
    const [proof] = await world.owner.rows<{ digest: string }>(
      sql`select encode(digest, 'hex') as digest from oversight.erasure_proof where category = 'quarantined-lines'`,
    )
    expect(proof?.digest).toBe(createHash('sha256').update(gone.id).digest('hex'))
  })
  it('says since which day of Kazakhstan a hold stands', async () => {
    world.clock.set('2026-11-24T20:30:00Z')
    await holdData(world.instance, auditor, { ground: 'Placed after midnight in Almaty' })
    expect(await page('/retention/holds', auditor)).toMatch(
      /since 25 November 2026: (?:<[^>]*>)?Placed after midnight/,
    )
  })
})
