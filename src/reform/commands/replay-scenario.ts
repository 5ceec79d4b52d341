import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Io, terminal, wrongCall } from '../../platform/command.ts'
import { connect, queryOn, sql } from '../../platform/database.ts'
import { parseYaml, YamlMistake } from '../../platform/read-yaml.ts'
import { followLaw } from '../../policy/follow-law.ts'
import { DraftMistake } from '../draft-files.ts'
import { DraftText } from '../draft-schema.ts'
import { countPast, replayWhole } from '../read-past.ts'
import { replayPlaces } from '../replay-places.ts'
import { type ScenarioRow, scenarioColumns } from '../run-scenario.ts'
import { fingerprintOfLaw, withDraft, writeDraft } from '../write-draft.ts'

const usage =
  'qonys policy replay --scenario ID [--json]   replays a scenario of /reform anew and says whether its numbers are the same\nqonys policy draft FILE --to DIR   writes a draft exported from /reform as a folder like policy/'

/**
 * `qonys policy replay --scenario ID`: the same draft over the same past, without the stored numbers. Exit 1 when decisions flip (as
 * `replay` does), 3 when the law of this installation is not the one the scenario was made from, 70 when its numbers differ.
 */
export async function replayScenarioCommand(
  args: string[],
  openDatabase: () => Promise<{ url: string; stop(): Promise<void> }>,
  io: Io = terminal,
): Promise<number> {
  let asked: { scenario: string; json: boolean }
  try {
    const { values } = parseArgs({
      args,
      options: { scenario: { type: 'string' }, json: { type: 'boolean', default: false } },
    })
    if (!/^[0-9a-f]{24}$/.test(values.scenario ?? '')) throw new Error('a scenario is named by 24 hex digits')
    asked = { scenario: values.scenario ?? '', json: values.json }
  } catch (error) {
    io.err(`${wrongCall(error)}\n${usage}`)
    return 2
  }
  const stop = new AbortController()
  const cancel = () => stop.abort()
  process.once('SIGINT', cancel)
  const database = await openDatabase()
  const url = new URL(database.url)
  url.searchParams.set('options', '-c qonys.actor_kind=system')
  const connection = connect(url.toString(), { max: 1 })
  try {
    const query = queryOn(connection)
    await followLaw({ db: connection })
    const row = await query.maybe<ScenarioRow>(
      sql`select ${scenarioColumns} from reform.scenario where id = ${asked.scenario}`,
    )
    if (!row) {
      io.err(`There is no scenario ${asked.scenario} here.`)
      return 2
    }
    if (row.law !== fingerprintOfLaw()) {
      io.err(
        'The law of this installation is not the one the scenario was made from: its numbers cannot be compared.',
      )
      return 3
    }
    const draft = withDraft(row.draft, (_, load) => load())
    const all = await countPast(query, row)
    const places = await replayPlaces(query, row, draft)
    const how = places ? { otherFacts: places.otherFacts } : {}
    const progress =
      io.tty && !asked.json ? (done: number) => io.err(`${done} of ${all} decisions`) : undefined
    const told = {
      ...(await replayWhole(query, row, draft, how, {
        signal: stop.signal,
        ...(progress ? { progress } : {}),
      })),
      ...(places ? { places: places.compared } : {}),
    }
    const { flips: _, ...counts } = told
    const same =
      row.result === null ? null : JSON.stringify(sorted(row.result)) === JSON.stringify(sorted(counts))
    if (asked.json) io.out(JSON.stringify({ same, ...told }))
    else {
      io.out(
        `${told.decisions} decisions replayed, ${told.flipped} would be answered otherwise; ${told.skipped} have no rules.`,
      )
      for (const [what, n] of Object.entries(told.by).sort((a, b) => b[1] - a[1]))
        io.out(`  ${String(n).padStart(8)}  ${what}`)
      io.out(
        same === null
          ? 'The scenario has not run to its end here.'
          : same
            ? 'The same numbers as the scenario shows.'
            : 'OTHER numbers than the scenario shows.',
      )
    }
    if (same === false) return 70
    return told.flipped === 0 ? 0 : 1
  } catch (error) {
    if (!stop.signal.aborted) throw error
    io.err('Stopped; nothing was changed.')
    return 130
  } finally {
    process.removeListener('SIGINT', cancel)
    await connection.destroy()
    await database.stop()
  }
}

/** JSON with keys in order. */
const sorted = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, one]) => [key, sorted(one)]),
      )
    : value

/** `qonys policy draft FILE --to DIR`: a draft as exported, written as a folder that `check`, `diff` and `replay --with` read. */
export function draftCommand(args: string[], io: Io = terminal): number {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { to: { type: 'string' } },
    })
    const [file] = positionals
    if (!file || !values.to) throw new Error('name the file and the folder')
    const draft = parseYaml(readFileSync(file, 'utf8'), DraftText, file).data
    mkdirSync(values.to, { recursive: true })
    const files = writeDraft(draft, values.to)
    writeFileSync(`${values.to}/LAW`, `${fingerprintOfLaw()}\n`)
    io.out(
      `${values.to} holds the law as “${draft.title}” would have it. Next: qonys policy replay --with ${values.to}`,
    )
    io.out(`It differs from policy/ in: ${files.join(', ')}.`)
    return 0
  } catch (error) {
    if (error instanceof YamlMistake) io.err(`${error.file}:${error.line}: ${error.what}`)
    else if (error instanceof DraftMistake) io.err(error.message)
    else io.err(`${wrongCall(error)}\n${usage}`)
    return 2
  }
}
