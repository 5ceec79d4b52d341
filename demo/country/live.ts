import { registerHousehold } from '../../src/organisation/register-household.ts'
import { recordEvidence } from '../../src/permit/record-evidence.ts'
import { getRecord } from '../../src/person/get-record.ts'
import { displayLatin } from '../../src/person/person-name.ts'
import { type RegisterPerson, registerPerson } from '../../src/person/register-person.ts'
import { isRefusal, type Refusal } from '../../src/platform/act.ts'
import type { Actor, Role } from '../../src/platform/actor.ts'
import { zone } from '../../src/platform/clock.ts'
import { type Query, sql } from '../../src/platform/database.ts'
import type { Instance } from '../../src/platform/instance.ts'
import { newId } from '../../src/platform/new-id.ts'
import { giveArrivalNotice } from '../../src/stay/give-arrival-notice.ts'
import { recordCrossing } from '../../src/stay/record-crossing.ts'
import type { Moving } from './clock-by-hand.ts'
import type { Invented } from './make-person.ts'
import type { Random } from './random.ts'
import type { Offices, Staff } from './set-up-offices.ts'

export type Account = Extract<Actor, { kind: 'person' }>

/** What a thread of the history works with. */
export interface Life {
  time: Moving
  chance: Random
  owner: Query
  offices: Offices
  /** Does at once what the act left to jobs. */
  settle(): Promise<void>
}

/** Somebody of the history, with the account they sign in by. */
export interface Somebody extends Invented {
  id: string
  account: Account
}

/** The answer of an act that must not be a no: the story rests on it. */
export function done<T>(answer: T | Refusal, what = 'act'): T {
  if (isRefusal(answer)) throw new Error(`${what}: ${JSON.stringify(answer.refused)}`)
  return answer
}

/** The first of the staff with a role, or the one of a name. */
export function staffOf(life: Life, role: Role, name?: string): Staff {
  const found = life.offices.staff.find((one) => one.roles.includes(role) && (!name || one.name === name))
  if (!found) throw new Error(`the story needs a ${role}`)
  return found
}

/** A day as an instant within office hours of Kazakhstan. */
export const officeHour = (chance: Random, day: Temporal.PlainDate): Temporal.Instant =>
  day
    .toZonedDateTime({
      timeZone: zone,
      plainTime: Temporal.PlainTime.from({ hour: chance.whole(9, 16), minute: chance.whole(0, 59) }),
    })
    .toInstant()

/** Registered by an officer of the region who held the document; the account is one that signs in by the person's telephone. */
export async function register(
  life: Life,
  who: Invented,
  family: RegisterPerson['family'] = [],
): Promise<Somebody> {
  const registrar = life.chance.pick(life.offices.find('registrar', who.region))
  const { phone, iin, region, ...rest } = who
  const { id } = done(
    await registerPerson(life.time.instance, registrar, {
      ...rest,
      ...(iin ? { iin } : {}),
      region,
      contacts: { phone },
      lastResidence: { country: who.citizenship },
      confirmedNew: true,
      ...(family.length > 0 ? { family } : {}),
    }),
    'register-person',
  )
  return { ...who, id, account: await openAccount(life.owner, life.time.instance, id, who) }
}

/** No act opens an account without a code that the gateway carried; the demo's people are given theirs. */
async function openAccount(
  owner: Query,
  instance: Instance,
  person: string,
  who: Invented,
): Promise<Account> {
  const account = newId()
  await owner.done(sql`insert into person.account (id, channel, address, person_id, language, opened_at)
    values (${account}::uuid, 'phone', ${who.phone}, ${person}::uuid, ${who.language}, ${instance.clock.now().toString()})`)
  return { kind: 'person', account, person, name: displayLatin(who.latinName) }
}

const points = ['B. Konysbayeva', 'Korday', 'Almaty airport', 'Zhibek Zholy', 'Khorgos']

export async function cross(
  life: Life,
  who: Invented,
  direction: 'entry' | 'exit',
  day: Temporal.PlainDate,
): Promise<void> {
  const officer = life.chance.pick(life.offices.find('border-officer', '*'))
  done(
    await recordCrossing(life.time.instance, officer, {
      document: { issuingState: who.citizenship, number: who.document.number },
      birthDate: who.birthDate,
      direction,
      at: officeHour(life.chance, day).toString(),
      point: life.chance.pick(points),
      source: 'border-demo',
      sourceReference: `${who.document.number}-${direction}-${day}`,
    }),
    'record-crossing',
  )
}

export async function notify(
  life: Life,
  host: Account | undefined,
  guest: Invented,
  arrivedOn: Temporal.PlainDate,
  address: string,
): Promise<void> {
  const by = host ?? life.chance.pick(life.offices.find('registrar', guest.region))
  done(
    await giveArrivalNotice(life.time.instance, by, {
      issuingState: guest.citizenship,
      documentNumber: guest.document.number,
      birthDate: guest.birthDate,
      arrivedOn: arrivedOn.toString(),
      hostName: host?.name ?? 'HOSTEL (DEMO)',
      region: guest.region,
      address,
    }),
    'give-arrival-notice',
  )
}

export async function seeEvidence(life: Life, who: Somebody): Promise<void> {
  const officer = life.chance.pick(life.offices.find('registrar', who.region))
  await getRecord(life.time.instance, officer, who.id, { purpose: 'serve-person' })
  for (const kind of ['fingerprints', 'medical-certificate', 'medical-insurance'] as const)
    done(await recordEvidence(life.time.instance, officer, { worker: who.id, kind }), 'record-evidence')
}

export async function keepHouse(life: Life, employer: Somebody, address: string): Promise<void> {
  done(
    await registerHousehold(life.time.instance, employer.account, { region: employer.region, address }),
    'register-household',
  )
}
