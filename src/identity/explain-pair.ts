import { invalid } from '../platform/fault.ts'
import type { FieldMap } from './field-map.ts'
import { learnWeights, type Parameters } from './learn-weights.ts'
import { readTable } from './read-table.ts'
import { type Decision, decisionOf, makeScorer, type Score } from './score-pair.ts'

/**
 * The waterfall of one pair of a file, by the weights of that file or by given ones.
 * @throws Fault invalid-input when an id is not in the file
 */
export async function explainPair(options: {
  file: string
  map: FieldMap
  a: string
  b: string
  at: string
  parameters?: Parameters
}): Promise<Score & { decision: Decision }> {
  const table = await readTable([options.file], options.map)
  const [i, j] = [table.ids.indexOf(options.a), table.ids.indexOf(options.b)]
  if (i < 0 || j < 0) throw invalid(i < 0 ? options.a : options.b, 'not-found')
  const parameters = options.parameters ?? learnWeights(table, options.at)
  const score = makeScorer(table, parameters).explain(i, j)
  return { ...score, decision: decisionOf(score) }
}
