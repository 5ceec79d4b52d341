import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { toMrzName } from './latin-name.ts'
import { displayLatin, displayNative, nameKeys, type PersonName } from './person-name.ts'

export interface LegacyPerson {
  name: PersonName
  birthDate: string
  sex: 'female' | 'male' | 'unspecified'
  citizenship: string
  regions: string[]
}

/**
 * Writes people of an old register as records that are only declared, without a document, in the transaction of the act that imports the
 * file. A name in letters of its own gets a Latin form by ICAO's table, as a proposal. @returns their ids, in the order given
 */
export async function writeLegacyPeople(
  doing: Doing,
  people: LegacyPerson[],
  source: string,
): Promise<string[]> {
  const now = doing.now.toString()
  const rows = people.map(({ name, ...person }) => {
    const isLatin = Object.values(name).every((part) => !part || /^[\p{Script=Latin}\P{L}]+$/u.test(part))
    const latin: PersonName = isLatin ? name : latinOf(name)
    return {
      id: newId(),
      ...person,
      latin: displayLatin(latin),
      native: isLatin ? null : displayNative(name),
      names: [{ script: 'latin', ...latin }, ...(isLatin ? [] : [{ script: 'native', ...name }])].map(
        (one) => ({
          id: newId(),
          ...one,
        }),
      ),
      keys: nameKeys(isLatin ? [name] : [name, latin]).keys,
    }
  })
  const given = (columns: string) =>
    sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(id uuid, ${sql.raw(columns)})`
  await doing.tx.done(sql`
    insert into person.person (id, citizenship, birth_date, sex, latin_name, native_name, regions, standing, registered_at, registered_by)
    select id, citizenship, "birthDate", sex, latin, native, regions, 'declared', ${now}::timestamptz, ${source}
    from ${given('"birthDate" text, sex text, citizenship text, regions text[], latin text, native text')}`)
  await doing.tx.done(sql`
    insert into person.name (id, person_id, script, family, given, patronymic, known_at, source)
    select n.id, g.id, n.script, n.family, n.given, n.patronymic, ${now}::timestamptz, ${source}
    from ${given('names jsonb')}, jsonb_to_recordset(g.names) as n(id uuid, script text, family text, given text, patronymic text)`)
  await doing.tx.done(sql`
    insert into person.name_key (person_id, key) select g.id, key from ${given('keys text[]')}, unnest(g.keys) key on conflict do nothing`)
  return rows.map(({ id }) => id)
}

function latinOf(name: PersonName): PersonName {
  const parts = Object.entries(name).flatMap(([part, text]) => {
    const latin = text ? toMrzName(text) : ''
    return latin ? [[part, latin]] : []
  })
  const latin = Object.fromEntries(parts) as PersonName
  // A script without a Latin table keeps its letters: nothing is invented.
  return (latin.family ?? latin.given) ? latin : name
}
