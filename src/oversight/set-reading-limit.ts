import { z } from 'zod'
import { act } from '../platform/act.ts'
import { roles, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { measures } from './judge-reading.ts'

export const limitSetters = staff('auditor')
export const windows = [1, 24, 168, 672] as const

/**
 * Sets how many persons of one measure may be read in so many hours from a day on; the former setting ends the day before. Those
 * who work under the limit do not set it: only auditors do, and the ground stays with it.
 * @throws Fault invalid-input (`hard` not above `soft`, `from` in the past)
 */
export const setReadingLimit = act({
  name: 'set-reading-limit',
  who: limitSetters,
  input: z.object({
    role: z.enum(roles).optional(),
    measure: z.enum(measures, 'required'),
    hours: z.literal([...windows], 'required'),
    soft: z.int('number').min(1, 'number').max(1_000_000, 'number'),
    hard: z.int('number').min(2, 'number').max(1_000_000, 'number'),
    from: z.iso.date('day'),
    ground: z.string().trim().min(10, 'too-short').max(500),
  }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    if (input.hard <= input.soft) throw invalid('hard', 'above-soft')
    if (input.from <= doing.today.toString()) throw invalid('from', 'in-future')
    await tx.done(sql`update oversight.reading_limit set valid_to = ${input.from}::date - 1
      where measure = ${input.measure} and hours = ${input.hours} and role is not distinct from ${input.role ?? null}
        and valid_from < ${input.from}::date and (valid_to is null or valid_to >= ${input.from}::date)`)
    await tx.done(sql`
      insert into oversight.reading_limit (role, measure, hours, soft, hard, valid_from, ground, set_by)
      values (${input.role ?? null}, ${input.measure}, ${input.hours}, ${input.soft}, ${input.hard}, ${input.from}::date, ${input.ground}, ${actor.staff}::uuid)`)
    await doing.record({ type: 'reading-limit-set', subjects: [], ground: input.ground, after: input })
    return { set: true }
  },
})
