import { z } from 'zod'
import { act } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { caseKind } from './case-kind.ts'
import { getCase } from './case-row.ts'
import { closeCase } from './close-case.ts'
import { mustBeApplicant } from './who-may.ts'

/** The applicant takes the application back before it is decided. @throws Fault wrong-state, not-found (not the applicant) */
export const withdrawCase = act({
  name: 'withdraw-case',
  who: account,
  input: z.object({ caseId: z.uuid() }),
  async do({ caseId }, doing) {
    const row = await getCase(doing.tx, caseId)
    mustBeApplicant(doing.actor, row)
    if (row.state === 'withdrawn') throw new Fault('wrong-state', { details: { from: row.state } })
    const closed = await closeCase(doing, { caseId, outcome: 'withdrawn' })
    await doing.tx.done(
      sql`update "case".hearing set outcome = 'withdrawn' where case_id = ${caseId}::uuid and outcome is null`,
    )
    await doing.tx.done(sql`update "case".information_request set answered_at = ${doing.now.toString()}::timestamptz
      where case_id = ${caseId}::uuid and answered_at is null`)
    await caseKind(row.kind).onWithdrawn?.(doing, closed)
    return { number: row.number }
  },
})
