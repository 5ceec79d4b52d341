import { sql, type Tx } from '../platform/database.ts'
import { readHistories } from './read-histories.ts'
import { registrationDueOn } from './register-address.ts'
import { dayText } from './stay-rules.ts'

export interface DueRegistration {
  person: string
  dueOn: string
  /** Days after today until the last day to register; 0 on the last. */
  days: number
}

const pageSize = 500

/**
 * People with an account who entered lately, have no registration of their own for that entry, and whose last day to register comes
 * within `within` days. People without a known entry are not among them. @param after the last person looked at, or the nil UUID
 */
export async function findDueRegistrations(
  tx: Tx,
  today: Temporal.PlainDate,
  within: number,
  after: string,
): Promise<{ due: DueRegistration[]; next: string | undefined }> {
  const people = await tx.rows<{ id: string }>(sql`
    select p.id from person.person p
    where p.id > ${after}::uuid and p.same_as is null and p.citizenship <> 'KAZ'
      and exists (select 1 from person.account a where a.person_id = p.id and a.closed_at is null)
      and exists (select 1 from stay.crossing c where c.person_id = p.id and c.superseded_at is null
        and c.at > ${today.subtract({ days: 40 }).toString()}::date)
    order by p.id limit ${pageSize}`)
  const histories = await readHistories(
    tx,
    people.map(({ id }) => id),
  )
  const due: DueRegistration[] = []
  for (const { id } of people) {
    const history = histories.get(id)
    const entered = history?.entered.at(-1)
    if (entered === undefined || history?.left.at(-1) !== null) continue
    const last = registrationDueOn(dayText(entered))
    const days = last ? today.until(last).days : -1
    if (!last || days < 0 || days > within) continue
    const { known } = await tx.one<{ known: boolean }>(
      sql`select exists (select from stay.registered(${id}::uuid, ${dayText(entered)}::date)) as known`,
    )
    if (!known) due.push({ person: id, dueOn: last.toString(), days })
  }
  return { due, next: people.length === pageSize ? people.at(-1)?.id : undefined }
}
