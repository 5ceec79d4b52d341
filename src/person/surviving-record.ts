import { type Query, sql } from '../platform/database.ts'

/** The record in which a merged one lives on, if the asker may see it. @throws Fault not-found, the same for absent and forbidden */
export const survivingRecord = (query: Query, person: string): Promise<{ id: string }> =>
  query.one<{ id: string }>(sql`
    select p.id from person.person p
    where p.id = (select coalesce(x.same_as, x.id) from person.person x where x.id = ${person}::uuid)`)
