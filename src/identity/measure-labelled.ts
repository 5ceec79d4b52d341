import { fileURLToPath } from 'node:url'
import { type Blocks, blocksOf, forEachPair } from './block-records.ts'
import { FieldMap } from './field-map.ts'
import type { Parameters } from './learn-weights.ts'
import { readTable, type Table } from './read-table.ts'
import { bitsOf, makeScorer, probabilityOf } from './score-pair.ts'

/** How the weights decide the labelled set. Shares, 0 to 1. */
export interface LabelledFigures {
  records: number
  truePairs: number
  /** True pairs that never meet, or stay below the threshold of review: nobody would see them. */
  missed: number
  /** Of pairs at or above the threshold of `same`, those of two people. */
  falseShare: number
  /** Pairs of two people that would be shown to a reviewer, for each true pair. */
  falseShown: number
}

const file = fileURLToPath(new URL('./data/labelled.csv', import.meta.url))
const map = FieldMap.parse({
  id: 'id',
  given: 'given',
  family: 'family',
  patronymic: 'patronymic',
  birth_date: 'born',
  sex: 'sex',
})
let known: { table: Table; blocks: Blocks } | undefined

/**
 * Decides the labelled set (1,500 made-up records of seven origins in the spellings of several offices, with relatives and
 * namesakes; kept as it is, and never learned from) by the given weights and thresholds, and counts the mistakes.
 */
export async function measureLabelled(
  parameters: Parameters,
  thresholds: { same: number; review: number },
): Promise<LabelledFigures> {
  if (!known) {
    const table = await readTable([file], map)
    known = { table, blocks: blocksOf(table) }
  }
  const { table, blocks } = known
  const { ids } = table
  const scorer = makeScorer(table, parameters)
  const people = ids.map((id) => id.slice(0, id.indexOf('/')))
  const sizes = [...Map.groupBy(people, (person) => person).values()].map(({ length }) => length)
  const truePairs = sizes.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0)
  const least = bitsOf(thresholds.review)
  const counted = { shown: 0, same: 0, falseSame: 0, falseShown: 0 }
  const seen = new Set<number>()
  forEachPair(blocks, { part: 0, parts: 1 }, (i, j) => {
    if (seen.has(i * ids.length + j)) return
    seen.add(i * ids.length + j)
    const one = people[i] === people[j]
    const probability = probabilityOf(scorer.bits(i, j, least))
    if (probability >= thresholds.same) counted[one ? 'same' : 'falseSame']++
    if (probability >= thresholds.review) counted[one ? 'shown' : 'falseShown']++
  })
  return {
    records: ids.length,
    truePairs,
    missed: 1 - counted.shown / truePairs,
    falseShare: counted.falseSame / Math.max(1, counted.same + counted.falseSame),
    falseShown: counted.falseShown / truePairs,
  }
}
