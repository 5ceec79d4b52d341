import { formatDate, type Locale } from '../../platform/language.ts'
import { Button } from '../../ui/button.tsx'
import { KeepNumbers } from '../../ui/keep-numbers.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Trace } from '../../ui/trace.tsx'
import { Tracker, type TrackerStep } from '../../ui/tracker.tsx'
import { Typed } from '../../ui/typed.tsx'
import type { Visit } from '../../ui/visit.ts'
import type { DecisionRow } from '../find-decisions.ts'
import type { CaseFile } from '../look-at-case.ts'
import { type PlainStatus, plainStatus } from '../plain-status.ts'
import { type CaseTranslate, caseText } from '../text.ts'
import { isApplicant } from '../who-may.ts'
import { appealOffice } from './case-page.tsx'
import { CaseTimeline } from './show-timeline.tsx'
import { traceEntries } from './show-trace.tsx'

/** The page of a person whose case it is: where it stands, what they can do, and if it was refused, why and how to appeal. */
export function showCaseToParty(visit: Visit, file: CaseFile): Response {
  const { locale } = visit
  const t = caseText(locale)
  const { row, hearing } = file
  const status = plainStatus(row, { statementGiven: hearing?.statement != null })
  const question = file.questions.find((one) => one.answered_at === null)
  const refusal = row.outcome === 'refused' || file.appealable ? lastAdverse(file) : undefined
  return visit.html(
    <Page
      {...visit.frame}
      title={t('party.title', { number: row.number })}
      draft={!caseText.reviewed(locale)}
      back={{ href: '/me', label: t('party.back') }}
    >
      <h1>
        <KeepNumbers text={t('party.title', { number: row.number })} />
      </h1>
      {visit.flash && (
        <Notice locale={locale} tone="success" live>
          <p>{visit.flash}</p>
        </Notice>
      )}
      <Notice
        locale={locale}
        tone={status === 'waiting-on-you' ? 'warning' : 'info'}
        title={t(`party.status.${status}`)}
      >
        <p>{nextStep(t, locale, file)}</p>
      </Notice>
      {question && (
        <section class="flow-small">
          <h2>{t('party.question')}</h2>
          <Typed block>{question.asks}</Typed>
          {isApplicant(visit.actor, row) && (
            <Button href={`/cases/${row.number}/answer`}>{t('party.answer')}</Button>
          )}
        </section>
      )}
      {hearing && (
        <section class="flow-small">
          <h2>{t('party.statement.reasons')}</h2>
          <Typed block>{hearing.preliminary_reasons}</Typed>
          <Trace
            locale={locale}
            lines={traceEntries(
              hearing.grounds.map((ground) => ({ ...blank, ...ground })),
              locale,
            )}
          />
          {hearing.statement === null ? (
            <Button href={`/cases/${row.number}/statement`}>{t('party.statement')}</Button>
          ) : (
            <>
              <h3>{t('party.statement.text')}</h3>
              <Typed block>{hearing.statement}</Typed>
            </>
          )}
        </section>
      )}
      {refusal && <Refusal visit={visit} t={t} file={file} refusal={refusal} />}
      <Tracker locale={locale} steps={steps(t, file, status)} />
      <SummaryList locale={locale} title={t('case.facts')} rows={file.summary} />
      {file.links.length > 0 && (
        <ul>
          {file.links.map((link) => (
            <li>
              <a href={link.href}>{link.label}</a>
            </li>
          ))}
        </ul>
      )}
      {mayWithdraw(visit, file) && (
        <p>
          <a href={`/cases/${row.number}/withdraw`}>{t('party.withdraw')}</a>
        </p>
      )}
      <CaseTimeline visit={visit} file={file} title={t('party.history')} />
    </Page>,
  )
}

// A ground of a hearing is a part of a line of the trace; the rest of the line is not shown for it.
const blank = {
  verdict: 'not-met' as const,
  decides: true,
  fact: '',
  source: { instrument: 'NONE' } as never,
  valueFrom: '',
  valueVersion: undefined,
  changeable: false,
  changedBy: 'nobody' as const,
  asks: 'nobody' as const,
  request: {} as never,
}

