import { type Day, isoDay } from '../platform/day.ts'
import { Fault } from '../platform/fault.ts'
import { type LawState, lawStates } from './law-state.ts'
import { type DatedVersion, dayAfter, type Policy, policy, type Route, stateOver } from './load-policy.ts'
import type { ConditionRow, FactType, Party, PolicyValue, Says, Source, Unit } from './policy-schema.ts'
import { findValueAt, policyHash } from './value-at.ts'

/** What a route is decided over: plain values by kebab-case name. Missing, undefined and null are the same: not known. */
export type FactValue = string | number | boolean | null | undefined
export type Facts = Readonly<Record<string, FactValue>>

export type Verdict = 'met' | 'not-met' | 'needs-officer' | 'missing'
export type Answer = 'met' | 'not-met' | 'needs-officer' | 'not-needed'

/** One condition of a decision: what was compared with what, on what ground. */
export interface TraceLine {
  condition: string
  verdict: Verdict
  /** Whether the condition counted. What is only proposed is evaluated and shown, never counted. */
  decides: boolean
  says: Says
  fact: string
  value: FactValue
  threshold: PolicyValue | FactValue
  unit: Unit | undefined
  article: string
  source: Source
  /** State of the condition or of the value it compares with, whichever binds less. */
  state: LawState
  /** The day from which the compared value (or the condition) holds. */
  valueFrom: string
  /** "household-permit.max-workers@2014-02-01", where the threshold is a dated value. */
  valueVersion: string | undefined
  changeable: boolean
  changedBy: Party
  /** Who is asked, and what, when the fact is missing. */
  asks: Party
  request: Says
}

export interface Decision {
  route: string
  /** The governing day whose law was applied. */
  at: string
  /**
   * `met`: every condition that decides holds. `not-met`: at least one in force (or pilot) does not; only a human may refuse
   * on it. `needs-officer`: something is missing (see `requests`) or rests on unverified law. `not-needed`: no permit is
   * needed at all; the trace is the one line that says why.
   */
  answer: Answer
  trace: TraceLine[]
  /** The lines whose fact is missing: each leads to a request to `asks`, never to a refusal. */
  requests: TraceLine[]
  policyHash: string
  /** States of the law that was applied, the most binding first. */
  states: LawState[]
}

type Outcome = 0 | 1 | 2
const HOLDS = 0
const FAILS = 1
const MISSING = 2

interface Compiled {
  row: ConditionRow
  outcome: (facts: Facts) => Outcome
  threshold: (facts: Facts) => PolicyValue | FactValue
  applies: ((facts: Facts) => boolean) | undefined
  state: LawState
  stateBit: number
  onFailure: Verdict
  dated: DatedVersion | undefined
}

interface Law {
  from: string
  until: string
  hash: string
  notNeeded: Compiled[]
  conditions: Compiled[]
}

export interface CompiledRoute {
  id: string
  route: Route
  /** The days from which a different law applies to this route, the route's first day first. */
  changes: string[]
  lawAt(day: string): Law
}

const compiled = new WeakMap<Policy, Map<string, CompiledRoute>>()
const endOfTime = '9999-12-31'

/** Compiles a route's conditions to functions, once for each span of days in which its law stands still. */
export function compileRoute(id: string, from: Policy = policy()): CompiledRoute {
  let routes = compiled.get(from)
  if (!routes) {
    routes = new Map()
    compiled.set(from, routes)
  }
  let done = routes.get(id)
  if (!done) {
    const route = from.routes.get(id)
    if (!route) throw new Error(`no route ${id} in policy/routes`)
    done = makeRoute(route, from)
    routes.set(id, done)
  }
  return done
}

function makeRoute(route: Route, from: Policy): CompiledRoute {
  const changes = routeChanges(route, from)
  const laws: (Law | undefined)[] = []

  return {
    id: route.id,
    route,
    changes,
    lawAt(day) {
      let at = changes.length - 1
      while (at >= 0 && (changes[at] as string) > day) at--
      const start = changes[at]
      if (start === undefined)
        throw new Fault('invalid-input', {
          issues: [{ path: 'date', code: 'before-the-rule', values: { from: route.from } }],
        })
      let law = laws[at]
      if (!law) {
        const holds = (row: ConditionRow) => row.from <= start && (row.to === undefined || start <= row.to)
        law = {
          from: start,
          until: changes[at + 1] ?? endOfTime,
          hash: policyHash(day, from),
          notNeeded: route.notNeeded.filter(holds).map((row) => compileCondition(row, route, start, from)),
          conditions: route.conditions.filter(holds).map((row) => compileCondition(row, route, start, from)),
        }
        laws[at] = law
      }
      return law
    },
  }
}

function routeChanges(route: Route, from: Policy): string[] {
  const days = new Set<string>([route.from])
  const add = (row: { from: string; to?: string | undefined }) => {
    if (row.from > route.from) days.add(row.from)
    if (row.to && row.to >= route.from) days.add(dayAfter(row.to))
  }
  for (const row of [...route.notNeeded, ...route.conditions]) {
    add(row)
    if (typeof row.value === 'object' && 'dated' in row.value)
      from.values.get(row.value.dated)?.versions.forEach(add)
  }
  return [...days].sort()
}

function compileCondition(row: ConditionRow, route: Route, day: string, from: Policy): Compiled {
  const reference = row.value
  const dated =
    typeof reference === 'object' && 'dated' in reference
      ? findValueAt(reference.dated, day, from)
      : undefined
  const state = stateOver(row.state, dated)
  const threshold =
    typeof reference === 'object' && 'fact' in reference
      ? (
          (name: string) => (facts: Facts) =>
            facts[name]
        )(reference.fact)
      : (
          (fixed: PolicyValue | undefined) => () =>
            fixed
        )(dated ? dated.value : (reference as PolicyValue | undefined))

  return {
    row,
    outcome: compileOperator(row, route, threshold),
    threshold,
    applies: compileWhen(row),
    state,
    stateBit: 1 << lawStates.indexOf(state),
    onFailure: state === 'unverified' ? 'needs-officer' : 'not-met',
    dated,
  }
}

