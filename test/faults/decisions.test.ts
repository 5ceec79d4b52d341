import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../src/app/routes.ts'
import { makeApplication } from '../../src/app/serve.ts'
import { claimCase } from '../../src/case/claim-case.ts'
import { queueCounts, queuePage } from '../../src/case/find-queue.ts'
import { queueDays } from '../../src/case/queue-days.ts'
import { releaseCase } from '../../src/case/release-case.ts'
import { complain } from '../../src/complaint/complain.ts'
import { findVisits, releaseVisits } from '../../src/inspection/plan-visits.ts'
import { tellAbout } from '../../src/message/tell-about.ts'
import { inTransaction } from '../../src/platform/act.ts'
import { sql } from '../../src/platform/database.ts'
import type { Instance } from '../../src/platform/instance.ts'
import { newId } from '../../src/platform/new-id.ts'
import { filesLaw } from '../../src/policy/load-policy.ts'
import { compareTimes, compareTimesAgain, telling } from '../compare-times.ts'
import { keepLog } from '../keep-log.ts'
import { pressButton } from '../open-page.ts'
import { makeWorld, type Person, type Staff, type World } from '../world.ts'

let world: World
let officer: Staff
let office: string
let holder: Person
const cases: string[] = []

beforeAll(async () => {
  world = await makeWorld()
  office = await world.office()
  officer = await world.officer('permit-officer', office)
  holder = await world.account(await world.person())
  for (let n = 0; n < 60; n++) {
    const id = newId()
    const person = await world.person()
    cases.push(id)
    await world.owner.done(sql`
      insert into "case"."case" (id, number, kind, state, subjects, subject_name, name_key, region, office_id, due_on, governing_date, opened_at)
      values (${id}::uuid, ${`XX-2026-${String(n).padStart(6, '0')}`}, 'plain', 'in-review', array[${person}::uuid], 'X', 'x', '75', ${office}::uuid,
        ${n % 3 ? `2026-12-${String(1 + (n % 28)).padStart(2, '0')}` : null}::date, '2026-11-24', '2026-11-24T00:00:00Z'::timestamptz + make_interval(mins => ${n}))`)
  }
})
afterAll(() => world.close())

