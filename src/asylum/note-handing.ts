import { z } from 'zod'
import { parse } from '../platform/act.ts'
import type { Actor } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { invalid } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { newId } from '../platform/new-id.ts'
import { behindWall, seal } from './behind-wall.ts'
import { holdRequest } from './hold-request.ts'
import { officeOf } from './take-request.ts'

export const handedCategories = ['contact', 'identity', 'story', 'state'] as const

/**
 * An officer writes down that something of a request was handed to an institution of the list, by hand: no system of another body is connected,
 * and no protocol of one was seen. The database refuses whoever is not on the list, and an international body without a consent that stands.
 * The person reads what went where and what for. @throws Fault not-found, invalid-input (`recipient`: not-listed, no-consent)
 */
export async function noteHanding(
  instance: Instance,
  actor: Actor,
  given: { request: string; recipient: string; categories: string[]; purpose: string; form: string },
): Promise<void> {
  const officer = officeOf(actor)
  const { categories, purpose } = parse(
    z.object({
      categories: z.array(z.enum(handedCategories)).min(1, 'required'),
      purpose: z.string().trim().min(10, 'too-short').max(1000, 'too-long'),
    }),
    given,
  )
  try {
    await behindWall(instance, actor, async (tx) => {
      const row = await holdRequest(
        tx,
        { ...given, table: 'handing' },
        'pending',
        'hearing',
        'refused',
        'appealed',
        'recognised',
        'closed',
      )
      if (row.done) return
      const id = newId()
      await tx.done(sql`
        insert into asylum.handing (id, request_id, recipient, form, categories, purpose, consent_id, handed_on, handed_by)
        values (${id}::uuid, ${row.id}::uuid, ${given.recipient}, ${given.form}::uuid, ${categories}::text[], ${seal(instance, id, purpose)},
          (select c.id from asylum.consent c where c.request_id = ${row.id}::uuid and c.recipient = ${given.recipient} and c.withdrawn_on is null),
          ${instance.clock.today().toString()}::date, ${officer.staff}::uuid)`)
    })
  } catch (error) {
    const { constraint } = error as { constraint?: string }
    if (constraint === 'recipient_is_listed') throw invalid('recipient', 'not-listed')
    if (constraint === 'person_agrees') throw invalid('recipient', 'no-consent')
    throw error
  }
}
