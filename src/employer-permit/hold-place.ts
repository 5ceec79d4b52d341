import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { findValueAt } from '../policy/value-at.ts'
import {
  type Cause,
  countOutside,
  releasePlaces,
  reservePlaces,
  usePlaces,
  wholeCountry,
} from '../quota/hold-place.ts'
import type { ApplicationRow } from './application-row.ts'

/** Categories that need no place of the quota, with the act that says so. */
const outOfQuota: Partial<Record<ApplicationRow['category'], string>> = { 'intra-corporate': 'GOV-802' }

/**
 * Holds the places of the quota for an application while it is decided; an extension keeps those of its permit. A worker in several
 * regions takes one in each, all or none. That a place of the whole country stands beside them is a proposal
 * (`employer-permit.places-of-several-regions`) and counts once it is law.
 */
export async function holdPlace(
  doing: Doing,
  filing: Pick<ApplicationRow, 'category' | 'kind' | 'regions' | 'starts_on' | 'employer_id'> & {
    caseId: string
  },
): Promise<{ place: 'held' | 'none' | 'not-needed'; reason: string | null }> {
  const reason = filing.kind === 'extension' ? 'extension' : outOfQuota[filing.category]
  const { caseId, category } = filing
  const year = Temporal.PlainDate.from(filing.starts_on).year
  const sector = await sectorOf(doing, filing.employer_id)
  if (reason) {
    await countOutside(doing, { caseId, scheme: 'employer', year, category, regions: filing.regions, reason })
    return { place: 'not-needed', reason }
  }
  const held = await reservePlaces(doing, {
    caseId,
    year,
    category,
    sector,
    regions: placesOf(filing.regions, doing.today),
  })
  return held.answer === 'reserved'
    ? { place: 'held', reason: null }
    : { place: 'none', reason: `no-place:${held.region}` }
}

/** The section of OKED the employer declared; undefined where it said nothing, and then the undivided places count. */
const sectorOf = async (doing: Doing, employer: string): Promise<string | undefined> =>
  (
    await doing.tx.maybe<{ sector: string | null }>(
      sql`select sector from organisation.employer where id = ${employer}::uuid`,
    )
  )?.sector ?? undefined

function placesOf(regions: string[], on: Temporal.PlainDate): string[] {
  const rule = findValueAt('employer-permit.places-of-several-regions', on)
  const national = rule?.value === 'national-and-regions' && rule.state !== 'proposed'
  return national ? [wholeCountry, ...regions] : regions
}

/** An appeal was won: the application holds its places again, also where none is free any more. */
export async function takePlaceBack(doing: Doing, application: ApplicationRow): Promise<void> {
  if (application.place === 'not-needed') return
  await reservePlaces(doing, {
    caseId: application.case_id,
    year: Temporal.PlainDate.from(application.starts_on).year,
    category: application.category,
    sector: await sectorOf(doing, application.employer_id),
    regions: placesOf(application.regions, doing.today),
    beyond: true,
  })
  await doing.tx.done(
    sql`update employer_permit.application set place = 'held', place_reason = null where case_id = ${application.case_id}::uuid`,
  )
}

/** The permit was issued: the place counts as used. */
export const usePlace = (doing: Doing, application: ApplicationRow): Promise<number> =>
  usePlaces(doing, application.case_id)

/** Gives the place of an application, or of the permit it became, back to the pool, once. */
export async function letPlaceGo(doing: Doing, application: ApplicationRow, cause: Cause): Promise<void> {
  await releasePlaces(doing, application.case_id, cause)
  await doing.tx.done(
    sql`update employer_permit.application set place = 'released' where case_id = ${application.case_id}::uuid and place = 'held'`,
  )
}
