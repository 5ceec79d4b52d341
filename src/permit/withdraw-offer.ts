import { z } from 'zod'
import { act } from '../platform/act.ts'
import { account, actorId } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { type OfferRow, offerColumns } from './offer-row.ts'

/**
 * The employer takes an offer back, answered or not, as long as nothing was applied for with it. The worker is told; what they
 * confirmed stays theirs to read. @throws Fault not-found, stale-form, wrong-state
 */
export const withdrawOffer = act({
  name: 'withdraw-offer',
  who: account,
  input: z.object({ offer: z.uuid(), expectedVersion: z.int() }),
  async do(input, doing) {
    const offer = await doing.tx.one<OfferRow>(
      sql`select ${offerColumns} from permit.offer where id = ${input.offer}::uuid for update`,
    )
    if (offer.employer_account !== actorId(doing.actor)) throw new Fault('not-found')
    if (offer.version !== input.expectedVersion) throw new Fault('stale-form')
    if (offer.state !== 'sent' && offer.state !== 'confirmed') throw new Fault('wrong-state')
    await doing.tx.done(
      sql`update permit.offer set state = 'withdrawn', version = version + 1 where id = ${offer.id}::uuid`,
    )
    await doing.record({
      type: 'offer-withdrawn',
      subjects: [offer.worker_person],
      before: { state: offer.state },
      after: { offer: offer.id },
    })
    await doing.later('reaction', 'offer-withdrawn', { offer: offer.id, worker: offer.worker_person })
    return { offer: offer.id }
  },
})
