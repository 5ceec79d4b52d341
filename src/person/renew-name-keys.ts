import { z } from 'zod'
import { act } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import { nameKeys, type PersonName } from './person-name.ts'

/**
 * Gives records that were written before names had sounds the keys that they lack, at most `most` at a time; call again while
 * `renewed` is `most`. Safe to do at any time; keys that stand are left.
 */
export const renewNameKeys = act({
  name: 'renew-name-keys',
  who: system,
  input: z.object({ most: z.int().positive().default(500) }),
  async do({ most }, { tx, record }) {
    const people = await tx.rows<{ id: string }>(sql`
      select p.id from person.person p
      where not exists (select 1 from person.name_key k where k.person_id = p.id and k.key >= '!' and k.key < '"')
        and exists (select 1 from person.name n where n.person_id = p.id) limit ${most}`)
    await writeNameKeys(
      tx,
      people.map(({ id }) => id),
    )
    await record({ type: 'name-keys-renewed', subjects: [], after: { renewed: people.length } })
    return { renewed: people.length }
  },
})

/** Adds the keys that names of these people have by the normal forms of today; keys that stand are left. */
export async function writeNameKeys(tx: Tx, people: string[]): Promise<void> {
  if (people.length === 0) return
  const names = await tx.rows<{ id: string; names: Record<keyof PersonName, string | null>[] }>(sql`
    select person_id as id, jsonb_agg(jsonb_build_object('family', family, 'given', given, 'patronymic', patronymic)) as names
    from person.name where person_id = any (${people}::uuid[]) group by person_id`)
  const rows = names.flatMap(({ id, names }) =>
    nameKeys(
      names.map(({ family, given, patronymic }) => ({
        ...(family ? { family } : {}),
        ...(given ? { given } : {}),
        ...(patronymic ? { patronymic } : {}),
      })),
    ).keys.map((key) => ({ id, key })),
  )
  await tx.done(sql`insert into person.name_key (person_id, key)
    select id, key from unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ key }) => key)}::text[]) as k(id, key) on conflict do nothing`)
}
