import { createHash } from 'node:crypto'
import '../../src/app/feeds.ts'
import { complain } from '../../src/complaint/complain.ts'
import { takeFeed } from '../../src/feed/take-feed.ts'
import { askExport, decideExport } from '../../src/oversight/export-list.ts'
import { lockReading } from '../../src/oversight/judge-reading.ts'
import { requestTracing } from '../../src/oversight/order-tracing.ts'
import { questionLook } from '../../src/oversight/question-look.ts'
import { sql } from '../../src/platform/database.ts'
import { registerAddress } from '../../src/stay/register-address.ts'
import { personPersonas, staffPersonas, writeName } from '../personas.ts'
import { type Account, done, type Life, staffOf } from './live.ts'
import type { Staff } from './set-up-offices.ts'
import { tellLaw } from './tell-law.ts'

const job = { kind: 'system', job: 'story' } as const

/**
 * What the watchers of the country have before them: a question why somebody looked, a tracing order that waits for the prosecutor, a
 * list that waits and one that may be fetched, a lock on reading, complaints, an address for the host to confirm, a file of the border
 * with lines that are no facts, and a draft of the law that was replayed and waits for a second person.
 */
export async function tellOversight(life: Life, anchor: Temporal.Instant): Promise<void> {
  const hoursAgo = (hours: number) => life.time.at(anchor.subtract({ hours }))
  hoursAgo(30)
  await complainOfWork(life)
  await reportCrossings(life, anchor)
  hoursAgo(27)
  await tellLaw(life)
  hoursAgo(26)
  await askWhyLooked(life, await accountOf(life, 'worker-uzbekistan-permitted'))
  await askToTrace(life)
  await lockOneReader(life)
  hoursAgo(20)
  done(
    await registerAddress(life.time.instance, await accountOf(life, 'worker-kyrgyzstan'), {
      region: '75',
      address: 'Demo street 9, 12',
      since: life.time.instance.clock.today().subtract({ days: 3 }).toString(),
      hostName: 'NURPEISSOVA BIBIGUL',
      hostContact: personPersonas.find(({ key }) => key === 'host-landlord')?.phone ?? '',
    }),
    'register-address',
  )
  hoursAgo(2)
  await askForLists(life)
  await life.settle()
}

async function accountOf(life: Life, key: string): Promise<Account> {
  const persona = personPersonas.find((one) => one.key === key)
  const { id, person_id, name } = await life.owner.one<{ id: string; person_id: string; name: string }>(sql`
    select a.id, a.person_id, p.latin_name as name from person.account a join person.person p on p.id = a.person_id
    where a.channel = 'phone' and a.address = ${persona?.phone ?? ''}`)
  return { kind: 'person', account: id, person: person_id, name }
}

async function complainOfWork({ time }: Life): Promise<void> {
  await complain(
    time.instance,
    {
      matters: ['wage', 'papers-taken'],
      employer: 'Demo Alatau Works LLP',
      region: '75',
      place: 'Demo street 51',
      story: 'Uch oydan beri maosh berilmadi, pasportimni ustaxona boshligʻi ushlab turibdi.',
    },
    'uz',
    '00000000-0000-4000-8000-00000000c001',
  )
  await complain(
    time.instance,
    {
      matters: ['hours'],
      region: '75',
      story: 'Работаем по четырнадцать часов без выходных, за сверхурочные не платят.',
    },
    'ru',
    '00000000-0000-4000-8000-00000000c002',
  )
}

/** A file of the border of a day: two lines that name somebody, and two that cannot become facts before somebody mends them. */
async function reportCrossings(life: Life, anchor: Temporal.Instant): Promise<void> {
  const people = await life.owner.rows<{ state: string; number: string; born: string }>(sql`
    select d.issuing_state as state, d.number, p.birth_date::text as born from person.travel_document d join person.person p on p.id = d.person_id
    where d.superseded_at is null and p.citizenship <> 'KAZ' order by d.number limit 3`)
  const lines = people.map(({ state, number, born }, at) => ({
    sourceReference: `demo-${at}`,
    document: { issuingState: state, number },
    birthDate: born,
    direction: 'exit',
    at: anchor.subtract({ hours: 40 - at }).toString(),
    point: 'korday',
  }))
  const text = [
    ...lines.map((line) => JSON.stringify(line)),
    '{"sourceReference": "demo-broken", "direction": "sideways"}',
  ]
    .map((line) => `${line}\n`)
    .join('')
  const bytes = Buffer.from(text)
  done(
    await takeFeed(life.time.instance, job, {
      kind: 'crossings',
      institution: 'border-service',
      format: 'ndjson',
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      declared: {},
      open: async function* () {
        yield bytes
      },
    }),
    'take-feed',
  )
}

