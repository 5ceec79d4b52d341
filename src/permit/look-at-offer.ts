import type { Actor } from '../platform/actor.ts'
import { account, anyOf, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { isId } from '../platform/new-id.ts'
import { read } from '../platform/read.ts'
import type { ConfirmationLanguage } from './confirm-offer.ts'
import { type OfferRow, offerColumns } from './offer-row.ts'

export interface Confirmation {
  answer: 'confirmed' | 'declined'
  language: ConfirmationLanguage
  text: string
  sha256: string
  reason: string | null
  answered_at: Date
}

export interface OfferSeen {
  offer: OfferRow
  confirmation: Confirmation | undefined
  /** Whether the reader is who the offer names, or who made it. */
  side: 'worker' | 'employer' | 'staff'
  /** The worker runs on a permit with another employer now; told to the worker alone. */
  elsewhere: boolean
  /** Workers of the household in the offer's first month, this one not counted. */
  others: number
}

/** One offer with the worker's answer, for its two sides and the office. @throws Fault not-found, the same for absent and forbidden */
export function lookAtOffer(instance: Instance, actor: Actor, id: string | undefined): Promise<OfferSeen> {
  if (!isId(id)) throw new Fault('not-found')
  return read(
    instance,
    actor,
    {
      what: 'offer',
      who: anyOf(account, staff('permit-officer', 'supervisor')),
      purpose: 'offer-of-work',
      legalBasis: 'LAW-MIG art. 43-2',
      categories: ['identity', 'employment'],
    },
    async ({ tx }) => {
      const offer = await tx.one<OfferRow>(
        sql`select ${offerColumns} from permit.offer where id = ${id}::uuid`,
      )
      const confirmation = await tx.maybe<Confirmation>(sql`
        select answer, language, text, encode(text_sha256, 'hex') as sha256, reason, answered_at from permit.confirmation where offer_id = ${id}::uuid`)
      const side =
        actor.kind !== 'person' ? 'staff' : actor.account === offer.employer_account ? 'employer' : 'worker'
      const { elsewhere, others } = await tx.one<{ elsewhere: boolean; others: number }>(sql`
        select permit.works_elsewhere(${offer.worker_person}::uuid, ${offer.employer_id}::uuid) as elsewhere,
          permit.workers_in_household(${offer.employer_id}::uuid, ${offer.starts_on}::date, ${offer.starts_on}::date, ${offer.worker_person}::uuid) as others`)
      return {
        answer: { offer, confirmation, side, elsewhere: side === 'worker' && elsewhere, others },
        subjects: [offer.worker_person],
      }
    },
  )
}
