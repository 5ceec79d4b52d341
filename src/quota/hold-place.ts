import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'

/** Why a place was given back: shown to the analyst, word for word, with the case. */
export type Cause = 'refused' | 'withdrawn' | 'fee-unpaid' | 'expired' | 'exit' | 'revoked' | 'unused'

/**
 * Holds one place of the quota in each region for a case, in one step: all of them or none. Joins the act of the module above; the
 * rows are locked to the end of its transaction, so call it late. A case that holds already gets the same answer.
 * `beyond` is for an appeal that was won: the place is given also where none is free, and the next one finds one fewer.
 * @param regions KATO prefixes; the places are of the year in which work begins
 */
export async function reservePlaces(
  doing: Doing,
  given: { caseId: string; year: number; category: string; regions: string[]; beyond?: boolean },
): Promise<{ answer: 'reserved' } | { answer: 'none'; region: string }> {
  const { full } = await doing.tx.one<{ full: string | null }>(sql`
    select quota.reserve(${given.caseId}::uuid, ${given.year}, ${given.category}, ${[...new Set(given.regions)].sort()}::text[], ${doing.now.toString()}::timestamptz, ${given.beyond ?? false}) as full`)
  return full === null ? { answer: 'reserved' } : { answer: 'none', region: full }
}

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
