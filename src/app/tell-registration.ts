import { tellAbout } from '../message/tell-about.ts'
import { inTransaction } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { issueRegistrationCertificate } from '../stay/issue-registration-certificate.ts'

const job = { kind: 'system', job: 'tell-registration' } as const

/** Somebody named a host: whoever signs in with that phone or e-mail reads that an answer is asked. Nobody learns whether there is such an account. */
export async function registrationWaiting(instance: Instance, data: Record<string, unknown>): Promise<void> {
  const registration = String(data.registration)
  const accounts = await inTransaction(instance, job, false, (tx) =>
    tx.rows<{ id: string }>(sql`
      select a.id from stay.registration r join person.account a on a.address = r.host_contact and a.closed_at is null
      where r.id = ${registration}::uuid and r.state = 'waiting' and a.id <> r.account_id`),
  )
  for (const { id } of accounts)
    await tellAbout(instance, 'registration-waiting', `/hosting/${registration}`, { account: id })
}

/** A host or an officer answered: a certificate when it was yes; the person reads what comes next. */
export async function registrationAnswered(instance: Instance, data: Record<string, unknown>): Promise<void> {
  const registration = String(data.registration)
  const { person, state } = await inTransaction(instance, job, false, (tx) =>
    tx.one<{ person: string; state: string }>(
      sql`select person_id as person, state from stay.registration where id = ${registration}::uuid`,
    ),
  )
  if (state === 'confirmed') await issueRegistrationCertificate(instance, job, { registration })
  if (state !== 'confirmed' && state !== 'denied') return
  await tellAbout(instance, `registration-${state}`, '/me/address', { person }, registration)
}
