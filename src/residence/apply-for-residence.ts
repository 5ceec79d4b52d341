import { z } from 'zod'
import { eraseDraft, extensionDraft } from '../case/keep-application-draft.ts'
import { openCase } from '../case/open-case.ts'
import { findCountry } from '../classifier/countries.ts'
import { findRegion } from '../classifier/regions.ts'
import { openToRegion } from '../person/open-to-region.ts'
import { act, type Doing, refuse } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'
import {
  type ApplicationRow,
  cardRoutes,
  grounds,
  kandasCard,
  kandasMatter,
  kandasStatus,
  type MemberRow,
  passportEnd,
  type Route,
} from './application-row.ts'
import { holdPlaces } from './hold-places.ts'
import { findFamily } from './join-family.ts'

const Region = z.string().refine((code) => findRegion(`KZ-${code}`) !== undefined, { error: 'required' })
const Where = {
  /** KATO prefix of the region in which they will live; its office decides. */
  region: Region,
  settlement: z.string().trim().min(2, 'required').max(120),
  /** Country in which they are now, alpha-3: one may apply from abroad. */
  appliedFrom: z.string().refine((code) => findCountry(code) !== undefined, { error: 'required' }),
  details: z.string().trim().max(1000).optional(),
}

export const StatusApplication = z.object({
  ...Where,
  ground: z.enum(grounds, { error: 'required' }),
  /** Asked where state support is taken, with the ground of the regional quota. */
  acceptsContract: z.boolean().optional(),
  inPilot: z.boolean().default(false),
})

/**
 * A person asks for the status of kandas, for themselves and the family that joined, from any place. Within the regional quota a
 * place is held for each person; every other ground settles without state support and needs none. The law of the filing day governs.
 */
export const applyForKandasStatus = act({
  name: 'apply-for-kandas-status',
  who: account,
  input: StatusApplication,
  async do(input, doing) {
    const me = await applicant(doing, kandasStatus)
    if ('refused' in me) return me
    const members = (await findFamily(doing.tx, me.person))
      .filter((one) => one.state === 'joined')
      .map(({ member, member_name, relation, minor }) => ({
        person_id: member,
        name: member_name,
        relation,
        minor,
      }))
    return file(doing, { ...blank, ...me, ...input, route: kandasStatus, kind: 'first', members })
  },
})

export const CardApplication = z.object({
  ...Where,
  cardRoute: z.enum(cardRoutes, { error: 'required' }),
  details: z.string().trim().min(3, 'required').max(1000),
  cardYears: z.int('number').min(1, 'number').max(30, 'number'),
  workYears: z.int('number').min(0, 'number').max(30, 'number').optional(),
})

/** A person asks for a Kandas card (in the law of today the Ata zholy card). The card is of one person. */
export const applyForKandasCard = act({
  name: 'apply-for-kandas-card',
  who: account,
  input: CardApplication,
  async do(input, doing) {
    const me = await applicant(doing, kandasCard)
    if ('refused' in me) return me
    return file(doing, { ...blank, ...me, ...input, route: kandasCard, kind: 'first', members: [] })
  },
})

/** Asks for more months of a running status, with the family of the same application; the rules say whether it may be. */
export const extendKandasStatus = act({
  name: 'extend-kandas-status',
  who: account,
  input: z.object({ status: z.uuid(), months: z.int('number').min(1, 'number').max(60, 'number') }),
  async do(input, doing) {
    const running = await holdRunning(doing, input.status, kandasStatus)
    if ('refused' in running) return running
    const members = await doing.tx.rows<MemberRow>(sql`
      select m.person_id, m.name, m.relation, m.minor from residence.application_member m
        join residence.status s on s.case_id = m.case_id and s.person_id = m.person_id
      where m.case_id = ${running.firstCase}::uuid and s.state = 'active'`)
    return file(doing, { ...running.filing, extensionMonths: input.months, members })
  },
})

/**
 * Asks for more years of a running card. No rule on it was read: an officer looks, and the decision says that it rests on unverified
 * law. A card never outlives the passport, so with one that ends first there is nothing to ask for.
 */
export const extendKandasCard = act({
  name: 'extend-kandas-card',
  who: account,
  input: z.object({ status: z.uuid(), years: z.int('number').min(1, 'number').max(30, 'number') }),
  async do(input, doing) {
    const running = await holdRunning(doing, input.status, kandasCard)
    if ('refused' in running) return running
    const passport = await passportEnd(doing.tx, running.filing.person)
    if (passport && passport <= (running.filing.expiresOn ?? ''))
      return refuse({
        code: 'passport-ends-first',
        article: 'rules on the Ata zholy card',
        values: { passport },
      })
    return file(doing, { ...running.filing, cardYears: input.years, members: [] })
  },
})

