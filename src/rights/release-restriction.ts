import { z } from 'zod'
import { releaseUse } from '../person/restrict-use.ts'
import { act } from '../platform/act.ts'
import { account, anyOf } from '../platform/actor.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { deciders } from './decide-correction.ts'

/**
 * Ends a restriction: an officer who keeps the record, with reasons of twenty letters or more that the person reads; or the person, who
 * asked for it and needs none. @throws Fault not-found where none stands or the record is not the actor's to see, invalid-input
 */
export const releaseRestriction = act({
  name: 'release-restriction',
  who: anyOf(deciders, account),
  input: z.object({ person: z.uuid(), reasons: z.string().trim().max(2000).default('') }),
  async do({ person, reasons }, doing) {
    const { actor } = doing
    const own = actor.kind === 'person'
    if (own && actor.person !== person) throw new Fault('not-found')
    if (!own && reasons.length < 20) throw invalid('reasons', 'reasons-too-short')
    if (!(await releaseUse(doing, { person, because: own ? 'withdrawn' : reasons })))
      throw new Fault('not-found')
    return { released: person }
  },
})
