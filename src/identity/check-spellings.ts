import { isReadScript } from '../person/name-letters.ts'
import { meetIn, skeletonsOf, soundsOf } from '../person/sound-name.ts'
import { sql, type Tx } from '../platform/database.ts'

interface Count {
  /** Both spellings are in scripts that are read here. */
  asked: number
  /** Chinese characters and other scripts that are not read: found only as they are written. */
  unread: number
  found: number
  consonants: number
}

/** How many of a sample of records have a home spelling and a passport's Latin that meet. */
export interface Agreement extends Count {
  asked: number
  /** Both sound alike, word by word. */
  found: number
  /** These and those with the same consonants. */
  consonants: number
  citizenships: ({ citizenship: string } & Count)[]
}

const sample = 2000

/**
 * Whether people are found by their other spelling: of the newest records that have both, how often the family and given name in their own
 * letters sound as the passport's Latin does. A country whose people write in a way nobody foresaw shows here.
 */
export async function checkSpellings(tx: Pick<Tx, 'rows'>): Promise<Agreement> {
  const rows = await tx.rows<{ citizenship: string; latin: string; native: string }>(sql`
    select p.citizenship, concat_ws(' ', l.family, l.given) as latin, concat_ws(' ', n.family, n.given) as native
    from (select id, citizenship from person.person where native_name is not null order by id desc limit ${sample}) p
      join person.name l on l.person_id = p.id and l.script = 'latin' and l.superseded_at is null
      join person.name n on n.person_id = p.id and n.script = 'native' and n.superseded_at is null`)
  return agreementOf(rows)
}

export function agreementOf(rows: { citizenship: string; latin: string; native: string }[]): Agreement {
  const sorted = (of: (text: string) => string[][]) => (text: string) =>
    of(text).sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))
  const counts = new Map<string, Count>()
  for (const { citizenship, latin, native } of rows) {
    const count = counts.get(citizenship) ?? { asked: 0, unread: 0, found: 0, consonants: 0 }
    counts.set(citizenship, count)
    if (!isReadScript(native)) {
      count.unread++
      continue
    }
    count.asked++
    const sound = meetIn(soundsOf, latin, native) || meetIn(sorted(soundsOf), latin, native)
    if (sound) count.found++
    if (sound || meetIn(skeletonsOf, latin, native) || meetIn(sorted(skeletonsOf), latin, native))
      count.consonants++
  }
  const citizenships = [...counts].map(([citizenship, count]) => ({ citizenship, ...count }))
  const sum = (key: keyof Count) => citizenships.reduce((all, one) => all + one[key], 0)
  return {
    asked: sum('asked'),
    unread: sum('unread'),
    found: sum('found'),
    consonants: sum('consonants'),
    citizenships: citizenships.sort((a, b) => b.asked + b.unread - a.asked - a.unread),
  }
}
