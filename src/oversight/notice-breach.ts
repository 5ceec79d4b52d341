import { z } from 'zod'
import { act } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'

/**
 * Writes down that personal data left where they should not, and by when the authority is told (`data.breach-notice`, working days;
 * Law on Personal Data No. 94-V). It names nobody; the people are told by `tell-affected`, each in their language.
 */
export const noticeBreach = act({
  name: 'notice-breach',
  who: system,
  input: z.object({
    actor: z.string().min(1).max(200),
    from: z.string(),
    to: z.string(),
    what: z.string().max(100).optional(),
    account: z.string().trim().min(20).max(4000),
    affected: z.int().min(0),
  }),
  async do(input, doing) {
    const id = newId()
    const due = addWorkingDays(doing.today, numberAt('data.breach-notice', doing.today)).toString()
    await doing.tx.done(sql`
      insert into oversight.breach (id, detected_at, actor, seen_from, seen_to, what, account, affected, notice_due)
      values (${id}::uuid, ${doing.now.toString()}::timestamptz, ${input.actor}, ${input.from}::timestamptz, ${input.to}::timestamptz,
        ${input.what ?? null}, ${input.account}, ${input.affected}, ${due}::date)`)
    await doing.record({
      type: 'breach-found',
      subjects: [],
      ground: 'LAW-PD',
      after: { breach: id, affected: input.affected, due },
    })
    return { breach: id, due }
  },
})

/** How many accounts were told, once all of them were. */
export const noteTold = act({
  name: 'note-told',
  who: system,
  input: z.object({ breach: z.uuid(), told: z.int().min(0) }),
  async do({ breach, told }, doing) {
    await doing.tx.done(
      sql`update oversight.breach set told = ${told}, told_at = ${doing.now.toString()}::timestamptz where id = ${breach}::uuid`,
    )
    await doing.record({ type: 'breach-told', subjects: [], ground: 'LAW-PD', after: { breach, told } })
    return { breach }
  },
})
