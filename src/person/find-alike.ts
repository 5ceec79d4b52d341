import type { Actor } from '../platform/actor.ts'
import type { Instance } from '../platform/instance.ts'
import { isId } from '../platform/new-id.ts'
import { read } from '../platform/read.ts'
import { type PersonSummary, personSummary } from './person-summary.ts'
import { registrars } from './register-person.ts'

/**
 * The records that look like somebody who is being registered, to be compared with what was typed. Those whom row-level security does not
 * show are left out; each that is shown is a look the person can see.
 */
export function findAlike(instance: Instance, actor: Actor, ids: string[]): Promise<PersonSummary[]> {
  return read(
    instance,
    actor,
    {
      what: 'pair',
      who: registrars,
      purpose: 'one-person-one-record',
      legalBasis: 'LAW-MIG',
      categories: ['identity', 'documents'],
    },
    async (looking) => {
      const people: PersonSummary[] = []
      for (const id of ids.filter(isId).slice(0, 20)) {
        const one = await personSummary(looking, id)
        if (one && !people.some((other) => other.id === one.id)) people.push(one)
      }
      return { answer: people, subjects: people.map(({ id }) => id) }
    },
  )
}
