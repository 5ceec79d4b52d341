import { z } from 'zod'
import { act } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { displayLatin, nameKeys } from './person-name.ts'
import { RegisterPerson } from './register-person.ts'
import { samePersonWatch } from './same-person-watch.ts'

/**
 * Enters somebody who holds no travel document, on their own word (`declared`), for a module whose officer has them at the counter; the
 * register keeps no name of that officer. Records that look alike wait for a reviewer. With a document people are registered by
 * `register-person`. Who could be harmed: somebody entered twice, or under another's name; so nothing here is called verified.
 */
export const enterPerson = act({
  name: 'enter-person',
  who: system,
  input: RegisterPerson.pick({
    latinName: true,
    birthDate: true,
    sex: true,
    citizenship: true,
    language: true,
    region: true,
  }).extend({ phone: z.string().optional() }),
  async do({ phone, latinName, ...about }, doing) {
    const { tx, now } = doing
    const id = newId()
    const at = now.toString()
    await tx.done(sql`
      insert into person.person (id, citizenship, birth_date, sex, latin_name, native_name, language, regions, standing, registered_at, registered_by)
      values (${id}::uuid, ${about.citizenship}, ${about.birthDate}, ${about.sex}, ${displayLatin(latinName)}, null, ${about.language},
        ${[about.region]}::text[], 'declared', ${at}::timestamptz, 'system')`)
    await tx.done(sql`
      insert into person.name (id, person_id, script, family, given, patronymic, known_at, source)
      values (${newId()}::uuid, ${id}::uuid, 'latin', ${latinName.family ?? null}, ${latinName.given ?? null}, null, ${at}::timestamptz, 'officer')`)
    await tx.done(
      sql`insert into person.name_key (person_id, key) select ${id}::uuid, unnest(${nameKeys([latinName]).keys}::text[])`,
    )
    if (phone)
      await tx.done(sql`insert into person.contact (id, person_id, channel, address, known_at, source)
        values (${newId()}::uuid, ${id}::uuid, 'phone', ${phone}, ${at}::timestamptz, 'officer')`)
    await samePersonWatch()?.changed(doing, id)
    await doing.record({
      type: 'person-registered',
      subjects: [id],
      ground: 'LAW-MIG',
      after: { standing: 'declared', citizenship: about.citizenship, region: about.region, warnings: [] },
    })
    return { id }
  },
})
