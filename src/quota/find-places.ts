import { type Query, sql } from '../platform/database.ts'
import type { QuotaCategory } from './set-allocation.ts'

export interface BalanceRow {
  year: number
  region: string
  category: QuotaCategory
  places: number
  reserved: number
  used: number
  free: number
  /** How many versions the allocation has had within the year. */
  versions: number
}

/** Places of a year by region and category. Nothing here names anybody. */
export const findBalances = (query: Query, year: number, region?: string): Promise<BalanceRow[]> =>
  query.rows<BalanceRow>(sql`
    select b.year, b.region, b.category, b.places, b.reserved, b.used, greatest(0, b.places - b.reserved - b.used) as free,
      (select count(*)::int from quota.allocation a where a.year = b.year and a.region = b.region and a.category = b.category and a.confirmed_at is not null) as versions
    from quota.balance b where b.year = ${year} ${region ? sql`and b.region = ${region}` : sql``}
    order by b.region, array_position(array['first', 'second', 'third', 'fourth', 'seasonal'], b.category)`)

export interface AllocationRow {
  id: string
  year: number
  region: string
  category: QuotaCategory
  version: number
  places: number
  valid_from: string
  ground: string
  proposed_by: string | null
  confirmed_at: Date | null
}

/** Versions of allocations, the newest first; for staff also what waits for a second person. */
export const findAllocations = (query: Query, year: number, region?: string): Promise<AllocationRow[]> =>
  query.rows<AllocationRow>(sql`
    select id, year, region, category, version, places, valid_from, ground, proposed_by, confirmed_at from quota.allocation
    where year = ${year} and rejected_at is null ${region ? sql`and region = ${region}` : sql``}
    order by confirmed_at desc nulls first, region, category, version desc limit 500`)

export interface MovementRow {
  id: bigint
  at: Date
  region: string
  category: QuotaCategory
  kind: 'allocate' | 'reserve' | 'use' | 'release' | 'return'
  amount: number
  cause: string
  case_number: string | null
}

/** Movements of a year that the asker may see, the latest first; `before` pages on. */
export const findMovements = (
  query: Query,
  year: number,
  given: { region?: string | undefined; before?: string | undefined; most: number },
): Promise<MovementRow[]> =>
  query.rows<MovementRow>(sql`
    select m.id, m.at, m.region, m.category, m.kind, m.amount, m.cause, c.number as case_number
    from quota.movement m left join "case"."case" c on c.id = m.case_id
    where m.year = ${year} ${given.region ? sql`and m.region = ${given.region}` : sql``} ${given.before ? sql`and m.id < ${given.before}::bigint` : sql``}
    order by m.id desc limit ${given.most}`)
