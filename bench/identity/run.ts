import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFieldMap } from '../../src/identity/field-map.ts'
import { matchTable } from '../../src/identity/match-table.ts'
import { damageRecord } from './damage-record.ts'
import { benchDeciding, type Deciding } from './decide.ts'
import { hearRecord } from './hear-record.ts'
import { laterRecord } from './make-people.ts'
import { peopleMap, personOf, writePeople } from './write-people.ts'

export interface IdentityBench {
  deciding: Deciding
  /** Other draws, by mistakes that nothing was chosen by: the keyboard's and the scanner's, and the ear's. */
  decidingHeldOut: Deciding[]
  febrl: { set: string; f1: number; pairs: number }[] | 'not run'
  batch: Batch
  /** Fewer records of another draw, by mistakes that nothing was chosen by. */
  heldOut: Batch
}

interface Batch {
  records: number
  seconds: number
  megabytes: number
  precision: number
  recall: number
}

/** Telling people apart: made-up people of seven origins, and the published FEBRL sets when `data` names their folder. */
export async function runIdentityBench(options: {
  records: number
  data?: string | undefined
  log: (line: string) => void
}): Promise<IdentityBench> {
  const folder = mkdtempSync(join(tmpdir(), 'qonys-identity-'))
  try {
    options.log('deciding')
    const deciding = await benchDeciding(60_000, 11)
    const decidingHeldOut = [
      await benchDeciding(60_000, 992, damageRecord),
      await benchDeciding(60_000, 6, hearRecord),
    ]
    const febrl: IdentityBench['febrl'] = options.data
      ? await Promise.all(
          ['dataset1', 'dataset3'].map((set) => benchFebrl(join(options.data ?? '', 'febrl'), set, folder)),
        )
      : 'not run'
    options.log(`batch of ${options.records}`)
    const batch = await benchBatch(options.records, folder, 5, laterRecord)
    options.log('held out')
    const heldOut = await benchBatch(Math.min(200_000, options.records), folder, 991, damageRecord)
    return { deciding, decidingHeldOut, febrl, batch, heldOut }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function benchFebrl(source: string, set: string, folder: string) {
  const file = join(source, `${set}.csv`)
  if (!existsSync(file)) throw new Error(`there is no ${file}`)
  const map = readFieldMap(new URL('febrl.yaml', import.meta.url).pathname)
  const out = join(folder, `${set}.pairs.csv`)
  await matchTable({ files: [file], map, out, at: Temporal.Now.instant().toString() })
  const person = (id: string) => id.split('-')[1] ?? ''
  const ids = readFileSync(file, 'utf8').trim().split('\n').slice(1)
  const truth = truePairs(ids.map(person))
  const { right, found } = score(out, person)
  return { set, pairs: truth, f1: (2 * right) / (found + truth) }
}

async function benchBatch(
  records: number,
  folder: string,
  seed: number,
  again: typeof laterRecord,
): Promise<Batch> {
  const file = join(folder, 'people.csv')
  const out = join(folder, 'people.pairs.csv')
  await writePeople(file, records, seed, again)
  const started = performance.now()
  await matchTable({ files: [file], map: peopleMap, out, at: Temporal.Now.instant().toString() })
  const seconds = (performance.now() - started) / 1000
  const ids = readFileSync(file, 'utf8').trim().split('\n').slice(1)
  const truth = truePairs(ids.map((line) => personOf(line)))
  const { right, found } = score(out, personOf)
  return {
    records,
    seconds,
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    precision: right / found,
    recall: right / truth,
  }
}

function score(out: string, person: (id: string) => string): { right: number; found: number } {
  let [right, found] = [0, 0]
  for (const line of readFileSync(out, 'utf8').split('\n').slice(1)) {
    const [a = '', b = '', , decision] = line.split(',')
    if (decision !== 'same') continue
    found++
    if (person(a) === person(b)) right++
  }
  return { right, found }
}

function truePairs(people: string[]): number {
  const sizes = new Map<string, number>()
  for (const one of people) sizes.set(one, (sizes.get(one) ?? 0) + 1)
  return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0)
}

const lineOf = (what: string, { records, seconds, megabytes, precision, recall }: Batch): string =>
  `${what}: ${records} records in ${seconds.toFixed(1)} s, ${megabytes} MB at most, precision ${percent(precision)}, recall ${percent(recall)}`

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`

const misses = ({ positives, negatives, missesOurs, missesBaseline, ratio }: Deciding): string =>
  `${percent(missesOurs)} of ${positives} true pairs missed where one in a thousand of ${negatives} false ones is accepted; weighted Jaro-Winkler ${percent(missesBaseline)}: ${ratio.toFixed(1)} times fewer`

export function writeIdentity({ deciding, decidingHeldOut, febrl, batch, heldOut }: IdentityBench): string {
  return [
    `deciding: ${misses(deciding)}`,
    ...decidingHeldOut.map((one) => `  another draw, held-out mistakes: ${misses(one)}`),
    ...(febrl === 'not run'
      ? ['FEBRL: not run (--data DIR names the folder of the sets)']
      : febrl.map(({ set, f1, pairs }) => `FEBRL ${set}, ${pairs} pairs, no labels: F1 ${f1.toFixed(4)}`)),
    lineOf('batch', batch),
    lineOf('batch of another draw, held-out mistakes', heldOut),
  ].join('\n')
}
