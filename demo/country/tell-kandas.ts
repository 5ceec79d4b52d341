import { registerCaseKind } from '../../src/case/case-kind.ts'
import { claimCase } from '../../src/case/claim-case.ts'
import { sql } from '../../src/platform/database.ts'
import { policy } from '../../src/policy/load-policy.ts'
import { findValueAt } from '../../src/policy/value-at.ts'
import { concludeAllocation, proposeAllocation } from '../../src/quota/set-allocation.ts'
import { addEvidence } from '../../src/residence/add-evidence.ts'
import { applyForKandasCard, applyForKandasStatus } from '../../src/residence/apply-for-residence.ts'
import { assessEvidence } from '../../src/residence/assess-evidence.ts'
import { grantResidence } from '../../src/residence/grant-residence.ts'
import { recordResidenceCheck } from '../../src/residence/record-check.ts'
import { kandasCardKind, kandasStatusKind } from '../../src/residence/residence-kinds.ts'
import { done, type Life, officeHour, register, type Somebody, staffOf } from './live.ts'
import { type Invented, invent } from './make-person.ts'

/** The regional quota of kandas as the law's files print it, for the years they know: one proposes, another confirms. */
export async function allocateKandas(life: Life, anchorDay: Temporal.PlainDate): Promise<void> {
  const analyst = staffOf(life, 'analyst')
  const second = staffOf(life, 'administrator')
  life.time.at(officeHour(life.chance, anchorDay.subtract({ days: 379 })))
  for (const id of policy().values.keys()) {
    const region = /^kandas\.quota\.(\d\d)$/.exec(id)?.[1]
    if (!region) continue
    for (const year of [anchorDay.year - 1, anchorDay.year]) {
      const set = findValueAt(id, `${year}-07-01`)
      if (typeof set?.value !== 'number') continue
      const made = done(
        await proposeAllocation(life.time.instance, analyst, {
          scheme: 'kandas',
          year,
          region,
          category: 'all',
          places: set.value,
          validFrom: `${year}-01-01`,
          ground: `${set.version}: order on the regional quota, as printed`,
        }),
        'propose-allocation',
      )
      done(await concludeAllocation(life.time.instance, second, { id: made.id, confirm: true }), 'confirm')
    }
  }
}

interface Plot {
  citizenship: string
  filed: number
  region: string
  settlement: string
  ask:
    | { ground: 'regional-quota' | 'family' | 'demographic-need' }
    | { cardRoute: 'business'; cardYears: number }
  documents: { kind: string; about: string; accepted?: boolean }[]
  /** What the officer looked up before granting; absent while the case is open. */
  granted?: ('own-housing' | 'relative-citizen' | 'business')[]
}

const plots: Plot[] = [
  {
    citizenship: 'CHN',
    filed: 4,
    region: '75',
    settlement: 'Almaty',
    ask: { ground: 'family' },
    documents: [
      { kind: 'household-register', about: 'Own entry, 哈萨克族 (demo)' },
      { kind: 'community-letter', about: 'Letter of the village (demo)' },
    ],
  },
  {
    citizenship: 'MNG',
    filed: 2,
    region: '75',
    settlement: 'Almaty',
    ask: { ground: 'family' },
    documents: [{ kind: 'parent-document', about: 'Father, Bayan-Ulgii 1958 (demo)' }],
  },
  {
    citizenship: 'TKM',
    filed: 1,
    region: '55',
    settlement: 'Aksu',
    ask: { ground: 'regional-quota' },
    documents: [],
  },
  {
    citizenship: 'RUS',
    filed: 90,
    region: '75',
    settlement: 'Almaty',
    ask: { cardRoute: 'business', cardYears: 10 },
    documents: [{ kind: 'birth-certificate', about: 'Own, Orenburg 1984 (demo)', accepted: true }],
    granted: ['business'],
  },
]

const persona: Plot = {
  citizenship: 'UZB',
  filed: 120,
  region: '75',
  settlement: 'Almaty',
  ask: { ground: 'family' },
  documents: [
    { kind: 'identity-document', about: 'Form 1 of Nukus, nationality Kazakh (demo)', accepted: true },
  ],
  granted: ['own-housing', 'relative-citizen'],
}

