import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Person, type Staff, type World } from '../../test/world.ts'
import { routes } from '../app/routes.ts'
import { makeApplication } from '../app/serve.ts'
import { correctName } from '../person/correct-name.ts'
import { getRecord } from '../person/get-record.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { type AuditFinding, auditLog } from './audit-log.ts'
import { logSigner } from './log-key.ts'
import { sequenceLog } from './sequence-log.ts'
import { readVerifierKey, writeVerifierKey } from './signed-note.ts'
import { snapshot, type Tampering, tamperings } from './tamper.test-help.ts'
import { verifyLog } from './verify-log.ts'
import { Receipt, verifyReceipt } from './verify-receipt.ts'
import { newWitness, type WitnessState, witnessKey, witnessOnce, witnessSigner } from './witness.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let officer: Staff
let subject: Person
let other: Person

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  officer = await world.officer('registrar', await world.office({ region: '75' }))
  subject = await world.account(await world.person({ regions: ['75'] }))
  other = await world.account(await world.person({ regions: ['75'] }))
})
afterAll(() => world.close())

const get = async (path: string): Promise<string> => {
  const answer = await app.fetch(new Request(`http://localhost${path}`))
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
  return answer.text()
}
const post = (path: string, body: string) =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain' },
    }),
  )
const key = () => logSigner(world.instance.config)
const read = (who: Person) =>
  getRecord(world.instance, officer, who.person ?? '', { purpose: 'serve-person' })
const rename = (given: string) =>
  correctName(world.instance, officer, {
    person: subject.person ?? '',
    script: 'latin',
    name: { given },
    reason: 'test',
  })
async function findings(): Promise<string[]> {
  const found: AuditFinding[] = []
  await auditLog(world.owner, world.clock.now(), (one) => found.push(one))
  return found.map(({ code }) => code)
}

/** Whether the one who has to find it does: the outsider with the cosigned checkpoint alone, or the auditor with the database. */
async function isFound(how: Tampering, where: number, kept: string[]): Promise<boolean> {
  await how.do(world.owner, where)
  if (how.goesOn) {
    for (let i = 0; i < 30; i++) await rename(`LATER ${i}`)
    try {
      await sequenceLog(world.instance)
    } catch {
      // A log that cannot go on is found too; the checks below still have to say so.
    }
  }
  if (how.finds === 'auditor') return (await findings()).length > 0
  return !(await verifyLog({ get, log: key(), kept, whole: true })).ok
}

describe('the log', () => {
  it('holds each event and each read once, in the order in which they were found, however often it is written', async () => {
    await rename('ONE')
    await read(subject)
    const first = await sequenceLog(world.instance)
    expect(first.added).toBeGreaterThanOrEqual(2)
    expect((await sequenceLog(world.instance)).added).toBe(0)
    await Promise.all([rename('TWO'), rename('THREE'), sequenceLog(world.instance)])
    const { size } = await sequenceLog(world.instance)
    const { n } = await world.owner.one<{ n: number }>(
      sql`select (select count(*) from platform.event)::int + (select count(*) from platform.read_record)::int as n`,
    )
    expect(size).toBe(n)
    expect(await findings()).toEqual([])
  })
  it('finds a row whose transaction ended after later rows were logged', async () => {
    const held = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const slow = world.instance.db.transaction().execute(async (tx) => {
      await sql`select set_config('qonys.actor_kind', 'system', true), set_config('qonys.actor', 'slow', true)`.execute(
        tx,
      )
      await sql`insert into platform.event (at, act, type, actor_kind, actor, subjects) values (${world.clock.now().toString()}::timestamptz, 'slow', 'slow', 'system', 'slow', '{}')`.execute(
        tx,
      )
      begun.resolve()
      await held.promise
    })
    await begun.promise
    await rename('FOUR')
    for (const minutes of [0, 11, 11]) {
      world.clock.add({ minutes })
      await sequenceLog(world.instance)
    }
    held.resolve()
    await slow
    expect((await sequenceLog(world.instance)).added).toBe(1)
    world.clock.set('2026-11-24T06:00:00Z')
  })
  it('signs a checkpoint that is never older than a minute, also when nothing happens', async () => {
    const before = await get('/log/checkpoint')
    world.clock.add({ seconds: 31 })
    await sequenceLog(world.instance)
    const { at } = await world.owner.one<{ at: Date }>(
      sql`select at from oversight.checkpoint order by id desc limit 1`,
    )
    expect(at.toISOString()).toBe(world.clock.now().toString({ smallestUnit: 'millisecond' }))
    expect(await get('/log/checkpoint')).toBe(before)
    expect(readVerifierKey(await get('/log/key'))?.id).toEqual(key().id)
  })
})

