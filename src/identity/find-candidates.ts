import { createHash } from 'node:crypto'
import { foldName } from '../person/fold-name.ts'
import { sql, type Tx } from '../platform/database.ts'
import weights from './data/register-weights.json' with { type: 'json' }
import { fieldsOf } from './field-map.ts'
import type { Parameters } from './learn-weights.ts'
import { tableOf } from './read-table.ts'
import { makeScorer, type Score } from './score-pair.ts'

/** What was learned of made-up people of seven origins, without labels; dated, and shown beside every score. */
export const registerWeights = weights as Parameters

const fields = fieldsOf({
  id: 'id',
  given: 'given',
  family: 'family',
  patronymic: 'patronymic',
  birth_date: 'birth_date',
  sex: 'sex',
})

export interface Candidate {
  id: string
  regions: string[]
  score: Score
  /** Of the names and birth dates of both that were compared. */
  digest: string
}

interface Named {
  id: string
  birth_date: string
  sex: string
  regions: string[]
  names: { family: string | null; given: string | null; patronymic: string | null }[]
}

/** The best of a person's spellings is compared with the best of the other's. Contacts are never looked at. */
const spellings = (one: Named) =>
  one.names.map((name, at) => ({
    id: `${one.id}/${at}`,
    values: [
      name.given ?? '',
      name.family ?? '',
      // A passport leaves the father's name out; what another spelling of the same person says of it still counts.
      name.patronymic ?? one.names.find(({ patronymic }) => patronymic)?.patronymic ?? '',
      one.birth_date,
      one.sex === 'unspecified' ? '' : one.sex,
    ],
  }))

/**
 * Who in the register may be the same person as `person`: records that share a word of a name and the birth date, or two words and the
 * year, in any script, scored by the learned weights with the frequency of each name in the register itself. Only for jobs: it looks
 * into every region. At most 40 meet; the likeliest first, those below `least` left out.
 */
export async function findCandidates(tx: Tx, person: string, least: number): Promise<Candidate[]> {
  const self = await tx.maybe<Named>(sql`${named()} where p.id = ${person}::uuid and p.same_as is null`)
  if (!self || self.names.length === 0) return []
  const others = await tx.rows<Named>(sql`${named()} where p.id in (
      select k.person_id from person.name_key mine join person.name_key k on k.key = mine.key join person.person o on o.id = k.person_id
      where mine.person_id = ${person}::uuid and mine.key >= '0' and k.person_id <> ${person}::uuid and o.same_as is null
        and (o.birth_date = ${self.birth_date} or left(o.birth_date, 4) = ${self.birth_date.slice(0, 4)})
      group by k.person_id having count(*) >= 2 or bool_or(o.birth_date = ${self.birth_date}) limit 40)`)
  if (others.length === 0) return []
  const seen = await frequencies(tx, [self, ...others])
  const rows = [self, ...others].flatMap(spellings)
  const table = tableOf(
    fields,
    rows,
    ({ role }, value) => (role === 'given' || role === 'family' ? (seen.names.get(value) ?? 1) : undefined),
    seen.all * 2,
  )
  const scorer = makeScorer(table, registerWeights)
  const own = self.names.length
  let at = own
  return others
    .map((other): Candidate => {
      let best: Score | undefined
      for (let mine = 0; mine < own; mine++)
        for (let theirs = 0; theirs < other.names.length; theirs++) {
          const score = scorer.explain(mine, at + theirs)
          if (!best || score.probability > best.probability) best = score
        }
      at += other.names.length
      return {
        id: other.id,
        regions: [...new Set([...self.regions, ...other.regions])],
        score: best as Score,
        digest: digestOf(self, other),
      }
    })
    .filter(({ score }) => score.probability >= least)
    .sort((a, b) => b.score.probability - a.score.probability)
}

const named = () => sql`
  select p.id, p.birth_date, p.sex, p.regions, (select coalesce(jsonb_agg(jsonb_build_object('family', n.family, 'given', n.given, 'patronymic', n.patronymic) order by n.script), '[]')
    from person.name n where n.person_id = p.id and n.superseded_at is null) as names from person.person p`

/** How many people of the register have each name that is compared. */
async function frequencies(tx: Tx, people: Named[]): Promise<{ names: Map<string, number>; all: number }> {
  const words = [
    ...new Set(
      people
        .flatMap(({ names }) => names.flatMap(({ family, given }) => [family, given]))
        .filter((one) => one !== null),
    ),
  ].map(foldName)
  const rows = await tx.rows<{ key: string; n: number }>(
    sql`select key, count(*)::int as n from person.name_key where key = any (${words}::text[]) group by key`,
  )
  const { all } = await tx.one<{ all: number }>(
    sql`select greatest(reltuples, 1000)::int as all from pg_class where oid = 'person.person'::regclass`,
  )
  return { names: new Map(rows.map(({ key, n }) => [key, n])), all }
}

function digestOf(a: Named, b: Named): string {
  const told = [a, b]
    .sort((x, y) => (x.id < y.id ? -1 : 1))
    .map(({ id, birth_date, sex, names }) => ({ id, birth_date, sex, names }))
  return createHash('sha256').update(JSON.stringify(told)).digest('hex')
}
