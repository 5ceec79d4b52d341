import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { type Query, sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'

export interface ApiKeyRow {
  id: string
  name: string
  created_at: Date
}

/** Keys of the asker's own account that have not ended. */
export const findApiKeys = (query: Query, account: string): Promise<ApiKeyRow[]> =>
  query.rows<ApiKeyRow>(
    sql`select id, name, created_at from organisation.api_key where account_id = ${account}::uuid and ended_at is null order by created_at`,
  )

const mostKeys = 20

/** Lets a machine act by API in the name of the account that speaks for a company. Refused: `no-company`, `too-many-keys`. */
export const openApiKey = act({
  name: 'open-api-key',
  who: account,
  input: z.object({
    name: z.string().trim().min(1, 'required').max(200),
    /** SHA-256 of the token, in hexadecimal. */
    tokenHash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'person') throw new Fault('not-allowed')
    const company = await tx.maybe(
      sql`select 1 from organisation.employer where account_id = ${actor.account}::uuid and kind = 'legal-entity' limit 1`,
    )
    if (!company) return refuse({ code: 'no-company' })
    if ((await findApiKeys(tx, actor.account)).length >= mostKeys) return refuse({ code: 'too-many-keys' })
    const id = newId()
    await tx.done(sql`insert into organisation.api_key (id, account_id, name, token_hash, created_at)
      values (${id}::uuid, ${actor.account}::uuid, ${input.name}, ${Buffer.from(input.tokenHash, 'hex')}, ${doing.now.toString()}::timestamptz)`)
    await doing.record({
      type: 'api-key-opened',
      subjects: actor.person ? [actor.person] : [],
      after: { key: id, name: input.name },
    })
    return { id }
  },
})

/** Shuts a machine out at its next request. @throws Fault not-found, also for another account's */
export const endApiKey = act({
  name: 'end-api-key',
  who: account,
  input: z.object({ key: z.uuid() }),
  async do(input, doing) {
    const { actor } = doing
    const ended = await doing.tx.done(
      sql`update organisation.api_key set ended_at = ${doing.now.toString()}::timestamptz where id = ${input.key}::uuid and ended_at is null`,
    )
    if (ended === 0) throw new Fault('not-found')
    await doing.record({
      type: 'api-key-ended',
      subjects: actor.kind === 'person' && actor.person ? [actor.person] : [],
      before: { key: input.key },
    })
    return { ended: true }
  },
})
