import type { Day } from '../platform/day.ts'
import {
  compileRoute,
  type Decision,
  decide,
  type Facts,
  type FactValue,
  type TraceLine,
} from './compile-route.ts'
import { type Policy, policy } from './load-policy.ts'
import type { ConditionRow, Party } from './policy-schema.ts'

/** One fact that would have to be otherwise, and who can make it so. */
export interface Change {
  fact: string
  /** What it is now; undefined where it is not known. */
  from: FactValue
  to: FactValue
  changedBy: Party
  /** The line that the change mends: its words, unit and article. */
  line: TraceLine
}

/**
 * What would make the answer a yes. `yes`: it is one. `changes`: these, and no fewer; `after` is the decision over the changed
 * facts. Where a fact is missing that nobody here can change, `after` still waits for it and `stillOpen` says for what.
 * `ask`: nothing to change, only those facts are missing. `nothing`: the lines of `blockedBy` cannot be changed by anybody asked.
 */
export type Counterfactual =
  | { kind: 'yes' }
  | { kind: 'changes'; changes: Change[]; after: Decision; stillOpen: TraceLine[] }
  | { kind: 'ask'; requests: TraceLine[] }
  | { kind: 'nothing'; blockedBy: TraceLine[] }

type Rows = Map<string, ConditionRow>

/**
 * The fewest changes, over facts that the law of the day marks changeable, that make `decide` say yes. A fact is changeable when
 * a condition over it says so and none says otherwise. Proven: `after` is what `decide` answers to the changed facts. Pure.
 * Throws what `decide` throws.
 */
export function findChanges(route: string, facts: Facts, date: Day, from: Policy = policy()): Counterfactual {
  const rules = compileRoute(route, from)
  const now = decide(rules, facts, date)
  if (now.answer === 'met' || now.answer === 'not-needed') return { kind: 'yes' }

  const rows: Rows = new Map(rules.lawAt(now.at).conditions.map(({ row }) => [row.id, row]))
  const bounds = new Map(
    rules.lawAt(now.at).conditions.map(({ row, dated }) => [row.id, dated?.value ?? row.value]),
  )
  const changeable = changeableFacts(rows)
  const values = candidates(rows, bounds, facts, changeable, rules.route.options)
  const needs = (line: TraceLine) => factsOf(rows.get(line.condition))
  const waitsForOthers = (line: TraceLine) =>
    line.verdict === 'missing' && needs(line).some((fact) => !known(facts[fact]) && !changeable.has(fact))
  const wrong = (decision: Decision): TraceLine[] =>
    decision.answer === 'not-needed'
      ? []
      : decision.trace.filter((line) => line.decides && line.verdict !== 'met' && !waitsForOthers(line))
  const free = (line: TraceLine, changes: Change[]) =>
    needs(line).filter((fact) => changeable.has(fact) && !changes.some((done) => done.fact === fact))

  const bad = wrong(now)
  if (bad.length === 0) return { kind: 'ask', requests: now.requests }
  const stuck = bad.filter((line) => free(line, []).length === 0)
  if (stuck.length > 0) return { kind: 'nothing', blockedBy: stuck }

  /** At least so many changes are still needed: lines that share no fact need one each. */
  const atLeast = (lines: TraceLine[], changes: Change[]): number => {
    const used = new Set<string>()
    let count = 0
    for (const line of lines) {
      const open = free(line, changes)
      if (open.length === 0) return Number.POSITIVE_INFINITY
      if (open.some((fact) => used.has(fact))) continue
      for (const fact of open) used.add(fact)
      count++
    }
    return count
  }

  const search = (
    given: Facts,
    changes: Change[],
    decision: Decision,
    most: number,
  ): Change[] | undefined => {
    const left = wrong(decision)
    if (left.length === 0) return changes
    if (changes.length + atLeast(left, changes) > most) return undefined
    const [line] = left as [TraceLine]
    for (const fact of free(line, changes))
      for (const to of values.get(fact) ?? []) {
        if (to === given[fact]) continue
        const next = { ...given, [fact]: to }
        const change = { fact, from: facts[fact], to, changedBy: whoChanges(rows, fact), line }
        const found = search(next, [...changes, change], decide(rules, next, now.at), most)
        if (found) return found
      }
    return undefined
  }

  for (let most = atLeast(bad, []); most <= changeable.size; most++) {
    const changes = search(facts, [], now, most)
    if (!changes) continue
    const changed = { ...facts, ...Object.fromEntries(changes.map(({ fact, to }) => [fact, to])) }
    const after = decide(rules, changed, now.at)
    return { kind: 'changes', changes, after, stillOpen: after.requests }
  }
  return { kind: 'nothing', blockedBy: bad }
}

