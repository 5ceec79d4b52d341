import { works } from '../../src/app/works.ts'
import { registerCaseKind } from '../../src/case/case-kind.ts'
import { regionsAt } from '../../src/classifier/regions.ts'
import { ensureSigningKey } from '../../src/credential/ensure-signing-key.ts'
import { householdPermitKind } from '../../src/permit/household-permit-kind.ts'
import { offerWork } from '../../src/permit/offer-work.ts'
import { dayOf } from '../../src/platform/clock.ts'
import type { Config } from '../../src/platform/config.ts'
import { connect, queryOn, sql } from '../../src/platform/database.ts'
import { type Instance, openInstance } from '../../src/platform/instance.ts'
import { type PersonPersona, personPersonas } from '../personas.ts'
import { timeByHand } from './clock-by-hand.ts'
import { cross, done, keepHouse, type Life, officeHour, register, type Somebody } from './live.ts'
import { type Invented, invent } from './make-person.ts'
import { random } from './random.ts'
import { setUpOffices } from './set-up-offices.ts'
import { tellAsylum } from './tell-asylum.ts'
import { arrive, filedBefore, type Plot, plots, type Told, tellCase } from './tell-case.ts'
import { allocatePlaces, tellCompanies } from './tell-companies.ts'
import { tellConsul } from './tell-consul.ts'
import { allocateKandas, tellKandas } from './tell-kandas.ts'
import { tellOversight } from './tell-oversight.ts'

export interface Size {
  people: number
  cases: number
  seed: number
  /** The present of the demo: its history ends here. */
  anchor: Temporal.Instant
}

export interface Country {
  people: number
  cases: Record<string, number>
  waitingDocuments: number
}

type Thread = AsyncGenerator<Temporal.Instant, void>

/** Jobs done in their own time. News stand in inboxes; lines outside, which would go to nobody, are not sent. */
const inTheStory = [
  'payment-received',
  'revoke-permit-document',
  'case-changed',
  'offer-made',
  'offer-answered',
  'lawful-stay-given',
]

/** How many permits get their document while the history is told; the rest waits as jobs for the worker, which makes them. */
const documentsAtOnce = 6

/**
 * Tells the history of the demo country into an empty, migrated database: threads of lives and cases, each at a time of its own,
 * advance in the order of their days through the real acts. Same size, seed and anchor give the same people, cases and days; ids,
 * and the numbers of cases that are filed on one day, are not the same. Messages of the past are not sent.
 * @param progress told after each piece of work: done and all
 */
