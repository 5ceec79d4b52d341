import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { invalid } from '../platform/fault.ts'

/**
 * Lets the authorities of a region (KATO prefix) see a person who now stays or works there; part of the act that brings them
 * there. Answers whether that is new, and then leaves an event that the person can read.
 */
export async function openToRegion(doing: Doing, person: string, region: string): Promise<boolean> {
  if (!/^\d{2}$/.test(region)) throw invalid('region', 'unknown-region')
  const { opened } = await doing.tx.one<{ opened: boolean }>(
    sql`select person.open_to_region(${person}::uuid, ${region}) as opened`,
  )
  if (opened) await doing.record({ type: 'opened-to-region', subjects: [person], after: { region } })
  return opened
}
