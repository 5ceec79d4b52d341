import { z } from 'zod'
import { findIndustry } from '../classifier/industries.ts'
import { findRegion } from '../classifier/regions.ts'
import { act, refuse } from '../platform/act.ts'
import { covers, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { type Scheme, schemes, wholeCountry } from './hold-place.ts'

export const quotaKeepers = staff('supervisor', 'analyst', 'administrator')

/** As the order of the ministry divides them, and `all` for quotas without categories; a transfer within a group needs no place (GOV-802). */
export const quotaCategories = ['first', 'second', 'third', 'fourth', 'seasonal', 'all'] as const
export type QuotaCategory = (typeof quotaCategories)[number]

/** The categories of each quota. */
export const categoriesOf = (scheme: Scheme): QuotaCategory[] =>
  scheme === 'employer' ? quotaCategories.filter((one) => one !== 'all') : ['all']

export const Allocation = z
  .object({
    scheme: z.enum(schemes, { error: 'required' }).default('employer'),
    year: z.int('number').min(2012, 'number').max(2100, 'number'),
    region: z.string().refine((code) => code === wholeCountry || findRegion(`KZ-${code}`) !== undefined, {
      error: 'required',
    }),
    category: z.enum(quotaCategories, { error: 'required' }),
    /** Section of OKED, or `all` where the key is not divided by sector. */
    sector: z
      .string()
      .refine((code) => code === 'all' || findIndustry(code) !== undefined, { error: 'required' })
      .default('all'),
    places: z.int('number').min(0, 'number').max(1_000_000, 'number'),
    validFrom: z.iso.date('day'),
    /** The act that sets it, with number and date. */
    ground: z.string().trim().min(5, 'required').max(300),
  })
  .refine(({ scheme, category }) => categoriesOf(scheme).includes(category), {
    path: ['category'],
    error: 'not-of-scheme',
  })

/**
 * Proposes a new version of an allocation. It counts when a second person has confirmed it; until then nothing moves.
 * @throws Fault invalid-input, not-allowed for a region one does not cover
 */
export const proposeAllocation = act({
  name: 'propose-allocation',
  who: quotaKeepers,
  input: Allocation,
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    if (!covers(actor.regions, input.region)) throw new Fault('not-allowed')
    const waiting = await tx.maybe(sql`
      select 1 from quota.allocation where scheme = ${input.scheme} and year = ${input.year} and region = ${input.region} and category = ${input.category}
        and sector = ${input.sector} and confirmed_at is null and rejected_at is null`)
    if (waiting) return refuse({ code: 'already-proposed' })
    const id = newId()
    await tx.done(sql`
      insert into quota.allocation (id, scheme, year, region, category, sector, version, places, valid_from, ground, proposed_by, proposed_at)
      select ${id}::uuid, ${input.scheme}, ${input.year}, ${input.region}, ${input.category}, ${input.sector}, coalesce(max(version), 0) + 1, ${input.places}, ${input.validFrom}::date, ${input.ground},
        ${actor.staff}::uuid, ${doing.now.toString()}::timestamptz
      from quota.allocation where scheme = ${input.scheme} and year = ${input.year} and region = ${input.region} and category = ${input.category} and sector = ${input.sector}`)
    await doing.record({
      type: 'allocation-proposed',
      subjects: [],
      ground: input.ground,
      after: { id, ...input },
    })
    return { id }
  },
})

/** A second person confirms or rejects a proposed allocation; the one who proposed it cannot. @throws Fault not-found */
export const concludeAllocation = act({
  name: 'conclude-allocation',
  who: quotaKeepers,
  input: z.object({ id: z.uuid(), confirm: z.boolean() }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    const proposed = await tx.one<{ region: string; proposed_by: string | null; open: boolean }>(sql`
      select region, proposed_by, confirmed_at is null and rejected_at is null as open from quota.allocation where id = ${input.id}::uuid for update`)
    if (!covers(actor.regions, proposed.region)) throw new Fault('not-allowed')
    if (!proposed.open) throw new Fault('wrong-state')
    if (input.confirm && proposed.proposed_by === actor.staff) return refuse({ code: 'second-person' })
    if (input.confirm)
      await tx.one(
        sql`select quota.confirm(${input.id}::uuid, ${actor.staff}::uuid, ${doing.now.toString()}::timestamptz)`,
      )
    else
      await tx.done(
        sql`update quota.allocation set rejected_at = ${doing.now.toString()}::timestamptz where id = ${input.id}::uuid`,
      )
    await doing.record({
      type: input.confirm ? 'allocation-confirmed' : 'allocation-rejected',
      subjects: [],
      after: { id: input.id },
    })
    return { confirmed: input.confirm }
  },
})
