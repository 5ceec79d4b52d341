import type { Actor } from '../platform/actor.ts'
import { account, anyOf, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { read } from '../platform/read.ts'
import { type FamilyRelation, registrars } from './register-person.ts'
import { survivingRecord } from './surviving-record.ts'

export interface NamedRelative {
  id: string
  relation: FamilyRelation
  name: string
  birth_date: string | null
  issuing_state: string | null
  document_number: string | null
  named_at: Date
  state: 'waiting' | 'linked' | 'declined'
  why_not: string | null
}

/** What a person said of their relatives, newest first, without what was taken back. @throws Fault not-found */
export function findNamedRelatives(
  instance: Instance,
  actor: Actor,
  person: string,
): Promise<NamedRelative[]> {
  const spec = { what: 'named-relatives', who: anyOf(registrars, account), purpose: 'serve-person' }
  return read(
    instance,
    actor,
    { ...spec, legalBasis: 'LAW-MIG', categories: ['identity', 'family'] },
    async ({ tx }) => {
      const { id } = await survivingRecord(tx, person)
      const named = await tx.rows<NamedRelative>(sql`
      select id, relation, name, birth_date, issuing_state, document_number, named_at, why_not,
        case when settled_at is null then 'waiting' when link_id is null then 'declined' else 'linked' end as state
      from person.named_relative where person_id = ${id}::uuid and taken_back_at is null order by named_at desc`)
      return { answer: named, subjects: named.length > 0 ? [id] : [] }
    },
  )
}

export interface WaitingRelatives {
  person: string
  latin_name: string
  waiting: number
  since: Date
}

/** People of the officer's regions who named relatives that nobody has settled, the longest wait first; fifty at most. */
export function findWaitingRelatives(instance: Instance, actor: Actor): Promise<WaitingRelatives[]> {
  const spec = { what: 'waiting-relatives', who: staff('registrar'), purpose: 'keep-register' }
  return read(
    instance,
    actor,
    { ...spec, legalBasis: 'LAW-MIG', categories: ['identity', 'family'] },
    async ({ tx }) => {
      const waiting = await tx.rows<WaitingRelatives>(sql`
      select coalesce(p.same_as, p.id) as person, p.latin_name, count(*)::int as waiting, min(n.named_at) as since
      from person.named_relative n join person.person p on p.id = n.person_id
      where n.settled_at is null and n.taken_back_at is null
      group by 1, 2 order by since limit 50`)
      return { answer: waiting, subjects: waiting.map((one) => one.person) }
    },
  )
}
