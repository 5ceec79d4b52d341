import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { blocksOf, type PassReport } from './block-records.ts'
import type { FieldMap } from './field-map.ts'
import { learnWeights, type Parameters } from './learn-weights.ts'
import { readTable } from './read-table.ts'
import { bitsOf, decisionOf, makeScorer, probabilityOf, type Score, thresholds } from './score-pair.ts'
import { type PartFound, scoreParts } from './score-parts.ts'

export interface Matching {
  records: number
  /** Pairs that were compared, those that meet in several passes counted each time. */
  compared: number
  same: number
  review: number
  passes: PassReport[]
  parameters: Parameters
}

export interface MatchOptions {
  files: string[]
  map: FieldMap
  /** Where the pairs go; while it runs, `.part` and `.state` stand beside it, and the same call goes on from there. */
  out: string
  /** Moment of learning, ISO 8601 UTC. */
  at: string
  parameters?: Parameters
  recordsPerPart?: number
  /** Threads that compare; by default as many as the machine has, and none but the calling one for a small file. */
  threads?: number
  progress?: (share: number, what: string) => void
}

interface State {
  of: string
  parts: number
  /** Finished parts and the length of the `.part` file after each: what a killed run wrote beyond is cut off. */
  done: { part: number; bytes: number; compared: number; reports: PassReport[] }[]
  parameters: Parameters
}

/**
 * Finds the records of one person in one file, or across two, and writes `a,b,score,decision,reasons` for every pair that is the same
 * or is to be looked at. Learns its weights from the file itself unless they are given. Works part by part, so memory is
 * bounded by the table and one part, and a killed run goes on where it stopped.
 */
export async function matchTable(options: MatchOptions): Promise<Matching> {
  const { files, map, out, progress = () => {} } = options
  const table = await readTable(files, map, (rows) => progress(0, `${rows}`))
  const n = table.ids.length
  const blocks = blocksOf(table)
  const [partFile, stateFile] = [`${out}.part`, `${out}.state`]
  const parts = Math.max(1, Math.ceil(n / (options.recordsPerPart ?? 50_000)))
  const of = digest({
    files: files.map((file) => [file, statSync(file).size, statSync(file).mtimeMs]),
    map,
    parts,
  })
  let state = readState(stateFile, of)
  if (!state) {
    state = { of, parts, done: [], parameters: options.parameters ?? learnWeights(table, options.at) }
    writeFileSync(partFile, '')
    writeState(stateFile, state)
  }
  const scorer = makeScorer(table, state.parameters)
  const least = bitsOf(thresholds.review)
  const kept = readKept(partFile, state.done.at(-1)?.bytes ?? 0, n)
  const finished = new Set(state.done.map(({ part }) => part))
  const take = ({ part, compared, reports, ones, others, bits }: PartFound) => {
    const found: string[] = []
    for (let at = 0; at < bits.length; at++) {
      const pair = ones[at]! * n + others[at]!
      if (kept.has(pair)) continue
      kept.set(pair, bits[at]!)
      found.push(`${ones[at]},${others[at]},${bits[at]}\n`)
    }
    appendFileSync(partFile, found.join(''))
    state.done.push({ part, bytes: statSync(partFile).size, compared, reports })
    writeState(stateFile, state)
    progress(state.done.length / parts, `${kept.size}`)
  }
  const wanted = Array.from({ length: parts }, (_, part) => part).filter((part) => !finished.has(part))
  progress(finished.size / parts, `${kept.size}`)
  await scoreParts(
    { table, blocks, parameters: state.parameters, least, parts },
    wanted,
    take,
    options.threads,
  )
  progress(1, `${kept.size}`)

  const count = { same: 0, review: 0 }
  writeFileSync(out, 'a,b,score,decision,reasons\n')
  let lines: string[] = []
  const best = [...kept].sort(([one, a], [other, b]) => b - a || one - other)
  for (const [pair, bits] of best) {
    const [i, j] = [Math.floor(pair / n), pair % n]
    const score = scorer.explain(i, j)
    const decision = decisionOf(score)
    if (decision !== 'different') count[decision]++
    lines.push(
      [
        quoted(table.ids[i]!),
        quoted(table.ids[j]!),
        probabilityOf(bits).toFixed(6),
        decision,
        quoted(inWords(score)),
      ].join(','),
    )
    if (lines.length >= 10_000) {
      appendFileSync(out, `${lines.join('\n')}\n`)
      lines = []
    }
  }
  if (lines.length) appendFileSync(out, `${lines.join('\n')}\n`)
  rmSync(partFile)
  rmSync(stateFile)
  const compared = state.done.reduce((sum, each) => sum + each.compared, 0)
  return {
    records: n,
    compared,
    ...count,
    passes: together(state.done.map(({ reports }) => reports)),
    parameters: state.parameters,
  }
}

/** `family close +6.1; birth_date same +10.2`: what moved the answer, in bits. */
export const inWords = ({ steps }: Score): string =>
  steps
    .map(
      ({ field, level, bits }) =>
        `${[field, level].filter(Boolean).join(' ')} ${bits >= 0 ? '+' : ''}${bits.toFixed(1)}`,
    )
    .join('; ')

function together(parts: PassReport[][]): PassReport[] {
  const [first = [], ...rest] = parts
  const sums = first.map((one) => ({ ...one }))
  for (const reports of rest)
    for (const [p, more] of reports.entries()) {
      const sum = sums[p]!
      sum.groups += more.groups
      sum.leftOut += more.leftOut
      sum.recordsLeftOut += more.recordsLeftOut
      sum.pairs += more.pairs
    }
  return sums
}

function readState(file: string, of: string): State | undefined {
  if (!existsSync(file)) return undefined
  const state = JSON.parse(readFileSync(file, 'utf8')) as State
  return state.of === of ? state : undefined
}

/** Renaming is all or nothing: a killed run leaves the former state or the new one. */
function writeState(file: string, state: State): void {
  writeFileSync(`${file}.new`, JSON.stringify(state))
  renameSync(`${file}.new`, file)
}

/** The pairs of the finished parts; what a killed run wrote after them is cut off. */
function readKept(file: string, bytes: number, n: number): Map<number, number> {
  truncateSync(file, bytes)
  const kept = new Map<number, number>()
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [i, j, bits] = line.split(',').map(Number)
    if (i !== undefined && j !== undefined && bits !== undefined) kept.set(i * n + j, bits)
  }
  return kept
}

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')
/** RFC 4180. */
const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
