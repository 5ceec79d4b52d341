import { extensionDraft } from '../../case/keep-application-draft.ts'
import { keptParts, startFromDraft, takeKept } from '../../case/pages/resume-draft.tsx'
import { traceEntries } from '../../case/pages/show-trace.tsx'
import { isRefusal } from '../../platform/act.ts'
import { account, anyOf, staff } from '../../platform/actor.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import { formatDate, formatMoment, formatMoney } from '../../platform/language.ts'
import type { LawChange } from '../../policy/changes-since.ts'
import { prepaidTax } from '../../policy/prepaid-tax.ts'
import { numberAt } from '../../policy/value-at.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { Deadline } from '../../ui/deadline.tsx'
import { Details } from '../../ui/details.tsx'
import { DocumentCard } from '../../ui/document-card.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { KeepNumbers } from '../../ui/keep-numbers.tsx'
import { LawStates } from '../../ui/law-state-tag.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { Trace } from '../../ui/trace.tsx'
import { type FormView, get, type Route, type Visit } from '../../ui/visit.ts'
import { applyForExtension } from '../apply-for-permit.ts'
import { endPermit } from '../end-permit.ts'
import { getPermitFile, type PermitFile } from '../get-permit-file.ts'
import { householdScope } from '../law-scope.ts'
import { permitText } from '../text.ts'
import { groundText, issueText } from './household-form.ts'
import { termRows } from './term-rows.ts'
import { permitTones } from './tones.ts'

const officers = staff('permit-officer', 'supervisor')

/** A permit: its term, its document, and what may be done with it: extend, end. `revocation.tsx` has the officer's part. */
export const permitPages: Route[] = [
  get('/permits/:id', anyOf(account, officers), show),
  ...formPage({
    path: '/permits/:id/extension',
    who: account,
    start: (visit) => startFromDraft(visit, extensionDraft(visit.params.id ?? '')),
    show: (visit, form) => showExtension(visit, form),
    submit: extend,
  }),
  ...formPage({ path: '/permits/:id/end', who: account, show: showEnd, submit: end }),
]

async function show(visit: Visit): Promise<Response> {
  const { locale, actor } = visit
  const t = permitText(locale)
  const { permit, offer, document, side, revocation, decision, history } = await getPermitFile(visit)
  const active = permit.state === 'active'
  const left = visit.instance.clock.today().until(Temporal.PlainDate.from(permit.valid_to)).days
  return visit.html(
    <Page
      {...visit.frame}
      title={t('permit.title', { number: permit.number })}
      draft={!permitText.reviewed(locale)}
      {...(actor.kind === 'person'
        ? side === 'worker'
          ? { back: { href: '/me', label: t('permit.mine') } }
          : { back: { href: '/household', label: t('household.title') } }
        : { back: { href: `/cases/${permit.case_number}`, label: permit.case_number } })}
    >
      <h1>
        <KeepNumbers text={t('permit.title', { number: permit.number })} />
      </h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {active && revocation && (
        <Notice locale={locale} tone="warning" title={t('revoke.announced')}>
          <p>
            {t(`revoke.announced.${side === 'office' ? 'office' : 'holder'}`, {
              date: formatDate(locale, revocation.held_on),
            })}
          </p>
          <p>
            <a href={`/permits/${permit.id}/${side === 'office' ? 'revoke' : 'answer'}`}>
              {t(
                side === 'office'
                  ? 'revoke.title'
                  : revocation.statement === null
                    ? 'answer.title'
                    : 'answer.given',
              )}
            </a>
          </p>
        </Notice>
      )}
      {active && <Deadline locale={locale} by={permit.valid_to} days={left} near={21} />}
      <SummaryList
        locale={locale}
        rows={[
          {
            label: t('permit.state'),
            value: (
              <>
                <StatusTag tone={permitTones[permit.state]}>{t(`permit.state.${permit.state}`)}</StatusTag>
                <LawStates locale={locale} states={permit.law_states} />
              </>
            ),
          },
          { label: t('household.worker'), value: offer.worker_name },
          { label: t('offer.from'), value: offer.employer_name },
          ...termRows(offer, locale),
          {
            label: t('offer.term'),
            value: t('summary.term.value', {
              months: permit.months,
              from: formatDate(locale, permit.valid_from),
              to: formatDate(locale, permit.valid_to),
            }),
          },
          ...(permit.ended_on
            ? [{ label: t('permit.end.on'), value: formatDate(locale, permit.ended_on) }]
            : []),
          {
            label: t('case'),
            value: <a href={`/cases/${permit.case_number}`}>{permit.case_number}</a>,
          },
        ]}
      />
      {document ? (
        <section class="flow-small" aria-labelledby="document">
          <h2 id="document">{t('permit.document')}</h2>
          <DocumentCard
            locale={locale}
            title={document.serial}
            validUntil={permit.valid_to}
            open={`/documents/${document.serial}`}
          />
        </section>
      ) : (
        active && side !== 'employer' && <p class="hint">{t('permit.document.soon')}</p>
      )}
      <Details title={t('permit.why')}>
        <Trace locale={locale} lines={traceEntries(decision.trace, locale)} />
        <p class="hint">
          {t('permit.decided-by', {
            date: formatMoment(locale, decision.decided_at),
            by: decision.decided_by_kind,
            hash: decision.policy_hash.slice(0, 12),
          })}
        </p>
        {side === 'worker' && decision.decided_by_kind === 'system' && (
          <p>
            <a href={`/me/record/wrong?about=decision-by-system&case=${permit.case_number}`}>
              {t('permit.by-a-person')}
            </a>
          </p>
        )}
      </Details>
      <Timeline
        locale={locale}
        title={t('permit.history')}
        events={history.map(({ step, at }) => ({ at, title: t(`history.${step}`) }))}
      />
      {active && (
        <ButtonRow>
          {side === 'employer' && (
            <Button href={`/permits/${permit.id}/extension`}>{t('extension.title')}</Button>
          )}
          {side !== 'office' && (
            <Button href={`/permits/${permit.id}/end`} kind="secondary">
              {t('permit.end')}
            </Button>
          )}
          {side === 'office' && (
            <Button href={`/permits/${permit.id}/revoke`} kind="danger">
              {t('revoke.title')}
            </Button>
          )}
        </ButtonRow>
      )}
    </Page>,
  )
}

