import { formatDate, formatMoment, type Locale } from '../../platform/language.ts'
import { workingDaysBetween } from '../../policy/working-days.ts'
import { Button } from '../../ui/button.tsx'
import { Deadline } from '../../ui/deadline.tsx'
import { Form } from '../../ui/form.tsx'
import { LinkList } from '../../ui/link-list.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { DocumentImage, SideBySide } from '../../ui/side-by-side.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Trace } from '../../ui/trace.tsx'
import { Typed } from '../../ui/typed.tsx'
import type { Visit } from '../../ui/visit.ts'
import type { Evaluation } from '../case-kind.ts'
import type { CaseFile } from '../look-at-case.ts'
import { leaseHolds, possibleActions } from '../possible-actions.ts'
import { type CaseTranslate, caseText } from '../text.ts'
import { tagName } from './queue.tsx'
import { CaseTimeline } from './show-timeline.tsx'
import { WhatWasTold } from './show-told.tsx'
import { traceEntries } from './show-trace.tsx'
import { StateTag } from './state-tag.tsx'

/** The case as an officer works on it: documents beside facts and rules, then everything that was said and decided. */
export function showCaseToStaff(visit: Visit, file: CaseFile): Response {
  const { locale } = visit
  const t = caseText(locale)
  const { row } = file
  const today = visit.instance.clock.today()
  return visit.html(
    <Page
      {...visit.frame}
      title={t('case.title', { number: row.number })}
      wide
      breadcrumbs={[{ href: '/queue', label: t('queue.title') }, { label: row.number }]}
    >
      <h1>
        <span translate="no">{row.subject_name}</span>{' '}
        <span class="hint" translate="no">
          {row.number}
        </span>
      </h1>
      {visit.flash && (
        <Notice locale={locale} tone="success" live>
          <p>{visit.flash}</p>
        </Notice>
      )}
      <p class="facts">
        <StateTag locale={locale} state={row.state} />
        {row.outcome && <span>{t(`outcome.${row.outcome}`)}</span>}
        {row.tags.map((tag) => (
          <StatusTag tone="neutral">{tagName(t, tag)}</StatusTag>
        ))}
        {row.due_on && row.closed_at === null && (
          <Deadline locale={locale} by={row.due_on} days={workingDaysBetween(today, row.due_on)} />
        )}
      </p>
      <Lease visit={visit} file={file} />
      <Actions visit={visit} file={file} />
      <Matter visit={visit} file={file} />
      <Questions locale={locale} file={file} />
      <Hearings locale={locale} file={file} />
      <Appeals locale={locale} file={file} />
      <Decisions locale={locale} file={file} />
      <WhatWasTold locale={locale} told={file.told} number={row.number} />
      <CaseTimeline visit={visit} file={file} title={t('case.timeline')} />
    </Page>,
  )
}

/** What speaks against comes first: an officer has no time to look for it. */
const worstFirst = (trace: Evaluation['trace']): Evaluation['trace'] =>
  trace.toSorted((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict))
const verdicts: Evaluation['trace'][number]['verdict'][] = ['not-met', 'missing', 'needs-officer', 'met']

/** What is asked, beside what it is compared with: the papers that came, or the rules when none came. */
function Matter({ visit: { locale }, file }: { visit: Visit; file: CaseFile }) {
  const t = caseText(locale)
  const { row, kind, evaluation } = file
  const facts = (
    <>
      <SummaryList locale={locale} rows={file.summary} />
      <SummaryList
        locale={locale}
        title={t('case.about')}
        rows={[
          { label: t('case.kind'), value: kind.name(locale) },
          { label: t('case.office'), value: file.offices.get(row.office_id) },
          { label: t('case.opened'), value: formatMoment(locale, row.opened_at) },
          { label: t('case.governing'), value: formatDate(locale, row.governing_date) },
        ]}
      />
    </>
  )
  const rules = evaluation && (
    <>
      <p>{t(`case.answer.${evaluation.answer}`)}</p>
      <Trace locale={locale} lines={traceEntries(worstFirst(evaluation.trace), locale)} />
    </>
  )
  const papers = <Documents t={t} file={file} />
  if (file.attachments.length > 0 || !rules)
    return (
      <>
        <SideBySide
          locale={locale}
          documentsTitle={t('case.documents')}
          formTitle={t('case.facts')}
          documents={papers}
        >
          {facts}
        </SideBySide>
        {rules && (
          <section class="flow-small">
            <h2>{t('case.trace')}</h2>
            {rules}
          </section>
        )}
      </>
    )
  return (
    <SideBySide
      locale={locale}
      documentsTitle={t('case.facts')}
      formTitle={t('case.trace')}
      documents={
        <>
          {facts}
          <h3>{t('case.documents')}</h3>
          {papers}
        </>
      }
    >
      {rules}
    </SideBySide>
  )
}

