import { type Query, sql } from '../platform/database.ts'
import { type Day, isoDay } from '../platform/day.ts'

export interface ListedOffice {
  id: string
  institution: string
  institutionNames: Record<string, string>
  names: Record<string, string>
  /** KATO prefix of the region it sits in; null for national offices. */
  region: string | null
  /** By language, or lines such as `street` and `phone`. */
  address: Record<string, unknown> | null
  matters: string[]
}

/** Offices of a day that sit in a region or decide for it (KATO prefix), or all; institutions together. */
export function findOffices(query: Query, date: Day, region?: string): Promise<ListedOffice[]> {
  const day = isoDay(date)
  const wanted = region ?? null
  return query.rows<ListedOffice>(sql`
    select o.id, o.institution, i.names as "institutionNames", o.names, o.region, o.address, coalesce(j.matters, '{}') as matters
    from institution.office o join institution.institution i on i.code = o.institution
    left join lateral (
      select array_agg(distinct d.matter) as matters, bool_or(d.region in (${wanted}, '*')) as decides
      from institution.jurisdiction d where d.office_id = o.id and d.valid_from <= ${day}::date and (d.valid_to is null or d.valid_to >= ${day}::date)) j on true
    where o.valid_from <= ${day}::date and (o.valid_to is null or o.valid_to >= ${day}::date)
      and (${wanted}::text is null or o.region = ${wanted} or j.decides)
    order by i.kind <> 'ministry', i.names->>'en', o.region nulls first, o.names->>'en', o.id`)
}
