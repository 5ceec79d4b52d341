import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'

/** Documents of others that an officer sees and records. What we grant ourselves opens its ground by its own act. */
export const seenKinds = ['visa', 'residence', 'union-family'] as const
export type SeenKind = (typeof seenKinds)[number]
export const groundStaff = staff('registrar', 'border-officer')

/**
 * An officer records a document they saw that lets somebody stay: visa, residence, family of a worker of the Union. It counts for
 * its days from now on, also backwards: it can only give days. Refused: `known-already`.
 * @throws Fault not-found, invalid-input (`to`: order)
 */
export const recordGround = act({
  name: 'record-ground',
  who: groundStaff,
  input: z.object({
    person: z.uuid(),
    kind: z.enum(seenKinds, { error: 'required' }),
    document: z.string().trim().toUpperCase().min(3, 'required').max(40),
    from: z.iso.date('required'),
    to: z.iso.date('required'),
  }),
  async do(input, doing) {
    if (input.to < input.from) throw invalid('to', 'order')
    await doing.tx.one(
      sql`select id from person.person where id = ${input.person}::uuid and citizenship <> 'KAZ'`,
    )
    const known = await doing.tx.maybe(sql`
      select id from stay.ground where person_id = ${input.person}::uuid and kind = ${input.kind} and document = ${input.document} and closed_on is null`)
    if (known) return refuse({ code: 'known-already' })
    const id = newId()
    await doing.tx.done(sql`
      insert into stay.ground (id, person_id, kind, valid_from, valid_to, law_state, opened_at, document)
      values (${id}, ${input.person}, ${input.kind}, ${input.from}, ${input.to}, 'in force', ${doing.now.toString()}, ${input.document})`)
    await doing.record({
      type: 'ground-recorded',
      subjects: [input.person],
      ground: 'LAW-FOR',
      after: { kind: input.kind, from: input.from, to: input.to },
    })
    return { id }
  },
})

/**
 * Takes back a document that was recorded by mistake: it counts for no day. Only what an officer recorded; what a decision gave
 * ends by a decision. @throws Fault not-found
 */
export const withdrawGround = act({
  name: 'withdraw-ground',
  who: groundStaff,
  input: z.object({ ground: z.uuid(), why: z.string().trim().min(5, 'required').max(300) }),
  async do({ ground, why }, doing) {
    if (doing.actor.kind !== 'staff') throw new Fault('not-allowed')
    const row = await doing.tx.one<{
      person_id: string
      kind: string
      valid_from: string
      valid_to: string
    }>(sql`
      update stay.ground set closed_on = valid_from - 1, closed_because = 'withdrawn'
      where id = ${ground}::uuid and document is not null and closed_on is null
      returning person_id, kind, valid_from::text, valid_to::text`)
    await doing.record({
      type: 'ground-withdrawn',
      subjects: [row.person_id],
      ground: why,
      before: { kind: row.kind, from: row.valid_from, to: row.valid_to },
    })
    return { person: row.person_id }
  },
})
