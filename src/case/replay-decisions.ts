import { answerOf, type CompiledRoute, compileRoute, decide, type Facts } from '../policy/compile-route.ts'
import type { Policy } from '../policy/load-policy.ts'
import { policyHash } from '../policy/value-at.ts'

export interface PastDecision {
  id: string
  number: string
  kind: string
  region: string
  governing_date: string
  /** JSON, as stored. */
  facts: string
  /** Verdicts as stored, by condition, JSON; only read when the past itself is checked. */
  verdicts?: string | null
  /** Section of OKED of the employer, where the module that reads knows it. */
  sector?: string | null
  /** The hash of the texts it was decided under, as stored. */
  policy_hash?: string | null
}

export interface Flip {
  decision: string
  number: string
  before: string
  after: string
  /** Conditions whose verdict differs: what flipped it. */
  because: string[]
}

export interface Replayed {
  decisions: number
  /** Decisions of kinds without rules, or of before their rules. */
  skipped: number
  flipped: number
  /** Decisions whose stored hash none of the laws gives: the files of the law have changed since. They are decided under the newest. */
  otherTexts: number
  /** The first thousand, in the order of the decisions. */
  flips: Flip[]
  /** Flips by what they share: `region 75`, `origin UZB`, `category third`, `sector F`, `work cleaning`, `condition …`, `met → not-met`. */
  by: Record<string, number>
  /** All decisions by the same, where `among` was asked for. */
  among?: Record<string, number>
}

const mostFlips = 1000

export interface ReplayHow {
  /** Counts all decisions by region, origin … beside those that flip. */
  among?: boolean
  /** How many flips are kept by name. */
  most?: number
  /** Facts that a draft changes before anything is decided, such as a place of the quota; undefined leaves them. */
  otherFacts?(row: PastDecision, facts: Facts): { now: Facts; drafted: Facts } | undefined
}

/**
 * Decides past decisions anew: under the law of their own day, as it was known when they were decided (of several laws the one whose
 * hash they stored), and under a draft of it. A flip is a decision whose answer differs,
 * attributed to every condition whose verdict does. Without a draft the stored verdicts are compared instead: the same facts and
 * day must give the same answer again, for ever. Pure but for the count it keeps; feed it in pieces.
 */
export function replayer(
  laws: Policy | [Policy, ...Policy[]],
  draft?: Policy,
  how: ReplayHow = {},
): { take(rows: PastDecision[]): void; told(): Replayed } {
  const all = Array.isArray(laws) ? laws : ([laws] as [Policy])
  const told: Replayed = {
    decisions: 0,
    skipped: 0,
    flipped: 0,
    otherTexts: 0,
    flips: [],
    by: {},
    ...(how.among ? { among: {} } : {}),
  }
  const known = new Map<string, Policy | undefined>()
  const lawOf = ({ policy_hash: hash, governing_date: day }: PastDecision): Policy => {
    if (!hash) return all[0]
    if (!known.has(hash))
      known.set(
        hash,
        all.find((law) => policyHash(day, law) === hash),
      )
    const law = known.get(hash)
    if (!law) told.otherTexts++
    return law ?? all[0]
  }
  type Rules = { now: CompiledRoute; drafted: CompiledRoute | undefined } | undefined
  const routes = new Map<Policy, Map<string, Rules>>(all.map((law) => [law, new Map()]))
  const routeOf = (law: Policy, kind: string): Rules => {
    const its = routes.get(law) as Map<string, Rules>
    if (!its.has(kind))
      its.set(
        kind,
        law.routes.has(kind)
          ? {
              now: compileRoute(kind, law),
              drafted: draft?.routes.has(kind) ? compileRoute(kind, draft) : undefined,
            }
          : undefined,
      )
    return its.get(kind)
  }
  const count = (what: string) => {
    told.by[what] = (told.by[what] ?? 0) + 1
  }
  return {
    take(rows) {
      for (const row of rows) {
        const route = routeOf(lawOf(row), row.kind)
        if (!route || row.governing_date < route.now.route.from) {
          told.skipped++
          continue
        }
        told.decisions++
        const facts = JSON.parse(row.facts) as Facts
        if (told.among)
          for (const what of sharedBy(row, facts)) told.among[what] = (told.among[what] ?? 0) + 1
        const other = how.otherFacts?.(row, facts)
        const nowFacts = other?.now ?? facts
        const before = answerOf(route.now, nowFacts, row.governing_date)
        let because: string[] = []
        let after: string = before
        if (route.drafted && row.governing_date >= route.drafted.route.from) {
          const thenFacts = other?.drafted ?? facts
          after = answerOf(route.drafted, thenFacts, row.governing_date)
          if (after === before) continue
          because = differing(
            verdictsOf(decide(route.now, nowFacts, row.governing_date).trace),
            verdictsOf(decide(route.drafted, thenFacts, row.governing_date).trace),
          )
        } else if (row.verdicts) {
          because = differing(
            Object.entries(JSON.parse(row.verdicts)),
            verdictsOf(decide(route.now, nowFacts, row.governing_date).trace),
          )
          if (because.length === 0) continue
        } else continue
        told.flipped++
        if (told.flips.length < (how.most ?? mostFlips))
          told.flips.push({ decision: row.id, number: row.number, before, after, because })
        count(`${before} → ${after}`)
        for (const what of sharedBy(row, facts)) count(what)
        for (const condition of because) count(`condition ${condition}`)
      }
    },
    told: () => told,
  }
}

const sharedBy = (row: PastDecision, facts: Facts): string[] => [
  `region ${row.region}`,
  `origin ${facts['worker-citizenship'] ?? 'unknown'}`,
  ...(facts.category ? [`category ${facts.category}`] : []),
  ...(row.sector ? [`sector ${row.sector}`] : []),
  ...(facts['kind-of-work'] ? [`work ${facts['kind-of-work']}`] : []),
]

type Verdicts = [condition: string, verdict: string][]

const verdictsOf = (trace: { condition: string; verdict: string }[]): Verdicts =>
  trace.map(({ condition, verdict }) => [condition, verdict])

/** Conditions that stand in one only, or in both with another verdict. */
function differing(a: Verdicts, b: Verdicts): string[] {
  // Two laws mostly ask the same in the same order.
  if (a.length === b.length && a.every(([condition], at) => condition === b[at]?.[0]))
    return a.flatMap(([condition, verdict], at) => (verdict === b[at]?.[1] ? [] : [condition])).sort()
  const [left, right] = [new Map(a), new Map(b)]
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((condition) => left.get(condition) !== right.get(condition))
    .sort()
}
