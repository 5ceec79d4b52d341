import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { type Blocks, forEachPair, type PassReport } from './block-records.ts'
import type { Parameters } from './learn-weights.ts'
import type { Columns } from './read-table.ts'
import { makeScorer } from './score-pair.ts'

/** What a thread needs to score any part: numbers in shared memory, no text. */
export interface Scoring {
  table: Columns
  blocks: Blocks
  parameters: Parameters
  /** Pairs with fewer bits are not kept. */
  least: number
  parts: number
}

/** The pairs of one part, `ones[k] < others[k]`; one that meets in several passes stands there as often. */
export interface PartFound {
  part: number
  compared: number
  reports: PassReport[]
  ones: Int32Array<ArrayBuffer>
  others: Int32Array<ArrayBuffer>
  bits: Float64Array<ArrayBuffer>
}

/** Below this number of records a thread costs more than it brings. */
const worthThreads = 20_000

/**
 * Scores the wanted parts, on several threads when it is worth it, and calls `take` with each as it is done, in any order. When
 * `take` throws, the threads end and the error is thrown.
 */
export async function scoreParts(
  scoring: Scoring,
  wanted: number[],
  take: (found: PartFound) => void,
  threads = scoring.table.size < worthThreads ? 1 : availableParallelism(),
): Promise<void> {
  if (threads < 2 || wanted.length < 2) {
    const score = makePartScorer(scoring)
    for (const part of wanted) take(score(part))
    return
  }
  const left = [...wanted]
  const { size, second, fields, columns, packed, counts } = scoring.table
  const workerData: Scoring = { ...scoring, table: { size, second, fields, columns, packed, counts } }
  const workers = Array.from(
    { length: Math.min(threads, wanted.length) },
    () =>
      new Worker(new URL('./score-parts.worker.ts', import.meta.url), {
        workerData,
        execArgv: ['--import', import.meta.resolve('@oxc-node/core/register')],
      }),
  )
  try {
    await Promise.all(
      workers.map(
        (worker) =>
          new Promise<void>((done, fail) => {
            const next = () => {
              const part = left.shift()
              if (part === undefined) done()
              else worker.postMessage(part)
            }
            worker.on('error', fail)
            worker.on('exit', (code) => fail(new Error(`a scoring thread ended with ${code}`)))
            worker.on('message', (found: PartFound) => {
              try {
                take(found)
                next()
              } catch (error) {
                fail(error as Error)
              }
            })
            next()
          }),
      ),
    )
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

export function makePartScorer({
  table,
  blocks,
  parameters,
  least,
  parts,
}: Scoring): (part: number) => PartFound {
  const scorer = makeScorer(table, parameters)
  return (part) => {
    const ones: number[] = []
    const others: number[] = []
    const found: number[] = []
    let compared = 0
    const reports = forEachPair(blocks, { part, parts }, (i, j) => {
      compared++
      const bits = scorer.bits(i, j, least)
      if (bits < least) return
      ones.push(i)
      others.push(j)
      found.push(bits)
    })
    return {
      part,
      compared,
      reports,
      ones: Int32Array.from(ones),
      others: Int32Array.from(others),
      bits: Float64Array.from(found),
    }
  }
}
