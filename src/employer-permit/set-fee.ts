import { z } from 'zod'
import { holdCase } from '../case/hold-case.ts'
import { act } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import type { Day } from '../platform/day.ts'
import { invalid } from '../platform/fault.ts'
import { numberAt } from '../policy/value-at.ts'
import { type Category, getApplication } from './application-row.ts'

/**
 * The fee of an ordinary permit depends on a table (category by sector) of which only the bounds were found. So an officer reads
 * the figure from the act and says where; one outside the bounds is refused. Nobody is shown a figure that nobody read.
 * @throws Fault invalid-input (`mci`: out-of-bounds with `least` and `most`)
 */
export const setFee = act({
  name: 'set-permit-fee',
  who: staff('permit-officer', 'supervisor'),
  input: z.object({
    caseId: z.uuid(),
    expectedVersion: z.int(),
    mci: z.int('number').positive('number'),
    source: z.string().trim().min(5, 'required').max(300),
  }),
  async do(input, doing) {
    const row = await holdCase(doing, input)
    const application = await getApplication(doing.tx, row.id)
    const bounds = feeBounds(application.months, row.governing_date)
    if (input.mci < bounds.least || input.mci > bounds.most) throw invalid('mci', 'out-of-bounds', bounds)
    await doing.tx.done(sql`
      update employer_permit.application set fee_mci = ${input.mci}, fee_source = ${input.source},
        fee_set_by = ${doing.actor.kind === 'staff' ? doing.actor.staff : null}::uuid, version = version + 1
      where case_id = ${row.id}::uuid and obligation_id is null`)
    await doing.record({
      type: 'fee-read',
      subjects: [application.worker_person],
      case: row.id,
      after: { mci: input.mci, source: input.source },
    })
    return { mci: input.mci }
  },
})

/** Whole MCI for a term under the law that governs the application: the bounds are for a permit-year, and a begun year counts as one. */
export function feeBounds(months: number, on: Day): { least: number; most: number } {
  const years = Math.ceil(months / 12)
  return {
    least: numberAt('employer-permit.fee-min', on) * years,
    most: numberAt('employer-permit.fee-max', on) * years,
  }
}

/**
 * What is known of a fee without anybody reading the table: seasonal work by its length, nothing for a transfer within a group
 * (GOV-157, GOV-819); for the rest undefined, and the bounds are shown as unverified.
 */
export function knownFee(category: Category, months: number, on: Day): number | undefined {
  if (category === 'intra-corporate') return 0
  if (category !== 'seasonal') return undefined
  return numberAt(seasonalFee(months), on)
}

/** The dated value with the fee of seasonal work of so many months. */
export function seasonalFee(months: number): string {
  const length = months <= 3 ? 90 : months <= 6 ? 180 : months <= 9 ? 270 : 365
  return `employer-permit.fee-seasonal-${length}`
}
