import { findPartiesToTell } from '../case/find-parties.ts'
import { type Template, tellPerson } from '../message/tell-person.ts'
import { inTransaction } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'

const job = { kind: 'system', job: 'tell-news' } as const

/** Steps inside an office that mean nothing to a person. */
const silent = ['case-claimed', 'case-released', 'case-reassigned']

/** After a case has changed: its parties read in plain words where it stands, once for each change. */
export async function tellParties(instance: Instance, data: Record<string, unknown>): Promise<void> {
  if (silent.includes(String(data.type))) return
  const id = String(data.case)
  const told = await inTransaction(instance, job, false, (tx) => findPartiesToTell(tx, id))
  await tellPerson(instance, job, {
    accounts: told.parties.map(({ account }) => account),
    template: `case-${told.status}`,
    values: { number: told.number },
    link: told.path,
    cause: `case:${id}:${data.type}:${data.version ?? told.status}`,
  })
}

/** Tells one account, or all accounts of a person, of something new at an address. */
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