function Lease({ visit, file }: { visit: Visit; file: CaseFile }) {
  const { locale, actor, instance } = visit
  const t = caseText(locale)
  const { row } = file
  if (row.closed_at !== null || actor.kind !== 'staff') return null
  const now = instance.clock.now()
  const until = row.lease_until ? formatMoment(locale, row.lease_until) : ''
  const name = (row.assigned_to && file.names.get(row.assigned_to)) ?? ''
  const holds = leaseHolds(row, now)
  const text =
    row.office_id !== actor.office
      ? t('lease.other-office', { office: file.offices.get(row.office_id) ?? '' })
      : row.assigned_to === null
        ? t('lease.none')
        : row.assigned_to === actor.staff
          ? t(holds ? 'lease.mine' : 'lease.mine.out', { until })
          : t(holds ? 'lease.other' : 'lease.other.out', { name, until })
  return (
    <Notice locale={locale} tone={holds && row.assigned_to !== actor.staff ? 'warning' : 'info'}>
      <p>{text}</p>
    </Notice>
  )
}

function Actions({ visit, file }: { visit: Visit; file: CaseFile }) {
  const { locale } = visit
  const t = caseText(locale)
  const path = `/cases/${file.row.number}`
  // Before the day by which an answer was asked nobody can go on without it: that door would only say so.
  const today = visit.instance.clock.today().toString()
  const waits = file.questions.some((one) => one.answered_at === null && one.answer_by >= today)
  const actions = possibleActions(file.row, visit.actor, visit.instance.clock.now()).filter(
    (action) => action !== 'go-on' || !waits,
  )
  // Nothing is suggested where the rules speak against the first action.
  const suggests = !(actions[0] === 'grant' && file.evaluation?.answer === 'not-met')
  return (
    <section class="flow-small" aria-labelledby="actions">
      <h2 id="actions">{t('case.actions')}</h2>
      {actions.length === 0 ? (
        <p class="hint">{t('case.no-actions')}</p>
      ) : (
        <div class="actions">
          {actions.map((action, index) =>
            action === 'claim' || action === 'release' ? (
              <>
                <Form id={action} action={`${path}/${action}`} request={visit.request} />
                <Button kind={index === 0 && suggests ? 'primary' : 'secondary'} form={action}>
                  {t(`action.${action}`)}
                </Button>
              </>
            ) : (
              <Button
                href={`${path}/${action}`}
                kind={action === 'refuse' ? 'danger' : index === 0 && suggests ? 'primary' : 'secondary'}
              >
                {t(`action.${action}`)}
              </Button>
            ),
          )}
        </div>
      )}
    </section>
  )
}

function Documents({ t, file }: { t: CaseTranslate; file: CaseFile }) {
  return (
    <>
      {file.attachments.length === 0 && file.links.length === 0 && (
        <p class="hint">{t('case.no-documents')}</p>
      )}
      {file.attachments.map((one) =>
        one.media_type === null ? (
          <p>
            {one.label} <span class="hint">{t('case.file-hidden')}</span>
          </p>
        ) : one.media_type.startsWith('image/') ? (
          <DocumentImage
            src={`/files/${one.file_id}`}
            alt={one.label}
            open={t('case.open-file', { name: one.label })}
          />
        ) : (
          <p>
            <a href={`/files/${one.file_id}`}>{t('case.open-file', { name: one.label })}</a>
          </p>
        ),
      )}
      {file.links.length > 0 && (
        <LinkList items={file.links.map((link) => ({ ...link, icon: 'file-text' }))} />
      )}
    </>
  )
}

