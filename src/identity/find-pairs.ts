import { maskValue } from '../person/mask-value.ts'
import type { Actor } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { isId } from '../platform/new-id.ts'
import { read } from '../platform/read.ts'
import { reviewers } from './review-pair.ts'
import type { Step } from './score-pair.ts'

export interface Side {
  id: string
  latin_name: string
  native_name: string | null
  birth_date: string
  sex: string
  citizenship: string
  registered_at: string
  regions: string[]
  photo: string | null
  same_as: string | null
  documents: string[]
}

export interface Pair {
  id: string
  a: string
  b: string
  probability: number
  state: 'open' | 'proposed' | 'same' | 'not-same'
  version: number
  /** Version of the weights by which it was scored. */
  weights: number
  found_at: Date
  sides: Side[]
}

export interface PairFile extends Pair {
  steps: Step[]
  reviews: { answer: string; reason: string; name: string; reviewed_at: Date }[]
  merge:
    | {
        survivor: string
        merged: string
        proposed_by: string
        confirmed_at: Date | null
        undone_at: Date | null
      }
    | undefined
  /** What was shown of either while they were one. */
  disclosures: { at: Date; institution: string | null; what: string; purpose: string }[]
}

/** How the reviewers of what one sees have decided. */
export interface ReviewFigures {
  open: number
  same: number
  not_same: number
  unsure: number
  unmerged: number
}

const spec = {
  who: reviewers,
  purpose: 'one-person-one-record',
  legalBasis: 'LAW-MIG',
  categories: ['identity', 'documents'] as const,
}

/** Pairs that wait for a reviewer, the likeliest first, at most fifty; and the figures of decisions. */
export function findPairs(
  instance: Instance,
  actor: Actor,
): Promise<{ pairs: Pair[]; figures: ReviewFigures }> {
  return read(
    instance,
    actor,
    { ...spec, what: 'pair-list', categories: [...spec.categories] },
    async ({ tx }) => {
      const pairs = await tx.rows<Pair>(sql`
      select id, a, b, probability, state, version, weights, found_at, identity.sides(id) as sides from identity.pair
      where state in ('open', 'proposed') order by state desc, probability desc limit 50`)
      const figures = await tx.one<ReviewFigures>(sql`
      select (select count(*)::int from identity.pair where state in ('open', 'proposed')) as open,
        count(distinct pair_id) filter (where answer = 'same')::int as same, count(distinct pair_id) filter (where answer = 'not-same')::int as not_same,
        count(*) filter (where answer = 'unsure')::int as unsure, count(*) filter (where answer = 'unmerge')::int as unmerged from identity.review`)
      const shown = pairs.map((pair) => ({ ...pair, sides: pair.sides.map(masked) }))
      return { answer: { pairs: shown, figures }, subjects: pairs.flatMap(({ a, b }) => [a, b]) }
    },
  )
}

const masked = (side: Side): Side => ({
  ...side,
  documents: side.documents.map((one) => {
    const [state = '', ...number] = one.split(' ')
    return `${state} ${maskValue(number.join(' '))}`
  }),
})

/**
 * One pair with everything a reviewer weighs. Document numbers are masked until they are asked for: a look of its own, which both persons
 * see. @throws Fault not-found, the same for absent and of another region
 */
export function getPair(
  instance: Instance,
  actor: Actor,
  id: string | undefined,
  reveal = false,
): Promise<PairFile> {
  if (!isId(id)) throw new Fault('not-found')
  const categories = reveal ? ['reveal-document'] : [...spec.categories]
  return read(
    instance,
    actor,
    { ...spec, what: reveal ? 'reveal' : 'pair', categories },
    async ({ tx, now }) => {
      const pair = await tx.one<Omit<PairFile, 'reviews' | 'merge' | 'disclosures'>>(sql`
      select id, a, b, probability, state, version, weights, found_at, steps, identity.sides(id) as sides from identity.pair where id = ${id}::uuid`)
      const reviews = await tx.rows<PairFile['reviews'][number]>(sql`
      select r.answer, r.reason, coalesce(s.name, '') as name, r.reviewed_at from identity.review r left join institution.staff s on s.id = r.reviewed_by
      where r.pair_id = ${id}::uuid order by r.reviewed_at`)
      const merge = await tx.maybe<NonNullable<PairFile['merge']>>(sql`
      select survivor, merged, proposed_by, confirmed_at, undone_at from identity.merge where pair_id = ${id}::uuid order by proposed_at desc limit 1`)
      const disclosures = merge?.confirmed_at
        ? await tx.rows<PairFile['disclosures'][number]>(sql`
          select at, institution, what, purpose from identity.disclosures(${[pair.a, pair.b]}::uuid[], ${merge.confirmed_at}, ${merge.undone_at ?? new Date(now.epochMilliseconds)})`)
        : []
      const sides = reveal ? pair.sides : pair.sides.map(masked)
      return { answer: { ...pair, sides, reviews, merge, disclosures }, subjects: [pair.a, pair.b] }
    },
  )
}