describe('R9: the system may grant or queue', () => {
  it('writes no adverse decision in any of 300 random forms, nor one without reasons, a way to appeal and a human in office', async () => {
    const kind = fc.constantFrom(
      'grant',
      'refuse',
      'revoke',
      'extend',
      'end',
      'uphold',
      'overturn',
      'correct',
    )
    const form = fc.record({
      kind,
      adverse: fc.boolean(),
      human: fc.boolean(),
      inOffice: fc.boolean(),
      reasons: fc.option(fc.string({ minLength: 0, maxLength: 60 }), { nil: null }),
      appeal: fc.boolean(),
      proposed: fc.boolean(),
      fromJob: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(form, async (one) => {
        const actor = one.fromJob ? ({ kind: 'system', job: 'test' } as const) : officer
        const by = one.human ? (one.inOffice ? officer.staff : newId()) : null
        const id = newId()
        await inTransaction(world.instance, actor, false, (tx) =>
          tx.done(sql`insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_by, decided_at, reasons, trace, facts, governing_date, policy_hash, law_states,
              appeal_to, appeal_until)
            values (${id}::uuid, ${cases[0]}::uuid, ${one.kind}, ${one.adverse}, ${one.human ? 'staff' : 'system'}, ${by}::uuid, ${world.clock.now().toString()}, ${one.reasons}, '[]', '{}',
              '2026-11-24', 'x', ${one.proposed ? '{proposed}' : '{in force}'}::text[], ${one.appeal ? 'appeal' : null}, ${one.appeal ? '2027-01-01' : null}::date)`),
        ).catch((error: { code?: string }) => {
          expect(['23514', '42501', '22021'], String(error)).toContain(error.code)
        })
        const kept = await world.owner.maybe<{
          adverse: boolean
          decided_by: string | null
          reasons: string | null
          appeal_to: string | null
        }>(sql`select adverse, decided_by, reasons, appeal_to from "case".decision where id = ${id}::uuid`)
        if (!kept) return
        expect(one.proposed, 'on proposed law').toBe(false)
        if (['refuse', 'revoke', 'uphold'].includes(one.kind)) expect(kept.adverse).toBe(true)
        if (kept.adverse) {
          expect(kept.decided_by).toBe(officer.staff)
          expect(kept.reasons?.trim().length).toBeGreaterThanOrEqual(20)
          expect(kept.appeal_to).not.toBeNull()
        }
      }),
      { numRuns: 300, seed: 3 },
    )
  }, 60_000)
})

describe('R10: who is looked at first', () => {
  it('does not change when citizenship, sex, language and birth of everybody do', async () => {
    const order = () =>
      inTransaction(world.instance, officer, false, (tx) =>
        tx.rows<{ id: string }>(queuePage({ of: 'office', office }, {}, { limit: 100, today: '2026-12-10' })),
      )
    const before = await order()
    expect(before).toHaveLength(60)
    for (const set of [
      sql`citizenship = (array['UZB', 'TJK', 'KGZ', 'CHN', 'TUR'])[1 + floor(random() * 5)::int]`,
      sql`sex = case sex when 'female' then 'male' else 'female' end, language = 'zh', birth_date = '1960-01-01'`,
      sql`latin_name = 'OTHER ' || left(id::text, 8), native_name = 'Башқа'`,
    ]) {
      await world.owner.done(sql`update person.person set ${set}`)
      expect(await order()).toEqual(before)
    }
  })
})

/** What nobody may be put first or last by. Of these, only citizenship and ethnicity may stand in a law at all, where it gives an entitlement. */
const traits = /citizenship|nationalit|ethnic|birth-?place|born-in|language|religio|faith|sex|gender|race/

describe('R10: what cannot be read cannot weigh', () => {
  it('the queue, its counts, taking a case and the visits of inspectors do without anything of a person', async () => {
    const inspector = await world.officer(
      'inspector',
      await world.office({ institution: 'labour-inspection' }),
    )
    await releaseVisits(world.instance, { kind: 'system', job: 'test' }, {})
    const today = world.instance.clock.today()
    const seen = async () => ({
      pages: await inTransaction(world.instance, officer, false, (tx) =>
        Promise.all(
          (['mine', 'unassigned', 'office'] as const).map((of) =>
            tx.rows(
              queuePage(
                { of, office, me: officer.staff } as Parameters<typeof queuePage>[0],
                {},
                { limit: 100, today: '2026-12-10' },
              ),
            ),
          ),
        ),
      ),
      counts: await inTransaction(world.instance, officer, false, (tx) =>
        tx.rows(queueCounts(queueDays(today))),
      ),
      visits: await findVisits(world.instance, inspector),
    })
    const before = await seen()
    expect(before.pages.map((page) => page.length)).toEqual([0, 60, 60])
    const { rights } = await world.owner.one<{ rights: string[] }>(sql`
      select array_agg(distinct table_name::text) as rights from information_schema.role_table_grants
      where table_schema = 'person' and grantee = 'qonys_app' and privilege_type = 'SELECT'`)
    expect(rights).toContain('person')
    const tables = sql.raw(rights.map((table) => `person."${table}"`).join(', '))
    await world.owner.done(sql`revoke select on ${tables} from qonys_app`)
    try {
      await expect(
        inTransaction(world.instance, officer, false, (tx) =>
          tx.rows(sql`select citizenship from person.person`),
        ),
      ).rejects.toThrow('permission denied')
      expect(await seen()).toEqual(before)
      const [first] = before.pages[1] as { id: string }[]
      await claimCase(world.instance, officer, { caseId: first?.id ?? '' })
      await releaseCase(world.instance, officer, { caseId: first?.id ?? '' })
    } finally {
      await world.owner.done(sql`grant select on ${tables} to qonys_app`)
    }
  })

  it('a law asks for a trait only where an article of a published law gives an entitlement by it, and never for sex, language, faith or place of birth', () => {
    const asked = [...filesLaw().routes.values()].flatMap((route) =>
      [...route.notNeeded, ...route.conditions].flatMap((condition) =>
        [
          condition.fact,
          ...Object.keys(route.facts).filter((fact) =>
            JSON.stringify(condition.when ?? '').includes(`"${fact}"`),
          ),
        ]
          .filter((fact) => fact !== undefined && traits.test(fact))
          .map((fact) => ({
            route: route.id,
            fact,
            article: condition.article,
            source: condition.source.instrument,
          })),
      ),
    )
    expect(asked.length).toBeGreaterThan(0)
    for (const one of asked) {
      expect(one.fact, one.route).toMatch(/^(worker|applicant|relative)-citizenship$|^ethnicity-shown$/)
      expect(one.article, `${one.route} ${one.fact}`).not.toBe('')
      expect(filesLaw().instruments.has(one.source), `${one.route} ${one.fact}`).toBe(true)
    }
    // A fact that no condition asks for could still be read: none with such a name is even declared.
    const declared = [...filesLaw().routes.values()].flatMap((route) => Object.keys(route.facts))
    expect(
      declared.filter((fact) => traits.test(fact) && !/citizenship$|^ethnicity-shown$/.test(fact)),
    ).toEqual([])
  })
})

/** The instance whose database breaks off at the nth statement, as a program that is killed there. */
function brokenAt(instance: Instance, n: number): Instance {
  let left = n
  const db = instance.db.withPlugin({
    transformQuery: ({ node }) => {
      if (left-- <= 0) throw new Error('killed')
      return node
    },
    transformResult: async ({ result }) => result,
  })
  return { ...instance, db }
}

describe('L4: a job that is killed between any two statements', () => {
  it('has done nothing or all, and done again has one effect', async () => {
    const counts = () =>
      world.owner.one<{ messages: number; jobs: number; events: number }>(sql`
        select (select count(*)::int from message.message where cause = 'offer-made:kill') as messages,
          (select count(*)::int from pgboss.job where data->>'work' = 'send-news') as jobs,
          (select count(*)::int from platform.event where act = 'tell-person') as events`)
    const doing = (instance: Instance) =>
      tellAbout(instance, 'offer-made', '/offers/kill', { person: holder.person ?? '' }, 'kill')
    let killed = 0
    for (let n = 0; n < 40; n++) {
      try {
        await doing(brokenAt(world.instance, n))
        break
      } catch (error) {
        expect((error as Error).message).toBe('killed')
        killed++
        expect(await counts(), `killed at statement ${n}`).toEqual({ messages: 0, jobs: 0, events: 0 })
      }
    }
    expect(killed).toBeGreaterThan(4)
    const once = await counts()
    expect(once.messages).toBe(1)
    // The answer of the first was lost on the way: the queue gives the job out again, to two workers.
    await Promise.all([doing(world.instance), doing(world.instance)])
    expect(await counts()).toMatchObject({ messages: 1, jobs: once.jobs })
  })
})

/** The instance whose every answer of the database is given when the scheduler says so. */
function scheduled(instance: Instance, scheduler: fc.Scheduler): Instance {
  const db = instance.db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: ({ result }) => scheduler.schedule(Promise.resolve(result)),
  })
  return { ...instance, db }
}

