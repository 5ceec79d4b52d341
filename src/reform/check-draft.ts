import { canonical } from '../platform/act.ts'
import { YamlMistake } from '../platform/read-yaml.ts'
import { checkPolicy, type Problem, routeCases } from '../policy/check-policy.ts'
import { type Decision, decide, type FactValue } from '../policy/compile-route.ts'
import { filesLaw, type Policy, policy, policyFolder } from '../policy/load-policy.ts'
import { DraftMistake } from './draft-files.ts'
import type { DraftText } from './draft-schema.ts'
import { fingerprintOfLaw, withDraft } from './write-draft.ts'

interface WrongCase {
  kind: 'own-case'
  case: string
  expected: string
  got: string
}

/** Something the drafter has to settle. `file` and `line` are those of the draft as exported. */
export type DraftProblem =
  | { kind: 'mistake'; at: number; code: DraftMistake['code']; values: Record<string, string> }
  | ({ kind: 'policy' } & Problem)
  /** A case that the draft itself brings. */
  | WrongCase
  | {
      kind: 'no-change' | 'no-case' | 'no-case-before' | 'no-case-that-turns' | 'no-case-that-stays'
      route: string
      day: string
    }

/** A case of the law in force that the draft would answer otherwise; nobody has said yet that this is meant. */
export interface OpenTurn {
  route: string
  case: string
  at: string
  expected: string
  got: string
  ground: string | undefined
}

export interface DraftCheck {
  problems: DraftProblem[]
  openTurns: OpenTurn[]
  /** What differs, in the order of the days from which it does; empty when the draft does not load. */
  law: Policy | undefined
}

/**
 * Checks a draft as `qonys policy check` does the law: it loads (no overlap, gap, unknown fact, missing article), every case passes, and
 * for each route it touches its own cases stand on both sides: one dated before the change, one whose answer the change turns and
 * one it leaves. Cases of today that would be answered otherwise wait until somebody says that this is meant.
 */
export function checkDraft(draft: DraftText): DraftCheck {
  const key = `${fingerprintOfLaw()} ${canonical(draft)}`
  let known = checked.get(key)
  if (!known) {
    known = check(draft)
    if (checked.size >= 20) checked.delete(checked.keys().next().value ?? '')
    checked.set(key, known)
  }
  return known
}
// Writing, loading and checking a law takes about a second, and a page is looked at more often than its draft changes.
const checked = new Map<string, DraftCheck>()

function check(draft: DraftText): DraftCheck {
  if (draft.changes.length === 0)
    return { problems: [{ kind: 'no-change', route: '', day: '' }], openTurns: [], law: undefined }
  try {
    return withDraft(draft, (folder, load) => {
      const law = load()
      const openTurns = turnsOf(draft, law, folder)
      const own = ownCases(draft, law)
      const told = new Set([...openTurns.map((one) => one.case), ...own.wrong.map((one) => one.case)])
      const standing = problemsOfNow()
      const problems = checkPolicy(folder, law)
        .filter(({ what }) => ![...told].some((name) => what.startsWith(`${name}: `)))
        .filter(({ what }) => !standing.has(nameless(what)))
        .map((one) => ({ kind: 'policy' as const, ...one }))
      return { problems: [...problems, ...own.wrong, ...own.sides], openTurns, law }
    })
  } catch (error) {
    return { problems: [readProblem(error)], openTurns: [], law: undefined }
  }
}

/** What the check says of the law as it is: texts that officials published bring no cases with them, and that is not the draft's to mend. */
const problemsOfNow = (): Set<string> =>
  new Set(
    policy() === filesLaw() ? [] : checkPolicy(policyFolder, policy()).map(({ what }) => nameless(what)),
  )
// A corrected version has its serial in its name, but not in a file.
const nameless = (what: string): string => what.replaceAll(/(@\d{4}-\d{2}-\d{2})~\d+/g, '$1')

function readProblem(error: unknown): DraftProblem {
  if (error instanceof DraftMistake)
    return { kind: 'mistake', at: error.at, code: error.code, values: error.values }
  if (error instanceof YamlMistake)
    return { kind: 'policy', file: error.file, line: error.line, what: error.what }
  throw error
}

