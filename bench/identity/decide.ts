import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { blocksOf, forEachPair } from '../../src/identity/block-records.ts'
import { learnWeights } from '../../src/identity/learn-weights.ts'
import { readTable, type Table } from '../../src/identity/read-table.ts'
import { makeScorer } from '../../src/identity/score-pair.ts'
import { jaroWinkler } from '../../src/identity/similarity.ts'
import { laterRecord } from './make-people.ts'
import { peopleMap, personOf, writePeople } from './write-people.ts'

export interface Deciding {
  positives: number
  negatives: number
  /** Share of true pairs missed where one stranger pair in a thousand is accepted. */
  missesOurs: number
  missesBaseline: number
  ratio: number
}

/**
 * How well strangers and the same person are told apart, by our learned weights and by a weighted Jaro-Winkler (half the name, 0.35
 * the date, 0.15 the patronymic) over the same candidate pairs and the same folded text.
 */
export async function benchDeciding(
  records: number,
  seed: number,
  again: typeof laterRecord = laterRecord,
): Promise<Deciding> {
  const folder = mkdtempSync(join(tmpdir(), 'qonys-bench-'))
  try {
    const file = join(folder, 'people.csv')
    await writePeople(file, records, seed, again)
    const table = await readTable([file], peopleMap)
    const blocks = blocksOf(table)
    const scorer = makeScorer(table, learnWeights(table, '2026-11-24T00:00:00Z'))
    const baseline = weightedJaroWinkler(table)
    const n = table.ids.length
    const people = table.ids.map(personOf)
    const seen = new Set<number>()
    const scores = { ours: [[], []] as [number[], number[]], base: [[], []] as [number[], number[]] }
    forEachPair(blocks, { part: 0, parts: 1 }, (i, j) => {
      if (seen.has(i * n + j)) return
      seen.add(i * n + j)
      const side = people[i] === people[j] ? 0 : 1
      scores.ours[side].push(scorer.bits(i, j))
      scores.base[side].push(baseline(i, j))
    })
    const [missesOurs, missesBaseline] = [missesAt(scores.ours, 0.001), missesAt(scores.base, 0.001)]
    return {
      positives: scores.ours[0].length,
      negatives: scores.ours[1].length,
      missesOurs,
      missesBaseline,
      ratio: missesBaseline / missesOurs,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The share of positives that do not score above the threshold that lets `accepted` of the negatives through. */
function missesAt([positives, negatives]: [number[], number[]], accepted: number): number {
  const sorted = negatives.toSorted((a, b) => b - a)
  const threshold = sorted[Math.floor(sorted.length * accepted)] ?? Number.NEGATIVE_INFINITY
  return positives.filter((score) => score <= threshold).length / positives.length
}

function weightedJaroWinkler(table: Table): (i: number, j: number) => number {
  const at = (role: string) => table.fields.findIndex((field) => field.role === role)
  const value = (role: string, record: number) =>
    table.dictionaries[at(role)]!.values[table.columns[at(role)]![record]!]!
  const name = (record: number) =>
    [value('given', record), value('family', record)].join(' ').split(' ').sort().join(' ')
  return (i, j) => {
    const [fatherA, fatherB] = [value('patronymic', i), value('patronymic', j)]
    return (
      0.5 * jaroWinkler(name(i), name(j)) +
      0.35 * jaroWinkler(value('birth_date', i), value('birth_date', j)) +
      0.15 * (fatherA && fatherB ? jaroWinkler(fatherA, fatherB) : 0.5)
    )
  }
}
