import { createRequire } from 'node:module'
import { Engine, type RuleProperties } from 'json-rules-engine'
import { compileRoute, decide, type Facts, type FactValue } from '../src/policy/compile-route.ts'
import { policy } from '../src/policy/load-policy.ts'
import type { ConditionRow } from '../src/policy/policy-schema.ts'
import { findValueAt } from '../src/policy/value-at.ts'

// Its own types speak of a default export that the module lacks under Node's rules.
const { ZenEngine } = createRequire(import.meta.url)(
  '@gorules/zen-engine',
) as typeof import('@gorules/zen-engine')

export interface PolicyResult {
  route: string
  day: string
  conditions: number
  /** Microseconds for one evaluation with its trace, the median of the rounds. */
  ours: number
  jsonRulesEngine: number
  zen: number
  /** The faster of the two others to ours. */
  ratio: number
  target: number
  /** Verdicts of a condition that differ between engines, over all facts and conditions. */
  mismatches: number
  compared: number
}

const route = 'household-permit'
const day = '2026-03-02'
const rounds = 5

/** One condition as plain data: what every engine is given. */
interface Plain {
  id: string
  fact: string
  is: ConditionRow['is']
  value: FactValue | string[]
  otherFact?: string
  when: { fact: string; among: FactValue[] }[]
}

/** The conditions of a route on a day, its dated values filled in; those that count days from a fact are left to us alone. */
function plainConditions(): Plain[] {
  const law = compileRoute(route).lawAt(day)
  return law.conditions.map(({ row }) => {
    const { value } = row
    const when = [row.when ?? []].flat().map((clause) => ({
      fact: clause.fact,
      among: 'one-of' in clause ? clause['one-of'] : [clause.equals],
    }))
    const common = { id: row.id, fact: row.fact, is: row.is, when }
    if (typeof value === 'object' && 'fact' in value) return { ...common, value: null, otherFact: value.fact }
    const bound =
      typeof value === 'object' && 'dated' in value ? findValueAt(value.dated, day)?.value : (value ?? null)
    return { ...common, value: bound as FactValue }
  })
}

/** Facts of invented applications: every one known, so that all engines answer the same question. */
function invent(count: number): Facts[] {
  let seed = 7
  const next = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed / 2147483648
  }
  const pick = <T>(list: T[]): T => list[Math.floor(next() * list.length)] as T
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  const { facts } = policy().routes.get(route) as { facts: Record<string, string> }
  const texts: Record<string, string[]> = {
    'worker-citizenship': ['UZB', 'TJK', 'AZE', 'VNM'],
    'employer-kind': ['natural-person', 'legal-entity'],
    'application-kind': ['first', 'extension'],
    'kind-of-work': ['cleaning', 'gardening', 'construction', 'cooking'],
  }
  const numbers: Record<string, [number, number]> = {
    'worker-age': [16, 60],
    'stay-days-left': [-3, 30],
    'workers-in-household': [1, 7],
    'months-requested': [0, 12],
    'months-total': [1, 14],
    'days-since-full-term': [0, 60],
    'tax-months-paid': [0, 12],
  }
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      Object.entries(facts).map(([name, type]): [string, FactValue] => {
        if (type === 'text') return [name, pick(texts[name] ?? ['a'])]
        if (type === 'number') return [name, whole(...(numbers[name] ?? [0, 9]))]
        if (type === 'flag') return [name, next() < 0.9]
        return [name, `20${whole(25, 30)}-0${whole(1, 9)}-1${whole(0, 9)}`]
      }),
    ),
  )
}

const operators: Record<string, (value: never, bound: never) => boolean> = {
  'at-most': (a, b) => a <= b,
  'at-least': (a, b) => a >= b,
  'on-or-before': (a, b) => a <= b,
  'on-or-after': (a, b) => a >= b,
  before: (a, b) => a < b,
  after: (a, b) => a > b,
  known: () => true,
}

function asJsonRules(conditions: Plain[]): Engine {
  const engine = new Engine([], { allowUndefinedFacts: true })
  for (const [name, check] of Object.entries(operators)) engine.addOperator(name, check)
  const named: Record<string, string> = { equals: 'equal', 'one-of': 'in', 'not-one-of': 'notIn' }
  for (const one of conditions) {
    const test = {
      fact: one.fact,
      operator: named[one.is] ?? one.is,
      value: one.otherFact ? { fact: one.otherFact } : one.value,
    }
    const outside = one.when.map(({ fact, among }) => ({ fact, operator: 'notIn', value: among }))
    engine.addRule({
      name: one.id,
      conditions: outside.length > 0 ? { any: [...outside, test] } : { all: [test] },
      event: { type: one.id },
    } as RuleProperties)
  }
  return engine
}

