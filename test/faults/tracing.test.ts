import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  certifyErasure,
  decideTracing,
  type Regime,
  requestTracing,
  sealUnconfirmed,
} from '../../src/oversight/order-tracing.ts'
import { tracePerson } from '../../src/oversight/trace-person.ts'
import { inTransaction } from '../../src/platform/act.ts'
import { sql } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/new-id.ts'
import { makeWorld, type Staff, type World } from '../world.ts'

const runs = Number(process.env.QONYS_RUNS ?? 40)
let world: World
let person: string
let crossings: number[]
const staff: { actor: Staff; kind: string; role: string }[] = []
const job = { kind: 'system', job: 'test' } as const
const reasons = 'The search cannot succeed in a milder way.'
// The database judges by its own clock, so the story happens now.
const now = Temporal.Now.instant()
const day = (days: number) => now.toZonedDateTimeISO('Asia/Almaty').toPlainDate().add({ days }).toString()

beforeAll(async () => {
  world = await makeWorld(now.toString())
  for (const [code, kind] of [
    ['migration-service', 'migration-service'],
    ['prosecution', 'prosecutor'],
    ['court', 'court'],
  ] as const) {
    await world.owner.done(sql`insert into institution.institution (code, kind, names)
      values (${code}, ${kind}, ${JSON.stringify({ kk: code, ru: code, en: code })}::jsonb) on conflict do nothing`)
    const office = await world.office({ institution: code })
    for (const role of ['supervisor', 'prosecutor', 'appeal-officer', 'registrar'] as const)
      staff.push({ actor: await world.officer(role, office), kind, role })
  }
  person = await world.person()
  crossings = [-3, -40, -200, -390]
  for (const days of crossings)
    await world.owner.done(sql`
      insert into stay.crossing (id, person_id, direction, at, point, source, source_reference, known_at)
      values (${newId()}, ${person}::uuid, 'entry', ${`${day(days)}T06:00:00Z`}::timestamptz, 'Korday', 'test', ${newId()}, now())`)
})
afterAll(() => world.close())

const codeOf = async (doing: () => Promise<unknown>): Promise<string> => {
  try {
    const answer = await doing()
    return Array.isArray(answer)
      ? `${answer.length}`
      : typeof answer === 'object' && answer && 'refused' in answer
        ? 'refused'
        : 'done'
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    return constraint ?? code ?? 'fault'
  }
}
const request = (by: Staff, regime: Regime, given: object = {}) =>
  requestTracing(world.instance, by, {
    person,
    regime,
    purpose: 'Search for a person missing since last week.',
    reference: 'OS-1/2026',
    kinds: ['crossings'],
    periodFrom: day(-100),
    periodTo: day(0),
    validDays: 5,
    noticeOn: day(30),
    ...given,
  })

describe('R3: who opens movements', () => {
  it('agrees with a rule of ten lines, over random people, regimes, periods and approvals', async () => {
    const anybody = fc.integer({ min: 0, max: 11 })
    await fc.assert(
      fc.asyncProperty(
        anybody,
        anybody,
        anybody,
        fc.constantFrom<Regime>('operational-search', 'covert-investigation', 'danger-to-life'),
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 0, max: 400 }),
        async (a, b, c, regime, from, length) => {
          const [requester, decider, reader] = [staff[a], staff[b], staff[c]] as [
            (typeof staff)[0],
            (typeof staff)[0],
            (typeof staff)[0],
          ]
          const asked = await request(requester.actor, regime, {
            periodFrom: day(-from),
            periodTo: day(-from + length),
          }).catch(() => undefined)
          // The oracle.
          const mayAsk = requester.role === 'supervisor' && length <= 366
          expect(asked !== undefined).toBe(mayAsk)
          if (!asked || 'refused' in asked) return
          const authority = regime === 'covert-investigation' ? 'court' : 'prosecutor'
          const mayDecide =
            ['prosecutor', 'appeal-officer'].includes(decider.role) &&
            decider.kind === authority &&
            decider.kind !== requester.kind
          const decided = await codeOf(() =>
            decideTracing(world.instance, decider.actor, { order: asked.id, approve: true, reasons }),
          )
          expect(decided === 'done').toBe(mayDecide)
          const mayRead = mayDecide && reader.role === 'supervisor' && reader.kind === requester.kind
          const inScope = crossings.filter((days) => days >= -from && days <= -from + length).length
          const read = await codeOf(() => tracePerson(world.instance, reader.actor, asked.id))
          expect(mayRead ? read : Number.isNaN(Number(read))).toBe(mayRead ? `${inScope}` : true)
        },
      ),
      { numRuns: runs, seed: 7 },
    )
  }, 120_000)
  it('is not gone around by SQL as the application: no table of movements, no group, no order of one’s own making', async () => {
    for (const { actor, role } of staff) {
      const direct = (statement: ReturnType<typeof sql>) =>
        codeOf(() => inTransaction(world.instance, actor, false, (tx) => tx.rows(statement)))
      expect(await direct(sql`select * from oversight.trace(${newId()}::uuid, ${newId()}::uuid)`)).toBe(
        'QT001',
      )
      expect(await direct(sql`select (oversight.covered(o)).* from oversight.tracing_order o`)).toBe('42501')
      expect(
        await direct(sql`insert into oversight.trace_query (id, order_id, asked_by, answered)
        values (${newId()}::uuid, ${newId()}::uuid, ${actor.staff}::uuid, 0)`),
      ).toBe('42501')
      if (role === 'supervisor')
        expect(
          await direct(sql`update oversight.tracing_order set approved = true, decided_by = ${actor.staff}::uuid, deciding_institution = requesting_institution,
            deciding_kind = 'prosecutor', decided_at = now(), reasons = ${reasons} where approved is null returning 1`),
        ).toMatch(/another_institution|deciding_kind_is_true|another_person|^0$/)
    }
  })
})

