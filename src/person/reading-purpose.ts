import { sql } from '../platform/database.ts'
import type { Looking } from '../platform/read.ts'
import type { ReadingRights } from '../platform/reading-right.ts'

/** For what a member of staff may open a record outside their own cases. The person reads it in their list of looks. */
export const readingPurposes = [
  'serve-person',
  'case-work',
  'check-document',
  'keep-record',
  'answer-authority',
] as const
export type ReadingPurpose = (typeof readingPurposes)[number]

export const isReadingPurpose = (text: string | null | undefined): text is ReadingPurpose =>
  readingPurposes.some((one) => one === text)

/** What a reading is for; `case` when it is bound to one of the reader's own. */
export interface Bound {
  purpose: string
  case?: string
}
type FindBound = (looking: Looking, person: string) => Promise<Bound | undefined>

const ways: FindBound[] = []

/** A module above tells what already binds the reader to the person: a case of theirs, a purpose stated earlier that day. */
export function registerReadingBound(find: FindBound): void {
  ways.push(find)
}

/**
 * For what this member of staff opens this person: their own case with them, else what they state now, else what they stated on this
 * day, else the record they themselves worked on in it. A purpose that their role does not have binds nobody. Undefined when nothing
 * binds them: then nothing opens.
 */
export async function readingBound(
  looking: Looking,
  person: string,
  stated: ReadingPurpose | undefined,
  rights: ReadingRights,
): Promise<Bound | undefined> {
  const open = (bound: Bound | undefined) => (bound && rights.has(bound.purpose) ? bound : undefined)
  let earlier: Bound | undefined
  for (const way of ways) {
    const found = open(await way(looking, person))
    if (found?.case) return found
    earlier ??= found
  }
  if (stated) return open({ purpose: stated })
  return earlier ?? open(await workedOn(looking, person))
}

/** Who registered or corrected the person today keeps the record without saying so again. */
async function workedOn({ tx, actor, today }: Looking, person: string): Promise<Bound | undefined> {
  if (actor.kind !== 'staff') return undefined
  const { worked } = await tx.one<{ worked: boolean }>(sql`
    select exists (select 1 from platform.event where subjects @> array[${person}::uuid] and actor_kind = 'staff' and actor = ${actor.staff}
      and at >= ${today.toString()}::date::timestamp at time zone 'Asia/Almaty') as worked`)
  return worked ? { purpose: 'keep-record' } : undefined
}
