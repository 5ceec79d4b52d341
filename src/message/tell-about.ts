import { inTransaction } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { type Template, tellPerson } from './tell-person.ts'

const job = { kind: 'system', job: 'tell-news' } as const

/** Tells one account, or all accounts of a person, of something new at an address; the same template and cause once. */
export async function tellAbout(
  instance: Instance,
  template: Template,
  link: string,
  to: { account: string } | { person: string },
  cause: string = link,
  values: Record<string, string> = {},
): Promise<void> {
  const accounts =
    'account' in to
      ? [to.account]
      : await inTransaction(instance, job, false, async (tx) => {
          const found = await tx.rows<{ id: string }>(
            sql`select id from person.account where person_id = ${to.person}::uuid and closed_at is null`,
          )
          return found.map(({ id }) => id)
        })
  await tellPerson(instance, job, { accounts, template, values, link, cause: `${template}:${cause}` })
}