describe('a receipt', () => {
  it('proves one look to an outsider, shows nobody else who was on the same page, and is given to nobody else', async () => {
    const list = await world.owner.one<{ id: bigint }>(sql`
      insert into platform.read_record (at, what, actor_kind, actor, institution, purpose, legal_basis, categories, subjects)
      values (${world.clock.now().toString()}::timestamptz, 'person-list', 'staff', ${officer.staff}, ${officer.institution}, 'find-person', 'LAW-MIG', '{identity}',
        array[${other.person ?? ''}, ${subject.person ?? ''}]::uuid[]) returning id`)
    await sequenceLog(world.instance)
    const ask = async (who: Person) =>
      app.fetch(
        new Request(`http://localhost/me/looks/${list.id}/receipt`, {
          headers: { cookie: await world.signIn(who) },
        }),
      )
    const text = await (await ask(subject)).text()
    expect(text).toContain(subject.person)
    expect(text).not.toContain(other.person)
    const receipt = Receipt.parse(JSON.parse(text))
    expect(verifyReceipt(receipt, key(), [])).toEqual({ ok: true, cosignedBy: [] })
    const stranger = await world.account(await world.person({ regions: ['75'] }))
    expect((await ask(stranger)).status).toBe(404)

    const forged = structuredClone(receipt)
    forged.content.row.purpose = 'statistics'
    expect(verifyReceipt(forged, key(), [])).toMatchObject({ ok: false, why: 'not-in-the-log' })
    const swapped = structuredClone(receipt)
    if (swapped.person) swapped.person.id = other.person ?? ''
    expect(verifyReceipt(swapped, key(), [])).toMatchObject({ ok: false, why: 'person-not-in-the-leaf' })
    const unsigned = structuredClone(receipt)
    unsigned.checkpoint = unsigned.checkpoint.replace(/\n\d+\n/, '\n9999\n')
    expect(verifyReceipt(unsigned, key(), [])).toMatchObject({ ok: false })
  })
})