export async function tellHistory(
  config: Config,
  ownerUrl: string,
  size: Size,
  progress: (done: number, all: number) => void = () => {},
): Promise<Country> {
  registerCaseKind(householdPermitKind)
  const anchorDay = dayOf(size.anchor)
  const settings = '-c qonys.actor_kind=system -c synchronous_commit=off'
  const ownerDb = connect(
    `${ownerUrl}${ownerUrl.includes('?') ? '&' : '?'}options=${encodeURIComponent(settings)}`,
    { max: 3 },
  )
  const owner = queryOn(ownerDb)
  await mark(true)
  const real = await openInstance(config, ownerUrl, { max: 6 })
  try {
    await ensureSigningKey(real.db, config.secret, size.anchor.subtract({ hours: 24 * 740 }))
    const offices = await setUpOffices(owner, config, size.seed, anchorDay.subtract({ days: 900 }).toString())
    const start = officeHour(random(size.seed, 'start'), anchorDay.subtract({ days: 735 }))
    const left: { queue: string; data: Record<string, unknown> }[] = []
    let documents = 0
    let certificates = 0

    const life = (purpose: string): Life => {
      const jobs: { queue: string; data: Record<string, unknown> }[] = []
      const boss = {
        send: async (queue: string, data: Record<string, unknown>) => void jobs.push({ queue, data }),
      }
      const instance = { ...real, demo: true, boss } as unknown as Instance
      const time = timeByHand(instance, start)
      return {
        time,
        chance: random(size.seed, purpose),
        owner,
        offices,
        async settle() {
          for (let job = jobs.shift(); job; job = jobs.shift()) {
            const { work: name, ...data } = job.data
            if (inTheStory.includes(String(name))) await works[String(name)]?.(time.instance, data)
            else if (name === 'issue-permit-document' && documents++ < documentsAtOnce)
              await works[name]?.(time.instance, data)
            // The certificate of the first kandas, which a bank asks about before the worker runs.
            else if (name === 'issue-residence-document' && certificates++ < 1)
              await works[name]?.(time.instance, data)
            else if (
              name === 'issue-permit-document' ||
              name === 'issue-employer-permit-document' ||
              name === 'issue-residence-document'
            )
              left.push(job)
            else if (name === 'lapse-if-unpaid' || name === 'lapse-unpaid-fee') left.push(job)
          }
        },
      }
    }

    const threads: { at: Temporal.Instant; thread: Thread; life: Life }[] = []
    const told: Told[] = []
    const all = size.people + size.cases
    let finished = 0
    const begin = (life: Life, thread: Thread) => threads.push({ at: start, thread, life })

    let serial = 0
    const employers: { somebody: Somebody; address: string }[] = []
    const found = async (who: Invented, house: boolean): Promise<Somebody> => {
      const one = life(`employer-${who.phone}`)
      const somebody = await register(one, who)
      const address = `Demo street ${employers.length + 1}`
      if (house) await keepHouse(one, somebody, address)
      return somebody
    }

    const persona = (key: string): Invented =>
      inventedOf(personPersonas.find((one) => one.key === key) as PersonPersona)
    const household = await found(persona('employer-household'), true)
    const five = await found(persona('employer-household-five-workers'), true)
    const host = await found(persona('host-landlord'), false)
    const houses = Math.ceil(size.cases / 2)
    for (let n = 0; n < houses; n++) {
      const chance = random(size.seed, `house-${n}`)
      const somebody = await found(invent(chance, ++serial, anchorDay, { citizenship: 'KAZ' }), true)
      employers.push({ somebody, address: `Demo street ${n + 1}` })
    }

    const workers = ['UZB', 'UZB', 'UZB', 'UZB', 'TJK', 'TJK', 'AZE']
    const story = (
      name: string,
      plot: Plot,
      who: Invented | undefined,
      employer: Somebody,
      address: string,
      days?: number,
      months?: number,
    ) => {
      const one = life(`case-${name}`)
      const [earliest, latest] = filedBefore[plot]
      const filedOn = weekday(anchorDay.subtract({ days: days ?? one.chance.whole(latest, earliest) }))
      const drawn =
        who ?? invent(one.chance, ++serial, anchorDay, { citizenship: one.chance.pick(workers), iin: true })
      const worker = { ...drawn, region: employer.region }
      const thread = tellCase(one, plot, {
        worker,
        employer,
        address,
        filedOn,
        ...(months ? { months } : {}),
      })
      begin(one, collect(thread, told))
    }
    story(
      'permitted',
      'granted-by-system',
      persona('worker-uzbekistan-permitted'),
      household,
      'Demo street 1',
      40,
      3,
    )
    for (let n = 1; n <= 5; n++)
      story(`five-${n}`, 'granted-by-system', undefined, five, 'Demo street 5', 20 + n * 3, 3)
    for (let n = 0; n < size.cases - 6; n++) {
      const plot = n < plots.length ? (plots[n] as Plot) : random(size.seed, `plot-${n}`).weighted(shares)
      const { somebody, address } = employers[n % houses] as (typeof employers)[number]
      story(String(n), plot, undefined, somebody, address)
    }
    begin(...openOffer())
    for (const [key, days] of [
      ['worker-uzbekistan-single-name', 2],
      ['worker-kyrgyzstan', 60],
      ['worker-azerbaijan', 20],
    ] as const) {
      const one = life(key)
      begin(
        one,
        visit(one, persona(key), anchorDay.subtract({ days }), key === 'worker-uzbekistan-single-name'),
      )
    }
    const others = Math.max(0, size.people - serial - personPersonas.length)
    for (let n = 0; n < others; n++) {
      const one = life(`visit-${n}`)
      const who = invent(one.chance, ++serial, anchorDay)
      const sibling = n % 25 === 0 && ++n < others ? siblingOf(one, who) : undefined
      begin(
        one,
        visit(
          one,
          who,
          anchorDay.subtract({ days: one.chance.whole(2, 700) }),
          one.chance.chance(0.08),
          sibling,
        ),
      )
    }

    /** Somebody of the same family name who comes along. */
    function siblingOf(one: Life, who: Invented): Invented {
      const { citizenship, region } = who
      const sibling = invent(one.chance, ++serial, anchorDay, { citizenship, region })
      const family = <T extends { family?: string | undefined }>(own: T, of: T): T =>
        own.family && of.family && sibling.sex === who.sex ? { ...own, family: of.family } : own
      return {
        ...sibling,
        latinName: family(sibling.latinName, who.latinName),
        nativeName: family(sibling.nativeName, who.nativeName),
      }
    }

    function openOffer(): [Life, Thread] {
      const one = life('open-offer')
      return [
        one,
        (async function* () {
          const worker = yield* arrive(
            one,
            persona('worker-tajikistan'),
            host,
            'Demo street 9',
            weekday(anchorDay.subtract({ days: 12 })),
          )
          yield officeHour(one.chance, anchorDay.subtract({ days: 2 }))
          done(
            await offerWork(one.time.instance, household.account, {
              issuingState: worker.citizenship,
              documentNumber: worker.document.number,
              birthDate: worker.birthDate,
              kindOfWork: 'child-care',
              duties: 'Двое детей, три года и шесть лет, с понедельника по пятницу',
              wageTiyn: 22_000_000,
              months: 3,
              startsOn: anchorDay.toString(),
            }),
          )
        })(),
      ]
    }

    async function* visit(
      one: Life,
      who: Invented,
      arrivedOn: Temporal.PlainDate,
      noNotice: boolean,
      sibling?: Invented,
    ): Thread {
      let somebody: Somebody
      if (noNotice) {
        yield officeHour(one.chance, arrivedOn)
        somebody = await register(one, who)
        await cross(one, who, 'entry', arrivedOn)
      } else
        somebody = yield* arrive(one, who, undefined, 'Demo avenue 1', arrivedOn, {
          evidence: one.chance.chance(0.2),
        })
      if (sibling) {
        await register(one, sibling, [{ relative: somebody.id, relation: 'sibling' }])
        await cross(one, sibling, 'entry', arrivedOn)
      }
      const leaves = arrivedOn.add({ days: one.chance.whole(10, 29) })
      const feed = one.chance.chance(0.1) ? 8 : 0
      if (one.chance.chance(0.75) && leaves.add({ days: feed + 1 }).toString() < anchorDay.toString()) {
        yield officeHour(one.chance, leaves.add({ days: feed })).add({ hours: 9 })
        await cross(one, who, 'exit', leaves)
      }
    }

    const lanes = 5
    const advance = async (entry: (typeof threads)[number]) => {
      entry.life.time.at(entry.at)
      const step = await entry.thread.next()
      if (step.done) {
        await entry.life.settle()
        progress(++finished, all)
        return
      }
      // The anchor is now: nothing of the history happens after it.
      entry.at = Temporal.Instant.compare(step.value, size.anchor) > 0 ? size.anchor : step.value
      entry.life.time.at(entry.at)
      threads.push(entry)
    }
    while (threads.length > 0) {
      threads.sort((a, b) => Temporal.Instant.compare(a.at, b.at))
      const next = threads.splice(0, lanes * 8)
      await Promise.all(
        Array.from({ length: lanes }, async () => {
          for (let entry = next.shift(); entry; entry = next.shift()) await advance(entry)
        }),
      )
    }

    const firms = life('companies')
    await allocatePlaces(
      firms,
      regionsAt(anchorDay.toString()).map(({ code }) => code.slice(3)),
      anchorDay,
    )
    firms.time.at(officeHour(firms.chance, anchorDay.subtract({ days: 345 })))
    const director = await register(firms, persona('employer-company'))
    await tellCompanies(firms, director, anchorDay, () => ++serial)
    const homecoming = life('kandas')
    await allocateKandas(homecoming, anchorDay)
    await tellKandas(homecoming, persona('kandas-uzbekistan'), anchorDay, () => ++serial)
    await tellOversight(life('oversight'), size.anchor)
    const abroad = { ...persona('kandas-abroad'), region: '61' }
    await tellConsul(life('consul'), abroad, persona('kandas-uzbekistan'), size.anchor)
    await tellAsylum(life('asylum'), persona('asylum-seeker-afghanistan'), anchorDay)

    const active = new Set(
      (
        await owner.rows<{ id: string }>(
          sql`select id from permit.permit where state = 'active' and valid_to >= ${anchorDay.toString()}::date
            union all select id from employer_permit.permit where state = 'active'`,
        )
      ).map((row) => row.id),
    )
    const owed = new Set(
      (
        await owner.rows<{ case_id: string }>(
          sql`select case_id from payment.obligation where state = 'open'`,
        )
      ).map((row) => row.case_id),
    )
    let waitingDocuments = 0
    for (const { queue, data } of left) {
      if (String(data.work).endsWith('-permit-document') && active.has(String(data.permit))) {
        waitingDocuments++
        await real.boss.send(queue, data)
      }
      if (data.work === 'issue-residence-document') {
        waitingDocuments++
        await real.boss.send(queue, data)
      }
      if (String(data.work).startsWith('lapse-') && owed.has(String(data.case)))
        await real.boss.send(queue, data, { startAfter: 3600 })
    }
    await owner.done(sql`delete from message.delivery`)
    await mark(false)
    const { n } = await owner.one<{ n: number }>(sql`select count(*)::int as n from person.person`)
    return {
      people: n,
      cases: Object.fromEntries(plots.map((plot) => [plot, told.filter((one) => one.plot === plot).length])),
      waitingDocuments,
    }
  } finally {
    await real.close()
    await ownerDb.destroy()
  }

  async function mark(building: boolean): Promise<void> {
    const country = {
      state: building ? 'building' : 'ready',
      seed: size.seed,
      people: size.people,
      cases: size.cases,
      anchor: size.anchor.toString(),
    }
    await owner.done(sql`insert into platform.setting (key, value) values ('demo', 'true'), ('demo-country', ${JSON.stringify(country)}::jsonb)
      on conflict (key) do update set value = excluded.value`)
  }
}

