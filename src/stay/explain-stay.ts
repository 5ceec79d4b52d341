import { z } from 'zod'
import { openCase } from '../case/open-case.ts'
import { act, refuse } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'

/** The kinds of case: that an address counts although the host said no or nothing; how it came that the days were over. */
export const addressExplanation = 'stay-address'
export const overstayExplanation = 'stay-overstay'

/** Working days after which somebody need not wait for a silent host. Ours, no rule of law: an officer can be asked. */
export const hostSilence = 5

interface Disputed {
  id: string
  region: string
  state: string
  filed_on: string
  own: boolean
}

/** The latest registration of a person that an officer may be asked about. */
export const findDisputable = async (
  tx: Tx,
  person: string,
  today: Temporal.PlainDate,
): Promise<Disputed | undefined> => {
  const row = await tx.maybe<Disputed>(sql`
    select id, region, state, filed_on::text, host_contact is not distinct from stay.my_contact() as own from stay.registration
    where person_id = ${person}::uuid and state in ('waiting', 'denied') order by filed_on desc, id desc limit 1`)
  if (!row) return undefined
  const silent = Temporal.PlainDate.compare(addWorkingDays(row.filed_on, hostSilence), today) < 0
  return row.state === 'denied' || row.own || silent ? row : undefined
}

/**
 * A person explains to an officer: that their address is true, or how it came that their days were over (a feed that is wrong,
 * an illness, a flight). It becomes a case with a term, a hearing before any no, and an appeal. Nothing follows by itself, and
 * explaining is never a breach. Refused: `nothing-to-decide`, `already-explained`.
 * @throws Fault not-found for somebody who is not registered
 */
export const explainStay = act({
  name: 'explain-stay',
  who: account,
  input: z.object({
    about: z.enum(['address', 'overstay'], { error: 'required' }),
    says: z.string().trim().min(5, 'required').max(4000, 'too-long'),
  }),
  async do(input, doing) {
    const { actor, tx, today } = doing
    if (actor.kind !== 'person' || !actor.person) throw new Fault('not-found')
    const disputed = input.about === 'address' ? await findDisputable(tx, actor.person, today) : undefined
    if (input.about === 'address' && !disputed) return refuse({ code: 'nothing-to-decide' })
    const person = await tx.one<{ name: string; region: string }>(
      sql`select latin_name as name, regions[1] as region from person.person where id = ${actor.person}::uuid`,
    )
    const { open } = await tx.one<{ open: boolean }>(sql`
      select exists (select 1 from stay.explanation e join "case"."case" c on c.id = e.case_id
        where e.person_id = ${actor.person}::uuid and e.about = ${input.about} and c.closed_at is null) as open`)
    if (open) return refuse({ code: 'already-explained' })
    const opened = await openCase(doing, {
      kind: input.about === 'address' ? addressExplanation : overstayExplanation,
      applicantAccount: actor.account,
      applicantPerson: actor.person,
      subjects: [actor.person],
      subjectName: person.name,
      region: disputed?.region ?? person.region,
      matter: 'record',
      dueOn: addWorkingDays(today, numberAt('case.procedure-term', today)),
      governingDate: today,
    })
    await tx.done(sql`
      insert into stay.explanation (case_id, person_id, account_id, about, registration_id, says, asked_at)
      values (${opened.id}::uuid, ${actor.person}::uuid, ${actor.account}::uuid, ${input.about}, ${disputed?.id ?? null}::uuid, ${input.says},
        ${doing.now.toString()}::timestamptz)`)
    return { number: opened.number }
  },
})
