import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { type Cause, countOutside, releasePlaces, reservePlaces, usePlaces } from '../quota/hold-place.ts'
import { type ApplicationRow, kandasStatus } from './application-row.ts'

const scheme = { scheme: 'kandas', category: 'all' } as const

/** Whether an application takes places of the regional quota: only a first one on the ground of the quota does. */
const takesPlaces = (filing: Pick<ApplicationRow, 'route' | 'kind' | 'ground'>): boolean =>
  filing.route === kandasStatus && filing.kind === 'first' && filing.ground === 'regional-quota'

/**
 * Holds a place of the regional quota for each person of an application, all of them or none, in the year of filing; who settles
 * without state support needs none and is counted apart. Writes what came of it into the application.
 */
export async function holdPlaces(
  doing: Doing,
  filing: Pick<ApplicationRow, 'route' | 'kind' | 'ground' | 'region'> & { caseId: string; people: number },
): Promise<ApplicationRow['place']> {
  const year = doing.today.year
  if (!takesPlaces(filing)) {
    const reason = filing.kind === 'extension' ? 'extension' : (filing.ground ?? 'kandas-card')
    if (filing.route === kandasStatus)
      await countOutside(doing, { ...scheme, caseId: filing.caseId, year, regions: [filing.region], reason })
    return write(doing, filing.caseId, 'not-needed', reason)
  }
  const held = await reservePlaces(doing, {
    ...scheme,
    caseId: filing.caseId,
    year,
    regions: [filing.region],
    amount: filing.people,
  })
  return held.answer === 'reserved'
    ? write(doing, filing.caseId, 'held', null)
    : write(doing, filing.caseId, 'none', held.allocated ? 'used-up' : 'not-allocated')
}

/** An appeal was won: the family holds its places again, also where none is free any more. */
export async function takePlacesBack(
  doing: Doing,
  application: ApplicationRow,
  people: number,
): Promise<void> {
  if (!takesPlaces(application)) return
  await reservePlaces(doing, {
    ...scheme,
    caseId: application.case_id,
    year: doing.today.year,
    regions: [application.region],
    amount: people,
    beyond: true,
  })
  await write(doing, application.case_id, 'held', null)
}

/** The status was given: the places count as used. */
export const takePlaces = (doing: Doing, caseId: string): Promise<number> => usePlaces(doing, caseId)

/** Gives the places of an application back to the pool, once. */
export async function letPlacesGo(doing: Doing, caseId: string, cause: Cause): Promise<void> {
  await releasePlaces(doing, caseId, cause)
  await doing.tx.done(
    sql`update residence.application set place = 'released' where case_id = ${caseId}::uuid and place = 'held'`,
  )
}

async function write(
  doing: Doing,
  caseId: string,
  place: ApplicationRow['place'],
  reason: string | null,
): Promise<ApplicationRow['place']> {
  await doing.tx.done(
    sql`update residence.application set place = ${place}, place_reason = ${reason} where case_id = ${caseId}::uuid`,
  )
  return place
}
