import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { WeightParameters } from './find-weights.ts'

export const weightKeepers = staff('supervisor', 'administrator', 'analyst')

const share = z.coerce.number('number').gt(0, 'number').lt(1, 'number')

/** The text of a file of weights; anything else than such a file is refused with what is wrong. */
const ParametersText = z
  .string()
  .trim()
  .min(2, 'required')
  .max(20_000)
  .transform((text, context) => {
    let given: unknown
    try {
      given = JSON.parse(text)
    } catch {
      context.addIssue({ code: 'custom', message: 'no-json' })
      return z.NEVER
    }
    const checked = WeightParameters.safeParse(given)
    if (checked.success) return checked.data
    context.addIssue({ code: 'custom', message: 'not-weights' })
    return z.NEVER
  })

/**
 * Proposes a new version of the weights and thresholds by which records are compared. It counts when a second person has adopted it;
 * until then nothing is scored by it. Pairs that were decided keep the version they were decided under.
 * @throws Fault invalid-input
 */
export const proposeWeights = act({
  name: 'propose-weights',
  who: weightKeepers,
  input: z
    .object({
      parameters: ParametersText,
      same: share,
      review: share,
      learnedFrom: z.string().trim().min(10, 'reasons-too-short').max(1000),
      figures: z.string().trim().min(10, 'reasons-too-short').max(2000),
    })
    .refine(({ same, review }) => same > review, { path: ['same'], error: 'order' }),
  async do({ parameters, same, review, learnedFrom, figures }, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    await tx.done(sql`select pg_advisory_xact_lock(hashtext('identity.weights'))`)
    const waiting = await tx.maybe(
      sql`select 1 from identity.weights where adopted_at is null and rejected_at is null`,
    )
    if (waiting) return refuse({ code: 'weights-waiting' })
    const { version } = await tx.one<{ version: number }>(
      sql`select max(version) + 1 as version from identity.weights`,
    )
    await tx.done(sql`
      insert into identity.weights (version, parameters, same, review, learned_from, learned_at, records, figures, origin, proposed_by, proposed_at)
      values (${version}, ${JSON.stringify(parameters)}::jsonb, ${same}, ${review}, ${learnedFrom}, ${parameters.learnedAt}::timestamptz, ${parameters.records},
        ${figures}, 'proposed', ${actor.staff}::uuid, ${doing.now.toString()}::timestamptz)`)
    await doing.record({
      type: 'weights-proposed',
      subjects: [],
      ground: learnedFrom,
      after: { version, same, review, records: parameters.records },
    })
    return { version }
  },
})

/** A second person adopts a proposed version or rejects it; the one who proposed it can only reject. @throws Fault not-found, wrong-state */
export const concludeWeights = act({
  name: 'conclude-weights',
  who: weightKeepers,
  input: z.object({ version: z.int(), adopt: z.boolean() }),
  async do({ version, adopt }, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    const proposed = await tx.one<{ proposed_by: string | null; open: boolean }>(sql`
      select proposed_by, adopted_at is null and rejected_at is null as open from identity.weights where version = ${version}`)
    if (!proposed.open) throw new Fault('wrong-state')
    if (adopt && proposed.proposed_by === actor.staff) return refuse({ code: 'second-person' })
    const now = doing.now.toString()
    const changed = await tx.done(
      adopt
        ? sql`update identity.weights set adopted_by = ${actor.staff}::uuid, adopted_at = ${now}::timestamptz where version = ${version} and adopted_at is null and rejected_at is null`
        : sql`update identity.weights set rejected_by = ${actor.staff}::uuid, rejected_at = ${now}::timestamptz where version = ${version} and adopted_at is null and rejected_at is null`,
    )
    if (changed === 0) throw new Fault('wrong-state')
    await doing.record({
      type: adopt ? 'weights-adopted' : 'weights-rejected',
      subjects: [],
      after: { version },
    })
    return { adopted: adopt }
  },
})
