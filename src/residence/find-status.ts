import { type DecisionRow, findDecisions } from '../case/find-decisions.ts'
import { findDocuments } from '../credential/find-documents.ts'
import { account, anyOf, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { isId } from '../platform/new-id.ts'
import { read } from '../platform/read.ts'
import type { LawState } from '../policy/law-state.ts'
import type { Visit } from '../ui/visit.ts'
import type { CardRoute, Route, StatusGround } from './application-row.ts'
import { type WalkedStep, walkPath } from './path-to-citizenship.ts'

export interface StatusRow {
  id: string
  number: string
  kind: Route
  person_id: string
  person_name: string
  region: string
  settlement: string
  ground: StatusGround | CardRoute
  valid_from: string
  valid_to: string
  extensions: number
  state: 'active' | 'ended' | 'expired'
  ended_on: string | null
  ended_because: 'citizenship' | 'renounced' | 'term-over' | null
  version: number
  case_number: string
  decision_id: string
  law_states: LawState[]
}

export interface StatusFile {
  status: StatusRow
  /** The issued document that counts, once it is made. */
  document: { serial: string } | undefined
  decision: DecisionRow | undefined
  path: WalkedStep[]
  /** `parent` reads the status of their child. */
  side: 'holder' | 'parent' | 'office'
}

/** A status or card as its holder, the parent of a minor and the office see it. @throws Fault not-found, the same for absent and somebody else's */
export function getStatusFile(visit: Visit): Promise<StatusFile> {
  const { actor } = visit
  const id = visit.params.id
  if (!isId(id)) throw new Fault('not-found')
  return read(
    visit.instance,
    actor,
    {
      what: 'residence-status',
      who: anyOf(account, staff('permit-officer', 'supervisor')),
      purpose: 'serve-person',
      legalBasis: 'MLSP-KANDAS',
      categories: ['identity', 'decision'],
    },
    async ({ tx }) => {
      const status = await tx.one<StatusRow & { case_id: string }>(sql`
        select s.id, s.number, s.kind, s.person_id, s.person_name, s.region, s.settlement, s.ground, s.valid_from::text, s.valid_to::text, s.extensions, s.state,
          s.ended_on::text, s.ended_because, s.version, s.decision_id, s.case_id, coalesce(c.number, '') as case_number, coalesce(d.law_states, '{}') as law_states
        from residence.status s left join "case"."case" c on c.id = s.case_id left join "case".decision d on d.id = s.decision_id
        where s.id = ${id}::uuid`)
      const documents = await findDocuments(tx, { permit: id })
      const decisions = await findDecisions(tx, status.case_id)
      return {
        answer: {
          status,
          document: documents.find((one) => !one.revoked_at),
          decision: decisions.find((one) => one.id === status.decision_id),
          path: status.kind === 'kandas-status' ? await walkPath(tx, status.person_id) : [],
          side: actor.kind !== 'person' ? 'office' : actor.person === status.person_id ? 'holder' : 'parent',
        },
        subjects: [status.person_id],
      }
    },
  )
}
