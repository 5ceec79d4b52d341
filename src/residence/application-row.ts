import { sql, type Tx } from '../platform/database.ts'
import { numberAt } from '../policy/value-at.ts'

/** The case kinds, which are also the routes of the rules; one matter of jurisdiction for both. */
export const kandasStatus = 'kandas-status'
export const kandasCard = 'kandas-card'
export const kandasMatter = 'kandas'
export type Route = typeof kandasStatus | typeof kandasCard

export const grounds = [
  'regional-quota',
  'demographic-need',
  'family',
  'education-profession',
  'former-compatriot',
] as const
export type StatusGround = (typeof grounds)[number]
export const cardRoutes = ['decree-profession', 'demanded-profession', 'business'] as const
export type CardRoute = (typeof cardRoutes)[number]
export const relations = ['spouse', 'child', 'parent', 'sibling', 'ward'] as const
export type Relation = (typeof relations)[number]

export interface ApplicationRow {
  case_id: string
  route: Route
  kind: 'first' | 'extension'
  person_id: string
  account_id: string
  person_name: string
  region: string
  /** Town or village as typed. */
  settlement: string
  /** Country in which they were when they applied, alpha-3. */
  applied_from: string
  ground: StatusGround | null
  card_route: CardRoute | null
  /** What the applicant says about the ground: relative, profession, business. */
  details: string | null
  accepts_contract: boolean | null
  in_pilot: boolean
  card_years: number | null
  work_years: number | null
  extension_months: number | null
  extends_status: string | null
  extensions_before: number
  expires_on: string | null
  place: 'held' | 'none' | 'not-needed' | 'released'
  place_reason: string | null
  filed_at: Date
}

export interface MemberRow {
  person_id: string
  name: string
  relation: Relation
  minor: boolean
}

export const applicationColumns = sql`case_id, route, kind, person_id, account_id, person_name, region, settlement, applied_from, ground, card_route, details,
  accepts_contract, in_pilot, card_years, work_years, extension_months, extends_status, extensions_before, expires_on::text, place, place_reason, filed_at`

/** @throws Fault not-found, the same for absent and somebody else's */
export const getApplication = (tx: Tx, caseId: string): Promise<ApplicationRow> =>
  tx.one<ApplicationRow>(
    sql`select ${applicationColumns} from residence.application where case_id = ${caseId}::uuid`,
  )

/** The family in one application, without the applicant. */
export const findMembers = (tx: Tx, caseId: string): Promise<MemberRow[]> =>
  tx.rows<MemberRow>(
    sql`select person_id, name, relation, minor from residence.application_member where case_id = ${caseId}::uuid order by name, person_id`,
  )

/**
 * First and last day of what an application would give if it were granted on a day, for a holder whose passport ends on
 * `passportTo`: a status of the months of `kandas.term-months`, an extension that follows its last day, a card of the years asked
 * for. A card never outlives the passport (rules on the Ata zholy card); an unknown passport leaves the term as asked. With a
 * passport that ends before the running card does, an extension of the card ends before it begins: nothing can be given.
 */
export function termOf(
  application: Pick<ApplicationRow, 'route' | 'kind' | 'card_years' | 'extension_months' | 'expires_on'>,
  on: Temporal.PlainDate,
  passportTo?: string | undefined,
): { from: string; to: string } {
  const extends_ = application.kind === 'extension' ? application.expires_on : null
  const from = extends_ ? Temporal.PlainDate.from(extends_).add({ days: 1 }) : on
  const card = application.route === kandasCard
  const length = card
    ? { years: application.card_years ?? 0 }
    : { months: extends_ ? (application.extension_months ?? 0) : numberAt('kandas.term-months', on) }
  // An extension counts from the last day of what it extends, so that 31 January and a month end on the last of February.
  const to = (
    extends_ ? Temporal.PlainDate.from(extends_).add(length) : from.add(length).subtract({ days: 1 })
  ).toString()
  return { from: from.toString(), to: card && passportTo && passportTo < to ? passportTo : to }
}

/** Last day of the travel document that counts for a person; undefined when none with an end is known. */
export async function passportEnd(tx: Tx, person: string): Promise<string | undefined> {
  const { last } = await tx.one<{ last: string | null }>(
    sql`select max(expires_on)::text as last from person.travel_document where person_id = ${person}::uuid and superseded_at is null`,
  )
  return last ?? undefined
}
