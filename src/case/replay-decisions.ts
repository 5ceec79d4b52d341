import { type CompiledRoute, compileRoute, decide, type Facts } from '../policy/compile-route.ts'
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
        const now = decide(route.now, other?.now ?? facts, row.governing_date)
        let because: string[] = []
        let after: string = now.answer
        if (route.drafted && row.governing_date >= route.drafted.route.from) {
          const then = decide(route.drafted, other?.drafted ?? facts, row.governing_date)
          if (then.answer === now.answer) continue
          after = then.answer
          because = differing(verdictsOf(now.trace), verdictsOf(then.trace))
        } else if (row.verdicts) {
          because = differing(new Map(Object.entries(JSON.parse(row.verdicts))), verdictsOf(now.trace))
          if (because.length === 0) continue
        } else continue
        told.flipped++
        if (told.flips.length < (how.most ?? mostFlips))
          told.flips.push({ decision: row.id, number: row.number, before: now.answer, after, because })
        count(`${now.answer} → ${after}`)
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

const verdictsOf = (trace: { condition: string; verdict: string }[]): Map<string, string> =>
  new Map(trace.map(({ condition, verdict }) => [condition, verdict]))

/** Conditions that stand in one only, or in both with another verdict. */
const differing = (a: Map<string, string>, b: Map<string, string>): string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((condition) => a.get(condition) !== b.get(condition)).sort()