async function askWhyLooked(life: Life, worker: Account): Promise<void> {
  const look = await life.owner.maybe<{ id: string }>(sql`
    select id::text from platform.read_record where subjects @> array[${worker.person ?? ''}::uuid] and institution is not null order by id desc limit 1`)
  if (!look) throw new Error('nobody looked at the worker of the story')
  done(
    await questionLook(life.time.instance, worker, {
      read: look.id,
      says: 'Nega maʼlumotlarimni koʻrdingiz? Ariza bermagan edim.',
    }),
    'question-look',
  )
}

/** Of somebody who is nobody's persona; the prosecutor decides. */
async function askToTrace(life: Life): Promise<void> {
  const today = life.time.instance.clock.today()
  const { id } = await life.owner.one<{ id: string }>(sql`
    select id from person.person where '75' = any (regions) and citizenship <> 'KAZ' order by registered_at desc offset 3 limit 1`)
  done(
    await requestTracing(life.time.instance, supervisorOf(life), {
      person: id,
      regime: 'operational-search',
      purpose: 'Іздеудегі адам: туыстары үш апта бойы хабар ала алмай отыр, басқа шара нәтиже бермеді.',
      reference: 'DEMO-2026/17',
      kinds: ['crossings', 'arrival-notices'],
      periodFrom: today.subtract({ days: 60 }).toString(),
      periodTo: today.toString(),
      validDays: 10,
      noticeOn: today.add({ days: 90 }).toString(),
    }),
    'request-tracing',
  )
}

const named = (sub: string): string => {
  const persona = staffPersonas.find((one) => one.sub === sub)
  return persona ? writeName(persona.nativeName) : ''
}
const supervisorOf = (life: Life): Staff => staffOf(life, 'supervisor', named('staff-supervisor-almaty'))

/** One who is nobody's persona, or a visitor would find their own doors locked. */
async function lockOneReader(life: Life): Promise<void> {
  const supervisor = supervisorOf(life)
  const personas = staffPersonas.map(({ sub }) => named(sub))
  const reader = life.offices.staff.find(
    (one) =>
      one.office === supervisor.office &&
      one.roles.includes('permit-officer') &&
      !personas.includes(one.name),
  )
  if (!reader) throw new Error('the story needs an officer beside the personas')
  done(
    await lockReading(life.time.instance, supervisor, {
      staff: reader.staff,
      measure: 'outside',
      reason: 'Өз істерінен тыс жазбаларды неге ашқанын түсіндіргенше тоқтатылды.',
    }),
    'lock-reading',
  )
}

async function askForLists(life: Life): Promise<void> {
  const { instance } = life.time
  const today = instance.clock.today()
  const asker = staffOf(life, 'permit-officer', named('staff-permit-almaty-1'))
  const ask = async (days: number, purpose: string) =>
    done(
      await askExport(instance, asker, {
        kind: 'cases',
        region: '75',
        from: today.subtract({ days }).toString(),
        to: today.toString(),
        purpose,
        recipient: 'Алматы қаласының жұмыспен қамту басқармасы',
      }),
      'ask-export',
    )
  const given = await ask(30, 'Бөлімнің айлық есебі: неше өтініш, қанша уақытта шешілді')
  done(
    await decideExport(instance, supervisorOf(life), {
      export: given.id,
      approve: true,
      reasons: 'Айлық есепке керек, жеке деректері аз.',
    }),
    'decide-export',
  )
  await ask(90, 'Тоқсандық есеп: кешіккен істердің себептерін талдау')
}
