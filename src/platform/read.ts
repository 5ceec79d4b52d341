import { inTransaction } from './act.ts'
import { type Actor, type Audience, actorId, admits } from './actor.ts'
import { sql, type Tx } from './database.ts'
import { Fault } from './fault.ts'
import type { Instance } from './instance.ts'

export interface Looking {
  instance: Instance
  tx: Tx
  actor: Actor
  now: Temporal.Instant
  today: Temporal.PlainDate
}

export interface ReadSpec {
  /** What was opened, e.g. `case`, `person-list`. */
  what: string
  who: Audience
  /** Why it may be opened, as a code that the person is shown. */
  purpose: string
  legalBasis: string
  /** Kinds of data that leave: `identity`, `documents`, `stay`, `employment`, `payment`, `decision` … */
  categories: string[]
}

export interface Seen<T> {
  answer: T
  /** Persons whose data leave with the answer. */
  subjects: string[]
  case?: string
  /** When only the look itself tells what it is for, or what leaves: instead of the spec's. */
  purpose?: string
  categories?: string[]
  /** ISO day (Asia/Almaty) from which the persons see this read; only a tracing order may set it. */
  deferUntil?: string
}

/**
 * Reads personal data: the read record is durable before the data leave, in the same transaction, one record for a list naming
 * all its subjects. A person who reads only their own record leaves no record; everybody else does. Fails closed.
 * Beyond the limits of an officer's or a machine's reading (`oversight.reading_limit`, `machine_limit`) the try is recorded and nothing leaves.
 * Movements and lists do not leave while the public log is not signed (`log-stale`).
 * What no row of `platform.reading_right` opens to a role of staff for the purpose is answered as if it were not there.
 * @throws Fault not-allowed; not-found is the same for absent and forbidden; reason-owed, reading-locked; too-many-requests for machines
 */
export async function read<T>(
  instance: Instance,
  actor: Actor,
  spec: ReadSpec,
  look: (looking: Looking) => Promise<Seen<T>>,
): Promise<T> {
  if (!admits(spec.who, actor)) throw new Fault(actor.kind === 'public' ? 'not-signed-in' : 'not-found')
  const { answer, withheld } = await recordedOr503(() =>
    inTransaction(instance, actor, false, async (tx) => {
      const now = instance.clock.now()
      const seen = await look({ instance, tx, actor, now, today: instance.clock.today() })
      const own = actor.kind === 'person' ? actor.person : undefined
      const subjects = [...new Set(seen.subjects)].filter((id) => id !== own)
      if (subjects.length === 0) return { answer: seen.answer, withheld: null }
      const record = sql`platform.record_read(${now.toString()}::timestamptz, ${spec.what}, ${actor.kind}, ${actorId(actor)},
      ${'institution' in actor ? actor.institution : null}, ${actor.kind === 'staff' ? actor.office : null}::uuid,
      ${seen.purpose ?? spec.purpose}, ${spec.legalBasis}, ${seen.categories ?? spec.categories}::text[], ${subjects}::uuid[], ${seen.case ?? null}::uuid,
      ${seen.deferUntil ?? null}::date) as withheld`
      // Only the reading of staff and of machines has limits: their answer is waited for.
      if (actor.kind !== 'staff' && actor.kind !== 'client') {
        await tx.done(sql`/* kept */ /* with next */ select ${record}`)
        return { answer: seen.answer, withheld: null }
      }
      const { withheld } = await tx.one<{ withheld: 'reason-owed' | 'locked' | 'machine-limit' | null }>(
        sql`/* kept */ select ${record}`,
      )
      return { answer: seen.answer, withheld }
    }),
  )
  // The try is on record and committed; what was found stays here.
  if (withheld === 'machine-limit') throw new Fault('too-many-requests', { details: { retryAfter: 3600 } })
  if (withheld) throw new Fault(withheld === 'locked' ? 'reading-locked' : 'reason-owed')
  return answer
}

/** No record, no data: a record that cannot be written is the register being out of reach, and says so. */
async function recordedOr503<T>(reading: () => Promise<T>): Promise<T> {
  try {
    return await reading()
  } catch (error) {
    if (error instanceof Fault) throw error
    const { message } = error as Error
    if (message.startsWith('reading-not-open:')) throw new Fault('not-found', { cause: error })
    if (message.startsWith('log-stale:')) throw new Fault('log-stale', { cause: error })
    if (/read_record|record_read/.test(message)) throw new Fault('database-unavailable', { cause: error })
    throw error
  }
}

/** Reads what is nobody's personal data (code lists, published rules, counts); no read record is owed. */
export const look = <T>(instance: Instance, actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> =>
  // Only the transaction: a question with a second argument of its own is not to take ours for it.
  inTransaction(instance, actor, false, (tx) => work(tx))
