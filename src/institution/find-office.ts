import { type Query, sql } from '../platform/database.ts'
import { type Day, isoDay } from '../platform/day.ts'
import { Fault } from '../platform/fault.ts'
import type { Locale } from '../platform/language.ts'

export interface Office {
  id: string
  institution: string
  names: Record<string, string>
  region: string | null
}

/** The office that decides a matter for a region on a day; the region's own office comes before one for every region. */
export function findOffice(
  query: Query,
  matter: string,
  region: string,
  date: Day,
): Promise<Office | undefined> {
  const day = isoDay(date)
  return query.maybe<Office>(sql`
    select o.id, o.institution, o.names, o.region from institution.jurisdiction j join institution.office o on o.id = j.office_id
    where j.matter = ${matter} and j.region in (${region}, '*')
      and j.valid_from <= ${day}::date and (j.valid_to is null or j.valid_to >= ${day}::date)
    order by (j.region = '*'), j.valid_from desc limit 1`)
}

/** @throws Fault not-found, with matter and region in its details, when no office has jurisdiction on the day */
export async function getOffice(query: Query, matter: string, region: string, date: Day): Promise<Office> {
  const office = await findOffice(query, matter, region, date)
  if (!office) throw new Fault('not-found', { details: { noOfficeFor: matter, region } })
  return office
}

const fallback: Partial<Record<Locale, string>> = { kk: 'kk', en: 'en', zh: 'en', tr: 'en' }

/** Institutions and offices are named in kk, ru and en; Central Asian readers get the Russian name. */
export const officeName = (names: Record<string, string>, locale: Locale): string =>
  names[locale] ?? names[fallback[locale] ?? 'ru'] ?? names.en ?? ''

/** Names of offices by id. */
export async function officeNames(
  query: Query,
  ids: readonly string[],
  locale: Locale,
): Promise<Map<string, string>> {
  const rows = await query.rows<{ id: string; names: Record<string, string> }>(
    sql`select id, names from institution.office where id = any(${[...new Set(ids)]}::uuid[])`,
  )
  return new Map(rows.map((row) => [row.id, officeName(row.names, locale)]))
}
