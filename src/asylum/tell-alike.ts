import { tellPerson } from '../message/tell-person.ts'
import { inTransaction } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { pseudonymOf } from './behind-wall.ts'

const job = { kind: 'system', job: 'tell-news' } as const

/**
 * Tells a person that there is news about their stay, in the very words and with the very link that go with every lawful stay of another
 * ground. @param cause the row behind the wall that it is about; only its pseudonym leaves
 */
export async function tellAlike(instance: Instance, person: string, cause: string): Promise<void> {
  const accounts = await inTransaction(instance, job, false, (tx) =>
    tx.rows<{ id: string }>(
      sql`select id from person.account where person_id = ${person}::uuid and closed_at is null`,
    ),
  )
  await tellPerson(instance, job, {
    accounts: accounts.map(({ id }) => id),
    template: 'lawful-stay',
    values: {},
    link: '/me',
    cause: `lawful-stay:${pseudonymOf(instance, 'news', cause)}`,
  })
}
