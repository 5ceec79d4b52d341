import { inTransaction } from '../platform/act.ts'
import type { Actor } from '../platform/actor.ts'
import { type Query, sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import type { LawState } from '../policy/law-state.ts'
import { giveLawfulStay } from '../stay/give-lawful-stay.ts'
import { behindWall, pseudonymOf, unseal } from './behind-wall.ts'

const job = { kind: 'system', job: 'lawful-stay' } as const

/** What stands in the clock and under the paper in place of a certificate. */
export const basisOf = (instance: Instance, certificate: string): string =>
  pseudonymOf(instance, 'stay', certificate)

/** Days of lawful stay that a request gives, written behind the wall; `giveCertificate` carries them out. */
export const addCertificate = (
  tx: Query,
  given: { id: string; request: string; form: string; from: string; to: string; lawState: LawState },
): Promise<number> =>
  tx.done(sql`
    insert into asylum.certificate (id, request_id, form, valid_from, valid_to, law_state)
    values (${given.id}::uuid, ${given.request}::uuid, ${given.form}::uuid, ${given.from}::date, ${given.to}::date, ${given.lawState})
    on conflict (form) do nothing`)

/**
 * Makes the paper of a certificate and opens its days, by the job that gives every lawful stay of another ground. Two transactions on two
 * sides of the wall: what stops between them is done by the next turn (`giveWaitingCertificates`), under the same pseudonym, once.
 */
export async function giveCertificate(instance: Instance, certificate: string): Promise<void> {
  const row = await behindWall(instance, job, (tx) =>
    tx.maybe<{
      request: string
      sealed: Buffer
      from: string
      to: string
      law_state: 'in force'
      former: string[]
    }>(sql`
      select r.id as request, r.sealed, c.valid_from::text as from, c.valid_to::text as to, c.law_state,
        array(select f.id from asylum.certificate f where f.request_id = r.id and f.id <> c.id) as former
      from asylum.certificate c join asylum.request r on r.id = c.request_id where c.id = ${certificate}::uuid and not c.given`),
  )
  if (!row) return
  const { person } = unseal<{ person: string }>(instance, row.request, row.sealed)
  const basis = basisOf(instance, certificate)
  await giveLawfulStay(
    instance,
    job,
    {
      person,
      basis,
      from: row.from,
      to: row.to,
      lawState: row.law_state,
      replaces: row.former.map((one) => basisOf(instance, one)),
    },
    pseudonymOf(instance, 'given', certificate),
  )
  await behindWall(instance, job, (tx) =>
    tx.done(sql`update asylum.certificate set given = true where id = ${certificate}::uuid`),
  )
}

/** What a fault kept from being issued on its day: each tried again, one that fails does not stand before the others. @returns how many were given */
export async function giveWaitingCertificates(instance: Instance): Promise<number> {
  const waiting = await behindWall(instance, job, (tx) =>
    tx.rows<{ id: string }>(sql`select id from asylum.certificate where not given order by id limit 200`),
  )
  let given = 0
  for (const { id } of waiting)
    try {
      await giveCertificate(instance, id)
      given++
    } catch (error) {
      instance.log.warn({ code: (error as { code?: string }).code }, 'a paper will be tried again')
    }
  return given
}

/** The very bytes of the certificate that counts now, for the officer who hands it over or the person; undefined until it is made. */
export async function findPaper(
  instance: Instance,
  actor: Actor,
  request: string,
): Promise<{ serial: string; pdf: Uint8Array } | undefined> {
  const last = await behindWall(instance, actor, (tx) =>
    tx.maybe<{ id: string }>(
      sql`select id from asylum.certificate where request_id = ${request}::uuid and given order by valid_to desc, id desc limit 1`,
    ),
  )
  return last && findPaperOf(instance, basisOf(instance, last.id))
}

const findPaperOf = (instance: Instance, basis: string) =>
  inTransaction(instance, job, false, (tx) =>
    tx.maybe<{ serial: string; pdf: Uint8Array }>(
      sql`select serial, pdf from credential.document where kind = 'lawful-stay' and cause = ${basis}::uuid and revoked_at is null`,
    ),
  )
