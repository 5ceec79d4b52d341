import { sql } from '../platform/database.ts'
import type { Looking } from '../platform/read.ts'

/** The open case that binds this member of staff to this person: assigned to them, and about the person. */
export async function findOwnCase(
  { tx, actor }: Looking,
  person: string,
): Promise<{ purpose: string; case: string } | undefined> {
  if (actor.kind !== 'staff') return undefined
  const found = await tx.maybe<{ id: string }>(sql`
    select id from "case"."case" where assigned_to = ${actor.staff}::uuid and closed_at is null and subjects @> array[${person}::uuid]
    order by opened_at desc limit 1`)
  return found && { purpose: 'case-work', case: found.id }
}