/** Kandas of the demo country: one with a running status, a card, and applications for an officer, with documents to assess. */
export async function tellKandas(
  life: Life,
  known: Invented,
  anchorDay: Temporal.PlainDate,
  nextSerial: () => number,
): Promise<void> {
  registerCaseKind(kandasStatusKind)
  registerCaseKind(kandasCardKind)
  life.time.at(officeHour(life.chance, anchorDay.subtract({ days: 130 })))
  await tell(life, await register(life, { ...known, region: persona.region }), persona, anchorDay)
  for (const plot of plots) {
    life.time.at(officeHour(life.chance, anchorDay.subtract({ days: plot.filed + 3 })))
    await tell(life, await register(life, comer(life, plot, anchorDay, nextSerial())), plot, anchorDay)
  }
}

async function tell(life: Life, who: Somebody, plot: Plot, anchorDay: Temporal.PlainDate): Promise<void> {
  const { instance } = life.time
  const filedOn = workdayBefore(anchorDay.subtract({ days: plot.filed }))
  life.time.at(officeHour(life.chance, filedOn))
  const evidence: { id: string; accepted: boolean }[] = []
  for (const { kind, about, accepted } of plot.documents)
    evidence.push({
      id: done(await addEvidence(instance, who.account, { kind, about }), 'add-evidence').id,
      accepted: accepted ?? false,
    })
  const where = { region: plot.region, settlement: plot.settlement, appliedFrom: plot.citizenship }
  const filed =
    'ground' in plot.ask
      ? await applyForKandasStatus(instance, who.account, {
          ...where,
          ground: plot.ask.ground,
          details: 'Demo: as told in the application',
          acceptsContract: plot.ask.ground === 'regional-quota',
        })
      : await applyForKandasCard(instance, who.account, {
          ...where,
          ...plot.ask,
          details: 'Demo: a shop of building materials',
        })
  const { case: caseId } = done(filed, 'apply')
  await life.settle()
  if (plot.granted) await work(life, caseId, plot, evidence, filedOn)
  await life.settle()
}

async function work(
  life: Life,
  caseId: string,
  plot: Plot,
  evidence: { id: string; accepted: boolean }[],
  filedOn: Temporal.PlainDate,
): Promise<void> {
  const { instance } = life.time
  life.time.at(officeHour(life.chance, workday(filedOn.add({ days: 1 }))))
  const { office_id } = await life.owner.one<{ office_id: string }>(
    sql`select office_id from "case"."case" where id = ${caseId}::uuid`,
  )
  const officer = life.offices.find('permit-officer', plot.region).find((one) => one.office === office_id)
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
  for (const one of evidence)
    if (one.accepted)
      done(
        await assessEvidence(instance, officer, {
          ...(await holding()),
          evidence: one.id,
          answer: 'accepted',
          reasons: 'Demo: the entry of nationality is plain',
        }),
        'assess-evidence',
      )
  for (const kind of plot.granted ?? [])
    done(
      await recordResidenceCheck(instance, officer, {
        ...(await holding()),
        kind,
        answer: 'clear',
        note: 'Demo: seen in the office',
      }),
      'record-residence-check',
    )
  done(await grantResidence(instance, officer, await holding()), 'grant')
}

/** A Kazakh who is a citizen of another state. */
function comer(life: Life, plot: Plot, anchorDay: Temporal.PlainDate, serial: number): Invented {
  const { iin: _, ...kazakh } = invent(life.chance, serial, anchorDay, { citizenship: 'KAZ' })
  return {
    ...kazakh,
    citizenship: plot.citizenship,
    document: { ...kazakh.document, kind: 'passport', issuingState: plot.citizenship },
    language: 'kk',
    region: plot.region,
  }
}

/** The day itself, or the Friday before a weekend: what was filed yesterday is not filed tomorrow. */
const workdayBefore = (day: Temporal.PlainDate): Temporal.PlainDate =>
  day.dayOfWeek > 5 ? day.subtract({ days: day.dayOfWeek - 5 }) : day

/** The day itself, or the Monday after a weekend. */
const workday = (day: Temporal.PlainDate): Temporal.PlainDate =>
  day.dayOfWeek > 5 ? day.add({ days: 8 - day.dayOfWeek }) : day
