import { z } from 'zod'
import { textKeys } from '../person/person-name.ts'
import { act } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'

/**
 * Gives cases that were opened before names had sounds the words under which they are found, at most `most` at a time; call again while
 * `renewed` is `most`. Safe to do at any time.
 */
export const renewNameWords = act({
  name: 'renew-name-words',
  who: system,
  input: z.object({ most: z.int().positive().default(500) }),
  async do({ most }, { tx, record }) {
    const cases = await tx.rows<{ id: string; name: string; region: string }>(sql`
      select id, subject_name as name, region from "case"."case" where name_key not like '%!%' and subject_name ~ '[[:alnum:]]' limit ${most}`)
    const rows = cases.map((one) => ({ ...one, keys: textKeys(one.name) }))
    const words = rows.flatMap(({ keys, ...one }) =>
      keys.map((word) => ({ ...one, word, key: keys.join(' ') })),
    )
    const of = <K extends 'id' | 'region' | 'word' | 'key'>(key: K) => words.map((one) => one[key])
    if (words.length > 0) {
      await tx.done(sql`insert into "case".name_word (word, region, case_id, name_key)
        select word, region, id, key from unnest(${of('word')}::text[], ${of('region')}::text[], ${of('id')}::uuid[], ${of('key')}::text[]) as w(word, region, id, key)
        on conflict do nothing`)
      await tx.done(sql`update "case"."case" c set name_key = k.key
        from unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ keys }) => keys.join(' '))}::text[]) as k(id, key) where c.id = k.id`)
    }
    await record({ type: 'name-words-renewed', subjects: [], after: { renewed: cases.length } })
    return { renewed: cases.length }
  },
})
