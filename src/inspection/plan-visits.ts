import { z } from 'zod'
import { findRegion } from '../classifier/regions.ts'
import { act } from '../platform/act.ts'
import { type Actor, staff, system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { invalid } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { look } from '../platform/read.ts'

export const inspectors = staff('inspector')

export interface PlannedVisit {
  id: string
  region: string
  employer: string
  place: string
}

/** The Monday of a day's week. */
export const mondayOf = (day: Temporal.PlainDate): Temporal.PlainDate =>
  day.subtract({ days: day.dayOfWeek - 1 })

/**
 * An inspector proposes to visit an employer at a place. Nobody sees a proposal before the list of its week is released, and the
 * event does not say what was proposed: who proposed which visit is not known, so that a visit nobody proposed tells nothing.
 */
export const proposeVisit = act({
  name: 'propose-visit',
  who: inspectors,
  input: z.object({
    region: z.string().regex(/^\d{2}$/, 'required'),
    employer: z.string().trim().min(2, 'required').max(200),
    place: z.string().trim().min(2, 'required').max(300),
  }),
  async do(input, doing) {
    if (!findRegion(`KZ-${input.region}`)) throw invalid('region', 'required')
    await doing.tx.done(sql`select inspection.propose(${input.region}, ${input.employer}, ${input.place})`)
    await doing.record({ type: 'visit-proposed', subjects: [] })
    return { region: input.region }
  },
})

/** The list of this week, once: all proposals and places drawn by chance, in no order. */
export const releaseVisits = act({
  name: 'release-visits',
  who: system,
  input: z.object({}),
  async do(_, doing) {
    const monday = mondayOf(doing.today).toString()
    const { n } = await doing.tx.one<{ n: number }>(sql`select inspection.release(${monday}::date) as n`)
    await doing.record({ type: 'visits-released', subjects: [], after: { week: monday } })
    return { week: monday, visits: n }
  },
})

/** Visits of this week in the inspector's regions. */
export const findVisits = (instance: Instance, actor: Actor): Promise<PlannedVisit[]> =>
  look(instance, actor, (tx) =>
    tx.rows<PlannedVisit>(sql`
      select id, region, employer, place from inspection.visit where week = ${mondayOf(instance.clock.today()).toString()}::date order by region, id limit 500`),
  )
