import type { Doing } from '../platform/act.ts'
import { sql, type Tx } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import type { LawState } from '../policy/law-state.ts'
import { findValueAt } from '../policy/value-at.ts'
import { countDays, type Presence, type StayAnswer } from './count-days.ts'

/** Opens a lawful ground to stay inside an act of an upper module (permit, residence, asylum). Days are inclusive. */
export async function openGround(
  doing: Doing,
  ground: {
    person: string
    kind: 'labour-permit' | 'bridging' | 'visa' | 'residence' | 'other'
    from: string
    to: string
    basis: string
    lawState: LawState
  },
): Promise<string> {
  const id = newId()
  await doing.tx.done(sql`
    insert into stay.ground (id, person_id, kind, valid_from, valid_to, basis, law_state, opened_at)
    values (${id}, ${ground.person}, ${ground.kind}, ${ground.from}, ${ground.to}, ${ground.basis}, ${ground.lawState}, ${doing.now.toString()})`)
  return id
}

/** Ends the grounds that rest on `basis` with the given day, because of `reason`. */
export const closeGround = (doing: Doing, basis: string, on: string, reason: string): Promise<number> =>
  doing.tx.done(
    sql`update stay.ground set closed_on = ${on}, closed_because = ${reason} where basis = ${basis} and closed_on is null`,
  )

/** The clock's answer for one person: days left and why, not the crossings. */
export async function stayOf(
  tx: Tx,
  person: string,
  citizenship: string,
  today: Temporal.PlainDate,
): Promise<StayAnswer> {
  const presences = await tx.rows<Presence>(
    sql`select entered::text, "left"::text from stay.presence(${person}::uuid)`,
  )
  const grounds = await tx.rows<{ kind: string; from: string; to: string }>(sql`
    select kind, valid_from::text as from, least(valid_to, coalesce(closed_on, valid_to))::text as to from stay.ground
    where person_id = ${person}::uuid and least(valid_to, coalesce(closed_on, valid_to)) >= ${today.toString()}::date`)
  return countDays({ presences, grounds, unionCitizen: isUnionCitizen(citizenship, today), today })
}

export function isUnionCitizen(citizenship: string, today: Temporal.PlainDate): boolean {
  const members = findValueAt('eaeu.other-members', today)?.value
  return Array.isArray(members) && members.includes(citizenship)
}

/** The last recorded entry, as a day; undefined when none is known. */
export async function lastEntry(tx: Tx, person: string): Promise<string | undefined> {
  const row = await tx.maybe<{ entered: string }>(
    sql`select entered::text from stay.presence(${person}::uuid) order by entered desc limit 1`,
  )
  return row?.entered
}
