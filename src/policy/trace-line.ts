import type { LawState } from './law-state.ts'
import type { DatedVersion } from './load-policy.ts'
import type { ConditionRow, Party, PolicyValue, Says, Source, Unit } from './policy-schema.ts'

/** What a route is decided over: plain values by kebab-case name. Missing, undefined and null are the same: not known. */
export type FactValue = string | number | boolean | null | undefined
export type Facts = Readonly<Record<string, FactValue>>

export type Verdict = 'met' | 'not-met' | 'needs-officer' | 'missing'
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

/** The parts of a line that every decision under one law shares. */
export type Fixed = Omit<TraceLine, 'verdict' | 'value' | 'threshold'>

/** What a line says of its condition, whatever the facts. */
export function fixedOf(row: ConditionRow, dated: DatedVersion | undefined, state: LawState): Fixed {
  return {
    condition: row.id,
    decides: state !== 'proposed',
    says: row.says,
    fact: row.fact,
    unit: row.unit ?? dated?.unit,
    article: row.article,
    source: dated?.source ?? row.source,
    state,
    valueFrom: dated?.from ?? row.from,
    valueVersion: dated?.version,
    changeable: row.changeable,
    changedBy: row['changed-by'],
    asks: row.asks,
    request: row['on-missing'],
  }
}

/**
 * A line that holds only what differs between decisions and looks up the rest: a million replayed cases have twenty million lines.
 * As JSON it is whole.
 */
export class Line implements TraceLine {
  readonly fixed: Fixed
  readonly verdict: Verdict
  readonly value: FactValue
  readonly threshold: PolicyValue | FactValue

  constructor(fixed: Fixed, verdict: Verdict, value: FactValue, threshold: PolicyValue | FactValue) {
    this.fixed = fixed
    this.verdict = verdict
    this.value = value
    this.threshold = threshold
  }

  toJSON(): TraceLine {
    const { verdict, value, threshold } = this
    return { ...this.fixed, verdict, value, threshold }
  }

  get condition() {
    return this.fixed.condition
  }
  get decides() {
    return this.fixed.decides
  }
  get says() {
    return this.fixed.says
  }
  get fact() {
    return this.fixed.fact
  }
  get unit() {
    return this.fixed.unit
  }
  get article() {
    return this.fixed.article
  }
  get source() {
    return this.fixed.source
  }
  get state() {
    return this.fixed.state
  }
  get valueFrom() {
    return this.fixed.valueFrom
  }
  get valueVersion() {
    return this.fixed.valueVersion
  }
  get changeable() {
    return this.fixed.changeable
  }
  get changedBy() {
    return this.fixed.changedBy
  }
  get asks() {
    return this.fixed.asks
  }
  get request() {
    return this.fixed.request
  }
}
