import { sql, type Tx } from '../platform/database.ts'
import { bitsOf, probabilityOf, type Score } from './score-pair.ts'

/** Another record that bears or bore the same document or IIN. */
export interface Shared {
  id: string
  /** On both records an officer or a registry confirmed it; else somebody only typed it. */
  verified: boolean
}

/** Records with which a person shares a document (state, number and kind) or an IIN, now or before. Only for jobs. */
export const findShared = (tx: Pick<Tx, 'rows'>, person: string): Promise<Shared[]> =>
  tx.rows<Shared>(sql`
    select id, bool_or(verified) as verified from (
      select o.person_id as id, d.standing = 'verified' and o.standing = 'verified' as verified from person.travel_document d
        join person.travel_document o on o.number = d.number and o.issuing_state = d.issuing_state and o.kind = d.kind and o.person_id <> d.person_id
        where d.person_id = ${person}::uuid
      union all
      select o.person_id, i.standing = 'verified' and o.standing = 'verified' from person.iin i join person.iin o on o.iin = i.iin and o.person_id <> i.person_id
        where i.person_id = ${person}::uuid) shared group by id`)

/**
 * Set, not learned: two people do not have one verified number but by a mistake of an office, of which one in a million is a cautious
 * guess; a typed number is wrong more often than any name.
 */
const bits = { verified: 20, typed: 5 }

/**
 * The score with what a shared identifier says. A verified one links: the pair is shown to a reviewer whatever else differs. A typed one
 * only suggests: by it alone nothing reaches the threshold of `same`.
 */
export function withIdentifier(
  score: Score,
  verified: boolean,
  thresholds: { same: number; review: number },
): Score {
  const [same, review] = [bitsOf(thresholds.same), bitsOf(thresholds.review)]
  const more = verified
    ? Math.max(bits.verified, review + 0.1 - score.bits)
    : Math.max(0, Math.min(bits.typed, same - 0.1 - score.bits))
  return {
    bits: score.bits + more,
    probability: probabilityOf(score.bits + more),
    steps: [...score.steps, { field: 'identifier', level: verified ? 'verified' : 'typed', bits: more }],
  }
}