/** More by QONYS_ORDERS=1000. */
const orders = Number(process.env.QONYS_ORDERS ?? 40)

describe('L4: a job that several workers have at once', () => {
  it(
    `has one effect in ${orders} random orders of their statements, whichever are killed at whichever`,
    async () => {
      let serial = 0
      let met = 0
      const effect = (cause: string) =>
        world.owner.one<{ messages: number; deliveries: number; jobs: number }>(sql`
          with told as (select id from message.message where cause = ${`offer-made:${cause}`})
          select (select count(*)::int from told) as messages,
            (select count(*)::int from message.delivery d where d.message_id in (select id from told)) as deliveries,
            (select count(*)::int from pgboss.job j join message.delivery d on j.data ->> 'delivery' = d.id::text
              where j.data ->> 'work' = 'send-news' and d.message_id in (select id from told)) as jobs`)
      await fc.assert(
        fc.asyncProperty(
          fc.scheduler(),
          fc.array(fc.option(fc.nat({ max: 14 }), { nil: undefined }), { minLength: 3, maxLength: 3 }),
          async (scheduler, kills) => {
            const cause = `order-${++serial}-`
            const tell = (instance: Instance) =>
              tellAbout(instance, 'offer-made', '/offers/order', { person: holder.person ?? '' }, cause)
            const workers = kills.map(async (n) => {
              const instance = scheduled(world.instance, scheduler)
              try {
                await tell(n === undefined ? instance : brokenAt(instance, n))
                return 'done'
              } catch (error) {
                if ((error as Error).message !== 'killed') throw error
                return 'killed'
              }
            })
            const ends = await scheduler.waitFor(Promise.all(workers))
            const after = await effect(cause)
            // Whole or not at all: a message without the job that sends it would never arrive.
            expect(after).toEqual({
              messages: after.messages,
              deliveries: after.messages,
              jobs: after.messages,
            })
            if (ends.includes('done')) expect(after.messages).toBe(1)
            if (ends.includes('done') && ends.includes('killed')) met++
            // The queue gives the job out again after all of them.
            await tell(world.instance)
            expect(await effect(cause)).toEqual({ messages: 1, deliveries: 1, jobs: 1 })
          },
        ),
        { numRuns: orders },
      )
      expect(met, 'some were killed while others were not').toBeGreaterThan(orders / 10)
    },
    60_000 + orders * 2_000,
  )
})

