import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Io, wrongCall } from '../../platform/command.ts'
import { Fault } from '../../platform/fault.ts'
import { YamlMistake } from '../../platform/read-yaml.ts'
import { explainPair } from '../explain-pair.ts'
import { readFieldMap } from '../field-map.ts'
import type { Parameters } from '../learn-weights.ts'
import { type Matching, matchTable } from '../match-table.ts'
import { fileFaults } from '../read-csv-form.ts'

export const usage = `qonys match dedupe FILE --map MAP.yaml [--out PAIRS.csv] [--json]
qonys match link A B --map MAP.yaml [--out PAIRS.csv] [--json]
qonys match pair FILE ID ID --map MAP.yaml [--json]
qonys match import FILE --map MAP.yaml --register NAME --ground ACT [--json]   into the register of this installation
  --weights FILE   use weights learned before, instead of learning from the file
  --keep FILE      write the learned weights there, dated`

/**
 * `qonys match`: finds the records of one person in one CSV file (`dedupe`) or across two (`link`) without labels, or explains one
 * pair of a file (`pair`). Progress on a terminal only; a killed run goes on with the same call. 0 done, 2 for a wrong call or file.
 */
export async function matchCommand(args: string[], io: Io): Promise<number> {
  let given: ReturnType<typeof readArguments>
  try {
    given = readArguments(args)
  } catch (error) {
    io.err(`${wrongCall(error)}\n${usage}`)
    return 2
  }
  const { what, files, options } = given
  try {
    const map = readFieldMap(options.map)
    const at = Temporal.Now.instant().toString()
    const weights = options.weights
      ? { parameters: JSON.parse(readFileSync(options.weights, 'utf8')) as Parameters }
      : {}
    if (what === 'pair') {
      const [file = '', a = '', b = ''] = files
      const score = await explainPair({ file, map, a, b, at, ...weights })
      if (options.json) io.out(JSON.stringify(score, null, 2))
      else {
        for (const { field, level, bits } of score.steps)
          io.out(`${signed(bits).padStart(7)}  ${field}${level ? `: ${level}` : ''}`)
        io.out(
          `${signed(score.bits).padStart(7)}  bits, probability ${score.probability.toFixed(6)}: ${score.decision}`,
        )
      }
      return 0
    }
    const started = performance.now()
    const out = options.out ?? `${files[0]}.pairs.csv`
    const matching = await matchTable({
      files,
      map,
      out,
      at,
      ...weights,
      ...(io.tty ? { progress: bar(io) } : {}),
    })
    if (options.keep) writeFileSync(options.keep, `${JSON.stringify(matching.parameters, null, 2)}\n`)
    const seconds = (performance.now() - started) / 1000
    if (options.json) io.out(JSON.stringify({ ...matching, seconds, out }, null, 2))
    else report(matching, seconds, out, io)
    return 0
  } catch (error) {
    const why = whyNot(error)
    if (!why) throw error
    io.err(why)
    return 2
  }
}

function readArguments(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      map: { type: 'string' },
      out: { type: 'string' },
      weights: { type: 'string' },
      keep: { type: 'string' },
      json: { type: 'boolean' },
    },
  })
  const [what, ...files] = positionals
  const wanted = { dedupe: 1, link: 2, pair: 3 }[what ?? '']
  if (wanted === undefined) throw new Error(what ? `qonys match ${what} is no command` : 'match what?')
  if (files.length !== wanted)
    throw new Error(`qonys match ${what} takes ${wanted} of FILE or ID, not ${files.length}`)
  if (!values.map) throw new Error('--map is missing: it says which column holds what')
  return { what, files, options: { ...values, map: values.map } }
}

function report(
  { records, compared, same, review, passes }: Matching,
  seconds: number,
  out: string,
  io: Io,
): void {
  io.out(`${records} records, ${compared} comparisons, ${seconds.toFixed(1)} s`)
  io.out(`${same} pairs same, ${review} to review: ${out}`)
  for (const pass of passes) {
    const without = ((100 * pass.recordsWithoutKey) / records).toFixed(0)
    io.out(
      `  ${pass.pass}: ${pass.pairs} pairs, ${without} % of records without this key, ${pass.leftOut} groups too large`,
    )
    if (pass.pairs === 0) io.err(`  ${pass.pass} finds nothing: is the column right?`)
  }
}

const signed = (bits: number): string => `${bits >= 0 ? '+' : ''}${bits.toFixed(1)}`

function bar(io: Io): (share: number, what: string) => void {
  return (share, what) => {
    const done = Math.round(share * 30)
    io.err(`\r${'#'.repeat(done)}${'.'.repeat(30 - done)} ${(share * 100).toFixed(0).padStart(3)} % ${what}`)
  }
}

function whyNot(error: unknown): string | undefined {
  if (error instanceof Fault && error.issues.length)
    return error.issues.map(({ path, code }) => `${path}: ${fileFaults[code] ?? code}`).join('\n')
  if (error instanceof YamlMistake || error instanceof SyntaxError) return error.message
  const { code, path } = error as { code?: string; path?: string }
  return code === 'ENOENT'
    ? `${path}: there is no such file`
    : code?.startsWith('CSV_')
      ? (error as Error).message
      : undefined
}
