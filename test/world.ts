import { randomBytes } from 'node:crypto'
import type { Actor, Role } from '../src/platform/actor.ts'
import { type Clock, clockFrom, fixedClock } from '../src/platform/clock.ts'
import type { Config } from '../src/platform/config.ts'
import { type Connection, connect, type Query, queryOn, sql } from '../src/platform/database.ts'
import { type Instance, openInstance } from '../src/platform/instance.ts'
import { newId } from '../src/platform/new-id.ts'
import { type ScratchDatabase, scratchDatabase } from '../src/platform/scratch-database.ts'
import { openSession } from '../src/platform/session.ts'

export type Staff = Extract<Actor, { kind: 'staff' }>
export type Person = Extract<Actor, { kind: 'person' }>

/** A clock that a test moves by hand. */
export interface HandClock extends Clock {
  set(at: string): void
  add(duration: Temporal.DurationLike): void
}

export function handClock(at: string): HandClock {
  let clock = fixedClock(at)
  return {
    now: () => clock.now(),
    today: () => clock.today(),
    set(to) {
      clock = fixedClock(to)
    },
    add(duration) {
      clock = fixedClock(clock.now().toZonedDateTimeISO('UTC').add(duration).toInstant().toString())
    },
  }
}

/** The same, but it runs: what a whole program with a browser needs. */
export function runningClock(at: string): HandClock {
  let started = performance.now()
  let from = Temporal.Instant.from(at)
  const now = () => from.add({ milliseconds: Math.round(performance.now() - started) })
  const set = (to: Temporal.Instant) => {
    from = to
    started = performance.now()
  }
  return {
    ...clockFrom(now),
    set: (to) => set(Temporal.Instant.from(to)),
    add: (duration) => set(now().toZonedDateTimeISO('UTC').add(duration).toInstant()),
  }
}

/** A small fictitious country in a scratch database: who is in it is said in a line each. */
export interface World {
  instance: Instance
  clock: HandClock
  database: ScratchDatabase
  /** The owner as a job: for what a test must set up or look at behind the doors. */
  owner: Query
  office(given?: {
    institution?: string
    region?: string | null
    matters?: string[]
    name?: string
  }): Promise<string>
  officer(
    role: Role | Role[],
    office: string,
    given?: { regions?: string[]; name?: string; to?: string; subject?: string },
  ): Promise<Staff>
  person(given?: {
    latinName?: string
    nativeName?: string
    citizenship?: string
    birthDate?: string
    sex?: string
    regions?: string[]
    language?: string
  }): Promise<string>
  /** An account that signs in by phone, of a person or of nobody yet. */
  account(person?: string, given?: { language?: string; name?: string }): Promise<Person>
  /** The cookie header of a fresh session; what it was proven by: a code, unless said otherwise. */
  signIn(actor: Staff | Person, methods?: ('code' | 'passkey')[]): Promise<string>
  close(): Promise<void>
}

/** Opens a world; `close()` it in `afterAll`. The clock stands until it is moved, unless another is given. */
export async function makeWorld(
  at = '2026-11-24T06:00:00Z',
  given: { clock?: HandClock; config?: Partial<Config> } = {},
): Promise<World> {
  const database = await scratchDatabase()
  const clock = given.clock ?? handClock(at)
  const config: Config = {
    home: process.cwd(),
    dataDirectory: '/nonexistent',
    port: 0,
    baseUrl: 'http://localhost',
    databaseUrl: database.ownerUrl,
    secret: Buffer.from(process.env.QONYS_SECRET ?? '', 'base64url'),
    partnersPort: 0,
    ...given.config,
  }
  const instance = await openInstance(config, database.ownerUrl, { clock, max: 6 })
  const ownerDb: Connection = connect(`${database.ownerUrl}?options=-c%20qonys.actor_kind%3Dsystem`, {
    max: 2,
  })
  const owner = queryOn(ownerDb)
  let serial = 0

  return {
    instance,
    clock,
    database,
    owner,
    async office({
      institution = 'local-executive-body',
      region = '75',
      matters = [],
      name = 'Office',
    } = {}) {
      await owner.done(sql`insert into institution.institution (code, kind, names)
        values (${institution}, 'local-executive-body', ${JSON.stringify({ kk: institution, ru: institution, en: institution })}::jsonb) on conflict do nothing`)
      const id = newId()
      await owner.done(sql`insert into institution.office (id, institution, names, region)
        values (${id}::uuid, ${institution}, ${JSON.stringify({ kk: name, ru: name, en: name })}::jsonb, ${region})`)
      for (const matter of matters)
        await owner.done(sql`insert into institution.jurisdiction (office_id, matter, region, valid_from)
          values (${id}::uuid, ${matter}, ${region ?? '*'}, '2011-07-22')`)
      return id
    },
    async officer(role, office, { regions = ['75'], name = `Officer ${++serial}`, to, subject } = {}) {
      const id = newId()
      await owner.done(
        sql`insert into institution.staff (id, subject, name, active_from, active_to) values (${id}::uuid, ${subject ?? null}, ${name}, '2020-01-01', ${to ?? null}::date)`,
      )
      const roles = [role].flat()
      for (const each of roles)
        await owner.done(sql`insert into institution.posting (id, staff_id, office_id, role, regions, valid_from)
          values (${newId()}::uuid, ${id}::uuid, ${office}::uuid, ${each}, ${regions}::text[], '2020-01-01')`)
      const { institution } = await owner.one<{ institution: string }>(
        sql`select institution from institution.office where id = ${office}::uuid`,
      )
      return {
        kind: 'staff',
        staff: id,
        name,
        institution,
        office,
        regions: regions.includes('*') ? 'all' : regions,
        roles,
      }
    },
    async person(given = {}) {
      const id = newId()
      const { latinName = `TESTOVA PERSON${++serial}`, citizenship = 'UZB', birthDate = '1990-03-27' } = given
      await owner.done(sql`
        insert into person.person (id, citizenship, birth_date, sex, latin_name, native_name, language, regions, standing, registered_at, registered_by)
        values (${id}::uuid, ${citizenship}, ${birthDate}, ${given.sex ?? 'female'}, ${latinName}, ${given.nativeName ?? null},
          ${given.language ?? 'ru'}, ${given.regions ?? ['75']}::text[], 'verified', ${clock.now().toString()}, 'world')`)
      return id
    },
    async account(person, { language = 'en', name = 'Account' } = {}) {
      const id = newId()
      await owner.done(sql`insert into person.account (id, channel, address, person_id, language, opened_at)
        values (${id}::uuid, 'phone', ${`+7700${randomBytes(4).readUInt32BE()}`}, ${person ?? null}::uuid, ${language}, ${clock.now().toString()})`)
      return { kind: 'person', account: id, name, ...(person ? { person } : {}) }
    },
    async signIn(actor, methods = ['code']) {
      const token = await openSession(queryOn(instance.db), clock.now(), {
        kind: actor.kind,
        methods,
        ...(actor.kind === 'staff' ? { staff: actor.staff } : { account: actor.account }),
      })
      return `qonys=${token}`
    },
    async close() {
      await instance.close()
      await ownerDb.destroy()
      await database.drop()
    },
  }
}
