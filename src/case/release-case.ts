import { z } from 'zod'
import { act } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { lockCase } from './case-row.ts'
import { caseStaff } from './who-may.ts'

/** An officer gives their case back to the office. @throws Fault wrong-state when it is not theirs, not-found */
export const releaseCase = act({
  name: 'release-case',
  who: caseStaff,
  input: z.object({ caseId: z.uuid() }),
  async do({ caseId }, doing) {
    const row = await lockCase(doing.tx, caseId)
    if (doing.actor.kind !== 'staff' || row.assigned_to !== doing.actor.staff || row.closed_at)
      throw new Fault('wrong-state', { details: { from: row.state } })
    await doing.tx.done(
      sql`update "case"."case" set assigned_to = null, lease_until = null where id = ${caseId}::uuid`,
    )
    await doing.record({
      type: 'case-released',
      subjects: row.subjects,
      case: caseId,
      after: { state: row.state, version: row.version },
    })
    return { number: row.number }
  },
})
