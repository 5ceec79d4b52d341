import { type Actor, account, anyOf } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { read } from '../platform/read.ts'
import { peopleReaders } from './find-people.ts'
import { inverseRelation } from './link-family.ts'
import type { FamilyRelation } from './register-person.ts'
import { survivingRecord } from './surviving-record.ts'

export interface Relative {
  link: string
  /** How the relative stands to the person. */
  relation: FamilyRelation
  standing: 'declared' | 'verified'
  /** Absent when the asker may not see the relative's record: then only the relation is told. */
  relative: { id: string; name: string; birth_date: string } | undefined
}

/** Family links of a person that have not ended, from both sides, each as seen from this person. @throws Fault not-found */
export function findFamily(instance: Instance, actor: Actor, person: string): Promise<Relative[]> {
  return read(
    instance,
    actor,
    {
      what: 'family',
      who: anyOf(peopleReaders, account),
      purpose: 'serve-person',
      legalBasis: 'LAW-MIG',
      categories: ['identity', 'family'],
    },
    async ({ tx }) => {
      const { id: self } = await survivingRecord(tx, person)
      const rows = await tx.rows<{
        link: string
        relation: FamilyRelation
        standing: 'declared' | 'verified'
        mine: boolean
        id: string | null
        name: string | null
        birth_date: string | null
      }>(sql`
        select l.id as link, l.relation, l.standing, l.person_id = ${self}::uuid as mine, p.id, p.latin_name as name, p.birth_date
        from person.family_link l
          left join person.person p on p.id = case when l.person_id = ${self}::uuid then l.relative_id else l.person_id end
        where ${self}::uuid in (l.person_id, l.relative_id) and l.ended_at is null
        order by l.known_at`)
      return {
        answer: rows.map(({ link, relation, standing, mine, id, name, birth_date }) => ({
          link,
          standing,
          relation: mine ? relation : inverseRelation[relation],
          relative: id && name && birth_date ? { id, name, birth_date } : undefined,
        })),
        subjects: [self, ...rows.flatMap(({ id }) => (id ? [id] : []))],
      }
    },
  )
}