/** A running status or card of the asker, held until the act ends, as the beginning of its extension. @throws Fault not-found, wrong-state */
async function holdRunning(doing: Doing, id: string, route: Route) {
  const { actor, tx } = doing
  if (actor.kind !== 'person' || !actor.person) throw new Fault('not-allowed')
  const status = await tx.one<{
    id: string
    kind: string
    state: string
    case_id: string
    person_id: string
    person_name: string
    region: string
    settlement: string
    valid_to: string
    extensions: number
  }>(sql`
    select id, kind, state, case_id, person_id, person_name, region, settlement, valid_to::text, extensions from residence.status
    where id = ${id}::uuid and person_id = ${actor.person}::uuid for update`)
  if (status.kind !== route || status.state !== 'active') throw new Fault('wrong-state')
  const open = await tx.maybe<{ case_id: string }>(sql`
    select a.case_id from residence.application a join "case"."case" c on c.id = a.case_id
    where a.extends_status = ${status.id}::uuid and c.closed_at is null`)
  if (open) return refuse({ code: 'extension-already-asked', see: open.case_id })
  const first = await tx.one<
    Pick<
      ApplicationRow,
      'ground' | 'card_route' | 'applied_from' | 'details' | 'accepts_contract' | 'in_pilot'
    >
  >(sql`
    select ground, card_route, applied_from, details, accepts_contract, in_pilot from residence.application where case_id = ${status.case_id}::uuid`)
  return {
    firstCase: status.case_id,
    filing: {
      account: actor.account,
      person: status.person_id,
      name: status.person_name,
      route,
      kind: 'extension' as const,
      region: status.region,
      settlement: status.settlement,
      appliedFrom: first.applied_from,
      details: first.details ?? undefined,
      ground: first.ground ?? undefined,
      cardRoute: first.card_route ?? undefined,
      acceptsContract: first.accepts_contract ?? undefined,
      inPilot: first.in_pilot,
      extendsStatus: status.id,
      extensionsBefore: status.extensions,
      expiresOn: status.valid_to,
    },
  }
}

/** Who applies: a registered person without such a status and without an open application for one. */
async function applicant(doing: Doing, route: Route) {
  const { actor, tx } = doing
  if (actor.kind !== 'person') throw new Fault('not-allowed')
  if (!actor.person) return refuse({ code: 'register-first' })
  const running = await tx.maybe<{ id: string }>(
    sql`select id from residence.status where person_id = ${actor.person}::uuid and kind = ${route} and state = 'active'`,
  )
  if (running) return refuse({ code: 'already-holds', see: running.id })
  const open = await tx.maybe(sql`
    select 1 from residence.application a join "case"."case" c on c.id = a.case_id
    where a.person_id = ${actor.person}::uuid and a.route = ${route} and c.closed_at is null`)
  if (open) return refuse({ code: 'already-asked' })
  const { name } = await tx.one<{ name: string }>(
    sql`select latin_name as name from person.person where id = ${actor.person}::uuid`,
  )
  return { account: actor.account, person: actor.person, name }
}

interface Filing {
  account: string
  person: string
  name: string
  route: Route
  kind: 'first' | 'extension'
  region: string
  settlement: string
  appliedFrom: string
  details?: string | undefined
  ground?: (typeof grounds)[number] | undefined
  cardRoute?: (typeof cardRoutes)[number] | undefined
  acceptsContract?: boolean | undefined
  inPilot: boolean
  cardYears?: number | undefined
  workYears?: number | undefined
  extensionMonths?: number | undefined
  extendsStatus?: string | undefined
  extensionsBefore: number
  expiresOn?: string | undefined
  members: MemberRow[]
}
const blank = { inPilot: false, extensionsBefore: 0 }

async function file(doing: Doing, filing: Filing): Promise<{ case: string; number: string; place: string }> {
  const { tx, today } = doing
  await eraseDraft(doing, filing.extendsStatus ? extensionDraft(filing.extendsStatus) : filing.route)
  for (const person of [filing.person, ...filing.members.map((one) => one.person_id)])
    await openToRegion(doing, person, filing.region)
  const subjects = [filing.person, ...filing.members.map((one) => one.person_id)]
  const opened = await openCase(doing, {
    kind: filing.route,
    applicantAccount: filing.account,
    applicantPerson: filing.person,
    subjects,
    subjectName: filing.name,
    region: filing.region,
    matter: kandasMatter,
    dueOn: addWorkingDays(today, numberAt('kandas.decision-days', today)),
    governingDate: today,
  })
  await tx.done(sql`
    insert into residence.application (case_id, route, kind, person_id, account_id, person_name, region, settlement, applied_from, ground, card_route, details,
      accepts_contract, in_pilot, card_years, work_years, extension_months, extends_status, extensions_before, expires_on, filed_at)
    values (${opened.id}::uuid, ${filing.route}, ${filing.kind}, ${filing.person}::uuid, ${filing.account}::uuid, ${filing.name}, ${filing.region}, ${filing.settlement},
      ${filing.appliedFrom}, ${filing.ground ?? null}, ${filing.cardRoute ?? null}, ${filing.details ?? null}, ${filing.acceptsContract ?? null}, ${filing.inPilot},
      ${filing.cardYears ?? null}::int, ${filing.workYears ?? null}::int, ${filing.extensionMonths ?? null}::int, ${filing.extendsStatus ?? null}::uuid,
      ${filing.extensionsBefore}, ${filing.expiresOn ?? null}::date, ${doing.now.toString()}::timestamptz)`)
  for (const one of filing.members)
    await tx.done(sql`
      insert into residence.application_member (case_id, person_id, name, relation, minor)
      values (${opened.id}::uuid, ${one.person_id}::uuid, ${one.name}, ${one.relation}, ${one.minor})`)
  const place = await holdPlaces(doing, {
    caseId: opened.id,
    route: filing.route,
    kind: filing.kind,
    ground: filing.ground ?? null,
    region: filing.region,
    people: subjects.length,
  })
  await doing.record({
    type: filing.route === kandasCard ? 'kandas-card-applied-for' : 'kandas-status-applied-for',
    subjects,
    case: opened.id,
    ground: filing.route === kandasCard ? 'MLSP-ATAZHOLY' : 'MLSP-KANDAS',
    after: {
      kind: filing.kind,
      ground: filing.ground ?? filing.cardRoute,
      region: filing.region,
      people: subjects.length,
      place,
    },
  })
  return { case: opened.id, number: opened.number, place }
}
