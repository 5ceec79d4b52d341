import { sql, type Tx } from '../platform/database.ts'
import { type History, lastLawfulDay } from './count-days.ts'
import { readHistories } from './read-histories.ts'
import { dayNumber, dayText } from './stay-rules.ts'

export interface EndingStay {
  person: string
  lastDay: string
  /** Days after today until the last lawful day; 0 on the last. */
  days: number
}

const pageSize = 500

/**
 * People with an account whose lawful days end within `within` days, by the clock, a page of people at a time. People without a
 * known entry have no clock and are not among them: silence of a feed is no end of a stay.
 * @param after the last person looked at, or the nil UUID
 * @returns those found and where to go on; `next` is absent at the end
 */
export async function findEndingStays(
  tx: Tx,
  today: Temporal.PlainDate,
  within: number,
  after: string,
): Promise<{ ending: EndingStay[]; next: string | undefined }> {
  const people = await tx.rows<{ id: string; citizenship: string }>(sql`
    select p.id, p.citizenship from person.person p
    where p.id > ${after}::uuid and p.same_as is null and p.citizenship <> 'KAZ'
      and exists (select 1 from person.account a where a.person_id = p.id and a.closed_at is null)
      and exists (select 1 from stay.crossing c where c.person_id = p.id and c.superseded_at is null)
    order by p.id limit ${pageSize}`)
  const histories = await readHistories(
    tx,
    people.map(({ id }) => id),
  )
  const now = dayNumber(today.toString())
  const ending: EndingStay[] = []
  for (const { id, citizenship } of people) {
    const { last } = lastLawfulDay(histories.get(id) as History, citizenship, now)
    if (last !== undefined && last >= now && last - now <= within)
      ending.push({ person: id, lastDay: dayText(last), days: last - now })
  }
  return { ending, next: people.length === pageSize ? people.at(-1)?.id : undefined }
}
