import { type DecisionRow, findDecisions } from '../case/find-decisions.ts'
import { findDocuments } from '../credential/find-documents.ts'
import { account, anyOf, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { isId } from '../platform/new-id.ts'
import { read } from '../platform/read.ts'
import type { Visit } from '../ui/visit.ts'
import { findOpenRevocation, type Revocation } from './announce-revocation.ts'
import { findPermitHistory, type PermitStep } from './find-permit-history.ts'
import { type OfferRow, offerColumns } from './offer-row.ts'

export interface PermitFile {
  permit: {
    id: string
    number: string
    case_number: string
    worker_person: string
    valid_from: string
    valid_to: string
    months: number
    state: 'active' | 'ended' | 'revoked' | 'expired'
    ended_on: string | null
    ended_because: string | null
    version: number
    law_states: ('in force' | 'pilot' | 'proposed' | 'unverified')[]
  }
  offer: OfferRow
  /** The issued document that counts, once it is made. */
  document?: { serial: string } | undefined
  /** The decision it rests on with its trace. */
  decision: DecisionRow
  side: 'worker' | 'employer' | 'office'
  /** Announced and not concluded; the employer does not see it. */
  revocation?: Revocation | undefined
  history: PermitStep[]
}

/** A permit as its two sides and the office see it. @throws Fault not-found, the same for absent and somebody else's */
export function getPermitFile(visit: Visit): Promise<PermitFile> {
  const { actor } = visit
  const id = visit.params.id
  if (!isId(id)) throw new Fault('not-found')
  return read(
    visit.instance,
    actor,
    {
      what: 'permit',
      who: anyOf(account, staff('permit-officer', 'supervisor')),
      purpose: 'employ-in-household',
      legalBasis: 'LAW-MIG art. 43-2',
      categories: ['identity', 'employment', 'decision'],
    },
    async ({ tx }) => {
      const permit = await tx.one<
        PermitFile['permit'] & { offer_id: string; case_id: string; decision_id: string }
      >(sql`
        select p.id, p.number, c.number as case_number, p.worker_person, p.valid_from, p.valid_to, p.months, p.state, p.ended_on, p.ended_because,
          p.version, d.law_states, p.offer_id, p.case_id, p.decision_id
        from permit.permit p join "case"."case" c on c.id = p.case_id join "case".decision d on d.id = p.decision_id where p.id = ${id}::uuid`)
      const offer = await tx.one<OfferRow>(
        sql`select ${offerColumns} from permit.offer where id = ${permit.offer_id}`,
      )
      const decisions = await findDecisions(tx, permit.case_id)
      const decision = decisions.find((one) => one.id === permit.decision_id)
      if (!decision) throw new Fault('not-found')
      const documents = await findDocuments(tx, { permit: id })
      const side =
        actor.kind === 'person' ? (actor.person === permit.worker_person ? 'worker' : 'employer') : 'office'
      return {
        answer: {
          permit,
          offer,
          document: documents.findLast((one) => !one.revoked_at),
          decision,
          side,
          revocation: await findOpenRevocation(tx, id),
          history: await findPermitHistory(tx, id),
        },
        subjects: [permit.worker_person],
      }
    },
  )
}
