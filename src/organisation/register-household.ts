import { z } from 'zod'
import { act } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'

export const Household = z.object({
  region: z.string().regex(/^\d{2}$/),
  address: z.string().trim().min(5).max(200),
})

/** A private person becomes known as an employer of household workers: one household a person, at one address at a time. */
export const registerHousehold = act({
  name: 'register-household',
  who: account,
  input: Household,
  async do(input, doing) {
    if (doing.actor.kind !== 'person' || !doing.actor.person)
      throw new Fault('wrong-state', { details: { needs: 'registration' } })
    const { person, name } = doing.actor
    const id = newId()
    const row = await doing.tx.one<{ id: string; before: string | null }>(sql`
      insert into organisation.employer (id, kind, person_id, account_id, name, region, address, registered_at, registered_by)
      values (${id}, 'private-person', ${person}, ${doing.actor.account}, ${name}, ${input.region}, ${input.address}, ${doing.now.toString()}, 'self')
      on conflict (person_id) where kind = 'private-person'
      do update set region = excluded.region, address = excluded.address
      returning id, null::text as before`)
    await doing.record({
      type: 'household-registered',
      subjects: [person],
      ground: 'LAW-MIG art. 43-2',
      after: input,
    })
    return { id: row.id }
  },
})