const shares: [Plot, number][] = [
  ['granted-by-system', 40],
  ['granted-by-officer', 9],
  ['ended', 9],
  ['extended', 8],
  ['new', 5],
  ['claimed', 4],
  ['awaiting-information', 3],
  ['awaiting-payment', 4],
  ['preliminary-refusal', 1],
  ['hearing', 1],
  ['refused', 3],
  ['appealed', 1],
  ['appeal-upheld', 1],
  ['appeal-overturned', 1],
  ['corrected', 1],
  ['withdrawn', 3],
  ['lapsed', 3],
  ['revoked', 1],
  ['overdue', 4],
  ['late-feed', 2],
]

async function* collect(thread: AsyncGenerator<Temporal.Instant, Told>, told: Told[]): Thread {
  told.push(yield* thread)
}

/** Offices are closed at the weekend: Saturday and Sunday become the Friday before. */
const weekday = (day: Temporal.PlainDate): Temporal.PlainDate =>
  day.dayOfWeek > 5 ? day.subtract({ days: day.dayOfWeek - 5 }) : day

function inventedOf(one: PersonPersona): Invented {
  return {
    latinName: one.latinName,
    nativeName: one.nativeName,
    sex: one.sex === 'F' ? 'female' : 'male',
    birthDate: one.birthDate,
    citizenship: one.nationality,
    document: {
      kind: one.document.type,
      issuingState: one.nationality,
      number: one.document.number,
      issuedOn: one.document.issuedOn,
      expiresOn: one.document.expiresOn,
    },
    ...(one.iin ? { iin: one.iin } : {}),
    education: '3',
    occupation: '5152',
    language: one.locale,
    phone: one.phone,
    region: '75',
  }
}
