import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { type Cause, countOutside, releasePlaces, reservePlaces, usePlaces } from '../quota/hold-place.ts'

export type Place = 'held' | 'none' | 'not-needed' | 'released'

/**
 * Holds a place of the household quota of a region while an application is decided (yearly order on the quota of labour immigrants).
 * An extension keeps the place of its permit; where no quota was set for the region, none is needed, and both are counted apart. That
 * a full quota refuses was not read in the Rules: the system then grants nothing, and an officer looks.
 */
export async function holdHouseholdPlace(
  doing: Doing,
  filing: { caseId: string; region: string; startsOn: string; extension: boolean },
): Promise<Place> {
  const { caseId, region, extension } = filing
  const places = {
    caseId,
    scheme: 'household',
    year: Temporal.PlainDate.from(filing.startsOn).year,
    category: 'all',
    regions: [region],
  } as const
  const regions = [region]
  const held = extension ? undefined : await reservePlaces(doing, { ...places, regions })
  if (held?.answer === 'reserved') return 'held'
  if (held?.allocated) return 'none'
  await countOutside(doing, { ...places, regions, reason: extension ? 'extension' : 'not-allocated' })
  return 'not-needed'
}

/** The permit is issued: its place counts as used; where an officer grants beyond a full quota, the next one finds one fewer. */
export async function useHouseholdPlace(
  doing: Doing,
  given: { caseId: string; region: string; startsOn: string; place: Place },
): Promise<void> {
  if (given.place === 'not-needed') return
  await reservePlaces(doing, {
    caseId: given.caseId,
    scheme: 'household',
    year: Temporal.PlainDate.from(given.startsOn).year,
    category: 'all',
    regions: [given.region],
    beyond: true,
  })
  await usePlaces(doing, given.caseId)
  await doing.tx.done(sql`update permit.application set place = 'held' where case_id = ${given.caseId}::uuid`)
}

/** The place of an application, or of the permit it became, goes back to the pool, once. */
export async function letHouseholdPlaceGo(doing: Doing, caseId: string, cause: Cause): Promise<void> {
  if ((await releasePlaces(doing, caseId, cause)) === 0) return
  await doing.tx.done(
    sql`update permit.application set place = 'released' where case_id = ${caseId}::uuid and place = 'held'`,
  )
}