function turnsOf(draft: DraftText, law: Policy, folder: URL): OpenTurn[] {
  const turns: OpenTurn[] = []
  const own = new Set(draft.cases.map((one) => `${one.route} ${one.case}`))
  for (const route of policy().routes.keys()) {
    if (!law.routes.has(route)) continue
    const { given, cases } = routeCases(route, folder)
    for (const row of cases) {
      if (own.has(`${route} ${row.case}`) || row.answer === 'before-the-rule') continue
      const facts: Record<string, FactValue> = { ...given, ...row.with }
      for (const fact of row.without ?? []) delete facts[fact]
      const got = answerOf(route, facts, row.at, law)
      if (!got || (got.answer === row.answer && (!row.ground || groundOf(got, row.ground)))) continue
      // What officials published has turned it already.
      const now = answerOf(route, facts, row.at, policy())
      if (now?.answer === got.answer && now.answer !== row.answer) continue
      turns.push({
        route,
        case: row.case,
        at: row.at,
        expected: row.answer,
        got: got.answer,
        ground: firstGround(got),
      })
    }
  }
  return turns
}

function ownCases(draft: DraftText, law: Policy): { wrong: WrongCase[]; sides: DraftProblem[] } {
  const wrong: WrongCase[] = []
  const sides: DraftProblem[] = []
  const answered = draft.cases.map((row) => {
    if (!policy().routes.has(row.route)) return { row, now: undefined, drafted: undefined }
    const facts: Record<string, FactValue> = { ...routeCases(row.route).given, ...row.with }
    for (const fact of row.without) delete facts[fact]
    return {
      row,
      now: answerOf(row.route, facts, row.at, policy()),
      drafted: answerOf(row.route, facts, row.at, law),
    }
  })
  for (const { row, drafted } of answered)
    if (drafted?.answer !== row.answer)
      wrong.push({
        kind: 'own-case',
        case: row.case,
        expected: row.answer,
        got: drafted?.answer ?? 'before-the-rule',
      })
  for (const [route, day] of routesTouched(draft, law)) {
    const here = answered.filter(({ row }) => row.route === route)
    const after = here.filter(({ row }) => row.at >= day)
    const tell = (kind: 'no-case' | 'no-case-before' | 'no-case-that-turns' | 'no-case-that-stays') =>
      sides.push({ kind, route, day })
    if (here.length === 0) {
      tell('no-case')
      continue
    }
    if (!here.some(({ row }) => row.at < day)) tell('no-case-before')
    if (!after.some(({ now, drafted }) => now?.answer !== drafted?.answer)) tell('no-case-that-turns')
    if (!after.some(({ now, drafted }) => now !== undefined && now.answer === drafted?.answer))
      tell('no-case-that-stays')
  }
  return { wrong, sides }
}

/** The routes that a draft decides otherwise, each with the first day on which it does. */
function routesTouched(draft: DraftText, law: Policy): Map<string, string> {
  const found = new Map<string, string>()
  const touch = (route: string, day: string) => {
    const known = found.get(route)
    if (policy().routes.has(route) && (known === undefined || day < known)) found.set(route, day)
  }
  const compares = (route: string, id: string) =>
    law.routes
      .get(route)
      ?.conditions.some(({ value }) => typeof value === 'object' && 'dated' in value && value.dated === id) ??
    false
  for (const change of draft.changes) {
    if (change.kind === 'file') continue
    if (change.kind === 'value' || change.kind === 'list') {
      for (const route of law.routes.keys()) if (compares(route, change.id)) touch(route, change.from)
    } else touch(change.route, change.from)
  }
  return found
}

function answerOf(
  route: string,
  facts: Record<string, FactValue>,
  at: string,
  law: Policy,
): Decision | undefined {
  const first = law.routes.get(route)?.from
  if (first === undefined || at < first) return undefined
  return decide(route, facts, at, law)
}

const isGround = (decision: Decision, line: Decision['trace'][number]): boolean =>
  decision.answer === 'not-needed' ? line.verdict === 'met' : line.verdict !== 'met' && line.decides

const groundOf = (decision: Decision, condition: string): boolean =>
  decision.trace.some(
    (line) => line.condition === condition && (isGround(decision, line) || line.state === 'unverified'),
  )

const firstGround = (decision: Decision): string | undefined =>
  decision.answer === 'met'
    ? undefined
    : (
        decision.trace.find(
          (line) => isGround(decision, line) && (decision.answer !== 'not-met' || line.verdict === 'not-met'),
        ) ?? decision.trace.find((line) => isGround(decision, line))
      )?.condition
