import type { Actor } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { newId } from '../platform/new-id.ts'
import { read } from '../platform/read.ts'
import { requesters } from './order-tracing.ts'

export interface Movement {
  kind: 'crossings' | 'arrival-notices'
  at: Date
  place: string
  direction: 'entry' | 'exit' | null
}

/**
 * The movements that an open order covers, each question listed under it and recorded as a read that the person sees from the
 * order's day on. Whether the order is open is judged by the database's clock.
 * @throws Fault not-found for an order of another institution, wrong-state for one that opens nothing now
 */
export async function tracePerson(instance: Instance, actor: Actor, order: string): Promise<Movement[]> {
  try {
    return await read(
      instance,
      actor,
      {
        what: 'movements',
        who: requesters,
        purpose: 'tracing-order',
        legalBasis: 'tracing-order',
        categories: ['movement'],
      },
      async ({ tx }) => {
        const scope = await tx.one<{ person_id: string; notice_on: string }>(
          sql`select person_id, notice_on::text from oversight.tracing_order where id = ${order}::uuid`,
        )
        const answer = await tx.rows<Movement>(
          sql`select kind, at, place, direction from oversight.trace(${order}::uuid, ${newId()}::uuid)`,
        )
        return { answer, subjects: [scope.person_id], deferUntil: scope.notice_on }
      },
    )
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'QT001') throw new Fault('not-found')
    if (code === 'QT002') throw new Fault('wrong-state')
    throw error
  }
}
