import { actorId } from '../../platform/actor.ts'
import type { Locale } from '../../platform/language.ts'
import { Timeline } from '../../ui/timeline.tsx'
import type { Visit } from '../../ui/visit.ts'
import type { TimelineRow } from '../find-timeline.ts'
import type { CaseFile } from '../look-at-case.ts'
import { caseText, isCaseKey } from '../text.ts'

/** The words for an event: the kind's own, ours, or at least its name. */
export function eventName(file: Pick<CaseFile, 'kind'>, type: string, locale: Locale): string {
  const t = caseText(locale)
  const own = file.kind.eventName?.(type, locale)
  const key = `event.${type}`
  return own ?? (isCaseKey(key) ? t(key) : t('event.other', { type }))
}

/** What the case module says already of the same moment: the kind's own event of filing, granting or signing would say it twice. */
const echoes: [of: RegExp, says: RegExp][] = [
  [/-applied-for$/, /^case-opened$/],
  [/-(granted|issued|extended)$/, /^case-granted$/],
  [/^document-issued$/, /-document-ready$/],
]

export function withoutEchoes<Row extends Pick<TimelineRow, 'type' | 'at'>>(timeline: Row[]): Row[] {
  return timeline.filter(
    ({ type, at }) =>
      !echoes.some(
        ([of, says]) =>
          of.test(type) &&
          !says.test(type) &&
          timeline.some((other) => says.test(other.type) && other.at.getTime() === at.getTime()),
      ),
  )
}

export function CaseTimeline({ visit, file, title }: { visit: Visit; file: CaseFile; title: string }) {
  const { locale } = visit
  return (
    <Timeline
      locale={locale}
      title={title}
      events={withoutEchoes(file.timeline).map((event) => ({
        at: event.at,
        title: eventName(file, event.type, locale),
        by: whoDid(event, file, visit),
      }))}
    />
  )
}

/** Staff see colleagues by name; parties see the office. */
function whoDid(event: TimelineRow, file: CaseFile, visit: Visit): string {
  const t = caseText(visit.locale)
  if (event.actor_kind === 'staff')
    return file.names.get(event.actor) ?? (event.office ? file.offices.get(event.office) : undefined) ?? ''
  if (event.actor_kind !== 'person') return t('actor.system')
  if (visit.actor.kind === 'person' && event.actor === actorId(visit.actor)) return visit.actor.name
  return t(event.actor === file.row.applicant_account ? 'actor.applicant' : 'actor.party')
}
