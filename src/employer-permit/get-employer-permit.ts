import { type DecisionRow, findDecisions } from '../case/find-decisions.ts'
import { findDocuments } from '../credential/find-documents.ts'
import { account, anyOf, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { isId } from '../platform/new-id.ts'
import { read } from '../platform/read.ts'
import type { Visit } from '../ui/visit.ts'
import type { Category } from './application-row.ts'
import { findOpenRevocation, type Revocation } from './revoke-employer-permit.ts'

export interface EmployerPermitFile {
  permit: {
    id: string
    number: string
    case_number: string
    employer_name: string
    worker_person: string
    worker_name: string
    category: Category
    occupation: string
    position: string
    regions: string[]
    address: string
    wage_tiyn: bigint
    valid_from: string
    valid_to: string
    months: number
    extensions: number
    state: 'awaiting-fee' | 'active' | 'ended' | 'revoked' | 'expired' | 'lapsed'
    ended_on: string | null
    version: number
  }
  /** The decision it rests on, with its trace. */
  decision: DecisionRow
  document: { serial: string } | undefined
  side: 'worker' | 'employer' | 'office'
  /** Announced and not concluded. */
  revocation: Revocation | undefined
  /** An open fee. */
  obligation: string | undefined
}

/** An employer's permit as its two sides and the office see it. @throws Fault not-found, the same for absent and somebody else's */
export function getEmployerPermit(visit: Visit): Promise<EmployerPermitFile> {
  const { actor } = visit
  const { id } = visit.params
  if (!isId(id)) throw new Fault('not-found')
  return read(
    visit.instance,
    actor,
    {
      what: 'employer-permit',
      who: anyOf(account, staff('permit-officer', 'supervisor')),
      purpose: 'employ-foreign-workers',
      legalBasis: 'MLSP-279',
      categories: ['identity', 'employment', 'decision'],
    },
    async ({ tx }) => {
      const permit = await tx.one<
        EmployerPermitFile['permit'] & { case_id: string; decision_id: string }
      >(sql`
        select p.id, p.number, c.number as case_number, p.employer_name, p.worker_person, p.worker_name, p.category, p.occupation, p.position, p.regions, p.address,
          p.wage_tiyn, p.valid_from, p.valid_to, p.months, p.extensions, p.state, p.ended_on, p.version, p.case_id, p.decision_id
        from employer_permit.permit p join "case"."case" c on c.id = p.case_id where p.id = ${id}::uuid`)
      const decision = (await findDecisions(tx, permit.case_id)).find((one) => one.id === permit.decision_id)
      if (!decision) throw new Fault('not-found')
      const documents = await findDocuments(tx, { permit: id })
      const owed = await tx.maybe<{ id: string }>(sql`
        select o.id from employer_permit.application a join payment.obligation o on o.id = a.obligation_id
        where (a.case_id = ${permit.case_id}::uuid or a.extends_permit = ${id}::uuid) and o.state = 'open' order by a.filed_at desc limit 1`)
      const side =
        actor.kind === 'person' ? (actor.person === permit.worker_person ? 'worker' : 'employer') : 'office'
      return {
        answer: {
          permit,
          decision,
          document: documents.findLast((one) => !one.revoked_at),
          side,
          revocation: await findOpenRevocation(tx, id),
          obligation: owed?.id,
        } satisfies EmployerPermitFile,
        subjects: [permit.worker_person],
      }
    },
  )
}
