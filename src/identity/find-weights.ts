import { z } from 'zod'
import { sql, type Tx } from '../platform/database.ts'
import { levelNames } from './field-levels.ts'
import type { Parameters } from './learn-weights.ts'

/** The fields that the register compares, in their order, and last the order of the names. */
export const registerFields = [
  'given',
  'family',
  'patronymic',
  'birth_date',
  'sex',
  'order of names',
] as const

/** Weights learned before dates and sounds had levels of their own have five. */
const lengths = [5, levelNames.length]
const PerLevel = z
  .array(z.number().min(0).max(1))
  .refine((shares) => lengths.includes(shares.length), { error: 'levels' })

/** A share per level; the first, of what is missing, carries no weight. */
const Shares = PerLevel.refine(
  (shares) => shares[0] === 0 && Math.abs(shares.reduce((sum, one) => sum + one, 0) - 1) < 0.02,
  {
    error: 'shares',
  },
)

/** What `qonys match dedupe --keep` writes, for the fields of the register. */
export const WeightParameters = z.strictObject({
  learnedAt: z.iso.datetime({ precision: null }),
  records: z.int().min(1000, 'too-few'),
  prior: z.number().gt(0).lt(0.1),
  family: z.number().gt(0).lt(0.1),
  namesakes: z.number().gt(0).lt(0.1),
  twins: z.number().gt(0).lt(0.1).optional(),
  fields: z
    .array(
      z.strictObject({
        name: z.enum(registerFields),
        m: Shares,
        u: PerLevel,
        family: Shares,
        namesakes: Shares,
        twins: Shares.optional(),
      }),
    )
    .length(registerFields.length)
    .refine((fields) => fields.every(({ name }, i) => name === registerFields[i]), { error: 'fields' }),
}) satisfies z.ZodType<Parameters>

/** One version: what it was learned from, what was measured with it, who answers for it. */
export interface Weights {
  version: number
  parameters: Parameters
  same: number
  review: number
  learned_from: string
  learned_at: Date
  records: number
  figures: string
  origin: 'shipped' | 'proposed'
  proposed_by: string | null
  proposed_at: Date
  adopted_by: string | null
  adopted_at: Date | null
  rejected_at: Date | null
}

const versions = new Map<number, Weights>()

/**
 * The version in force: the newest that was adopted; only one waits at a time. A version is never changed, so it is read once.
 * @param inForce its number, where the database has just told it
 */
export async function getWeights(tx: Pick<Tx, 'one'>, inForce?: number): Promise<Weights> {
  const version =
    inForce ??
    (await tx.one<{ version: number }>(sql`/* kept */ select identity.weights_in_force() as version`)).version
  const known = versions.get(version)
  if (known) return known
  const weights = await tx.one<Weights>(sql`select * from identity.weights_of(${version})`)
  versions.set(version, weights)
  return weights
}

/** All versions, the newest first, with the names of those who answer for them. */
export const findWeights = (
  tx: Pick<Tx, 'rows'>,
): Promise<(Weights & { proposed_name: string | null; adopted_name: string | null })[]> =>
  tx.rows(sql`
    select w.*, p.name as proposed_name, a.name as adopted_name from identity.weights w
      left join institution.staff p on p.id = w.proposed_by left join institution.staff a on a.id = w.adopted_by
    order by w.version desc limit 50`)
