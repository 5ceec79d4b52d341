import { z } from 'zod'
import { openCase } from '../case/open-case.ts'
import { act, refuse } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'

export const correctionRequest = 'correction-request'
export const wrongAbout = [
  'name',
  'birth',
  'document',
  'photo',
  'education-work',
  'family',
  'stay',
  'other',
] as const
export type WrongAbout = (typeof wrongAbout)[number]

/** Requests of one person that may wait at the same time. */
const mostOpen = 5

/**
 * A person says that something on their record is wrong (Law on Personal Data, No. 94-V). It becomes a case of the office that keeps the record,
 * with a term (`case.procedure-term`, working days), a decision and a way to appeal; nothing is changed by asking.
 * @throws Fault not-found for somebody who is not registered
 */
export const askCorrection = act({
  name: 'ask-correction',
  who: account,
  input: z.object({
    about: z.enum(wrongAbout, { error: 'required' }),
    says: z.string().trim().min(5, 'required').max(4000, 'too-long'),
  }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'person' || !actor.person) throw new Fault('not-found')
    const person = await tx.one<{ name: string; region: string }>(
      sql`select latin_name as name, regions[1] as region from person.person where id = ${actor.person}::uuid`,
    )
    const { open } = await tx.one<{ open: number }>(sql`
      select count(*)::int as open from rights.correction_request r join "case"."case" c on c.id = r.case_id
      where r.person_id = ${actor.person}::uuid and c.closed_at is null`)
    if (open >= mostOpen) return refuse({ code: 'too-many-open' })
    const opened = await openCase(doing, {
      kind: correctionRequest,
      applicantAccount: actor.account,
      applicantPerson: actor.person,
      subjects: [actor.person],
      subjectName: person.name,
      region: person.region,
      matter: 'record',
      dueOn: addWorkingDays(doing.today, numberAt('case.procedure-term', doing.today)),
      governingDate: doing.today,
    })
    await tx.done(sql`
      insert into rights.correction_request (case_id, person_id, account_id, about, says, asked_at)
      values (${opened.id}::uuid, ${actor.person}::uuid, ${actor.account}::uuid, ${input.about}, ${input.says}, ${doing.now.toString()}::timestamptz)`)
    return { number: opened.number }
  },
})
