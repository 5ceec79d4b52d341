import { registerCaseKind } from '../../src/case/case-kind.ts'
import { claimCase } from '../../src/case/claim-case.ts'
import {
  applyForEmployerPermit,
  type EmployerApplication,
} from '../../src/employer-permit/apply-for-employer-permit.ts'
import { recordAnswers } from '../../src/employer-permit/ask-registries.ts'
import { employerPermitKind } from '../../src/employer-permit/employer-permit-kind.ts'
import { registries } from '../../src/employer-permit/find-checks.ts'
import { grantEmployerPermit } from '../../src/employer-permit/grant-employer-permit.ts'
import { issueWhenPaid } from '../../src/employer-permit/issue-employer-permit.ts'
import { recordCheck } from '../../src/employer-permit/record-check.ts'
import { setFee } from '../../src/employer-permit/set-fee.ts'
import { registerCompany } from '../../src/organisation/register-company.ts'
import { makeDemoBin } from '../../src/person/check-bin.ts'
import { sql } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/new-id.ts'
import { concludeAllocation, proposeAllocation, type QuotaCategory } from '../../src/quota/set-allocation.ts'
import { done, type Life, officeHour, register, type Somebody, staffOf } from './live.ts'
import { type Invented, invent } from './make-person.ts'

/** National numbers printed for 2026; between regions they are divided evenly here, which is fictitious. */
const national: [QuotaCategory, number][] = [
  ['first', 726],
  ['second', 3402],
  ['third', 5893],
  ['fourth', 3131],
  ['seasonal', 5000],
]

const job = { kind: 'system', job: 'story' } as const

/** Places of households printed for 2025 (none was found for 2026), divided evenly: fictitious between regions and years. */
const nationalHousehold = 237_800

/** Allocates the places of three years to every region: the analyst of the ministry proposes, the administrator confirms. */
export async function allocatePlaces(
  life: Life,
  regions: string[],
  anchorDay: Temporal.PlainDate,
): Promise<void> {
  const analyst = staffOf(life, 'analyst')
  const second = staffOf(life, 'administrator')
  for (const year of [anchorDay.year - 1, anchorDay.year, anchorDay.year + 1]) {
    life.time.at(officeHour(life.chance, anchorDay.subtract({ days: 380 })))
    for (const region of regions)
      for (const [scheme, category, places] of [
        ...national.map((one) => ['employer', ...one] as const),
        ['household', 'all', nationalHousehold] as const,
      ]) {
        const made = done(
          await proposeAllocation(life.time.instance, analyst, {
            scheme,
            year,
            region,
            category,
            places: Math.floor(places / regions.length),
            validFrom: `${year}-01-01`,
            ground: 'Демо: елдің жарияланған сандары өңірлерге тең бөлінді',
          }),
          'propose-allocation',
        )
        done(await concludeAllocation(life.time.instance, second, { id: made.id, confirm: true }), 'confirm')
      }
  }
}

interface Plot {
  filed: number
  occupation: string
  position: string
  category: EmployerApplication['category']
  citizens: number
  /** How far it has come by now. */
  stage: 'issued' | 'awaiting-fee' | 'checked' | 'open'
}

const plots: Plot[] = [
  {
    filed: 330,
    occupation: '2142',
    position: 'Инженер на площадке',
    category: 'third',
    citizens: 96,
    stage: 'issued',
  },
  {
    filed: 70,
    occupation: '1321',
    position: 'Начальник производства',
    category: 'second',
    citizens: 96,
    stage: 'issued',
  },
  {
    filed: 14,
    occupation: '2142',
    position: 'Инженер-проектировщик',
    category: 'third',
    citizens: 96,
    stage: 'awaiting-fee',
  },
  { filed: 5, occupation: '7212', position: 'Сварщик', category: 'fourth', citizens: 96, stage: 'checked' },
  {
    filed: 4,
    occupation: '2142',
    position: 'Инженер по качеству',
    category: 'third',
    citizens: 80,
    stage: 'checked',
  },
  { filed: 1, occupation: '2142', position: 'Геодезист', category: 'third', citizens: 96, stage: 'open' },
]

