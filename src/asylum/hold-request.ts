import { type Query, sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { isId } from '../platform/new-id.ts'
import type { RequestState } from './find-requests.ts'

export interface HeldRequest {
  id: string
  state: RequestState
  version: number
  region: string
  sealed: Buffer
  institution: string
  received_on: string
  decide_by: string
  fingerprints_on: string | null
  certificate_to: string
  /** The form was sent before: what it did is done. */
  done: boolean
}

/**
 * One request, held until the transaction ends, for an officer's step in one of the given states.
 * @param form the id of the form; `table` is where a form that was sent before has left its row
 * @throws Fault not-found, stale-form, wrong-state
 */
export async function holdRequest(
  tx: Query,
  given: {
    request: string
    version?: number
    form?: string
    table?: 'certificate' | 'hearing' | 'decision' | 'appeal' | 'consent' | 'handing'
  },
  ...states: RequestState[]
): Promise<HeldRequest> {
  if (!isId(given.request)) throw new Fault('not-found')
  const row = await tx.one<Omit<HeldRequest, 'done'>>(sql`
    select id, state, version, region, sealed, institution, received_on::text, decide_by::text, fingerprints_on::text,
      (select max(c.valid_to)::text from asylum.certificate c where c.request_id = r.id) as certificate_to
    from asylum.request r where id = ${given.request}::uuid for update`)
  if (given.form && given.table) {
    const sent = await tx.maybe(
      sql`select 1 from ${sql.raw(`asylum.${given.table}`)} where form = ${given.form}::uuid and request_id = ${row.id}::uuid`,
    )
    if (sent) return { ...row, done: true }
  }
  if (given.version !== undefined && given.version !== row.version) throw new Fault('stale-form')
  if (!states.includes(row.state)) throw new Fault('wrong-state', { details: { from: row.state } })
  return { ...row, done: false }
}

/** Moves a request on. */
export const moveRequest = (
  tx: Query,
  request: string,
  state: RequestState,
  appealedOn?: Temporal.PlainDate,
): Promise<number> =>
  tx.done(sql`update asylum.request set state = ${state}, version = version + 1,
    appealed_on = coalesce(appealed_on, ${appealedOn?.toString() ?? null}::date) where id = ${request}::uuid`)
