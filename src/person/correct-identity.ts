import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { invalid } from '../platform/fault.ts'
import { checkIin } from './check-iin.ts'
import { sexLetter } from './check-registration.ts'
import { BirthDate, CountryCode, registrars, sourceOf } from './register-person.ts'
import { samePersonWatch } from './same-person-watch.ts'
import { takePerson } from './take-person.ts'

/**
 * Writes birth date, sex, citizenship or IIN anew, with a reason. What stood before is kept in the event for ever, a former IIN
 * in the register too. An IIN that another record holds is a refusal.
 * @throws Fault invalid-input (`birthDate`, `iin`), stale-form, not-found
 */
export const correctIdentity = act({
  name: 'correct-identity',
  who: registrars,
  input: z.object({
    person: z.uuid(),
    version: z.number().int().optional(),
    birthDate: BirthDate,
    sex: z.enum(['female', 'male', 'unspecified']),
    citizenship: CountryCode,
    iin: z.string().trim().max(40).optional(),
    reason: z.string().trim().min(1, 'required').max(500),
  }),
  async do({ reason, birthDate, sex, citizenship, ...input }, doing) {
    const { tx } = doing
    if (birthDate > doing.today.toString()) throw invalid('birthDate', 'in-the-future')
    const iin = input.iin ? checkIin(input.iin, { birthDate, sex: sexLetter[sex] }) : undefined
    if (iin && !iin.valid) throw invalid('iin', iin.problems[0] ?? 'invalid')
    const person = await takePerson(doing, input.person, input.version)
    const held = await tx.maybe<{ iin: string }>(
      sql`select iin from person.iin where person_id = ${person.id}::uuid and superseded_at is null`,
    )
    const now = doing.now.toString()
    if (iin?.digits && iin.digits !== held?.iin) {
      const { holder, see } = await tx.one<{ holder: string | null; see: string | null }>(sql`
        select h.id as holder, p.id as see from (select person.holder_of_iin(${iin.digits}) as id) h left join person.person p on p.id = h.id`)
      if (holder) return refuse({ code: 'iin-already-registered', ...(see ? { see } : {}) })
      await tx.done(
        sql`update person.iin set superseded_at = ${now}::timestamptz where person_id = ${person.id}::uuid and superseded_at is null`,
      )
      await tx.done(sql`
        insert into person.iin (person_id, iin, warnings, standing, known_at, source)
        values (${person.id}::uuid, ${iin.digits}, ${iin.warnings}::text[], 'verified', ${now}::timestamptz, ${sourceOf(doing)})`)
    }
    await tx.done(
      sql`update person.person set birth_date = ${birthDate}, sex = ${sex}, citizenship = ${citizenship} where id = ${person.id}::uuid`,
    )
    await samePersonWatch()?.changed(doing, person.id)
    await doing.record({
      type: 'birth-corrected',
      subjects: [person.id],
      ground: reason,
      before: {
        birthDate: person.birth_date,
        sex: person.sex,
        citizenship: person.citizenship,
        iin: held?.iin ?? null,
      },
      after: { birthDate, sex, citizenship, iin: iin?.digits ?? held?.iin ?? null },
    })
    return { person: person.id, warnings: iin?.warnings ?? [] }
  },
})