/** The frame of the forms about a permit: where one came from, what is wrong, the permit it is about. */
export function formFrame(visit: Visit, file: PermitFile, form: FormView) {
  const { locale } = visit
  const { permit } = file
  const errors = form.issues.map((issue) => ({ field: issue.path, message: issueText(locale, issue) }))
  return {
    errors,
    error: (field: string) => errors.find((one) => one.field === field)?.message,
    hidden: { version: form.values.version ?? String(permit.version) },
    page: {
      ...visit.frame,
      hasForm: true,
      hasErrors: errors.length > 0,
      back: {
        href: `/permits/${permit.id}`,
        label: permitText(locale)('permit.title', { number: permit.number }),
      },
    },
  }
}

async function showExtension(
  visit: Visit,
  form: FormView,
  problem?: string,
  unseen: LawChange[] = [],
): Promise<Response> {
  const { locale } = visit
  const t = permitText(locale)
  const file = await getPermitFile(visit)
  if (file.side !== 'employer') throw new Fault('not-found')
  const today = visit.instance.clock.today()
  const most = numberAt('household-permit.max-months-total', today)
  const left = most - file.permit.months
  const kept = await keptParts(visit, { kind: extensionDraft(file.permit.id), scope: householdScope }, unseen)
  const { errors, error, page } = formFrame(visit, file, form)
  return visit.html(
    <Page {...page} draft={!permitText.reviewed(visit.locale)} title={t('extension.title')}>
      {problem && (
        <Notice locale={locale} tone="warning" live>
          <p>{problem}</p>
        </Notice>
      )}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('extension.title')}</h1>
      {left <= 0 ? (
        <p>{t('extension.none')}</p>
      ) : (
        <>
          {kept.above}
          <p>{t('extension.lead', { used: file.permit.months, left })}</p>
          <Form action={`/permits/${file.permit.id}/extension`} request={visit.request} hidden={kept.hidden}>
            <TextField
              locale={locale}
              name="months"
              label={t('extension.months')}
              hint={t('new.months.hint', { sum: formatMoney(locale, prepaidTax(1, today).tiyn) })}
              value={form.values.months}
              error={error('months')}
              inputmode="numeric"
              width={2}
            />
            {kept.governs}
            <FormActions locale={locale} label={t('apply.send')} later>
              {kept.drop}
            </FormActions>
          </Form>
        </>
      )}
    </Page>,
    { status: problem || unseen.length > 0 ? 409 : 200 },
  )
}

async function extend(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const { permit } = await getPermitFile(visit)
  const here = `/permits/${permit.id}`
  const taken = await takeKept(visit, {
    kind: extensionDraft(permit.id),
    scope: householdScope,
    path: `${here}/extension`,
    back: here,
  })
  if (taken instanceof Response) return taken
  if (taken.length > 0) return showExtension(visit, { values: text, lists, issues: [] }, undefined, taken)
  const months = Number(text.months)
  if (!Number.isInteger(months) || months < 1) throw invalid('months', 'number')
  if (months > 12) throw invalid('months', 'too-many-months', { most: 12 })
  const filed = await applyForExtension(
    visit.instance,
    visit.actor,
    { permit: visit.params.id ?? '', months },
    visit.request,
  )
  if (isRefusal(filed))
    return showExtension(
      visit,
      { values: text, lists: {}, issues: [] },
      filed.refused.map((ground) => groundText(visit.locale, ground)).join(' '),
    )
  return visit.redirect(`/payments/${filed.obligation}`)
}

async function showEnd(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = permitText(locale)
  const file = await getPermitFile(visit)
  const { errors, error, page, hidden } = formFrame(visit, file, form)
  return visit.html(
    <Page {...page} draft={!permitText.reviewed(visit.locale)} title={t('permit.end')}>
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('permit.end')}</h1>
      <p>{t('permit.end.effect')}</p>
      <Form action={`/permits/${file.permit.id}/end`} request={visit.request} hidden={hidden}>
        <DateField
          locale={locale}
          name="on"
          label={t('permit.end.on')}
          value={
            form.values['on-day'] === undefined
              ? visit.instance.clock.today().toString()
              : dateParts(form.values, 'on')
          }
          error={error('on')}
        />
        <FormActions locale={locale} label={t('permit.end')} />
      </Form>
    </Page>,
  )
}

async function end(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const on = readDate(text, 'on')
  if ('code' in on) throw invalid('on', 'day')
  const id = visit.params.id ?? ''
  await endPermit(
    visit.instance,
    visit.actor,
    { permit: id, expectedVersion: Number(text.version), on: on.date },
    visit.request,
  )
  return visit.redirect(`/permits/${id}`, { flash: permitText(visit.locale)('permit.end.done') })
}
