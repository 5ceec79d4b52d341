import { sql, type Tx } from '../platform/database.ts'
import weights from './data/register-weights.json' with { type: 'json' }
import { fieldsOf } from './field-map.ts'
import { getWeights } from './find-weights.ts'
import type { Parameters } from './learn-weights.ts'
import { matchKeys, type NameForm } from './match-keys.ts'
import { tableOf } from './read-table.ts'
import { bitsOf, makeScorer, probabilityOf, type Score } from './score-pair.ts'

/** The weights that came with the program, learned of made-up people of seven origins without labels. In force is what `find-weights.ts` answers. */
export const registerWeights = weights as Parameters

const fields = fieldsOf({
  id: 'id',
  given: 'given',
  family: 'family',
  patronymic: 'patronymic',
  birth_date: 'birth_date',
  sex: 'sex',
})

/** Who is looked for: a record, or somebody who has none yet. */
export interface Wanted {
  /** Their record, which is no candidate of its own. */
  id?: string | undefined
  forms: NameForm[]
  birthDate: string
  sex: string
  documents: string[]
}

export interface Candidate {
  id: string
  regions: string[]
  score: Score
  /** Version of the weights by which it was scored. */
  weights?: number
}

/** How far to look. `newcomer`: somebody waits, and who shares both names and the whole birth date ends the search. `all`: every tier. */
export type Reach = 'newcomer' | 'all'

/** Two words with the year and each with the whole date. */
const enough = { newcomer: 3, all: 0 }
const most = 50
/** A key that more people have is left out. */
const crowd = 1000

/**
 * Who in the register may be the same person: records that share keys (`match-keys.ts`), in any script and all regions, asked in one
 * round trip and scored by the learned weights with the frequency of each name in the register. Contacts are never looked at. The
 * likeliest first, those below `least` (`review`: the threshold in force) left out; nothing is decided or shown here. A record that was
 * joined with another is found as that one.
 */
export async function findCandidates(
  tx: Tx,
  wanted: Wanted,
  reach: Reach,
  least: number | 'review',
): Promise<Candidate[]> {
  const found = await fetchCandidates(tx, wanted, reach)
  if (found.people.length === 0) return []
  const { version, parameters, review } = await getWeights(tx, found.weights)
  const likely = scoreCandidates(wanted, found, least === 'review' ? review : least, parameters)
  if (likely.length === 0) return []
  const ids = likely.map(({ id }) => id)
  const records = await tx.rows<{ id: string; record: string; regions: string[] }>(
    sql`/* kept */ select * from identity.standing_for(${ids}::uuid[])`,
  )
  const recordOf = new Map(records.map((one) => [one.id, one]))
  const best = new Map<string, Candidate>()
  for (const { id, score } of likely) {
    const { record, regions } = recordOf.get(id) ?? { record: id, regions: [] }
    // Two records that were joined are one candidate.
    if (record !== wanted.id && !best.has(record))
      best.set(record, { id: record, regions, score, weights: version })
  }
  return [...best.values()]
}

export interface FoundByKeys {
  people: [id: string, birthDate: string, sex: string, forms: string[]][]
  /** How many records bear each name of the one looked for. */
  counts: Record<string, number>
  all: number
  /** Version of the weights in force. */
  weights: number
}

export async function fetchCandidates(
  tx: Pick<Tx, 'one'>,
  wanted: Wanted,
  reach: Reach,
): Promise<FoundByKeys> {
  const { first, second, third } = matchKeys(wanted.forms, wanted.birthDate, wanted.documents)
  const names = [...new Set(wanted.forms.flatMap(({ given, family }) => [given, family]))].filter(Boolean)
  const { found } = await tx.one<{ found: FoundByKeys }>(sql`/* kept */
    select identity.alike_by_keys(${first}::bigint[], ${second}::bigint[], ${third}::bigint[], ${enough[reach]}, ${most}, ${crowd},
      ${names}::text[], ${wanted.id ?? null}::uuid) as found`)
  return found
}

/** The best of a person's spellings is compared with the best of the other's. The likeliest first, those below `least` left out. */
export function scoreCandidates(
  wanted: Wanted,
  found: FoundByKeys,
  least: number,
  parameters: Parameters = registerWeights,
): { id: string; score: Score }[] {
  if (found.people.length === 0 || wanted.forms.length === 0) return []
  const others = found.people.map(([id, birthDate, sex, forms]) => ({
    id,
    birthDate,
    sex,
    forms: formsOf(forms),
  }))
  const table = tableOf(
    fields,
    [wanted, ...others].flatMap(rowsOf),
    ({ role }, value) => (role === 'given' || role === 'family' ? (found.counts[value] ?? 1) : undefined),
    found.all * 2,
    false,
  )
  const scorer = makeScorer(table, inRegisterOf(parameters, found.all))
  const own = wanted.forms.length
  const hopeless = bitsOf(least)
  const likely: { id: string; score: Score }[] = []
  let at = own
  for (const other of others) {
    let [mine, theirs, bits] = [0, 0, Number.NEGATIVE_INFINITY]
    for (let one = 0; one < own; one++)
      for (let two = 0; two < other.forms.length; two++) {
        const sum = scorer.bits(one, at + two, Math.max(bits, hopeless))
        if (sum > bits) [mine, theirs, bits] = [one, at + two, sum]
      }
    at += other.forms.length
    if (probabilityOf(bits) >= least) likely.push({ id: other.id, score: scorer.explain(mine, theirs) })
  }
  return likely.sort((a, b) => b.score.bits - a.score.bits)
}

/**
 * Weights for a register of `all` records: of all pairs that could be made, fewer are of one person, family or twins the more people there are,
 * while namesakes stay the same share. For a smaller register than they were learned of nothing is made more likely.
 */
function inRegisterOf(parameters: Parameters, all: number): Parameters {
  const share = Math.min(1, parameters.records / all)
  const { prior, family, twins } = parameters
  return {
    ...parameters,
    prior: prior * share,
    family: family * share,
    ...(twins === undefined ? {} : { twins: twins * share }),
  }
}

const rowsOf = (one: { forms: NameForm[]; birthDate: string; sex: string }) =>
  one.forms.map(({ given, family, father }) => ({
    id: '',
    values: [
      given,
      family,
      // A passport leaves the father's name out; what another spelling of the same person says of it still counts.
      father || (one.forms.find((form) => form.father)?.father ?? ''),
      one.birthDate.replaceAll('-', ''),
      one.sex === 'unspecified' ? '' : one.sex.toUpperCase(),
    ],
  }))

/** As they are kept: given name, family name and father's name of each spelling, one after another. */
function formsOf(kept: string[]): NameForm[] {
  const forms: NameForm[] = []
  for (let at = 0; at < kept.length; at += 3)
    forms.push({ given: kept[at]!, family: kept[at + 1]!, father: kept[at + 2]! })
  return forms
}
