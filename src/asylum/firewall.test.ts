import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareTimesAgain, telling } from '../../test/compare-times.ts'
import { keepLog } from '../../test/keep-log.ts'
import { countTraces, lookEverywhere } from '../../test/look-everywhere.ts'
import { openPage, pressButton } from '../../test/open-page.ts'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { routes } from '../app/routes.ts'
import { makeApplication } from '../app/serve.ts'
import { inTransaction } from '../platform/act.ts'
import { type Role, roles } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { giveLawfulStay } from '../stay/give-lawful-stay.ts'
import { recordCrossing } from '../stay/record-crossing.ts'
import { type AsylumOffices, makeOffices, passport, said, take } from './asylum.test-help.ts'
import { findRequests, getRequest } from './find-requests.ts'
import { giveConsent } from './give-consent.ts'
import { announceRefusal, giveStatement } from './hear-person.ts'
import { noteHanding } from './note-handing.ts'
import { noteFingerprints, postponeDecision } from './note-step.ts'

/** A word that nothing else in the system says. */
const canary = 'ZQXREFUGECANARY'
const story = `They came for my brother at night, ${canary}.`
let world: World
let app: ReturnType<typeof makeApplication>
let at: AsylumOffices
let cookies: string[]
let officers: Staff[]

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  at = await makeOffices(world)
  officers = await Promise.all(
    (roles.filter((one) => one !== 'asylum-officer') as Role[]).map((role) =>
      world.officer(role, at.officer.office, { regions: ['*'] }),
    ),
  )
  // An officer of asylum of another region stands outside as well.
  cookies = await Promise.all([...officers, at.stranger].map((one) => world.signIn(one)))
})
afterAll(() => world.close())

