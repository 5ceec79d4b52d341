import { z } from 'zod'
import { act } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { isId, newId } from '../platform/new-id.ts'
import { numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'
import { appealRoute } from './appeal-route.ts'
import { getCase } from './case-row.ts'
import { changeState } from './change-state.ts'
import { findAppealable } from './find-decisions.ts'

/**
 * A party appeals a refusal or revocation. The case goes to the appeal office with a new term (`case.complaint-decision`, working
 * days). An appeal after the term is taken and marked late: the figure is unverified, so an officer judges that too.
 * @throws Fault wrong-state (nothing to appeal, or already), not-found
 */
export const lodgeAppeal = act({
  name: 'lodge-appeal',
  who: account,
  input: z.object({
    caseId: z.uuid(),
    text: z.string().trim().min(10, 'too-short').max(20_000, 'too-long'),
  }),
  async do(input, doing) {
    const row = await getCase(doing.tx, input.caseId)
    const decision = await findAppealable(doing.tx, row.id)
    if (!decision) throw new Fault('wrong-state', { details: { from: row.state } })
    const office =
      decision.appeal_to !== null && isId(decision.appeal_to)
        ? decision.appeal_to
        : (await appealRoute(doing.tx, { region: row.region, decidedOn: doing.today })).office.id
    const inTime = decision.appeal_until !== null && doing.today.toString() <= decision.appeal_until
    const decideBy = addWorkingDays(doing.today, numberAt('case.complaint-decision', doing.today))
    const id = newId()
    await changeState(doing, {
      caseId: row.id,
      to: 'appealed',
      type: 'appeal-lodged',
      officeId: office,
      dueOn: decideBy,
      addTag: 'appeal',
      after: { appeal: id, inTime },
    })
    await doing.tx.done(sql`
      insert into "case".appeal (id, case_id, decision_id, text, lodged_at, lodged_by, in_time, office_id, from_office, decide_by)
      values (${id}::uuid, ${row.id}::uuid, ${decision.id}::uuid, ${input.text}, ${doing.now.toString()}::timestamptz,
        ${doing.actor.kind === 'person' ? doing.actor.account : null}, ${inTime}, ${office}::uuid, ${row.office_id}::uuid, ${decideBy.toString()}::date)`)
    return { id, number: row.number, inTime, decideBy: decideBy.toString() }
  },
})
