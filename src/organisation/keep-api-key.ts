import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { account, type KeyOpens, keyOpens } from '../platform/actor.ts'
import { type Query, sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'

export interface ApiKeyRow {
  id: string
  name: string
  created_at: Date
}

/** Keys of the asker's own account of one sort that work at a moment. */
export const findApiKeys = (
  query: Query,
  account: string,
  opens: KeyOpens,
  at: Temporal.Instant,
): Promise<ApiKeyRow[]> =>
  query.rows<ApiKeyRow>(sql`
    select id, name, created_at from organisation.api_key
    where account_id = ${account}::uuid and opens = ${opens} and ended_at is null and (lasts_until is null or lasts_until > ${at.toString()}::timestamptz)
    order by created_at`)

const mostKeys = 20

/** Days for which a key of a person works; one of a company has no term, as a company keeps its machines. Our choice, not law. */
export const keyDays = 90

/**
 * Lets a program act by API in the name of an account, about one matter: the permits of a company, or one's own matters of kandas.
 * Who could be harmed: a person who was talked into giving a key away; so it opens nothing else, ends after `keyDays` and at once when
 * its owner says so, and every act stands in the record. Refused: `no-company`, `register-first`, `too-many-keys`.
 */
export const openApiKey = act({
  name: 'open-api-key',
  who: account,
  input: z.object({
    name: z.string().trim().min(1, 'required').max(200),
    /** SHA-256 of the token, in hexadecimal. */
    tokenHash: z.string().regex(/^[0-9a-f]{64}$/),
    opens: z.enum(keyOpens).default('company'),
  }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'person') throw new Fault('not-allowed')
    if (input.opens === 'kandas' && !actor.person) return refuse({ code: 'register-first' })
    if (input.opens === 'company') {
      const company = await tx.maybe(
        sql`select 1 from organisation.employer where account_id = ${actor.account}::uuid and kind = 'legal-entity' limit 1`,
      )
      if (!company) return refuse({ code: 'no-company' })
    }
    if ((await findApiKeys(tx, actor.account, input.opens, doing.now)).length >= mostKeys)
      return refuse({ code: 'too-many-keys' })
    const id = newId()
    await tx.done(sql`insert into organisation.api_key (id, account_id, name, token_hash, created_at, opens, lasts_until)
      values (${id}::uuid, ${actor.account}::uuid, ${input.name}, ${Buffer.from(input.tokenHash, 'hex')}, ${doing.now.toString()}::timestamptz, ${input.opens},
        ${input.opens === 'kandas' ? doing.now.add({ hours: 24 * keyDays }).toString() : null}::timestamptz)`)
    await doing.record({
      type: 'api-key-opened',
      subjects: actor.person ? [actor.person] : [],
      after: { key: id, name: input.name, opens: input.opens },
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
