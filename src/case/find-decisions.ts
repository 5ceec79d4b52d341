import { type Query, sql } from '../platform/database.ts'
import type { Facts, TraceLine } from '../policy/compile-route.ts'
import type { LawState } from '../policy/law-state.ts'
import type { DecisionKind } from './record-decision.ts'

export interface DecisionRow {
  id: string
  case_id: string
  kind: DecisionKind
  adverse: boolean
  decided_by_kind: 'staff' | 'system'
  decided_by: string | null
  decided_at: Date
  reasons: string | null
  trace: TraceLine[]
  facts: Facts
  governing_date: string
  policy_hash: string
  law_states: LawState[]
  /** Id of an office, or `court`. */
  appeal_to: string | null
  appeal_until: string | null
  hearing_id: string | null
  supersedes: string | null
}

/** Decisions of a case, the first first. */
export const findDecisions = (query: Query, caseId: string): Promise<DecisionRow[]> =>
  query.rows<DecisionRow>(
    sql`select * from "case".decision where case_id = ${caseId}::uuid order by decided_at, id`,
  )

/** The decision a party may still appeal to the appeal office: the last refusal or revocation that nobody has judged. */
export const findAppealable = (query: Query, caseId: string): Promise<DecisionRow | undefined> =>
  query.maybe<DecisionRow>(sql`
    select d.* from "case".decision d where d.case_id = ${caseId}::uuid and d.kind in ('refuse', 'revoke')
      and not exists (select 1 from "case".appeal a where a.decision_id = d.id and (a.outcome is null or a.outcome <> 'withdrawn'))
      and not exists (select 1 from "case".decision later where later.supersedes = d.id)
    order by d.decided_at desc, d.id desc limit 1`)
