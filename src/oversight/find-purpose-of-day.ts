import { isReadingPurpose } from '../person/reading-purpose.ts'
import { sql } from '../platform/database.ts'
import type { Looking } from '../platform/read.ts'

/** For what this member of staff opened this person before on this day. */
export async function findPurposeOfDay(
  { tx, actor, today }: Looking,
  person: string,
): Promise<{ purpose: string } | undefined> {
  if (actor.kind !== 'staff') return undefined
  const { purpose } = await tx.one<{ purpose: string | null }>(
    sql`select oversight.purpose_of_day(${person}::uuid, ${today.toString()}::date) as purpose`,
  )
  return isReadingPurpose(purpose) ? { purpose } : undefined
}
