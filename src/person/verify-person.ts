import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { invalid } from '../platform/fault.ts'
import { registrars } from './register-person.ts'
import { takePerson } from './take-person.ts'

/**
 * An officer who holds the document of somebody who registered themself confirms the record. The number is typed from the
 * document in hand, so that nobody confirms what they did not look at. Mistakes are corrected first, by their own acts.
 */
export const verifyPerson = act({
  name: 'verify-person',
  who: registrars,
  input: z.object({
    person: z.uuid(),
    version: z.number().int().optional(),
    /** Number of the document in the officer's hand. */
    documentNumber: z.string().trim().toUpperCase().min(3).max(20),
    /** The certificate with the IIN was shown too. */
    iinSeen: z.boolean().default(false),
  }),
  async do(input, doing) {
    const person = await takePerson(doing, input.person, input.version)
    if (person.standing === 'verified') return refuse({ code: 'already-verified' })
    const seen = await doing.tx.done(sql`
      update person.travel_document set standing = 'verified'
      where person_id = ${person.id}::uuid and number = ${input.documentNumber.replaceAll(/\s/g, '')} and superseded_at is null`)
    if (seen === 0) throw invalid('documentNumber', 'document-number-differs')
    if (input.iinSeen)
      await doing.tx.done(
        sql`update person.iin set standing = 'verified' where person_id = ${person.id}::uuid and superseded_at is null`,
      )
    await doing.tx.done(sql`update person.person set standing = 'verified' where id = ${person.id}::uuid`)
    await doing.record({
      type: 'person-verified',
      subjects: [person.id],
      before: { standing: person.standing },
      after: { standing: 'verified', iinSeen: input.iinSeen },
    })
    return { person: person.id }
  },
})
