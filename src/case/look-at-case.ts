import { officeNames } from '../institution/find-office.ts'
import { staffNames } from '../institution/find-staff.ts'
import { Fault } from '../platform/fault.ts'
import type { Locale } from '../platform/language.ts'
import { isId } from '../platform/new-id.ts'
import { type Looking, read } from '../platform/read.ts'
import type { SummaryRow } from '../ui/summary-list.tsx'
import type { Visit } from '../ui/visit.ts'
import { type AttachmentRow, findAttachments } from './attach-file.ts'
import { type CaseKind, caseKind, type Evaluation } from './case-kind.ts'
import { readCaseNumber } from './case-number.ts'
import { type CaseRow, getCaseByNumber } from './case-row.ts'
import { type AppealRow, findAppeals } from './find-appeals.ts'
import { type DecisionRow, findAppealable, findDecisions } from './find-decisions.ts'
import { findHearings, type HearingRow } from './find-hearing.ts'
import { findInformationRequests, type InformationRequestRow } from './find-information-request.ts'
import { findTimeline, type TimelineRow } from './find-timeline.ts'
import { findTold, type Told } from './find-told.ts'
import { caseReaders } from './who-may.ts'

/** The whole file, as far as the one who asks may see it. */
export interface CaseFile {
  row: CaseRow
  kind: CaseKind
  summary: SummaryRow[]
  links: { label: string; href: string }[]
  /** For staff, while the case is open. */
  evaluation?: Evaluation | undefined
  attachments: AttachmentRow[]
  questions: InformationRequestRow[]
  hearings: HearingRow[]
  /** The one that is announced and not yet used by a decision. */
  hearing?: HearingRow | undefined
  decisions: DecisionRow[]
  appealable?: DecisionRow | undefined
  appeals: AppealRow[]
  timeline: TimelineRow[]
  /** For staff: what the parties were told, and whether it reached them. */
  told: Told[]
  /** Names of staff by id; empty for parties: they deal with an office. */
  names: Map<string, string>
  offices: Map<string, string>
}

/**
 * Reads a case by its number; the read record names its subjects and the case.
 * @throws Fault not-found, the same for absent and forbidden
 */
export function readCase<T>(
  visit: Visit,
  what: string,
  look: (looking: Looking, row: CaseRow) => Promise<T>,
): Promise<T> {
  const number = readCaseNumber(visit.params.number ?? '')
  if (!number) throw new Fault('not-found')
  return read(
    visit.instance,
    visit.actor,
    {
      what,
      who: caseReaders,
      purpose: 'case-work',
      legalBasis: 'LAW-MIG',
      categories: ['identity', 'case', 'decision'],
    },
    async (looking) => {
      const row = await getCaseByNumber(looking.tx, number)
      return { answer: await look(looking, row), subjects: row.subjects, case: row.id }
    },
  )
}

export const lookAtCase = (visit: Visit): Promise<CaseFile> =>
  readCase(visit, 'case', (looking, row) => gather(looking, row, visit.locale))

async function gather(looking: Looking, row: CaseRow, locale: Locale): Promise<CaseFile> {
  const { tx, actor } = looking
  const kind = caseKind(row.kind)
  const isStaff = actor.kind === 'staff'
  const summarise = isStaff ? kind.summary : (kind.partySummary ?? kind.summary)
  const decisions = await findDecisions(tx, row.id)
  const appeals = await findAppeals(tx, row.id)
  const hearings = await findHearings(tx, row.id)
  const timeline = await findTimeline(tx, row.id)
  const told = isStaff ? await findTold(tx, row.id) : []
  const staffIds = [
    row.assigned_to,
    ...decisions.map((one) => one.decided_by),
    ...appeals.map((one) => one.decided_by),
    ...timeline.filter((event) => event.actor_kind === 'staff').map((event) => event.actor),
  ].filter((id): id is string => id !== null && isId(id))
  const officeIds = [
    row.office_id,
    ...decisions.map((one) => one.appeal_to),
    ...timeline.map((event) => event.office),
  ].filter((id): id is string => id !== null && isId(id))
  return {
    row,
    kind,
    summary: await summarise.call(kind, looking, row, locale),
    links: (await kind.links?.(looking, row, locale)) ?? [],
    evaluation: isStaff && row.closed_at === null ? await kind.evaluate(looking, row) : undefined,
    attachments: await findAttachments(tx, row.id),
    questions: await findInformationRequests(tx, row.id),
    hearings,
    hearing: hearings.findLast((one) => one.outcome === null),
    decisions,
    appealable: row.state === 'decided' ? await findAppealable(tx, row.id) : undefined,
    appeals,
    timeline,
    told,
    names: isStaff ? await staffNames(tx, staffIds) : new Map(),
    offices: await officeNames(tx, officeIds, locale),
  }
}
