import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'

/** Quotas of one mechanism: foreign workers of employers, household permits, kandas. */
export const schemes = ['employer', 'household', 'kandas'] as const
export type Scheme = (typeof schemes)[number]

/** The pool of the whole country, beside the KATO prefixes of regions. */
export const wholeCountry = 'KZ'

/** Why a place was given back: shown to the analyst, word for word, with the case. */
export type Cause = 'refused' | 'withdrawn' | 'fee-unpaid' | 'expired' | 'exit' | 'revoked' | 'unused'

/**
 * Holds places of a quota in each region for a case, in one step: all of them or none. Joins the act of the module above; the
 * rows are locked to the end of its transaction, so call it late. A case that holds already gets the same answer.
 * `beyond` is for an appeal that was won: the place is given also where none is free, and the next one finds one fewer.
 * @param given.scheme `employer` unless named; `household` and `kandas` have the one category `all`
 * @param given.sector section of OKED; used where the key is divided by sector, else the undivided key is
 * @param given.regions KATO prefixes, or `wholeCountry`; the places are of the year in which work begins
 * @param given.amount places in each region, one unless named (a family of kandas takes one for each person)
 * @param given.until ISO day after which a place that is still only reserved goes back as unused (`releaseUnused`)
 * @returns `none` with the first region in which it fails; `allocated` false says that nobody has set places for that key at all
 */
export async function reservePlaces(
  doing: Doing,
  given: {
    caseId: string
    scheme?: Scheme
    year: number
    category: string
    sector?: string | undefined
    regions: string[]
    amount?: number
    until?: string | undefined
    beyond?: boolean
  },
): Promise<{ answer: 'reserved' } | { answer: 'none'; region: string; allocated: boolean }> {
  const { scheme = 'employer', year, category, sector = 'all' } = given
  const { full } = await doing.tx.one<{ full: string | null }>(sql`
    select quota.reserve(${given.caseId}::uuid, ${scheme}, ${year}, ${category}, ${sector}, ${[...new Set(given.regions)].sort()}::text[], ${given.amount ?? 1},
      ${given.until ?? null}::date, ${doing.now.toString()}::timestamptz, ${given.beyond ?? false}) as full`)
  if (full === null) return { answer: 'reserved' }
  const { allocated } = await doing.tx.one<{ allocated: boolean }>(sql`
    select exists (select 1 from quota.balance where scheme = ${scheme} and year = ${year} and region = ${full} and category = ${category}
      and sector in ('all', ${sector})) as allocated`)
  return { answer: 'none', region: full, allocated }
}

/** Counts a case that needs no place, once, with the reason (an act, or `extension`): shown apart, it moves nothing. */
export const countOutside = (
  doing: Doing,
  given: {
    caseId: string
    scheme: Scheme
    year: number
    category: string
    sector?: string | undefined
    regions: string[]
    reason: string
  },
): Promise<number> =>
  doing.tx.done(sql`
    select quota.outside(${given.caseId}::uuid, ${given.scheme}, ${given.year}, ${given.category}, ${given.sector ?? 'all'},
      ${[...new Set(given.regions)].sort()}::text[], ${given.reason}, ${doing.now.toString()}::timestamptz)`)

/** What was held is used: the permit was issued. Returns how many places moved; 0 when none was held. */
export const usePlaces = (doing: Doing, caseId: string): Promise<number> =>
  move(doing, caseId, 'used', 'issued')

/** What was held or used goes back to the pool, once. Returns how many places moved. */
export const releasePlaces = (doing: Doing, caseId: string, cause: Cause): Promise<number> =>
  move(doing, caseId, 'released', cause)

const move = async (doing: Doing, caseId: string, target: string, why: string): Promise<number> =>
  (
    await doing.tx.one<{ moved: number }>(
      sql`select quota.move(${caseId}::uuid, ${target}, ${why}, ${doing.now.toString()}::timestamptz) as moved`,
    )
  ).moved
