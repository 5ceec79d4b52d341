import { z } from 'zod'
import { act, inTransaction } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { idOfTime } from '../platform/new-id.ts'
import { type KeptLine, keptColumns } from './quarantined-line.ts'
import { takeKept } from './take-again.ts'

const recent = 2 * 3600 * 1000

/**
 * Joins events that were kept because nobody was registered with their document, now that somebody is: each becomes a fact of the file it
 * came in, with the moment when it was joined as the moment when it was known. Document and date of birth must both fit. At most `most` at a time.
 * `lately` looks at documents of the last two hours alone, which costs nothing in a register of millions; once a day all are looked over.
 * @returns how many were tried and how many joined, and whether others may be left: those that fit and are still no fact come first
 *   again, so a round in which none joined is the last
 */
export const joinWaiting = act({
  name: 'join-waiting',
  who: system,
  input: z.object({ lately: z.boolean().default(false), most: z.int().positive().default(500) }),
  async do({ lately, most }, doing) {
    const rows = await findJoinable(doing.tx, lately, most)
    const outcomes = await takeKept(doing, rows)
    const joined = outcomes.filter((one) => one.recorded)
    await doing.record({
      type: 'waiting-events-joined',
      subjects: [...new Set(joined.flatMap((one) => one.subjects))],
      ground: 'GOV-148',
      after: { tried: rows.length, joined: joined.length },
    })
    return { tried: rows.length, joined: joined.length, left: rows.length === most && joined.length > 0 }
  },
})

/** The same for those registered of late, every minute: where nobody fits nothing is written. */
export async function joinLately(instance: Instance): Promise<void> {
  const job = { kind: 'system', job: 'join-waiting' } as const
  const fitting = await inTransaction(instance, job, false, (tx) => findJoinable(tx, true, 1))
  if (fitting.length > 0) await joinWaiting(instance, job, { lately: true })
}

// From the new documents to what waits for them, not the other way round: thousands may wait for years.
const findJoinable = (tx: Tx, lately: boolean, most: number): Promise<KeptLine[]> => {
  const since = idOfTime(lately ? Date.now() - recent : 0)
  return tx.rows<KeptLine>(sql`
    select ${keptColumns} from feed.quarantine where state = 'waiting' and id in (
      select q.id from person.travel_document d join person.person p on p.id = d.person_id
        join feed.quarantine q on q.issuing_state = d.issuing_state and q.document_number = d.number and q.birth_date = p.birth_date
        where d.superseded_at is null and q.state = 'waiting' and q.reason = 'person-not-known' and d.id > ${since}::uuid
      union select q.id from person.person p join person.iin i on i.person_id = p.id and i.superseded_at is null
        join feed.quarantine q on q.iin = i.iin
        where q.state = 'waiting' and q.reason = 'person-not-known' and q.iin is not null and p.id > ${since}::uuid)
    order by id limit ${most}`)
}
