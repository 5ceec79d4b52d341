import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { CountryCode, FamilyRelation, registrars } from './register-person.ts'
import { takePerson } from './take-person.ts'

/** How many named relatives of one person may wait at once. */
export const mostWaiting = 20

/**
 * A person names a relative: what they know of them, nothing of the register is shown or searched. It links nobody; an officer
 * does that with the papers (`link-family.ts`). Refused as `too-many-waiting` beyond twenty that wait.
 */
export const nameRelative = act({
  name: 'name-relative',
  who: account,
  input: z.object({
    relation: FamilyRelation,
    name: z.string().trim().min(1).max(200),
    birthDate: z.iso.date({ error: 'not-a-date' }).optional(),
    issuingState: CountryCode.optional(),
    documentNumber: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z0-9]{3,20}$/, 'document-number-form')
      .optional(),
  }),
  async do(input, doing) {
    if (doing.actor.kind !== 'person' || !doing.actor.person) throw new Fault('not-found')
    // Taken, so that two windows cannot pass the limit together.
    const person = await takePerson(doing, doing.actor.person)
    const { waiting } = await doing.tx.one<{ waiting: bigint }>(sql`
      select count(*) as waiting from person.named_relative
      where person_id = ${person.id}::uuid and settled_at is null and taken_back_at is null`)
    if (Number(waiting) >= mostWaiting)
      return refuse({ code: 'too-many-waiting', values: { most: mostWaiting } })
    const id = newId()
    await doing.tx.done(sql`
      insert into person.named_relative (id, person_id, relation, name, birth_date, issuing_state, document_number, named_at)
      values (${id}::uuid, ${person.id}::uuid, ${input.relation}, ${input.name}, ${input.birthDate ?? null}::date,
        ${input.issuingState ?? null}, ${input.documentNumber ?? null}, ${doing.now.toString()}::timestamptz)`)
    await doing.record({ type: 'relative-named', subjects: [person.id], after: { relation: input.relation } })
    return { id }
  },
})

/** The person takes back what nobody has settled yet. @throws Fault not-found */
export const takeBackRelative = act({
  name: 'take-back-relative',
  who: account,
  input: z.object({ named: z.uuid() }),
  async do({ named }, doing) {
    const { person_id } = await doing.tx.one<{ person_id: string }>(sql`
      update person.named_relative set taken_back_at = ${doing.now.toString()}::timestamptz
      where id = ${named}::uuid and settled_at is null and taken_back_at is null returning person_id`)
    await doing.record({ type: 'relative-taken-back', subjects: [person_id] })
    return { named }
  },
})

/**
 * An officer does not link a named relative and says why, for the person to read. No right ends by it: the person may name the
 * relative again, or ask for a correction, which has a term, a hearing and an appeal. @throws Fault not-found
 */
export const declineRelative = act({
  name: 'decline-relative',
  who: registrars,
  input: z.object({ named: z.uuid(), why: z.string().trim().min(20, 'too-short').max(1000) }),
  async do({ named, why }, doing) {
    const { person_id } = await doing.tx.one<{ person_id: string }>(sql`
      update person.named_relative set settled_at = ${doing.now.toString()}::timestamptz,
        settled_by = ${doing.actor.kind === 'staff' ? doing.actor.staff : ''}, why_not = ${why}
      where id = ${named}::uuid and settled_at is null and taken_back_at is null returning person_id`)
    await doing.record({ type: 'relative-declined', subjects: [person_id], ground: why })
    await doing.later('reaction', 'relative-answered', { person: person_id, named })
    return { person: person_id }
  },
})
