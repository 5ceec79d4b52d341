import { type Connection, queryOn } from '../platform/database.ts'
import { getSigner } from './find-signing-keys.ts'

/** Makes the first signing key of an installation before anybody asks for it, so that the published key set is never empty. */
export const ensureSigningKey = (
  db: Connection,
  secret: Uint8Array,
  now: Temporal.Instant,
): Promise<{ kid: string }> =>
  db.transaction().execute(async (kysely) => {
    const { kid } = await getSigner({ ...queryOn(kysely), kysely }, secret, now)
    return { kid }
  })
