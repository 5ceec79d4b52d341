import type { Role } from '../platform/actor.ts'
import { type Query, sql } from '../platform/database.ts'
import { type Day, isoDay } from '../platform/day.ts'

/** Names of members of staff by id, also of those who have left: a decision keeps its name. */
export async function staffNames(query: Query, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await query.rows<{ id: string; name: string }>(
    sql`select id, name from institution.staff where id = any(${[...new Set(ids)]}::uuid[])`,
  )
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** Who is posted to an office in one of these roles on a day, by name. */
export function findStaffOfOffice(
  query: Query,
  office: string,
  roles: Role[],
  date: Day,
): Promise<{ id: string; name: string }[]> {
  const day = isoDay(date)
  return query.rows(sql`
    select distinct s.id, s.name from institution.posting p join institution.staff s on s.id = p.staff_id
    where p.office_id = ${office}::uuid and p.role = any(${roles}::text[])
      and p.valid_from <= ${day}::date and (p.valid_to is null or p.valid_to >= ${day}::date)
      and s.active_from <= ${day}::date and (s.active_to is null or s.active_to >= ${day}::date)
    order by s.name`)
}
