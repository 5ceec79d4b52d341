import { parentPort, workerData } from 'node:worker_threads'
import { makePartScorer, type Scoring } from './score-parts.ts'

const score = makePartScorer(workerData as Scoring)
parentPort?.on('message', (part: number) => {
  const found = score(part)
  parentPort?.postMessage(found, [found.ones.buffer, found.others.buffer, found.bits.buffer])
})
