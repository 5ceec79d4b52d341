import { z } from 'zod'
import { act } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { type CaseRow, caseColumns, getCase } from './case-row.ts'
import { changeState } from './change-state.ts'
import { leaseMinutes, refuseIfTaken } from './hold-case.ts'
import { caseStaff } from './who-may.ts'

/**
 * Gives the case to an officer of its office if nobody else holds it: one statement, so that of two who claim at once the
 * database lets one through. A lease that has run out holds nothing.
 */
export const takeCase = (given: { caseId: string; me: string; office: string; now: string; until: string }) =>
  sql`update "case"."case" set assigned_to = ${given.me}::uuid, lease_until = ${given.until}::timestamptz
    where id = ${given.caseId}::uuid and office_id = ${given.office}::uuid and closed_at is null
      and (assigned_to is null or assigned_to = ${given.me}::uuid or lease_until is null or lease_until <= ${given.now}::timestamptz)
    returning ${caseColumns}`

/**
 * An officer takes a case of their office for `leaseMinutes`; each act on it renews that. A case just handed in comes into review.
 * @throws Fault taken-by-another (details: name, until), wrong-state, not-allowed (another office), not-found
 */
export const claimCase = act({
  name: 'claim-case',
  who: caseStaff,
  input: z.object({ caseId: z.uuid() }),
  async do({ caseId }, doing) {
    const { actor } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    const until = doing.now.add({ minutes: leaseMinutes }).toString()
    const taken = await doing.tx.maybe<CaseRow>(
      takeCase({ caseId, me: actor.staff, office: actor.office, now: doing.now.toString(), until }),
    )
    if (!taken) {
      const row = await getCase(doing.tx, caseId)
      if (row.office_id !== actor.office) throw new Fault('not-allowed')
      if (row.closed_at) throw new Fault('wrong-state', { details: { from: row.state } })
      await refuseIfTaken(doing, row, actor.staff)
      throw new Fault('stale-form', { details: { version: row.version } })
    }
    if (taken.state === 'submitted')
      await changeState(doing, { caseId, to: 'in-review', type: 'case-claimed', after: { by: actor.staff } })
    else
      await doing.record({
        type: 'case-claimed',
        subjects: taken.subjects,
        case: caseId,
        after: { by: actor.staff, state: taken.state, version: taken.version },
      })
    return { number: taken.number, until }
  },
})
