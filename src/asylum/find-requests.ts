import type { Actor } from '../platform/actor.ts'
import { type Query, sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { isId } from '../platform/new-id.ts'
import type { LawState } from '../policy/law-state.ts'
import { behindWall, unseal } from './behind-wall.ts'
import { officeOf, type SealedRequest } from './take-request.ts'

export type RequestState = 'pending' | 'hearing' | 'refused' | 'appealed' | 'recognised' | 'closed'

interface RequestRow {
  id: string
  institution: string
  office_id: string
  region: string
  language: string
  sealed: Buffer
  in_time: boolean
  received_on: string
  fingerprints_by: string
  fingerprints_on: string | null
  decide_by: string
  postponed_to: string | null
  postponed_why: Buffer | null
  state: RequestState
  version: number
}

export interface CertificateRow {
  id: string
  from: string
  to: string
  law_state: LawState
  given: boolean
}
export interface HearingRow {
  id: string
  announced_on: string
  held_on: string
  grounds: string[]
  reasons: string
  statement: string | null
  stated_on: string | null
}
export interface DecisionRow {
  id: string
  kind: 'recognise' | 'refuse' | 'uphold' | 'overturn'
  adverse: boolean
  decided_by: string
  decider: string
  institution: string
  decided_on: string
  reasons: string
  grounds: string[]
  law_states: LawState[]
  appeal_until: string | null
  office: Record<string, string> | null
}
export interface AppealRow {
  id: string
  decision_id: string
  words: string
  lodged_on: string
  in_time: boolean
  decide_by: string
  outcome: 'upheld' | 'overturned' | null
}
export interface ConsentRow {
  id: string
  recipient: string
  names: Record<string, string>
  words: string
  language: string
  draft: boolean
  given_on: string
  withdrawn_on: string | null
}
export interface HandingRow {
  id: string
  names: Record<string, string>
  categories: string[]
  purpose: string
  handed_on: string
}
export interface RecipientRow {
  code: string
  names: Record<string, string>
  kind: string
  does: string[]
}

/** All of one request, opened. */
export interface RequestFile extends Omit<RequestRow, 'sealed' | 'postponed_why'>, SealedRequest {
  /** Why the decision was put off. */
  postponedWhy: string | null
  certificates: CertificateRow[]
  hearings: HearingRow[]
  decisions: DecisionRow[]
  appeals: AppealRow[]
  consents: ConsentRow[]
  handings: HandingRow[]
  /** Which institutions opened it, and on which days. */
  reads: { names: Record<string, string>; read_on: string }[]
}

export interface RequestLine {
  id: string
  name: string
  state: RequestState
  received_on: string
  /** The next day that the office owes something. */
  due: string
  owes: 'fingerprints' | 'decision' | 'appeal'
  certificate_to: string
}

/** Requests that wait for the institution of the officer, what is due first on top; for whoever is on the list, and nobody else. */
export function findRequests(instance: Instance, actor: Actor): Promise<RequestLine[]> {
  officeOf(actor)
  return behindWall(instance, actor, async (tx) => {
    const rows = await tx.rows<Omit<RequestLine, 'name'> & { sealed: Buffer }>(sql`
      select r.id, r.sealed, r.state, r.received_on::text, (select max(c.valid_to)::text from asylum.certificate c where c.request_id = r.id) as certificate_to,
        o.owes, o.due::text
      from asylum.request r
        cross join lateral (select a.decide_by from asylum.appeal a where a.request_id = r.id and a.outcome is null union all select null limit 1) a
        cross join lateral (select
          case when r.state = 'appealed' then 'appeal' when r.fingerprints_on is null then 'fingerprints' else 'decision' end as owes,
          case when r.state = 'appealed' then a.decide_by when r.fingerprints_on is null then r.fingerprints_by
            else coalesce(r.postponed_to, r.decide_by) end as due) o
      where r.state in ('pending', 'hearing', 'appealed', 'refused') order by r.state = 'refused', o.due, r.id limit 200`)
    return rows.map(({ sealed, ...row }) => ({
      ...row,
      name: nameOf(unseal<SealedRequest>(instance, row.id, sealed)),
    }))
  })
}

export const nameOf = ({ latinName }: Pick<SealedRequest, 'latinName'>): string =>
  [latinName.family, latinName.given].filter(Boolean).join(' ')

/** One request, opened by an officer; that they did is kept behind the wall and shown to the person. @throws Fault not-found, absent and forbidden alike */
export function getRequest(instance: Instance, actor: Actor, id: string): Promise<RequestFile> {
  const officer = officeOf(actor)
  if (!isId(id)) throw new Fault('not-found')
  return behindWall(instance, actor, async (tx) => {
    const file = await fileOf(
      instance,
      tx,
      await tx.one<RequestRow>(sql`select * from ${rowsOf} where id = ${id}::uuid`),
    )
    await tx.done(sql`
      insert into asylum.read (request_id, staff_id, institution, read_on)
      values (${id}::uuid, ${officer.staff}::uuid, ${officer.institution}, ${instance.clock.today().toString()}::date) on conflict do nothing`)
    return file
  })
}

/** The latest request of the person who asks, all of it; undefined when there is none. */
export function findOwnRequest(instance: Instance, actor: Actor): Promise<RequestFile | undefined> {
  if (actor.kind !== 'person') throw new Fault('not-found')
  if (!actor.person) return Promise.resolve(undefined)
  return behindWall(instance, actor, async (tx) => {
    const row = await tx.maybe<RequestRow>(
      sql`select * from ${rowsOf} order by received_on desc, id desc limit 1`,
    )
    return row && fileOf(instance, tx, row)
  })
}

/** Whom data of asylum may be handed to, or who may read them: the list, for everybody. */
export const findRecipients = (instance: Instance): Promise<RecipientRow[]> =>
  behindWall(instance, { kind: 'public' }, (tx) =>
    tx.rows<RecipientRow>(
      sql`select code, names, kind, does from asylum.recipient where ended_on is null order by kind = 'international', code`,
    ),
  )

const rowsOf = sql`(select id, institution, office_id, region, language, sealed, in_time, received_on::text, fingerprints_by::text, fingerprints_on::text,
  decide_by::text, postponed_to::text, postponed_why, state, version from asylum.request) r`

async function fileOf(instance: Instance, tx: Query, row: RequestRow): Promise<RequestFile> {
  const { sealed, postponed_why: why, ...rest } = row
  const open = <T>(of: string, words: Buffer) => unseal<T>(instance, of, words)
  const id = row.id
  const certificates = await tx.rows<CertificateRow>(sql`
    select id, valid_from::text as from, valid_to::text as to, law_state, given from asylum.certificate where request_id = ${id}::uuid order by valid_from desc, id desc`)
  const hearings = await tx.rows<
    Omit<HearingRow, 'reasons' | 'statement'> & { sealed: Buffer; statement: Buffer | null }
  >(sql`
    select id, announced_on::text, held_on::text, grounds, sealed, statement, stated_on::text from asylum.hearing where request_id = ${id}::uuid order by announced_on desc, id desc`)
  const decisions = await tx.rows<Omit<DecisionRow, 'reasons'> & { reasons: Buffer }>(sql`
    select d.id, d.kind, d.adverse, d.decided_by, s.name as decider, d.institution, d.decided_on::text, d.reasons, d.grounds, d.law_states, d.appeal_until::text, o.names as office
    from asylum.decision d join institution.staff s on s.id = d.decided_by left join institution.office o on o.id = d.appeal_to
    where d.request_id = ${id}::uuid order by d.decided_on desc, d.id desc`)
  const appeals = await tx.rows<Omit<AppealRow, 'words'> & { sealed: Buffer }>(sql`
    select id, decision_id, sealed, lodged_on::text, in_time, decide_by::text, outcome from asylum.appeal where request_id = ${id}::uuid order by lodged_on desc, id desc`)
  const consents = await tx.rows<ConsentRow>(sql`
    select c.id, c.recipient, r.names, c.words, c.language, c.draft, c.given_on::text, c.withdrawn_on::text
    from asylum.consent c join asylum.recipient r on r.code = c.recipient where c.request_id = ${id}::uuid order by c.given_on desc, c.id desc`)
  const handings = await tx.rows<Omit<HandingRow, 'purpose'> & { purpose: Buffer }>(sql`
    select h.id, r.names, h.categories, h.purpose, h.handed_on::text from asylum.handing h join asylum.recipient r on r.code = h.recipient
    where h.request_id = ${id}::uuid order by h.handed_on desc, h.id desc`)
  const reads = await tx.rows<RequestFile['reads'][number]>(sql`
    select i.names, r.read_on::text from asylum.read r join institution.institution i on i.code = r.institution
    where r.request_id = ${id}::uuid group by i.code, i.names, r.read_on order by r.read_on desc, i.code limit 50`)
  return {
    ...rest,
    ...open<SealedRequest>(id, sealed),
    postponedWhy: why && open<string>(id, why),
    certificates,
    hearings: hearings.map(({ sealed, statement, ...one }) => ({
      ...one,
      reasons: open<string>(one.id, sealed),
      statement: statement && open<string>(one.id, statement),
    })),
    decisions: decisions.map((one) => ({ ...one, reasons: open<string>(one.id, one.reasons) })),
    appeals: appeals.map(({ sealed, ...one }) => ({ ...one, words: open<string>(one.id, sealed) })),
    consents,
    handings: handings.map((one) => ({ ...one, purpose: open<string>(one.id, one.purpose) })),
    reads,
  }
}
