import { z } from 'zod'
import { displayLatin, nameKeys } from '../person/person-name.ts'
import { CountryCode } from '../person/register-person.ts'
import { act, refuse } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { limitSetters } from './set-reading-limit.ts'

/**
 * Places a record of nobody among the others of a region. No application leads to it, so whoever opens it is asked why: an alarm,
 * no lock, for a person may come who has the same name. Only auditors know which records these are.
 * Refused: `document-taken`. @throws Fault invalid-input
 */
export const placeDecoy = act({
  name: 'place-decoy',
  who: limitSetters,
  input: z.object({
    family: z.string().trim().min(1).max(100),
    given: z.string().trim().min(1).max(100),
    birthDate: z.iso.date('day'),
    sex: z.enum(['female', 'male'], 'required'),
    citizenship: CountryCode,
    document: z
      .string()
      .trim()
      .regex(/^[A-Z0-9]{5,20}$/, 'document'),
    region: z.string().regex(/^\d{2}$/, 'required'),
  }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    const name = { family: input.family.toUpperCase(), given: input.given.toUpperCase() }
    const given = {
      id: newId(),
      citizenship: input.citizenship,
      birth_date: input.birthDate,
      sex: input.sex,
      latin_name: displayLatin(name),
      native_name: null,
      language: 'ru',
      region: input.region,
      standing: 'verified',
      source: 'officer',
      now: doing.now.toString(),
      names: [{ id: newId(), script: 'latin', ...name }],
      ...nameKeys([name]),
      document: { id: newId(), kind: 'passport', issuing_state: input.citizenship, number: input.document },
      iin: null,
      iin_warnings: [],
      facts: [],
      contacts: [],
      family: [],
      confirmed: true,
    }
    const { placed } = await tx.one<{ placed: boolean }>(
      sql`select oversight.place_decoy(${JSON.stringify(given)}::jsonb, ${actor.staff}::uuid) as placed`,
    )
    if (!placed) return refuse({ code: 'document-taken' })
    // Whom it names stays out of the event: it would tell every reader of events which record it is.
    await doing.record({ type: 'decoy-placed', subjects: [], after: { region: input.region } })
    return { placed: true }
  },
})
