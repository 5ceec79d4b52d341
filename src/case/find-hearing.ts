import { type Query, sql } from '../platform/database.ts'
import type { TraceLine } from '../policy/compile-route.ts'

/** A ground of a refusal as it was announced: the line of the trace, kept with its words and figures of that day. */
export type HearingGround = Pick<
  TraceLine,
  'condition' | 'says' | 'value' | 'threshold' | 'unit' | 'article' | 'state'
>

export interface HearingRow {
  id: string
  case_id: string
  preliminary_reasons: string
  grounds: HearingGround[]
  announced_by: string
  announced_at: Date
  held_on: string
  statement: string | null
  statement_at: Date | null
  outcome: 'heard' | 'no-statement' | 'withdrawn' | null
}

/** The hearing that is announced and not yet used by a decision. */
export const findOpenHearing = (query: Query, caseId: string): Promise<HearingRow | undefined> =>
  query.maybe<HearingRow>(
    sql`select * from "case".hearing where case_id = ${caseId}::uuid and outcome is null order by announced_at desc limit 1`,
  )

/** Every hearing of a case, the first first; also those taken back. */
export const findHearings = (query: Query, caseId: string): Promise<HearingRow[]> =>
  query.rows<HearingRow>(
    sql`select * from "case".hearing where case_id = ${caseId}::uuid order by announced_at`,
  )