describe('R12: the firewall by its clock and its log', () => {
  const canary = 'ZQXCANARYWORD'
  const file = () =>
    complain(
      world.instance,
      {
        matters: ['wage'],
        region: '75',
        employer: `${canary} LLP`,
        place: `${canary} street`,
        story: `No pay, ${canary}.`,
        contact: { channel: 'call', address: '+77019990011', note: canary },
      },
      'ru',
      newId(),
    )
  const app = () => makeApplication(world.instance, routes)

  it('a search for what a complaint says takes as long as one for what nobody said', async () => {
    for (let n = 0; n < 20; n++) await file()
    const cookie = await world.signIn(officer)
    const ask = app()
    for (const page of ['/people?q=', '/queue?q=']) {
      const nobody = `${page}ZQXNOBODYSAID`
      expect(await compareTimesAgain(ask, cookie, page + canary, nobody), page).toBeLessThan(telling)
      // The measure can tell: an answer that waits is found.
      expect(await compareTimes(ask, cookie, nobody, nobody, 30), 'the measure is blind').toBeGreaterThan(
        telling,
      )
    }
  }, 120_000)
  it('says nothing in the log of the program, in messages, jobs or events', async () => {
    const { log, lines } = keepLog()
    const loud = makeApplication({ ...world.instance, log }, routes)
    const sent = await pressButton(
      loud,
      '/complaint',
      { matters: 'wage', region: '75', story: canary, channel: 'sms', address: '+77019990012', note: canary },
      '',
    )
    expect(sent.status).toBe(200)
    const code = /([2-9A-Z]{4}-){3}[2-9A-Z]{4}/.exec(sent.body)?.[0] ?? 'no code'
    expect(lines.length).toBeGreaterThan(0)
    for (const word of [canary, code, code.replaceAll('-', '')]) expect(lines.join('')).not.toContain(word)
    const tables = await world.owner.rows<{ name: string }>(sql`
      select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'`)
    const found: string[] = []
    for (const { name } of tables) {
      const { n } = await world.owner.one<{ n: number }>(
        sql`select count(*)::int as n from ${sql.raw(name)} t where t::text like ${`%${canary}%`} or t::text like ${`%${code}%`}`,
      )
      if (n > 0) found.push(name)
    }
    expect(found).toEqual([])
  })
})
