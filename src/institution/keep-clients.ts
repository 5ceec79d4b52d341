import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { deriveKey } from '../platform/config.ts'
import { type Query, sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { newId } from '../platform/new-id.ts'
import { hashToken } from '../platform/session.ts'
import { administrators, mayKeep, Regions } from './keep-staff.ts'

/** What machines can be admitted to; each is the key of some door of the API. */
export const clientScopes = [
  'register',
  'permits',
  'crossings',
  'arrival-notices',
  'hotel-notices',
  'registrations',
  'address-changes',
  'contracts',
  'tax-events',
  'rights',
] as const

export interface ListedClient {
  id: string
  name: string
  institution: string
  scopes: string[]
  regions: string[]
  created_at: Date
}

/** Machines whose access has not ended, of every institution or of one. */
export const findClients = (query: Query, at: string, institution?: string): Promise<ListedClient[]> =>
  query.rows<ListedClient>(sql`
    select id, name, institution, scopes, regions, created_at from institution.client
    where (ends_at is null or ends_at > ${at}) and (${institution ?? null}::text is null or institution = ${institution ?? null})
    order by name, id limit 500`)

/**
 * The bearer token of the client that this request opens. It follows from the request's id and the installation's secret, so that a
 * form sent twice shows the same token, and it is kept nowhere.
 */
export const clientToken = (instance: Instance, request: string): string =>
  `qn_${createHmac('sha256', deriveKey(instance.config.secret, 'client-token')).update(request).digest('base64url')}`

/** Admits a machine of an institution; only the hash of its token is kept. Refused: `not-your-institution`. */
export const openClient = act({
  name: 'open-client',
  who: administrators,
  input: z.object({
    institution: z.string().min(1, 'required').max(100),
    name: z.string().trim().min(1).max(200),
    scopes: z.array(z.enum(clientScopes)).min(1, 'scopes-missing'),
    regions: Regions,
    /** SHA-256 of the token, in hexadecimal. */
    tokenHash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  async do(input, doing) {
    if (!mayKeep(doing.actor, input.institution, input.regions))
      return refuse({ code: 'not-your-institution' })
    await doing.tx.one(sql`select 1 as one from institution.institution where code = ${input.institution}`)
    const id = newId()
    await doing.tx.done(sql`insert into institution.client (id, institution, name, token_hash, scopes, regions, created_at)
      values (${id}::uuid, ${input.institution}, ${input.name}, ${Buffer.from(input.tokenHash, 'hex')}, ${input.scopes}::text[], ${input.regions}::text[], ${doing.now.toString()})`)
    const { institution, name, scopes, regions } = input
    await doing.record({
      type: 'client-opened',
      subjects: [],
      after: { client: id, institution, name, scopes, regions },
    })
    return { client: id }
  },
})

/** Ends a machine's access at once. Refused: `not-your-institution`. @throws Fault not-found when it had ended already */
export const endClient = act({
  name: 'end-client',
  who: administrators,
  input: z.object({ client: z.uuid() }),
  async do(input, doing) {
    const row = await doing.tx.one<{ institution: string; regions: string[] }>(sql`
      select institution, regions from institution.client where id = ${input.client}::uuid and (ends_at is null or ends_at > ${doing.now.toString()}) for update`)
    if (!mayKeep(doing.actor, row.institution, row.regions)) return refuse({ code: 'not-your-institution' })
    await doing.tx.done(
      sql`update institution.client set ends_at = ${doing.now.toString()} where id = ${input.client}::uuid`,
    )
    await doing.record({ type: 'client-ended', subjects: [], before: { client: input.client } })
    return { ended: true }
  },
})

export const tokenHash = (token: string): string => hashToken(token).toString('hex')