const lastAdverse = (file: CaseFile): DecisionRow | undefined =>
  file.decisions.findLast((one) => one.kind === 'refuse' || one.kind === 'revoke')

export const mayWithdraw = (visit: Visit, file: Pick<CaseFile, 'row'>): boolean =>
  isApplicant(visit.actor, file.row) && file.row.closed_at === null && file.row.state !== 'appealed'

function Refusal(props: { visit: Visit; t: CaseTranslate; file: CaseFile; refusal: DecisionRow }) {
  const { visit, t, file, refusal } = props
  const { locale } = visit
  const against = refusal.trace.filter(
    (line) => line.verdict === 'not-met' || line.verdict === 'needs-officer',
  )
  const upheld = file.decisions.findLast((one) => one.kind === 'uphold')
  return (
    <section class="flow-small">
      <h2>{t('party.refused')}</h2>
      <Typed block>{refusal.reasons}</Typed>
      <Trace locale={locale} title={t('party.refused.trace')} lines={traceEntries(against, locale)} />
      {file.appealable && refusal.appeal_until && (
        <>
          <h2>{t('party.appeal')}</h2>
          <p>
            {t('party.appeal.how', {
              date: formatDate(locale, refusal.appeal_until),
              office: appealOffice(t, file, refusal.appeal_to),
            })}
          </p>
          <p class="hint">{t('party.appeal.unverified')}</p>
          <Button href={`/cases/${file.row.number}/appeal`}>{t('party.appeal')}</Button>
        </>
      )}
      {upheld?.appeal_until && (
        <>
          <Typed block>{upheld.reasons}</Typed>
          <p>{t('party.appeal.court', { date: formatDate(locale, upheld.appeal_until) })}</p>
        </>
      )}
    </section>
  )
}

function nextStep(t: CaseTranslate, locale: Locale, file: CaseFile): string {
  const { row, hearing } = file
  const date = (day: string | null | undefined) => (day ? formatDate(locale, day) : '')
  switch (row.state) {
    case 'waiting-on-applicant':
      return t('party.next.waiting-on-applicant', { date: date(row.due_on) })
    case 'hearing':
      return hearing?.statement
        ? t('party.next.hearing-said')
        : t('party.next.hearing', { date: date(hearing?.held_on) })
    case 'decided':
      return file.appealable?.appeal_until
        ? t('party.next.refused', { date: date(file.appealable.appeal_until) })
        : t('party.next.decided')
    case 'appealed':
      return t('party.next.appealed', { date: date(row.due_on) })
    default:
      return t(`party.next.${row.state}`)
  }
}

function steps(t: CaseTranslate, file: CaseFile, status: PlainStatus): TrackerStep[] {
  const { row } = file
  const office = file.offices.get(row.office_id)
  const open = row.closed_at === null
  const firstDecided = file.decisions.length > 0 || row.outcome !== null
  const ended = row.state === 'withdrawn' || row.state === 'closed'
  const review: TrackerStep['status'] = firstDecided
    ? ended && file.decisions.length === 0
      ? 'exempted'
      : 'completed'
    : status === 'received'
      ? 'not-started'
      : status === 'waiting-on-you'
        ? 'waiting-on-you'
        : 'in-progress'
  const now = open && row.state !== 'appealed'
  const list: TrackerStep[] = [
    { label: t('party.step.received'), status: 'completed' },
    {
      label: t('party.step.review'),
      status: review,
      now,
      who: now ? office : undefined,
      by: now && row.due_on && row.state !== 'waiting-on-applicant' ? row.due_on : undefined,
    },
    {
      label: row.outcome
        ? `${t('party.step.decision')}: ${t(`outcome.${row.outcome}`)}`
        : t('party.step.decision'),
      status: firstDecided
        ? ended && file.decisions.length === 0
          ? 'exempted'
          : 'completed'
        : 'not-started',
    },
  ]
  if (file.appeals.length > 0)
    list.push({
      label: t('party.step.appeal'),
      status: row.state === 'appealed' ? 'in-progress' : 'completed',
      now: row.state === 'appealed',
      who: row.state === 'appealed' ? office : undefined,
      by: row.state === 'appealed' && row.due_on ? row.due_on : undefined,
    })
  return list
}
