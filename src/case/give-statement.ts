import { z } from 'zod'
import { act } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { getCase } from './case-row.ts'
import { changeState } from './change-state.ts'
import { findOpenHearing } from './find-hearing.ts'

/** A party answers the announced reasons, once, in writing, until the decision. @throws Fault wrong-state, not-found */
export const giveStatement = act({
  name: 'give-statement',
  who: account,
  input: z.object({
    caseId: z.uuid(),
    statement: z.string().trim().min(1, 'required').max(20_000, 'too-long'),
  }),
  async do(input, doing) {
    const row = await getCase(doing.tx, input.caseId)
    const hearing = await findOpenHearing(doing.tx, row.id)
    if (!hearing || hearing.statement !== null || row.state !== 'hearing')
      throw new Fault('wrong-state', { details: { from: row.state } })
    await doing.tx.done(sql`update "case".hearing set statement = ${input.statement}, statement_at = ${doing.now.toString()}::timestamptz
      where id = ${hearing.id}::uuid and statement is null`)
    await changeState(doing, { caseId: row.id, to: 'hearing', type: 'statement-given' })
    return { number: row.number }
  },
})
