import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { account, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'

/**
 * A person asks the institution that looked at their data why. It answers by a day (`case.procedure-term`, working days); the
 * same look is asked about once. @throws Fault not-found for a look at somebody else, or of no institution
 */
export const questionLook = act({
  name: 'question-look',
  who: account,
  input: z.object({
    read: z.string().regex(/^\d{1,18}$/),
    says: z.string().trim().min(3, 'required').max(2000, 'too-long'),
  }),
  async do({ read, says }, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'person' || !actor.person) throw new Fault('not-found')
    const look = await tx.one<{ institution: string | null }>(sql`
      select institution from platform.read_record where id = ${read}::bigint and subjects @> array[${actor.person}::uuid]`)
    if (!look.institution) throw new Fault('not-found')
    const id = newId()
    const dueOn = addWorkingDays(doing.today, numberAt('case.procedure-term', doing.today)).toString()
    const made = await tx.done(sql`
      insert into oversight.question (id, read_id, account_id, person_id, institution, says, asked_at, due_on)
      values (${id}::uuid, ${read}::bigint, ${actor.account}::uuid, ${actor.person}::uuid, ${look.institution}, ${says}, ${doing.now.toString()}::timestamptz,
        ${dueOn}::date) on conflict do nothing`)
    if (made === 0) return refuse({ code: 'asked-already' })
    await doing.record({
      type: 'look-questioned',
      subjects: [actor.person],
      after: { question: id, read, dueOn },
    })
    return { id, dueOn }
  },
})

/** The institution says why it looked, once, in words that the person reads. @throws Fault not-found, wrong-state */
export const answerQuestion = act({
  name: 'answer-question',
  who: staff('supervisor', 'auditor'),
  input: z.object({
    question: z.uuid(),
    answer: z.string().trim().min(20, 'too-short').max(4000, 'too-long'),
  }),
  async do({ question, answer }, doing) {
    if (doing.actor.kind !== 'staff') throw new Fault('not-allowed')
    const held = await doing.tx.one<{ person_id: string; read_id: bigint; answered: boolean }>(sql`
      select person_id, read_id, answer is not null as answered from oversight.question where id = ${question}::uuid for update`)
    if (held.answered) throw new Fault('wrong-state')
    await doing.tx.done(sql`
      update oversight.question set answer = ${answer}, answered_at = ${doing.now.toString()}::timestamptz, answered_by = ${doing.actor.staff}::uuid
      where id = ${question}::uuid`)
    await doing.record({ type: 'question-answered', subjects: [held.person_id], after: { question } })
    await doing.later('reaction', 'question-answered', {
      person: held.person_id,
      read: held.read_id.toString(),
    })
    return { question }
  },
})
