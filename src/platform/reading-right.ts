import { sql, type Tx } from './database.ts'

/** Kinds of data by the purpose for which they are open. A purpose that is not there opens nothing. */
export type ReadingRights = ReadonlyMap<string, ReadonlySet<string>>

/**
 * What the rows of `platform.reading_right` open to the member of staff who asks, all their roles together. A page shows by it; that
 * nothing else leaves is kept by the database, where the record of a look is refused outside of the same rows.
 */
export async function readingRights(tx: Tx): Promise<ReadingRights> {
  const rows = await tx.rows<{ purpose: string; categories: string[] }>(sql`
    /* kept */ select purpose, array_agg(distinct category) as categories from platform.reading_right where platform.has_role(role) group by purpose`)
  return new Map(rows.map(({ purpose, categories }) => [purpose, new Set(categories)]))
}

export interface ReadingRight {
  role: string
  purpose: string
  categories: string[]
}

/** The whole matrix, for whoever wants to see it: what opens most comes first. It names nobody. */
export const allReadingRights = (tx: Tx): Promise<ReadingRight[]> =>
  tx.rows<ReadingRight>(sql`
    with weighed as (select role, purpose, category, count(*) over (partition by purpose) as opens, count(*) over (partition by category) as opened from platform.reading_right)
    select role, purpose, array_agg(category order by opened desc, category) as categories from weighed group by role, purpose, opens order by opens desc, purpose, role`)
