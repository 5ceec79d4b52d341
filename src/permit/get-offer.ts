import { account, anyOf, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { isId } from '../platform/new-id.ts'
import { read } from '../platform/read.ts'
import type { Visit } from '../ui/visit.ts'
import type { ConfirmationLanguage } from './confirm-offer.ts'
import { type OfferRow, offerColumns } from './offer-row.ts'

export interface Confirmation {
  answer: 'confirmed' | 'declined'
  language: ConfirmationLanguage
  text: string
  /** SHA-256 in hexadecimal. */
  digest: string
  reason: string | null
  answered_at: Date
}

export interface OfferFile {
  offer: OfferRow
  confirmation?: Confirmation | undefined
  /** Of the application that was filed on it. */
  caseNumber?: string | undefined
  side: 'worker' | 'employer' | 'office'
}

/** An offer as its two sides and the office see it. @throws Fault not-found, the same for absent and somebody else's */
export function getOffer(visit: Visit): Promise<OfferFile> {
  const { actor } = visit
  const id = visit.params.id
  if (!isId(id)) throw new Fault('not-found')
  return read(
    visit.instance,
    actor,
    {
      what: 'offer',
      who: anyOf(account, staff('permit-officer', 'supervisor')),
      purpose: 'employ-in-household',
      legalBasis: 'LAW-MIG art. 43-2',
      categories: ['identity', 'employment'],
    },
    async ({ tx }) => {
      const offer = await tx.one<OfferRow>(
        sql`select ${offerColumns} from permit.offer where id = ${id}::uuid`,
      )
      const confirmation = await tx.maybe<Confirmation>(
        sql`select answer, language, text, encode(text_sha256, 'hex') as digest, reason, answered_at from permit.confirmation where offer_id = ${id}::uuid`,
      )
      const filed = await tx.maybe<{ number: string }>(
        sql`select c.number from permit.application a join "case"."case" c on c.id = a.case_id where a.offer_id = ${id}::uuid order by a.filed_at limit 1`,
      )
      const side =
        actor.kind === 'person' ? (actor.person === offer.worker_person ? 'worker' : 'employer') : 'office'
      return {
        answer: { offer, confirmation, caseNumber: filed?.number, side },
        subjects: [offer.worker_person],
      }
    },
  )
}
