import { createHmac } from 'node:crypto'
import { type Actor, actorId } from '../platform/actor.ts'
import { deriveKey } from '../platform/config.ts'
import { type Query, queryOn, sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { idOfDigest } from '../platform/new-id.ts'
import { sealWords, unsealWords } from '../platform/sealed-words.ts'

/** The key of this module, which the database does not hold. */
const asylumKey = ({ config }: Instance) => deriveKey(config.secret, 'asylum')

const digest = (instance: Instance, what: string, value: string): Buffer =>
  createHmac('sha256', asylumKey(instance)).update(`${what} ${value}`).digest()

/** Who a row is of, as the tables keep it: the same person elsewhere cannot be found from it without the key. */
export const personKey = (instance: Instance, person: string): Buffer => digest(instance, 'person', person)

/** An id that only the key can lead back to a row behind the wall: what stands in the clock, on the paper and in its request. */
export const pseudonymOf = (instance: Instance, what: string, row: string): string =>
  idOfDigest(digest(instance, what, row))

/** Words of one row; in another row they do not open. */
export const seal = (instance: Instance, row: string, value: unknown): Buffer =>
  sealWords(asylumKey(instance), value, row)
export const unseal = <T>(instance: Instance, row: string, sealed: Buffer): T =>
  unsealWords<T>(asylumKey(instance), sealed, row)

/**
 * The module's own way to its rows, as who is asking: another role of the database, whose policies let in the institution that took a
 * request, the one above it after an appeal, and the person. No event, read record, limit or job is written anywhere else.
 */
export const behindWall = <T>(
  instance: Instance,
  actor: Actor,
  work: (tx: Query) => Promise<T>,
): Promise<T> =>
  instance
    .walled('qonys_asylum')
    .transaction()
    .execute(async (transaction) => {
      const tx = queryOn(transaction)
      const person =
        actor.kind === 'person' && actor.person ? personKey(instance, actor.person).toString('hex') : ''
      await tx.done(sql`select set_config('qonys.actor_kind', ${actor.kind}, true), set_config('qonys.actor', ${actorId(actor)}, true),
        set_config('qonys.asylum_institution', ${actor.kind === 'staff' ? actor.institution : ''}, true),
        set_config('qonys.asylum_person', ${person}, true)`)
      return work(tx)
    })
