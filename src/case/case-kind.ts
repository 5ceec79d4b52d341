import type { Doing, Ground, Refusal } from '../platform/act.ts'
import type { Actor, Role } from '../platform/actor.ts'
import type { Instance } from '../platform/instance.ts'
import type { Locale } from '../platform/language.ts'
import type { Looking } from '../platform/read.ts'
import type { Decision, Facts } from '../policy/compile-route.ts'
import type { SummaryRow } from '../ui/summary-list.tsx'
import type { CaseRow } from './case-row.ts'
import type { AppealRow } from './find-appeals.ts'
import type { HearingGround } from './find-hearing.ts'

/** The rules' answer over the case's facts now, for the officer and for what a decision stores. */
export type Evaluation = Pick<Decision, 'answer' | 'trace' | 'requests' | 'policyHash' | 'states'> & {
  facts: Facts
}

/** What a kind's functions may read with: inside an act (`doing`) or a read (`looking`). */
export type Reading = Pick<Looking, 'tx' | 'today' | 'now' | 'actor'>

/**
 * What a module above gives so that its cases can be worked on. The case module knows the file, the clock, the hearing and the
 * appeal; what is asked and what a yes means belongs to the kind.
 */
export interface CaseKind {
  /** The value of `case.kind`. */
  kind: string
  name(locale: Locale): string
  /** Who decides it; others of the office only read. */
  deciders: Role[]
  evaluate(reading: Reading, row: CaseRow): Promise<Evaluation>
  /** What is asked, in rows, for the officer; also for the party unless `partySummary` is given. */
  summary(reading: Reading, row: CaseRow, locale: Locale): Promise<SummaryRow[]>
  partySummary?(reading: Reading, row: CaseRow, locale: Locale): Promise<SummaryRow[]>
  /** Links beside the attachments: issued documents, the person's record. Only what the reader may see. */
  links?(reading: Reading, row: CaseRow, locale: Locale): Promise<{ label: string; href: string }[]>
  /** Grounds of refusal besides the unmet conditions of the trace, where the law gives discretion. */
  otherGrounds?(row: CaseRow): HearingGround[]
  /** No refusal of this kind rests on law that was not seen; otherwise an officer may, by their own judgement, and the decision says so. */
  onlyLawInForceRefuses?: true
  /** The dated value (working days) from the announcement to the hearing, where the kind has one of its own; else `case.hearing-notice`. */
  hearingNotice?: string
  /** Acts of the kind; each calls `holdCase`, `recordDecision`, `closeCase`. */
  grant(
    instance: Instance,
    actor: Actor,
    given: { caseId: string; expectedVersion: number; note?: string | undefined },
    request: string,
  ): Promise<unknown | Refusal>
  refuse(
    instance: Instance,
    actor: Actor,
    given: {
      caseId: string
      expectedVersion: number
      hearingId: string
      reasons: string
      /** Conditions of the trace or of `otherGrounds`. */
      groundIds: string[]
    },
    request: string,
  ): Promise<unknown | Refusal>
  /**
   * An appeal was won: give what was refused, restore what was revoked. Runs inside the judge's act, after the decision
   * `overturn` was written and before the case is closed as granted.
   */
  onAppealOverturned(doing: Doing, row: CaseRow, appeal: AppealRow): Promise<void>
  onWithdrawn?(doing: Doing, row: CaseRow): Promise<void>
  /** Words for events of the kind in the timeline; undefined for those of the case module. */
  eventName?(type: string, locale: Locale): string | undefined
  /** Words for a ground with which `grant` or `refuse` answered no. */
  sayGround?(ground: Ground, locale: Locale): string | undefined
}

const kinds = new Map<string, CaseKind>()

/** Makes a kind of case known; called once, when its module is loaded. */
export function registerCaseKind(kind: CaseKind): void {
  kinds.set(kind.kind, kind)
}

/** The kind of a case. A kind nobody registered is a mistake of the installation. */
export function caseKind(kind: string): CaseKind {
  const found = kinds.get(kind)
  if (!found) throw new Error(`no module registered the case kind ${kind}`)
  return found
}

export const caseKinds = (): CaseKind[] => [...kinds.values()]
