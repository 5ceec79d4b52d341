import { z } from 'zod'
import { openCase } from '../case/open-case.ts'
import { act, refuse } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { type Query, sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
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
  'use-of-data',
  'restrict-use',
  'decision-by-system',
] as const
export type WrongAbout = (typeof wrongAbout)[number]

/** Requests of one person that may wait at the same time. */
const mostOpen = 5

/**
 * A person says that something on their record is wrong (Law on Personal Data, No. 94-V), objects to a use of their data, or wants a
 * person to look at what the system decided about them (`case`; only their own, `not-by-the-system` otherwise). It becomes a case of the office that keeps the record,
 * with a term (`case.procedure-term`, working days), a decision and a way to appeal; nothing is changed by asking.
 * @throws Fault not-found for somebody who is not registered
 */
export const askCorrection = act({
  name: 'ask-correction',
  who: account,
  input: z.object({
    about: z.enum(wrongAbout, { error: 'required' }),
    says: z.string().trim().min(5, 'required').max(4000, 'too-long'),
    case: z.string().trim().max(40).optional(),
  }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'person' || !actor.person) throw new Fault('not-found')
    const person = await tx.one<{ name: string; region: string }>(
      sql`select latin_name as name, regions[1] as region from person.person where id = ${actor.person}::uuid`,
    )
    if (input.about === 'decision-by-system' && !(await decidedBySystem(tx, actor.person, input.case)))
      throw invalid('case', 'not-by-the-system')
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
      insert into rights.correction_request (case_id, person_id, account_id, about, says, asked_at, decided_case)
      values (${opened.id}::uuid, ${actor.person}::uuid, ${actor.account}::uuid, ${input.about}, ${input.says}, ${doing.now.toString()}::timestamptz,
        ${input.about === 'decision-by-system' ? (input.case ?? null) : null})`)
    return { number: opened.number }
  },
})

export interface DecidedBySystem {
  number: string
  kind: string
  decided_at: Date
}

/** What the system decided about a person without anybody looking, the newest first. */
export const findDecidedBySystem = (query: Query, person: string): Promise<DecidedBySystem[]> =>
  query.rows<DecidedBySystem>(sql`
    select c.number, d.kind, d.decided_at from "case".decision d join "case"."case" c on c.id = d.case_id
    where d.decided_by_kind = 'system' and c.subjects @> array[${person}::uuid] order by d.decided_at desc limit 20`)

async function decidedBySystem(query: Query, person: string, number: string | undefined): Promise<boolean> {
  return (await findDecidedBySystem(query, person)).some((one) => one.number === number)
}