/** A company of the demo country and its foreign workers: a permit that soon ends, one that waits for its fee, cases for an officer. */
export async function tellCompanies(
  life: Life,
  director: Somebody,
  anchorDay: Temporal.PlainDate,
  nextSerial: () => number,
): Promise<void> {
  registerCaseKind(employerPermitKind)
  const { instance } = life.time
  life.time.at(officeHour(life.chance, anchorDay.subtract({ days: 340 })))
  const company = done(
    await registerCompany(instance, director.account, {
      bin: makeDemoBin('2019-03', 12),
      name: 'Demo Alatau Works LLP',
      region: director.region,
      address: 'Demo street 51, Almaty',
      sector: 'F',
    }),
    'register-company',
  )
  for (const plot of plots) {
    const worker = await foreigner(life, director.region, anchorDay, nextSerial())
    const filedOn = workdayBefore(anchorDay.subtract({ days: plot.filed }))
    life.time.at(officeHour(life.chance, filedOn))
    const made = done(
      await applyForEmployerPermit(instance, director.account, {
        employer: company.id,
        category: plot.category,
        issuingState: worker.citizenship,
        documentNumber: worker.document.number,
        birthDate: worker.birthDate,
        occupation: plot.occupation,
        position: plot.position,
        regions: [director.region],
        address: 'Demo street 51, Almaty',
        wageTiyn: 95_000_000,
        months: 12,
        startsOn: filedOn.add({ days: 25 }).toString(),
        vacancyCode: `DEMO-${plot.filed}`,
        vacancyPublishedOn: filedOn.subtract({ days: 20 }).toString(),
        staffing: { citizenHeads: 18, allHeads: 20, citizenWorkers: plot.citizens, allWorkers: 99 },
        undertakesReplacement: plot.category === 'fourth',
      }),
      'apply-for-employer-permit',
    )
    await life.settle()
    if (plot.stage !== 'open') await work(life, made.case, plot, director.region, filedOn)
    await life.settle()
  }
}

async function work(
  life: Life,
  caseId: string,
  plot: Plot,
  region: string,
  filedOn: Temporal.PlainDate,
): Promise<void> {
  const { instance } = life.time
  life.time.at(officeHour(life.chance, workday(filedOn.add({ days: 1 }))))
  done(
    await recordAnswers(instance, job, {
      case: caseId,
      answers: registries.map((registry) => ({
        registry,
        answer: 'clear' as const,
        reference: `${registry}/demo`,
      })),
    }),
  )
  if (plot.stage === 'checked') return
  const office = await life.owner.one<{ office_id: string }>(
    sql`select office_id from "case"."case" where id = ${caseId}::uuid`,
  )
  const officer = life.offices.find('permit-officer', region).find((one) => one.office === office.office_id)
  if (!officer) throw new Error('the story needs an officer')
  done(await claimCase(instance, officer, { caseId }), 'claim-case')
  const holding = async () => ({
    caseId,
    expectedVersion: (
      await life.owner.one<{ version: number }>(
        sql`select version from "case"."case" where id = ${caseId}::uuid`,
      )
    ).version,
  })
  for (const kind of ['representation', 'qualification', 'entry-ban'] as const)
    done(
      await recordCheck(instance, officer, {
        ...(await holding()),
        kind,
        answer: 'clear',
        note: 'Demo: seen in the office',
      }),
      'record-check',
    )
  done(
    await setFee(instance, officer, {
      ...(await holding()),
      mci: 150,
      source: 'Demo: a figure within the bounds, not read from any act',
    }),
    'set-fee',
  )
  life.time.at(officeHour(life.chance, workday(filedOn.add({ days: 6 }))))
  const permit = done(await grantEmployerPermit(instance, officer, await holding()), 'grant')
  if (plot.stage !== 'issued' || !permit.obligation) return
  await life.owner.done(sql`
    update payment.obligation set state = 'paid', paid_at = ${instance.clock.now().toString()}::timestamptz, paid_tiyn = tiyn, order_reference = ${newId()}
    where id = ${permit.obligation}::uuid`)
  done(await issueWhenPaid(instance, job, { case: caseId }), 'issue-when-paid')
}

async function foreigner(
  life: Life,
  region: string,
  anchorDay: Temporal.PlainDate,
  serial: number,
): Promise<Somebody> {
  const citizenship = life.chance.pick(['TUR', 'CHN', 'IND'])
  const who: Invented = { ...invent(life.chance, serial, anchorDay, { citizenship, iin: true }), region }
  return register(life, who)
}

/** The day itself, or the Friday before a weekend: what was filed yesterday is not filed tomorrow. */
const workdayBefore = (day: Temporal.PlainDate): Temporal.PlainDate =>
  day.dayOfWeek > 5 ? day.subtract({ days: day.dayOfWeek - 5 }) : day

/** The day itself, or the Monday after a weekend. */
const workday = (day: Temporal.PlainDate): Temporal.PlainDate =>
  day.dayOfWeek > 5 ? day.add({ days: 8 - day.dayOfWeek }) : day
