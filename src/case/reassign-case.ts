import { z } from 'zod'
import { findStaffOfOffice } from '../institution/find-staff.ts'
import { act } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { lockCase } from './case-row.ts'
import { leaseMinutes } from './hold-case.ts'
import { caseRoles } from './who-may.ts'

/**
 * A supervisor gives a case of their office to somebody of the same office, also out of a colleague's hands. Both names stay in
 * the event. @throws Fault not-allowed (another office), wrong-state, invalid-input (`to`: not-of-this-office)
 */
export const reassignCase = act({
  name: 'reassign-case',
  who: staff('supervisor'),
  input: z.object({ caseId: z.uuid(), to: z.uuid('required') }),
  async do({ caseId, to }, doing) {
    const row = await lockCase(doing.tx, caseId)
    if (doing.actor.kind !== 'staff' || row.office_id !== doing.actor.office) throw new Fault('not-allowed')
    if (row.closed_at) throw new Fault('wrong-state', { details: { from: row.state } })
    const colleagues = await findStaffOfOffice(doing.tx, row.office_id, caseRoles, doing.today)
    if (!colleagues.some((one) => one.id === to)) throw invalid('to', 'not-of-this-office')
    await doing.tx.done(sql`update "case"."case" set assigned_to = ${to}::uuid,
      lease_until = ${doing.now.add({ minutes: leaseMinutes }).toString()}::timestamptz where id = ${caseId}::uuid`)
    await doing.record({
      type: 'case-reassigned',
      subjects: row.subjects,
      case: caseId,
      before: { by: row.assigned_to },
      after: { by: to, state: row.state, version: row.version },
    })
    return { number: row.number }
  },
})