/** The same conditions in the language of the other engine; days become numbers, hyphens underscores. */
function asZen(conditions: Plain[]): object {
  const literal = (value: unknown): string =>
    Array.isArray(value)
      ? `[${value.map(literal).join(', ')}]`
      : typeof value === 'string'
        ? /^\d{4}-\d{2}-\d{2}$/.test(value)
          ? String(dayNumber(value))
          : `"${value}"`
        : String(value)
  const name = (fact: string) => fact.replaceAll('-', '_')
  const signs: Record<string, string> = {
    'at-most': '<=',
    'at-least': '>=',
    'on-or-before': '<=',
    'on-or-after': '>=',
    before: '<',
    after: '>',
    equals: '==',
    'one-of': 'in',
    'not-one-of': 'not in',
  }
  const expressions = conditions.map((one, index) => {
    const test =
      one.is === 'known'
        ? 'true'
        : `${name(one.fact)} ${signs[one.is]} ${one.otherFact ? name(one.otherFact) : literal(one.value)}`
    const outside = one.when.map(({ fact, among }) => `${name(fact)} not in ${literal(among)}`)
    return {
      id: `e${index}`,
      key: name(one.id),
      value: [...outside, test].map((part) => `(${part})`).join(' or '),
    }
  })
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'in', position: { x: 0, y: 0 } },
      {
        id: 'law',
        type: 'expressionNode',
        name: 'law',
        position: { x: 0, y: 0 },
        content: { expressions },
      },
      { id: 'out', type: 'outputNode', name: 'out', position: { x: 0, y: 0 } },
    ],
    edges: [
      { id: 'a', type: 'edge', sourceId: 'in', targetId: 'law' },
      { id: 'b', type: 'edge', sourceId: 'law', targetId: 'out' },
    ],
  }
}

const dayNumber = (text: string) => Math.round(Date.parse(`${text}T00:00:00Z`) / 86_400_000)
const forZen = (facts: Facts) =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name.replaceAll('-', '_'),
      typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? dayNumber(value) : value,
    ]),
  )

/**
 * Evaluates the household route over invented facts with the trace of every condition: compiled, with json-rules-engine and with
 * zen, each given the same conditions as data. A condition that does not apply counts as holding for all three.
 */
export async function runPolicyBench(given: {
  facts: number
  log?: (line: string) => void
}): Promise<PolicyResult> {
  const { facts: count, log = () => {} } = given
  const conditions = plainConditions()
  const all = invent(count)
  const few = all.slice(0, Math.max(200, Math.floor(count / 100)))
  const rules = asJsonRules(conditions)
  const zen = new ZenEngine().createDecision(Buffer.from(JSON.stringify(asZen(conditions))))
  const zenFacts = few.map(forZen)

  let mismatches = 0
  for (const [index, facts] of few.entries()) {
    const told = decide(route, facts, day).trace
    const mine = new Map(told.map((line) => [line.condition, line.verdict === 'met']))
    const { events } = await rules.run(facts as Record<string, unknown>)
    const theirs = new Set(events.map(({ type }) => type))
    const { result } = await zen.evaluate(zenFacts[index], { trace: true })
    for (const { id } of conditions) {
      const verdict = mine.get(id) ?? true
      if (theirs.has(id) !== verdict) mismatches++
      if (Boolean((result as Record<string, unknown>)[id.replaceAll('-', '_')]) !== verdict) mismatches++
    }
  }
  // A route that says no permit is needed stops before its conditions: none of the citizenships here does.
  const compiled = compileRoute(route)
  const spans = { ours: [] as number[], rules: [] as number[], zen: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    let kept = 0
    spans.ours.push(
      await timed(all.length, () => {
        for (const facts of all) kept += decide(compiled, facts, day).trace.length
      }),
    )
    spans.rules.push(
      await timed(few.length, async () => {
        for (const facts of few) kept += (await rules.run(facts as Record<string, unknown>)).results.length
      }),
    )
    spans.zen.push(
      await timed(few.length, async () => {
        for (const facts of zenFacts)
          kept += Object.keys((await zen.evaluate(facts, { trace: true })).trace ?? {}).length
      }),
    )
    if (kept === 0) throw new Error('nothing was evaluated')
    log(
      `round ${round + 1}: ours ${spans.ours.at(-1)?.toFixed(2)} µs, json-rules-engine ${spans.rules.at(-1)?.toFixed(0)}, zen ${spans.zen.at(-1)?.toFixed(0)}`,
    )
  }
  const [ours, jsonRulesEngine, zenTime] = [median(spans.ours), median(spans.rules), median(spans.zen)]
  return {
    route,
    day,
    conditions: conditions.length,
    ours,
    jsonRulesEngine,
    zen: zenTime,
    ratio: Math.min(jsonRulesEngine, zenTime) / ours,
    target: 100,
    mismatches,
    compared: few.length * conditions.length * 2,
  }
}

/** Microseconds for one of `count`. */
async function timed(count: number, work: () => void | Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return ((performance.now() - started) * 1000) / count
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

export const writePolicy = (result: PolicyResult): string =>
  `${result.route}, ${result.conditions} conditions with their trace: ours ${result.ours.toFixed(2)} µs, json-rules-engine ${result.jsonRulesEngine.toFixed(0)} µs, zen ${result.zen.toFixed(0)} µs; ratio ${result.ratio.toFixed(0)} (target ≥ ${result.target}); ${result.mismatches} mismatches in ${result.compared} verdicts`
