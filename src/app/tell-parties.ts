import { findPartiesToTell } from '../case/find-parties.ts'
import { tellPerson } from '../message/tell-person.ts'
import { inTransaction } from '../platform/act.ts'
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