describe('R4: the last second', () => {
  it('opens one second before the end and is closed at it, by the clock of the database', async () => {
    const [requester, prosecutor] = [staff[0]?.actor as Staff, staff[5]?.actor as Staff]
    const asked = await request(requester, 'operational-search')
    if ('refused' in asked) throw new Error('refused')
    await decideTracing(world.instance, prosecutor, { order: asked.id, approve: true, reasons })
    for (const [seconds, answer] of [
      [3600, '2'],
      [0, 'wrong-state'],
      [-1, 'wrong-state'],
      [3600, '2'],
    ] as const) {
      await world.owner.done(sql`update oversight.tracing_order set requested_at = clock_timestamp() - interval '1 day',
        valid_until = clock_timestamp() + make_interval(secs => ${seconds}) where id = ${asked.id}::uuid`)
      expect(await codeOf(() => tracePerson(world.instance, requester, asked.id)), `${seconds} s`).toBe(
        answer,
      )
    }
    // A page of answers does not outlive the order: the second question of the same minute is asked anew.
    await world.owner.done(
      sql`update oversight.tracing_order set valid_until = clock_timestamp() + interval '1500 milliseconds' where id = ${asked.id}::uuid`,
    )
    expect(await codeOf(() => tracePerson(world.instance, requester, asked.id))).toBe('2')
    await new Promise((done) => setTimeout(done, 1600))
    expect(await codeOf(() => tracePerson(world.instance, requester, asked.id))).toBe('wrong-state')
  })
})

describe('R5 and R6: the urgent path and the deferred notice', () => {
  it('over random stories never closes silently: confirmed, or sealed with a certificate owed by each who asked; every deferral ends', async () => {
    const [requester, prosecutor] = [staff[0]?.actor as Staff, staff[5]?.actor as Staff]
    const step = fc.constantFrom('query', 'confirm', 'refuse', 'day', 'seal', 'certify')
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 7 }), async (steps) => {
        const asked = await request(requester, 'danger-to-life', { urgent: true })
        if ('refused' in asked) throw new Error('refused')
        const order = asked.id
        const model = {
          decided: undefined as boolean | undefined,
          old: false,
          sealed: false,
          asked: 0,
          certified: false,
        }
        for (const one of steps) {
          if (one === 'query') {
            const open = !model.sealed && (model.decided ?? !model.old)
            const answer = await codeOf(() => tracePerson(world.instance, requester, order))
            expect(answer).toBe(open ? '2' : 'wrong-state')
            if (open) model.asked++
          } else if (one === 'confirm' || one === 'refuse') {
            const answer = await codeOf(() =>
              decideTracing(world.instance, prosecutor, { order, approve: one === 'confirm', reasons }),
            )
            if (model.decided !== undefined) expect(answer).toBe('wrong-state')
            else if (model.sealed && one === 'confirm') expect(answer).toBe('refused')
            else {
              model.decided = one === 'confirm'
              if (one === 'refuse') model.sealed = true
            }
          } else if (one === 'day') {
            model.old = true
            await world.owner.done(
              sql`update oversight.tracing_order set requested_at = now() - interval '25 hours' where id = ${order}::uuid`,
            )
          } else if (one === 'seal') {
            const answer = await codeOf(() => sealUnconfirmed(world.instance, job, { order }))
            const seals = model.old && model.decided === undefined && !model.sealed
            expect(answer).toBe(seals ? 'done' : 'refused')
            if (seals) model.sealed = true
          } else {
            const answer = await codeOf(() =>
              certifyErasure(world.instance, requester, {
                order,
                says: 'Two lines in my notebook, torn out.',
              }),
            )
            expect(answer).toBe(model.sealed && model.asked > 0 ? 'done' : 'wrong-state')
          }
        }
        const held = await world.owner.one<{ sealed: boolean; queries: number }>(sql`
          select sealed_at is not null as sealed, (select count(*)::int from oversight.trace_query q where q.order_id = o.id) as queries
          from oversight.tracing_order o where id = ${order}::uuid`)
        expect(held).toEqual({ sealed: model.sealed, queries: model.asked })
      }),
      { numRuns: runs, seed: 11 },
    )
    const { endless, deferred } = await world.owner.one<{ endless: number; deferred: number }>(sql`
      select count(*) filter (where deferred_until is null or deferred_until > current_date + 366)::int as endless, count(*)::int as deferred
      from platform.read_record where what = 'movements'`)
    expect(endless).toBe(0)
    expect(deferred).toBeGreaterThan(0)
    // Shown and deferred together are what is recorded, for the person as for the log.
    const holder = await world.account(person)
    const shown = () =>
      inTransaction(world.instance, holder, false, (tx) =>
        tx.one<{ n: number }>(
          sql`select count(*)::int as n from platform.read_record where what = 'movements'`,
        ),
      )
    expect((await shown()).n).toBe(0)
    await world.owner.done(
      sql`update platform.read_record set deferred_until = current_date - 1 where what = 'movements'`,
    )
    expect((await shown()).n).toBe(deferred)
  }, 120_000)
})
