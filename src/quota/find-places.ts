import { type Query, sql } from '../platform/database.ts'
import type { Scheme } from './hold-place.ts'
import type { QuotaCategory } from './set-allocation.ts'

export interface BalanceRow {
  scheme: Scheme
  year: number
  region: string
  category: QuotaCategory
  /** Section of OKED, or `all` where the key is not divided by sector. */
  sector: string
  places: number
  reserved: number
  used: number
  free: number
  /** How many versions the allocation has had within the year. */
  versions: number
}

/** Which places: of one year, also of one quota, region, category or sector alone. */
export interface Places {
  year: number
  scheme?: Scheme | undefined
  region?: string | undefined
}
const of = ({ year, scheme, region }: Places, table: string) => {
  const column = (name: string) => sql.ref(`${table}.${name}`)
  return sql`${column('year')} = ${year} ${scheme ? sql`and ${column('scheme')} = ${scheme}` : sql``} ${region ? sql`and ${column('region')} = ${region}` : sql``}`
}

/** Places of a year by quota, region, category and sector. Nothing here names anybody. */
export const findBalances = (query: Query, places: Places): Promise<BalanceRow[]> =>
  query.rows<BalanceRow>(sql`
    select b.scheme, b.year, b.region, b.category, b.sector, b.places, b.reserved, b.used, greatest(0, b.places - b.reserved - b.used) as free,
      (select count(*)::int from quota.allocation a where a.scheme = b.scheme and a.year = b.year and a.region = b.region and a.category = b.category
        and a.sector = b.sector and a.confirmed_at is not null) as versions
    from quota.balance b where ${of(places, 'b')}
    order by b.scheme, b.region, array_position(array['first', 'second', 'third', 'fourth', 'seasonal'], b.category), b.sector`)

export interface AllocationRow {
  id: string
  scheme: Scheme
  year: number
  region: string
  category: QuotaCategory
  sector: string
  version: number
  places: number
  valid_from: string
  ground: string
  proposed_by: string | null
  confirmed_at: Date | null
}

/** Versions of allocations, the newest first; for staff also what waits for a second person. */
export const findAllocations = (query: Query, places: Places): Promise<AllocationRow[]> =>
  query.rows<AllocationRow>(sql`
    select id, scheme, year, region, category, sector, version, places, valid_from, ground, proposed_by, confirmed_at from quota.allocation a
    where ${of(places, 'a')} and rejected_at is null
    order by confirmed_at desc nulls first, scheme, region, category, sector, version desc limit 500`)

export interface MovementRow {
  id: bigint
  at: Date
  scheme: Scheme
  region: string
  category: string
  sector: string
  kind: 'allocate' | 'reserve' | 'use' | 'release' | 'return' | 'outside'
  amount: number
  cause: string
  case_number: string | null
}

/** Movements of a year that the asker may see, the latest first; `before` pages on. */
export const findMovements = (
  query: Query,
  given: Places & { before?: string | undefined; most: number },
): Promise<MovementRow[]> =>
  query.rows<MovementRow>(sql`
    select m.id, m.at, m.scheme, m.region, m.category, m.sector, m.kind, m.amount, m.cause, c.number as case_number
    from quota.movement m left join "case"."case" c on c.id = m.case_id
    where ${of(given, 'm')} ${given.before ? sql`and m.id < ${given.before}::bigint` : sql``}
    order by m.id desc limit ${given.most}`)

export interface OutsideRow {
  region: string
  category: string
  cause: string
  count: number
}

/** How many needed no place in a year, by region, category and reason. Counts alone: for everybody. */
export const findOutside = (query: Query, scheme: Scheme, year: number): Promise<OutsideRow[]> =>
  query.rows<OutsideRow>(
    sql`select region, category, cause, count from quota.counted_outside(${scheme}, ${year})`,
  )
