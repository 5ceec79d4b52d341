import { z } from 'zod'
import { lockCase } from '../case/case-row.ts'
import { closeCase } from '../case/close-case.ts'
import { cancelObligation } from '../payment/open-tax-obligation.ts'
import { act, refuse } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { letHouseholdPlaceGo } from './hold-place.ts'
import { getApplication } from './issue-permit.ts'

/**
 * The tax was not paid by its day: the application lapses, visibly. No decision is made about anybody; a new application is
 * always possible. A payment that arrives later is kept and shown.
 */
export const lapseUnpaid = act({
  name: 'lapse-unpaid',
  who: system,
  input: z.object({ case: z.uuid() }),
  async do(input, doing) {
    const row = await lockCase(doing.tx, input.case)
    const application = await getApplication(doing.tx, row.id)
    const owed = await doing.tx.one<{ due_on: string; state: string }>(
      sql`select due_on, state from payment.obligation where id = ${application.obligation_id} for update`,
    )
    if (row.closed_at || owed.state !== 'open') return refuse({ code: 'not-waiting' })
    if (doing.today.toString() <= owed.due_on) return refuse({ code: 'not-yet' })
    await cancelObligation(doing, application.obligation_id, 'lapsed')
    await letHouseholdPlaceGo(doing, row.id, 'fee-unpaid')
    await closeCase(doing, { caseId: row.id, outcome: 'lapsed', ground: 'tax-not-prepaid' })
    await doing.tx.done(
      sql`update permit.offer set state = 'expired', version = version + 1 where id = ${application.offer_id}`,
    )
    return { lapsed: true }
  },
})