function Questions({ locale, file }: { locale: Locale; file: CaseFile }) {
  const t = caseText(locale)
  if (file.questions.length === 0) return null
  return (
    <section class="flow-small">
      <h2>{t('case.questions')}</h2>
      {file.questions.map((one) => (
        <article class="flow-small">
          <h3>
            {t('case.question', {
              asked: formatMoment(locale, one.asked_at),
              by: formatDate(locale, one.answer_by),
            })}
          </h3>
          <Typed block>{one.asks}</Typed>
          {one.answer !== null ? (
            <>
              <h4>{t('case.question.answer')}</h4>
              <Typed block>{one.answer}</Typed>
            </>
          ) : (
            <p class="hint">{t(one.answered_at ? 'case.question.passed' : 'case.question.open')}</p>
          )}
        </article>
      ))}
    </section>
  )
}

function Hearings({ locale, file }: { locale: Locale; file: CaseFile }) {
  const t = caseText(locale)
  return (
    <>
      {file.hearings.map((hearing) => (
        <section class="flow-small">
          <h2>{t('case.hearing.on', { date: formatDate(locale, hearing.held_on) })}</h2>
          <Typed block>{hearing.preliminary_reasons}</Typed>
          {hearing.outcome === 'withdrawn' ? (
            <p class="hint">{t('case.hearing.taken-back')}</p>
          ) : (
            <>
              <h3>{t('case.hearing.statement')}</h3>
              {hearing.statement === null ? (
                <p class="hint">{t('case.hearing.no-statement')}</p>
              ) : (
                <Typed block>{hearing.statement}</Typed>
              )}
            </>
          )}
        </section>
      ))}
    </>
  )
}

function Appeals({ locale, file }: { locale: Locale; file: CaseFile }) {
  const t = caseText(locale)
  if (file.appeals.length === 0) return null
  return (
    <section class="flow-small">
      <h2>{t('case.appeal')}</h2>
      {file.appeals.map((one) => (
        <article class="flow-small">
          <h3>
            {t('case.appeal.lodged', {
              date: formatMoment(locale, one.lodged_at),
              by: one.decide_by ? formatDate(locale, one.decide_by) : '',
            })}
          </h3>
          {!one.in_time && (
            <Notice locale={locale} tone="warning">
              <p>{t('case.appeal.late')}</p>
            </Notice>
          )}
          <Typed block>{one.text}</Typed>
          {one.outcome && (
            <p>
              <b>{t(`case.appeal.outcome.${one.outcome}`)}</b>
            </p>
          )}
          {one.reasons && <Typed block>{one.reasons}</Typed>}
        </article>
      ))}
    </section>
  )
}

function Decisions({ locale, file }: { locale: Locale; file: CaseFile }) {
  const t = caseText(locale)
  if (file.decisions.length === 0) return null
  return (
    <section class="flow-small">
      <h2>{t('case.decisions')}</h2>
      {file.decisions.map((one) => (
        <article class="flow-small">
          <h3>
            {t(`decision.${one.kind}`)},{' '}
            {one.decided_by_kind === 'system'
              ? t('case.decided-by.system')
              : t('case.decided-by.staff', {
                  name: (one.decided_by && file.names.get(one.decided_by)) ?? '',
                })}
          </h3>
          {one.reasons && <Typed block>{one.reasons}</Typed>}
          {one.appeal_until && <p>{appealWay(t, locale, file, one.appeal_to, one.appeal_until)}</p>}
          <Trace locale={locale} lines={traceEntries(one.trace, locale)} />
          <p class="hint facts">
            <time datetime={one.decided_at.toISOString()}>{formatMoment(locale, one.decided_at)}</time>
            <span>
              {t('case.governing')} {formatDate(locale, one.governing_date)}
            </span>
            <span translate="no">{t('case.law-version', { hash: one.policy_hash.slice(0, 12) })}</span>
          </p>
        </article>
      ))}
    </section>
  )
}

export const appealOffice = (t: CaseTranslate, file: CaseFile, to: string | null): string =>
  (to && file.offices.get(to)) ?? t('party.court')

const appealWay = (t: CaseTranslate, locale: Locale, file: CaseFile, to: string | null, until: string) =>
  t('case.appeal-until', { date: formatDate(locale, until), office: appealOffice(t, file, to) })