describe('a question about a look', () => {
  const send = async (path: string, cookie: string, fields: Record<string, string>) =>
    app.fetch(
      new Request(`http://localhost${path}`, {
        method: 'POST',
        headers: {
          cookie,
          origin: 'http://localhost',
          'accept-language': 'en',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
      }),
    )
  const page = async (path: string, cookie: string) =>
    app.fetch(new Request(`http://localhost${path}`, { headers: { cookie, 'accept-language': 'en' } }))

  it('goes to the institution that looked, is answered once, and is nobody else’s to read', async () => {
    await read(subject)
    const { id } = await world.owner.one<{ id: bigint }>(
      sql`select id from platform.read_record where institution is not null order by id desc limit 1`,
    )
    const mine = await world.signIn(subject)
    const at = `/me/looks/${id}`
    expect(await (await page('/me/looks', mine)).text()).toContain(`href="${at}"`)
    expect((await send(at, mine, { says: '' })).status).toBe(422)
    expect((await send(at, mine, { says: 'Why on a Sunday?' })).status).toBe(303)
    expect((await page(at, await world.signIn(other))).status).toBe(404)
    const supervisor = await world.signIn(await world.officer('supervisor', officer.office))
    const elsewhere = await world.office({ institution: 'ministry', region: null })
    const stranger = await world.signIn(await world.officer('supervisor', elsewhere))
    const list = await (await page('/questions', supervisor)).text()
    const question = /\/questions\/[0-9a-f-]{36}/.exec(list)?.[0] ?? ''
    expect((await page(question, stranger)).status).toBe(404)
    expect(await (await page('/questions', stranger)).text()).not.toContain('Sunday')
    expect((await send(question, supervisor, { answer: 'short' })).status).toBe(422)
    const answer = 'A colleague checked your new passport with you at the desk.'
    expect((await send(question, supervisor, { answer })).status).toBe(303)
    expect((await send(question, supervisor, { answer })).status).toBe(409)
    expect(await (await page(at, mine)).text()).toContain(answer)
  })
})

describe('a witness', () => {
  let state: WitnessState
  it('cosigns a log that grows, and the log keeps the lines of those it admitted', async () => {
    state = newWitness('witness.example', await get('/log/key'))
    const seen = await witnessOnce(state, get, world.clock.now())
    if (!seen.ok) throw new Error(seen.why)
    expect((await post('/log/cosignatures', seen.note)).status).toBe(403)
    await world.owner.done(
      sql`insert into oversight.witness (name, key) values ('witness.example', ${witnessKey(state)})`,
    )
    expect((await post('/log/cosignatures', seen.note)).status).toBe(200)
    expect(await get('/log/cosigned')).toContain('— witness.example ')
    state = seen.state
    await rename('FIVE')
    await sequenceLog(world.instance)
    const next = await witnessOnce(state, get, world.clock.now())
    expect(next).toMatchObject({ ok: true })
    if (next.ok) state = next.state
  })
  it('does not take a forged line', async () => {
    const forger = newWitness('witness.example', await get('/log/key'))
    const seen = await witnessOnce(forger, get, world.clock.now())
    if (!seen.ok) throw new Error(seen.why)
    expect((await post('/log/cosignatures', seen.note)).status).toBe(403)
    expect(witnessSigner(forger).id).not.toEqual(witnessSigner(state).id)
  })
  it('does not cosign a log that shrank, was rewritten, or is signed by another key', async () => {
    const older = async (path: string) => (path === '/log/checkpoint' ? firstCheckpoint : get(path))
    const firstCheckpoint = (
      await world.owner.one<{ text: string }>(
        sql`select body || E'\n' || signature || E'\n' as text from oversight.checkpoint order by id limit 1`,
      )
    ).text
    expect(await witnessOnce(state, older, world.clock.now())).toMatchObject({ ok: false, why: 'log-shrank' })
    const stranger = { ...state, logKey: writeVerifierKey({ ...key(), name: 'elsewhere/log' }) }
    expect(await witnessOnce(stranger, get, world.clock.now())).toMatchObject({ ok: false })
  })

  it('lets an outsider find every tampering under what it cosigned, and an auditor every changed row', async () => {
    const kept = [state.last ?? '']
    const clean = await verifyLog({ get, log: key(), kept, whole: true })
    expect(clean).toMatchObject({ ok: true, problems: [] })
    const { size } = clean
    const cases = fc.sample(
      fc.record({
        how: fc.constantFrom(...tamperings),
        where: fc.integer({ min: 0, max: clean.keptSize - 1 }),
      }),
      { numRuns: Number(process.env.QONYS_TAMPERINGS ?? 24), seed: 7 },
    )
    const missed: unknown[] = []
    for (const { how, where } of cases) {
      const restore = await snapshot(world.owner)
      if (!(await isFound(how, where, kept))) missed.push({ how: how.name, where })
      await restore()
    }
    expect(missed).toEqual([])
    expect((await verifyLog({ get, log: key(), kept, whole: true })).size).toBe(size)
  })
})
