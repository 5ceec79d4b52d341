import { z } from 'zod'
import { act, type Doing } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { addWorkingDays } from '../policy/working-days.ts'
import { attachFile } from './attach-file.ts'
import { getCase } from './case-row.ts'
import { changeState } from './change-state.ts'
import { findOpenInformationRequest, type InformationRequestRow } from './find-information-request.ts'
import { holdCase } from './hold-case.ts'
import { deciders, mustBeApplicant } from './who-may.ts'

/** The term goes on with the working days it had left when we asked. */
const dueAgain = (doing: Doing, asked: InformationRequestRow): Temporal.PlainDate | null =>
  asked.days_left === null ? null : addWorkingDays(doing.today, asked.days_left)

/** A party answers what was asked, late too as long as the case waits. @throws Fault wrong-state, not-found */
export const answerInformation = act({
  name: 'answer-information',
  who: account,
  input: z.object({
    caseId: z.uuid(),
    answer: z.string().trim().min(1, 'required').max(8000, 'too-long'),
    /** Files already uploaded by the party. */
    files: z.array(z.object({ fileId: z.uuid(), label: z.string().trim().min(1).max(200) })).default([]),
  }),
  async do(input, doing) {
    const row = await getCase(doing.tx, input.caseId)
    // Row-level security shows a case to those it is about as well: nobody answers in the name of the one who was asked.
    mustBeApplicant(doing.actor, row)
    const asked = await findOpenInformationRequest(doing.tx, row.id)
    if (!asked) throw new Fault('wrong-state', { details: { from: row.state } })
    await doing.tx.done(sql`update "case".information_request set answer = ${input.answer}, answered_at = ${doing.now.toString()}::timestamptz
      where id = ${asked.id}::uuid`)
    for (const file of input.files) await attachFile(doing, { caseId: row.id, ...file })
    await changeState(doing, {
      caseId: row.id,
      to: 'in-review',
      type: 'information-answered',
      dueOn: dueAgain(doing, asked),
    })
    return { number: row.number }
  },
})

/** After the day to answer an officer goes on without the answer. @throws Fault wrong-state (too early, or nothing was asked) */
export const goOnWithoutAnswer = act({
  name: 'go-on-without-answer',
  who: deciders,
  input: z.object({ caseId: z.uuid(), expectedVersion: z.coerce.number().int() }),
  async do(input, doing) {
    const row = await holdCase(doing, input)
    const asked = await findOpenInformationRequest(doing.tx, row.id)
    if (!asked || doing.today.toString() <= asked.answer_by)
      throw new Fault('wrong-state', { details: { from: row.state, answerBy: asked?.answer_by } })
    await doing.tx.done(
      sql`update "case".information_request set answered_at = ${doing.now.toString()}::timestamptz where id = ${asked.id}::uuid`,
    )
    await changeState(doing, {
      caseId: row.id,
      to: 'in-review',
      type: 'answer-not-given',
      dueOn: dueAgain(doing, asked),
    })
    return { number: row.number }
  },
})
