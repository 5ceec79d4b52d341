import { sql, type Tx } from '../platform/database.ts'
import type { Missing } from './find-overstays.ts'

export const overstayStates = ['open', 'contacted', 'invited', 'closed', 'resolved'] as const
export type OverstayState = (typeof overstayStates)[number]

export interface OverstayRow {
  person_id: string
  latin_name: string
  last_day: string
  /** Days since the last lawful day. */
  days: number
  reason: 'per-entry' | 'in-window' | 'ground'
  missing: Missing[]
  state: OverstayState
  state_since: Date
  checked_at: Date
  version: number
}

export interface OverstayQuery {
  /** Absent: all that are not settled. */
  state?: OverstayState | undefined
  missing?: Missing | undefined
  /** At least so many days over. */
  days?: number | undefined
  after?: { day: string; person: string } | undefined
}

const settled = sql`('closed', 'resolved')`

/** A page of the list, the latest last day first: what can still be put right comes before what is old. */
export const listOverstays = (
  tx: Tx,
  query: OverstayQuery,
  today: string,
  limit: number,
): Promise<OverstayRow[]> =>
  tx.rows<OverstayRow>(sql`
    select o.person_id, p.latin_name, o.last_day::text, ${today}::date - o.last_day as days, o.reason, o.missing, o.state, o.state_since,
      o.checked_at, o.version
    from (select * from stay.overstay x where ${query.state ? sql`x.state = ${query.state}` : sql`x.state not in ${settled}`}
        ${query.missing ? sql`and ${query.missing} = any (x.missing)` : sql``}
        ${query.days ? sql`and x.last_day <= ${today}::date - ${query.days}::int` : sql``}
        ${query.after ? sql`and (x.last_day, x.person_id) < (${query.after.day}::date, ${query.after.person}::uuid)` : sql``}
      order by x.last_day desc, x.person_id desc limit ${limit}) o
    join person.person p on p.id = o.person_id
    order by o.last_day desc, o.person_id desc`)

/** @throws Fault not-found */
export const getOverstay = (tx: Tx, person: string, today: string): Promise<OverstayRow> =>
  tx.one<OverstayRow>(sql`
    select o.person_id, p.latin_name, o.last_day::text, ${today}::date - o.last_day as days, o.reason, o.missing, o.state, o.state_since,
      o.checked_at, o.version
    from stay.overstay o join person.person p on p.id = o.person_id where o.person_id = ${person}::uuid`)

export interface StepRow {
  step: 'contact' | 'invite' | 'close'
  note: string
  name: string
  at: Date
}

export const stepsOf = (tx: Tx, person: string): Promise<StepRow[]> =>
  tx.rows<StepRow>(sql`
    select s.step, s.note, f.name, s.at from stay.overstay_step s join institution.staff f on f.id = s.staff_id
    where s.person_id = ${person}::uuid order by s.at, s.id`)

/** How many are in each state, of those the officer may see. */
export async function countOverstays(tx: Tx): Promise<Partial<Record<OverstayState, number>>> {
  const rows = await tx.rows<{ state: OverstayState; n: number }>(
    sql`select state, count(*)::int as n from stay.overstay group by state`,
  )
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}

/** When the border last reported anything; null when it never has. */
export const borderHeardAt = async (tx: Tx): Promise<Date | null> =>
  (await tx.one<{ at: Date | null }>(sql`select stay.border_heard_at() as at`)).at
