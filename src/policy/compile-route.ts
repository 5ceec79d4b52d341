import { type Day, isoDay } from '../platform/day.ts'
import { invalid } from '../platform/fault.ts'
import { type LawState, lawStates } from './law-state.ts'
import { type DatedVersion, dayAfter, type Policy, policy, type Route, stateOver } from './load-policy.ts'
import type { ConditionRow, PolicyValue } from './policy-schema.ts'
import {
  type Facts,
  type FactValue,
  type Fixed,
  fixedOf,
  Line,
  type TraceLine,
  type Verdict,
} from './trace-line.ts'
import { findValueAt, policyHash } from './value-at.ts'
import { OPEN, REFUSED, writeAnswer, writeExemptions, writeLaw } from './write-law.ts'

export type { Facts, FactValue, TraceLine, Verdict } from './trace-line.ts'

export type Answer = 'met' | 'not-met' | 'needs-officer' | 'not-needed'

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

interface Compiled {
  row: ConditionRow
  state: LawState
  stateBit: number
  onFailure: Verdict
  dated: DatedVersion | undefined
  fixed: Fixed
  bound: PolicyValue | FactValue
}

interface Law {
  from: string
  until: string
  hash: string
  notNeeded: Compiled[]
  conditions: Compiled[]
  /** All conditions at once: pushes their lines and answers the states of those that applied, REFUSED and OPEN, as bits. */
  evaluate(facts: Facts, trace: TraceLine[]): number
  /** The same bits without the lines. */
  answer(facts: Facts): number
  /** The place in `notNeeded` of the first that holds, or -1. */
  exemption(facts: Facts): number
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
      if (start === undefined) throw invalid('date', 'before-the-rule', { from: route.from })
      let law = laws[at]
      if (!law) {
        const holds = (row: ConditionRow) => row.from <= start && (row.to === undefined || start <= row.to)
        const notNeeded = route.notNeeded.filter(holds).map((row) => compileCondition(row, start, from))
        const conditions = route.conditions.filter(holds).map((row) => compileCondition(row, start, from))
        law = {
          from: start,
          until: changes[at + 1] ?? endOfTime,
          hash: policyHash(day, from),
          notNeeded,
          conditions,
          evaluate: writeLaw(route, conditions),
          answer: writeAnswer(route, conditions),
          exemption: writeExemptions(route, notNeeded),
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

function compileCondition(row: ConditionRow, day: string, from: Policy): Compiled {
  const reference = row.value
  const dated =
    typeof reference === 'object' && 'dated' in reference
      ? findValueAt(reference.dated, day, from)
      : undefined
  const state = stateOver(row.state, dated)
  const value = dated?.value
  // The loader refuses a condition over a table.
  const bound = typeof value === 'object' && !Array.isArray(value) ? undefined : value
  return {
    row,
    state,
    stateBit: 1 << lawStates.indexOf(state),
    onFailure: state === 'unverified' ? 'needs-officer' : 'not-met',
    dated,
    fixed: fixedOf(row, dated, state),
    bound: dated ? bound : typeof reference === 'object' && !Array.isArray(reference) ? undefined : reference,
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

  const exempt = law.notNeeded[law.exemption(facts)]
  if (exempt)
    return {
      route: rules.id,
      at,
      answer: exempt.state === 'unverified' ? 'needs-officer' : 'not-needed',
      trace: [new Line(exempt.fixed, 'met', facts[exempt.row.fact], exempt.bound)],
      requests: [],
      policyHash: law.hash,
      states: stateSets[exempt.stateBit] as LawState[],
    }

  const trace: TraceLine[] = []
  const found = law.evaluate(facts, trace)
  const open = (found & OPEN) !== 0
  const requests = open ? trace.filter(({ verdict, decides }) => decides && verdict === 'missing') : []
  return {
    route: rules.id,
    at,
    answer: answerIn(found),
    trace,
    requests,
    policyHash: law.hash,
    states: stateSets[found & 15] as LawState[],
  }
}

/** What `decide` would answer, without its lines. @throws as `decide` */
export function answerOf(route: CompiledRoute, facts: Facts, date: Day): Answer {
  const law = route.lawAt(isoDay(date))
  const exempt = law.notNeeded[law.exemption(facts)]
  if (exempt) return exempt.state === 'unverified' ? 'needs-officer' : 'not-needed'
  return answerIn(law.answer(facts))
}

const answerIn = (found: number): Answer =>
  (found & REFUSED) !== 0 ? 'not-met' : (found & OPEN) !== 0 ? 'needs-officer' : 'met'
