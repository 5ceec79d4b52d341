import { z } from 'zod'
import { act } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { displayLatin, displayNative, nameKeys, PersonName } from './person-name.ts'
import { registrars, sourceOf } from './register-person.ts'
import { samePersonWatch } from './same-person-watch.ts'
import { takePerson } from './take-person.ts'

/**
 * Writes a name anew: a clerk misread it, or the document now bears another. The old one stays with the days it was known, and
 * the person is still found under it.
 */
export const correctName = act({
  name: 'correct-name',
  who: registrars,
  input: z.object({
    person: z.uuid(),
    version: z.number().int().optional(),
    script: z.enum(['latin', 'native']),
    name: PersonName,
    reason: z.string().trim().min(1).max(500),
    /** Since when the person bears it, if it is another name and not a mistake. */
    validFrom: z.iso.date({ error: 'not-a-date' }).optional(),
  }),
  async do({ script, name, reason, validFrom, ...input }, doing) {
    const person = await takePerson(doing, input.person, input.version)
    const now = doing.now.toString()
    const whole = script === 'latin' ? displayLatin(name) : displayNative(name)
    await doing.tx.done(
      sql`update person.name set superseded_at = ${now}::timestamptz where person_id = ${person.id}::uuid and script = ${script} and superseded_at is null`,
    )
    await doing.tx.done(sql`
      insert into person.name (id, person_id, script, family, given, patronymic, valid_from, known_at, source)
      values (${newId()}::uuid, ${person.id}::uuid, ${script}, ${name.family ?? null}, ${name.given ?? null}, ${name.patronymic ?? null},
        ${validFrom ?? null}::date, ${now}::timestamptz, ${sourceOf(doing)})`)
    await doing.tx.done(sql`insert into person.name_key (person_id, key)
      select ${person.id}::uuid, key from unnest(${nameKeys([name]).keys}::text[]) key on conflict do nothing`)
    await doing.tx.done(
      script === 'latin'
        ? sql`update person.person set latin_name = ${whole} where id = ${person.id}::uuid`
        : sql`update person.person set native_name = ${whole} where id = ${person.id}::uuid`,
    )
    await samePersonWatch()?.changed(doing, person.id)
    await doing.record({
      type: 'name-corrected',
      subjects: [person.id],
      ground: reason,
      before: { script, name: script === 'latin' ? person.latin_name : person.native_name },
      after: { script, name: whole },
    })
    return { person: person.id }
  },
})