const known = (value: FactValue): boolean => value !== undefined && value !== null
const whens = (row: ConditionRow) => (row.when === undefined ? [] : [row.when].flat())

/** Every fact that a condition looks at: its own first, then what it is compared with, then those that say when it applies. */
function factsOf(row: ConditionRow | undefined): string[] {
  if (!row) return []
  return [
    row.fact,
    ...(typeof row.value === 'object' && 'fact' in row.value ? [row.value.fact] : []),
    ...(row.of ? [row.of] : []),
    ...whens(row).map(({ fact }) => fact),
  ]
}

/** Facts that a condition of the day marks changeable and none marks otherwise. */
function changeableFacts(rows: Rows): Set<string> {
  const all = [...rows.values()]
  return new Set(
    all
      .filter((row) => row.changeable && !all.some((other) => other.fact === row.fact && !other.changeable))
      .map(({ fact }) => fact),
  )
}

const whoChanges = (rows: Rows, fact: string): Party =>
  [...rows.values()].find((row) => row.fact === fact)?.['changed-by'] ?? 'nobody'

/**
 * The values worth trying: a fact satisfies its conditions somewhere only if it does at one of its bounds. Nearest first where
 * there is a distance.
 */
function candidates(
  rows: Rows,
  bounds: Map<string, unknown>,
  facts: Facts,
  changeable: Set<string>,
  options: Record<string, string[]>,
): Map<string, FactValue[]> {
  const found = new Map<string, Set<FactValue>>()
  const add = (fact: string, value: FactValue) => {
    if (known(value)) found.set(fact, (found.get(fact) ?? new Set()).add(value))
  }
  for (const row of rows.values()) {
    const bound = bounds.get(row.id)
    for (const { fact, ...clause } of whens(row))
      for (const value of 'one-of' in clause ? clause['one-of'] : [clause.equals]) {
        add(fact, value)
        if (typeof value === 'boolean') add(fact, !value)
      }
    if (row.of !== undefined && typeof bound === 'number' && known(facts[row.of]))
      add(row.fact, Temporal.PlainDate.from(String(facts[row.of])).add({ days: bound }).toString())
    else if (row.is === 'one-of') for (const one of bound as string[]) add(row.fact, one)
    else if (row.is !== 'not-one-of' && typeof bound !== 'object')
      add(row.fact, beside(row.is, bound as FactValue))
  }
  for (const [fact, list] of Object.entries(options)) for (const one of list) add(fact, one)
  for (let round = 0; round < 2; round++)
    for (const row of rows.values())
      if (typeof row.value === 'object' && 'fact' in row.value) {
        const other = row.value.fact
        for (const value of [facts[other], ...(found.get(other) ?? [])]) add(row.fact, beside(row.is, value))
        for (const value of [facts[row.fact], ...(found.get(row.fact) ?? [])]) add(other, value)
      }
  const far = (fact: string, value: FactValue) =>
    typeof value === 'number' && typeof facts[fact] === 'number' ? Math.abs(value - facts[fact]) : 0
  return new Map(
    [...found]
      .filter(([fact]) => changeable.has(fact))
      .map(([fact, values]) => [fact, [...values].sort((a, b) => far(fact, a) - far(fact, b))]),
  )
}

/** The value nearest to a bound that satisfies an operator. */
function beside(is: ConditionRow['is'], bound: FactValue): FactValue {
  if (is !== 'before' && is !== 'after') return bound
  const step = is === 'before' ? -1 : 1
  return typeof bound === 'number'
    ? bound + step
    : typeof bound === 'string'
      ? Temporal.PlainDate.from(bound).add({ days: step }).toString()
      : bound
}
