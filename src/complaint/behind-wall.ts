import { type Query, queryOn } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'

/**
 * The walled module's own way to its rows: another role, and no event, read record or job anywhere else. What happens here is
 * invisible to every other part of the system by its rights, not by its manners.
 */
export const behindWall = <T>(instance: Instance, work: (tx: Query) => Promise<T>): Promise<T> =>
  instance
    .walled('qonys_complaint')
    .transaction()
    .execute((tx) => work(queryOn(tx)))
