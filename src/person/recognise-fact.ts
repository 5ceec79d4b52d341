import { z } from 'zod'
import { findOccupation } from '../classifier/occupations.ts'
import { act } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { sourceOf } from './register-person.ts'
import { takePerson } from './take-person.ts'

/** Recognises education (ISCED 2011) or occupation (ISCO-08) on a stated basis. What the person declared stays beside it. */
export const recogniseFact = act({
  name: 'recognise-fact',
  who: staff('registrar', 'permit-officer'),
  input: z.object({
    person: z.uuid(),
    kind: z.enum(['education', 'occupation']),
    code: z.string(),
    detail: z.string().trim().max(200).optional(),
    /** The diploma, certificate or decision it rests on. */
    basis: z.string().trim().min(1).max(500),
  }),
  async do({ kind, code, detail, basis, ...input }, doing) {
    if (kind === 'education' ? !/^[0-8]$/.test(code) : !findOccupation(code))
      throw invalid('code', kind === 'education' ? 'unknown-education-level' : 'unknown-occupation')
    const person = await takePerson(doing, input.person)
    const now = doing.now.toString()
    const before = await doing.tx.rows<{ code: string }>(sql`
      update person.fact set superseded_at = ${now}::timestamptz
      where person_id = ${person.id}::uuid and kind = ${kind} and standing = 'recognised' and superseded_at is null returning code`)
    const id = newId()
    await doing.tx.done(sql`
      insert into person.fact (id, person_id, kind, code, detail, standing, known_at, source)
      values (${id}::uuid, ${person.id}::uuid, ${kind}, ${code}, ${detail ?? null}, 'recognised', ${now}::timestamptz, ${sourceOf(doing)})`)
    await doing.record({
      type: 'fact-recognised',
      subjects: [person.id],
      ground: basis,
      before: { codes: before.map((one) => one.code) },
      after: { kind, code },
    })
    return { id }
  },
})