/** Somebody in the register with a passport, who came four days ago. */
async function newcomer(latinName: string) {
  const document = passport()
  const person = await world.person({ latinName, citizenship: 'AFG', birthDate: said.birthDate })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, standing, known_at, source)
    values (${newId()}, ${person}, 'passport', 'AFG', ${document.number}, 'verified', ${world.clock.now().toString()}, 'test')`)
  await recordCrossing(
    world.instance,
    await world.officer('border-officer', at.officer.office, { regions: ['*'] }),
    {
      document: { issuingState: 'AFG', number: document.number },
      birthDate: said.birthDate,
      direction: 'entry',
      at: '2026-11-20T05:00:00Z',
      point: 'korday',
      source: 'test',
      sourceReference: newId(),
    },
  )
  return { person, document }
}

describe('the wall', () => {
  it('keeps every row from the role of the application, by its rights', async () => {
    await take(world, at.officer, { story })
    const tables = await world.owner.rows<{ name: string }>(
      sql`select relname as name from pg_class where relnamespace = 'asylum'::regnamespace and relkind in ('r', 'v', 'm', 'S')`,
    )
    expect(tables.length).toBeGreaterThanOrEqual(9)
    for (const { name } of tables)
      for (const what of ['select', 'insert', 'update', 'delete'])
        expect(
          await world.owner.one(
            sql`select has_table_privilege('qonys_app', ${`asylum.${name}`}, ${what}) or has_schema_privilege('qonys_app', 'asylum', 'usage') as may`,
          ),
          `${what} ${name}`,
        ).toEqual({ may: false })
    await expect(
      inTransaction(world.instance, { kind: 'system', job: 'spy' }, false, (tx) =>
        tx.rows(sql`select * from asylum.request`),
      ),
    ).rejects.toMatchObject({ code: '42501' })
  })
  it('opens to nobody but officers of asylum of an institution on the list', async () => {
    for (const one of officers)
      await expect((async () => findRequests(world.instance, one))()).rejects.toMatchObject({
        code: 'not-found',
      })
    const police = await world.officer(
      'asylum-officer',
      await world.office({ institution: 'migration-service', region: '75' }),
    )
    expect(await findRequests(world.instance, police)).toEqual([])
    await expect(take(world, police)).rejects.toMatchObject({ code: 'not-found' })
  })
  it('changes nothing that anybody else can see by reading, hearing, consents, handings and steps', async () => {
    const { id, person } = await take(world, at.officer, { story })
    const account = await world.account(person)
    // Somebody with every role sees all that each of them sees.
    const all = await world.officer(
      officers.flatMap((one) => one.roles),
      at.officer.office,
      { regions: ['*'] },
    )
    const eyes = [await world.signIn(all), await world.signIn(at.stranger)]
    // Lists that are looked at count as reading: that page is looked at apart, with no other between.
    const reading = () => lookEverywhere(app, eyes, canary, (path) => path === '/reading')
    const everything = async () => {
      const seen = await lookEverywhere(app, eyes, canary, (path) => path !== '/reading')
      for (const text of seen) expect(text).not.toContain(`night, ${canary}`)
      return seen
    }
    await everything()
    const before = await everything()
    const read = await reading()
    const counted = await countTraces(world)
    await getRequest(world.instance, at.officer, id)
    await noteFingerprints(world.instance, at.officer, id)
    await postponeDecision(world.instance, at.officer, {
      request: id,
      version: 1,
      to: '2027-03-24',
      why: `We wait for an answer, ${canary}.`,
    })
    await giveConsent(world.instance, account, {
      request: id,
      recipient: 'un-office',
      language: 'tg',
      form: newId(),
    })
    await noteHanding(world.instance, at.officer, {
      request: id,
      recipient: 'un-office',
      categories: ['contact'],
      purpose: `So that it can help, ${canary}.`,
      form: newId(),
    })
    expect(await countTraces(world)).toEqual(counted)
    expect(await reading()).toEqual(read)
    expect(await everything()).toEqual(before)
  }, 180_000)
})

describe('a person who asked for asylum and one whose appeal is pending', () => {
  it('look the same on every page of every officer, in events, news, jobs, looks and papers', async () => {
    const appellant = await newcomer('SAMEOVA NUR')
    const seeker = await newcomer('SAMEOVA NUR')
    const [one, other] = [await world.account(appellant.person), await world.account(seeker.person)]
    const before = await countTraces(world)
    await giveLawfulStay(
      world.instance,
      { kind: 'system', job: 'lawful-stay' },
      {
        person: appellant.person,
        basis: newId(),
        from: '2026-11-24',
        to: '2027-02-24',
        lawState: 'in force',
      },
      newId(),
    )
    const between = await countTraces(world)
    await take(world, at.officer, { story, document: seeker.document })
    const after = await countTraces(world)
    const more = (from: typeof before, to: typeof before) =>
      Object.fromEntries(Object.keys(from).map((key) => [key, Number(to[key]) - Number(from[key])]))
    expect(more(between, after)).toEqual(more(before, between))

    const alike = (text: string) =>
      text
        .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|challenge&quot;:&quot;[^&]+/g, 'ID')
        .replaceAll(/DEMO7\d+|[•*]+\d{2,4}|LS-\d\d-[0-9A-Z]{4}-[0-9A-Z]{4}/g, 'NUMBER')
    const patterns = ['', '/grounds']
    let compared = 0
    for (const cookie of cookies)
      for (const tail of patterns)
        for (const query of ['', '?for=serve-person', '?for=check-document']) {
          const look = async (person: string) => {
            const { status, body } = await openPage(app, `/people/${person}${tail}${query}`, cookie)
            return `${status} ${alike(body)}`
          }
          const seen = await look(seeker.person)
          expect(seen).toBe(await look(appellant.person))
          expect(seen.replaceAll(/<nav.*?<\/nav>/gs, '')).not.toMatch(/asylum|refugee|night/i)
          if (seen.startsWith('200')) compared++
        }
    expect(compared).toBeGreaterThan(10)
    const traces = async (person: string, account: string) =>
      alike(
        JSON.stringify([
          await world.owner.rows(
            sql`select act, type, actor_kind, actor, institution, office, ground, before, after - 'sha256' - 'cause' - 'document' as after from platform.event
              where subjects @> array[${person}::uuid] order by id`,
          ),
          await world.owner.rows(
            sql`select kind, valid_from, valid_to, law_state, closed_on, closed_because, document from stay.ground where person_id = ${person}::uuid`,
          ),
          await world.owner.rows(
            sql`select kind, case_id, permit_id, regions, shared_with, languages, policy_hash, form, face, valid_from, valid_until
              from credential.document where subject = ${person}::uuid`,
          ),
          await world.owner.rows(
            sql`select template, link from message.message where account_id = ${account}::uuid`,
          ),
          await world.owner.rows(
            sql`select what, purpose, actor_kind from platform.read_record where subjects @> array[${person}::uuid] order by id`,
          ),
        ]),
      )
    const seen = await traces(seeker.person, other.account)
    expect(seen).toBe(await traces(appellant.person, one.account))
    // What stands in them was compared above; the picture of a code is drawn anew for each and moves the file by some hundreds of bytes.
    const sizeOf = async (person: string) =>
      (
        await world.owner.one<{ size: number }>(
          sql`select length(pdf) as size from credential.document where subject = ${person}::uuid`,
        )
      ).size
    const sizes = [await sizeOf(seeker.person), await sizeOf(appellant.person)] as const
    expect(Math.abs(sizes[0] - sizes[1]), sizes.join(' and ')).toBeLessThan(2000)
    expect(seen).toContain('lawful-stay-given')
    expect(seen).not.toMatch(/asylum|refug/i)

    const cookie = cookies[0] ?? ''
    const page = (person: string) => `/people/${person}/grounds`
    const apart = await compareTimesAgain(app, cookie, page(seeker.person), page(appellant.person))
    expect(apart, 'the time of an answer tells').toBeLessThan(telling)
  }, 120_000)
  it('is told of a hearing as of any lawful stay, and the log says nothing', async () => {
    const { id, person } = await take(world, at.officer, { story })
    const account = await world.account(person)
    const { log, lines } = keepLog()
    const loud = makeApplication({ ...world.instance, log }, routes)
    const cookie = await world.signIn(at.officer)
    await pressButton(loud, '/asylum/nowhere', { do: 'announce' }, cookie)
    const announced = await pressButton(
      loud,
      `/asylum/${id}`,
      {
        do: 'announce',
        version: '1',
        'announce-grounds': 'not-a-refugee',
        'announce-reasons': `What is told does not agree, ${canary}.`,
      },
      cookie,
    )
    expect(announced.status).toBe(303)
    await giveStatement(world.instance, at.officer, { request: id, words: `It is true, ${canary}.` })
    await expect(
      announceRefusal(world.instance, at.officer, {
        request: id,
        version: 9,
        grounds: ['not-a-refugee'],
        reasons: story,
        form: newId(),
      }),
    ).rejects.toMatchObject({ code: 'stale-form' })
    for (const word of [canary, id, person]) expect(lines.join('')).not.toContain(word)
    expect(
      await world.owner.rows(
        sql`select template, link, values from message.message where account_id = ${account.account}::uuid`,
      ),
    ).toEqual([{ template: 'lawful-stay', link: '/me', values: {} }])
  })
})

describe('the whole database but the wall', () => {
  it('has the canary nowhere, in no column of any table', async () => {
    const columns = await world.owner.rows<{ schema: string; name: string; column: string }>(sql`
      select n.nspname as schema, c.relname as name, a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid
        join pg_namespace n on n.oid = c.relnamespace join pg_type t on t.oid = a.atttypid
      where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and n.nspname not in ('pg_catalog', 'information_schema', 'asylum')
        and n.nspname not like 'pg_toast%' and t.typname in ('text', 'varchar', 'json', 'jsonb', '_text', 'bytea')`)
    expect(columns.length).toBeGreaterThan(300)
    const found: string[] = []
    const hex = Buffer.from(canary).toString('hex')
    for (const { schema, name, column } of columns) {
      const { n } = await world.owner.one<{ n: number }>(
        sql`select count(*)::int as n from ${sql.table(`${schema}.${name}`)} where ${sql.ref(column)}::text like any (array[${`%${canary}%`}, ${`%${hex}%`}])`,
      )
      if (n > 0) found.push(`${schema}.${name}.${column}`)
    }
    expect(found).toEqual([])
  })
})
