import type { Doing } from '../platform/act.ts'
import { actorId } from '../platform/actor.ts'
import { type Query, sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'

/** What a restricted record is not used for. Everything the law makes needful goes on: cases, permits, stay, orders of a court. */
export const restrictedUses = ['export', 'study', 'merge'] as const

export interface Restriction {
  id: string
  because: string
  since: Date
  case_id: string
}

/** The restriction that stands on a record, or nothing. */
export const findRestriction = (query: Query, person: string): Promise<Restriction | undefined> =>
  query.maybe<Restriction>(sql`
    select id, because, since, case_id from person.restriction where person_id = ${person}::uuid and released_at is null`)

/**
 * From now on the record is used for none of `restrictedUses`; one that is restricted stays so (Law on Personal Data, No. 94-V, text not
 * seen; the list of uses is our proposal). Joins the act of whoever decides. @param because twenty letters or more
 */
export async function restrictUse(
  doing: Doing,
  given: { person: string; case: string; because: string },
): Promise<void> {
  const placed = await doing.tx.done(sql`
    insert into person.restriction (id, person_id, case_id, because, since, placed_by)
    values (${newId()}::uuid, ${given.person}::uuid, ${given.case}::uuid, ${given.because}, ${doing.now.toString()}::timestamptz, ${actorId(doing.actor)})
    on conflict (person_id) where released_at is null do nothing`)
  if (placed > 0)
    await doing.record({
      type: 'use-restricted',
      subjects: [given.person],
      case: given.case,
      ground: given.because,
      after: { uses: restrictedUses },
    })
}

/** The record may be used again. @returns whether a restriction stood that the actor may end */
export async function releaseUse(doing: Doing, given: { person: string; because: string }): Promise<boolean> {
  const released = await doing.tx.done(sql`
    update person.restriction set released_at = ${doing.now.toString()}::timestamptz, released_by = ${actorId(doing.actor)}, released_because = ${given.because}
    where person_id = ${given.person}::uuid and released_at is null`)
  if (released === 0) return false
  await doing.record({ type: 'restriction-released', subjects: [given.person], ground: given.because })
  return true
}
