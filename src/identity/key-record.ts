import type { RawBuilder } from 'kysely'
import { z } from 'zod'
import { writeNameKeys } from '../person/renew-name-keys.ts'
import { act } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import type { Wanted } from './find-candidates.ts'
import { keyVersion, matchKeys, nameForm } from './match-keys.ts'

interface Written {
  id: string
  birth_date: string
  sex: string
  regions: string[]
  names: { family: string | null; given: string | null; patronymic: string | null }[]
  documents: string[]
}

/** A record of the register as it is looked for. */
export type Recorded = Wanted & { id: string; regions: string[] }

/**
 * What is looked for when a record is compared: every spelling that it has or had, birth date and documents.
 * @param which a condition on `p`, the person
 */
async function readWanted(tx: Tx, which: RawBuilder<unknown>): Promise<Recorded[]> {
  const rows = await tx.rows<Written>(sql`
    select p.id, p.birth_date, p.sex, p.regions,
      (select coalesce(jsonb_agg(jsonb_build_object('family', n.family, 'given', n.given, 'patronymic', n.patronymic) order by n.superseded_at nulls first, n.script), '[]')
        from person.name n where n.person_id = p.id) as names,
      (select coalesce(jsonb_agg(d.number), '[]') from person.travel_document d where d.person_id = p.id) as documents
    from person.person p where ${which}`)
  return rows.map(({ birth_date, names, ...rest }) => ({
    ...rest,
    birthDate: birth_date,
    forms: names.map(nameForm),
  }))
}

/** The record as it is compared; nothing when it is not there or was joined with another. */
export const wantedOf = async (tx: Tx, person: string): Promise<Recorded | undefined> =>
  (await readWanted(tx, sql`p.id = ${person}::uuid and p.same_as is null`))[0]

/** Writes the keys of a person, in the transaction of whatever changed the record. */
export async function keepKeys(
  tx: Tx,
  wanted: Wanted & { id: string },
  now: Temporal.Instant,
): Promise<void> {
  const { first, second, third } = matchKeys(wanted.forms, wanted.birthDate, wanted.documents)
  const keys = [...new Set([...first, ...second, ...third])]
  const forms = wanted.forms.flatMap(({ given, family, father }) => [given, family, father])
  await tx.done(sql`/* kept */ /* with next */ select identity.keep_keys(${wanted.id}::uuid, ${forms}::text[], ${wanted.birthDate}, ${wanted.sex}, ${keyVersion}::smallint,
    ${now.toString()}::timestamptz, ${keys}::bigint[])`)
}

/** After a change of name, birth date or documents: the record is found under the new ones from this moment on. */
export async function keyRecord(tx: Tx, person: string, now: Temporal.Instant): Promise<void> {
  const [wanted] = await readWanted(tx, sql`p.id = ${person}::uuid`)
  if (wanted) await keepKeys(tx, wanted, now)
}

/**
 * Gives keys to records that have none or older ones: those of an installation from before there were keys, or from before the normal
 * forms changed. Call again while `keyed` is `most`. @returns how many were keyed
 */
export const keyRecords = act({
  name: 'key-records',
  who: system,
  input: z.object({ most: z.int().positive().default(500) }),
  async do({ most }, doing) {
    const { tx, now } = doing
    const due = await readWanted(
      tx,
      sql`p.id in (select q.id from person.person q left join identity.match_form f on f.person_id = q.id
        where f.version is distinct from ${keyVersion}::smallint or f.birth_date is null limit ${most})`,
    )
    for (const wanted of due) await keepKeys(tx, wanted, now)
    // Names are searched by the same normal forms.
    await writeNameKeys(
      tx,
      due.map(({ id }) => id),
    )
    await doing.record({ type: 'records-keyed', subjects: [], after: { keyed: due.length } })
    return { keyed: due.length }
  },
})

/**
 * Counts how many records bear each given and family name, so that a rare one says more. Once a day: nobody waits for it, and a day
 * more or less changes no answer.
 */
export const countNames = act({
  name: 'count-names',
  who: system,
  input: z.object({}),
  async do(_input, doing) {
    await doing.tx.done(sql`delete from identity.name_count`)
    const names = await doing.tx.done(sql`
      insert into identity.name_count (value, records)
      select value, count(*)::int from (select f.person_id, v as value from identity.match_form f cross join lateral unnest(f.forms) with ordinality u(v, place)
        where v <> '' and place % 3 <> 0 group by 1, 2) one group by value`)
    await doing.record({ type: 'names-counted', subjects: [], after: { names } })
    return { names }
  },
})