/** Applies unless a fact of `when` is known to be otherwise: an unknown one leaves a line that asks for it. */
function compileWhen(row: ConditionRow): ((facts: Facts) => boolean) | undefined {
  const clauses = [row.when ?? []].flat()
  if (clauses.length === 0) return undefined
  const tests = clauses.map((clause) => {
    const { fact } = clause
    const wanted: FactValue[] = 'one-of' in clause ? clause['one-of'] : [clause.equals]
    return (facts: Facts) => {
      const value = facts[fact]
      return value === undefined || value === null || wanted.includes(value)
    }
  })
  return tests.length === 1 ? tests[0] : (facts) => tests.every((test) => test(facts))
}

const jsType: Record<FactType, string> = { number: 'number', text: 'string', flag: 'boolean', day: 'string' }

function compileOperator(
  row: ConditionRow,
  route: Route,
  threshold: (facts: Facts) => PolicyValue | FactValue,
): (facts: Facts) => Outcome {
  const name = row.fact
  const expected = jsType[route.facts[name] ?? 'text']
  const whenFacts = [row.when ?? []].flat().map(({ fact }) => fact)
  const compare = comparison(row)
  const of = row.of

  return (facts) => {
    for (const fact of whenFacts) if (facts[fact] === undefined || facts[fact] === null) return MISSING
    const value = facts[name]
    if (value === undefined || value === null) return MISSING
    if (typeof value !== expected || Number.isNaN(value))
      throw new TypeError(`the fact ${name} of ${route.id} is ${typeof value}, not ${expected}`)
    if (row.is === 'known') return HOLDS
    const bound = threshold(facts)
    if (bound === undefined || bound === null) return MISSING
    if (of !== undefined) {
      const start = facts[of]
      if (start === undefined || start === null) return MISSING
      const last = Temporal.PlainDate.from(String(start))
        .add({ days: bound as number })
        .toString()
      return (value as string) <= last ? HOLDS : FAILS
    }
    return compare(value, bound) ? HOLDS : FAILS
  }
}

type Comparable = string | number | boolean

function comparison(row: ConditionRow): (value: Comparable, bound: PolicyValue) => boolean {
  switch (row.is) {
    case 'at-most':
    case 'on-or-before':
      return (value, bound) => value <= bound
    case 'at-least':
    case 'on-or-after':
      return (value, bound) => value >= bound
    case 'before':
      return (value, bound) => value < bound
    case 'after':
      return (value, bound) => value > bound
    case 'equals':
      return (value, bound) => value === bound
    case 'one-of':
      return (value, bound) => (bound as string[]).includes(value as string)
    case 'not-one-of':
      return (value, bound) => !(bound as string[]).includes(value as string)
    case 'known':
    case 'within-days':
      return () => true
  }
}

const stateSets: LawState[][] = Array.from({ length: 16 }, (_, mask) =>
  lawStates.filter((_, index) => (mask & (1 << index)) !== 0),
)

/**
 * Answers a route over facts under the law of a day. Pure: the same facts and day give the same answer, for the self-test,
 * the officer, the API and a replay. Missing facts never refuse. Throws the fault `invalid-input` for a day before the route
 * existed, and a TypeError for a fact of the wrong type.
 */
export function decide(route: string | CompiledRoute, facts: Facts, date: Day, from?: Policy): Decision {
  const rules = typeof route === 'string' ? compileRoute(route, from) : route
  const at = isoDay(date)
  const law = rules.lawAt(at)

  for (const condition of law.notNeeded)
    if (condition.outcome(facts) === HOLDS && condition.state !== 'proposed')
      return {
        route: rules.id,
        at,
        answer: condition.state === 'unverified' ? 'needs-officer' : 'not-needed',
        trace: [line(condition, 'met', facts)],
        requests: [],
        policyHash: law.hash,
        states: stateSets[condition.stateBit] as LawState[],
      }

  const trace: TraceLine[] = []
  const requests: TraceLine[] = []
  let states = 0
  let refused = false
  let open = false
  for (const condition of law.conditions) {
    if (condition.applies && !condition.applies(facts)) continue
    const outcome = condition.outcome(facts)
    const verdict = outcome === HOLDS ? 'met' : outcome === MISSING ? 'missing' : condition.onFailure
    const told = line(condition, verdict, facts)
    trace.push(told)
    states |= condition.stateBit
    if (condition.state === 'proposed' || verdict === 'met') continue
    if (verdict === 'not-met') refused = true
    else open = true
    if (verdict === 'missing') requests.push(told)
  }
  return {
    route: rules.id,
    at,
    answer: refused ? 'not-met' : open ? 'needs-officer' : 'met',
    trace,
    requests,
    policyHash: law.hash,
    states: stateSets[states] as LawState[],
  }
}

function line(condition: Compiled, verdict: Verdict, facts: Facts): TraceLine {
  const { row, dated } = condition
  return {
    condition: row.id,
    verdict,
    decides: condition.state !== 'proposed',
    says: row.says,
    fact: row.fact,
    value: facts[row.fact],
    threshold: condition.threshold(facts),
    unit: row.unit ?? dated?.unit,
    article: row.article,
    source: dated?.source ?? row.source,
    state: condition.state,
    valueFrom: dated?.from ?? row.from,
    valueVersion: dated?.version,
    changeable: row.changeable,
    changedBy: row['changed-by'],
    asks: row.asks,
    request: row['on-missing'],
  }
}
