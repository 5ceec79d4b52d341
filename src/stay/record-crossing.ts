import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { anyOf, client, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'

export const Crossing = z.object({
  document: z.object({ issuingState: z.string().min(1).max(3), number: z.string().min(3).max(20) }),
  birthDate: z.iso.date(),
  direction: z.enum(['entry', 'exit']),
  at: z.iso.datetime({ offset: true }),
  point: z.string().min(1).max(80),
  source: z.string().min(1).max(40),
  sourceReference: z.string().min(1).max(80),
})
export type Crossing = z.infer<typeof Crossing>

/**
 * Records one crossing of the border as the border service reports it. The same report again changes nothing; an unknown
 * document is a refusal for the sender to mend, and never a fact about a person. Our proposal of contract: the real feed's
 * specification was not seen.
 */
export const recordCrossing = act({
  name: 'record-crossing',
  who: anyOf(client('crossings'), staff('border-officer')),
  input: Crossing,
  async do(input, doing) {
    const holder = await doing.tx.one<{ id: string | null }>(
      sql`select stay.guest_by_document(${input.document.issuingState}, ${input.document.number}, ${input.birthDate}) as id`,
    )
    if (!holder.id) return refuse({ code: 'document-not-known' })
    const written = await doing.tx.done(sql`
      insert into stay.crossing (id, person_id, direction, at, point, source, source_reference, known_at)
      values (${newId()}, ${holder.id}, ${input.direction}, ${input.at}, ${input.point}, ${input.source}, ${input.sourceReference}, ${doing.now.toString()})
      on conflict do nothing`)
    await doing.record({
      type: written ? 'crossing-recorded' : 'crossing-repeated',
      subjects: [holder.id],
      ground: 'GOV-148',
      after: { direction: input.direction, source: input.source },
    })
    return { recorded: written === 1 }
  },
})
