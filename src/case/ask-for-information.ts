import { z } from 'zod'
import { act } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { addWorkingDays, workingDaysBetween } from '../policy/working-days.ts'
import { changeState } from './change-state.ts'
import { findOpenInformationRequest } from './find-information-request.ts'
import { holdCase } from './hold-case.ts'
import { deciders } from './who-may.ts'

/**
 * Asks the applicant for what is missing, to be answered within some working days. The term of the case stands still until the
 * answer: what it had left is kept and given back then (our working rule; the article was not read).
 * @throws Fault stale-form, wrong-state (also while an earlier question is open), taken-by-another, not-allowed
 */
export const askForInformation = act({
  name: 'ask-for-information',
  who: deciders,
  input: z.object({
    caseId: z.uuid(),
    expectedVersion: z.coerce.number().int(),
    asks: z.string().trim().min(5, 'too-short').max(4000, 'too-long'),
    workingDays: z.coerce.number('required').int('invalid').min(1, 'too-small').max(60, 'too-big'),
  }),
  async do(input, doing) {
    const row = await holdCase(doing, input)
    if (await findOpenInformationRequest(doing.tx, row.id))
      throw new Fault('wrong-state', { details: { from: row.state } })
    const answerBy = addWorkingDays(doing.today, input.workingDays)
    const daysLeft = row.due_on === null ? null : workingDaysBetween(doing.today, row.due_on)
    await changeState(doing, {
      caseId: row.id,
      to: 'waiting-on-applicant',
      type: 'information-asked',
      dueOn: answerBy,
      after: { answerBy: answerBy.toString() },
    })
    await doing.tx.done(sql`
      insert into "case".information_request (id, case_id, asks, asked_by, asked_at, answer_by, days_left)
      values (${newId()}::uuid, ${row.id}::uuid, ${input.asks}, ${doing.actor.kind === 'staff' ? doing.actor.staff : null}::uuid,
        ${doing.now.toString()}::timestamptz, ${answerBy.toString()}::date, ${daysLeft}::integer)`)
    return { number: row.number, answerBy: answerBy.toString() }
  },
})
