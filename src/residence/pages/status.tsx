import { extensionDraft } from '../../case/keep-application-draft.ts'
import { keptParts, startFromDraft, takeKept } from '../../case/pages/resume-draft.tsx'
import { traceEntries } from '../../case/pages/show-trace.tsx'
import { regionName } from '../../classifier/regions.ts'
import { isRefusal, parse } from '../../platform/act.ts'
import { account, anyOf, staff } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import type { LawChange } from '../../policy/changes-since.ts'
import { Article } from '../../policy/show-article.tsx'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { Deadline } from '../../ui/deadline.tsx'
import { Details } from '../../ui/details.tsx'
import { DocumentCard } from '../../ui/document-card.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { LawStates, LawStateTag } from '../../ui/law-state-tag.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Trace } from '../../ui/trace.tsx'
import { type FormView, get, type Route, type Visit } from '../../ui/visit.ts'
import { kandasCard } from '../application-row.ts'
import { extendKandasCard, extendKandasStatus } from '../apply-for-residence.ts'
import { answerOf, rights } from '../check-right.ts'
import { endStatus, restoreStatus } from '../end-status.ts'
import { getStatusFile, type StatusFile } from '../find-status.ts'
import { residenceScope } from '../law-scope.ts'
import { tellStep } from '../path-to-citizenship.ts'
import { residenceText } from '../text.ts'
import { dayOf, groundText, issueText, readNumber } from './form-text.ts'
import { ShowPath } from './show-path.tsx'
import { statusTones } from './status-panel.tsx'

const officers = staff('permit-officer', 'supervisor')
const both = anyOf(account, officers)

/** A status of kandas or a Kandas card: its term, document, rights, the way to citizenship, and what may be done with it. */
export const statusPages: Route[] = [
  get('/statuses/:id', both, show),
  ...formPage({
    path: '/statuses/:id/extension',
    who: account,
    start: (visit) => startFromDraft(visit, extensionDraft(visit.params.id ?? '')),
    show: (visit, form) => showExtension(visit, form),
    submit: extend,
  }),
  ...formPage({ path: '/statuses/:id/step', who: account, show: showStep, submit: step }),
  ...formPage({ path: '/statuses/:id/end', who: both, show: showEnd, submit: end }),
  ...formPage({ path: '/statuses/:id/restore', who: officers, show: showRestore, submit: restore }),
]

async function show(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = residenceText(locale)
  const file = await getStatusFile(visit)
  const { status, document, decision, side } = file
  const today = visit.instance.clock.today()
  const left = today.until(Temporal.PlainDate.from(status.valid_to), { largestUnit: 'days' }).days
  const active = status.state === 'active'
  return visit.html(
    <Page
      {...visit.frame}
      title={status.number}
      draft={!residenceText.reviewed(locale)}
      back={
        side === 'office'
          ? { href: `/cases/${status.case_number}`, label: status.case_number }
          : { href: '/me', label: t('kandas.title') }
      }
    >
      <h1>
        {t(`case.${status.kind}`)} <span translate="no">{status.number}</span>
      </h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {active && <Deadline locale={locale} by={status.valid_to} days={left} near={60} />}
      <SummaryList locale={locale} rows={rowsOf(file, visit)} />
      {active && (
        <section class="flow-small" aria-labelledby="document">
          <h2 id="document">{t('status.document')}</h2>
          {document ? (
            <DocumentCard
              locale={locale}
              title={document.serial}
              validUntil={status.valid_to}
              open={`/documents/${document.serial}`}
            />
          ) : (
            <p class="hint">{t('status.document.waits')}</p>
          )}
        </section>
      )}
      <Rights visit={visit} file={file} />
      {file.path.length > 0 && <ShowPath locale={locale} file={file} />}
      {decision && (
        <Details title={t('status.why')}>
          <Trace locale={locale} lines={traceEntries(decision.trace, locale)} />
        </Details>
      )}
      <ButtonRow>
        {active && side === 'holder' && (
          <Button href={`/statuses/${status.id}/extension`}>{t('status.extend')}</Button>
        )}
        {active && (
          <Button href={`/statuses/${status.id}/end`} kind="secondary">
            {t('status.end')}
          </Button>
        )}
        {side === 'office' && status.ended_because === 'citizenship' && (
          <Button href={`/statuses/${status.id}/restore`} kind="secondary">
            {t('restore.title')}
          </Button>
        )}
      </ButtonRow>
    </Page>,
  )
}

function rowsOf({ status }: StatusFile, { locale }: Visit) {
  const t = residenceText(locale)
  return [
    {
      label: t('status.state'),
      value: (
        <>
          <StatusTag tone={statusTones[status.state]}>{t(`status.${status.state}`)}</StatusTag>
          <LawStates locale={locale} states={status.law_states} />
        </>
      ),
    },
    { label: t('status.holder'), value: status.person_name },
    { label: t('ground'), value: t(`ground.${status.ground}`) },
    { label: t('region'), value: `${regionName(`KZ-${status.region}`, locale)}, ${status.settlement}` },
    {
      label: t('term'),
      value: t('term.value', {
        from: formatDate(locale, status.valid_from),
        to: formatDate(locale, status.valid_to),
      }),
    },
    ...(status.ended_on && status.ended_because
      ? [
          {
            label: t('status.ended'),
            value: `${formatDate(locale, status.ended_on)}: ${t(`status.because.${status.ended_because}`)}`,
          },
        ]
      : []),
  ]
}

/** What the holder may do today: the very answers that a bank or a notary would get. */
function Rights({ visit, file: { status, side } }: { visit: Visit; file: StatusFile }) {
  const { locale } = visit
  const t = residenceText(locale)
  const today = visit.instance.clock.today()
  return (
    <section class="flow-small" aria-labelledby="rights">
      <h2 id="rights">{t('status.rights')}</h2>
      <ul>
        {rights.map((right) => {
          const told = answerOf(right, { ...status, revoked: false }, today)
          return (
            <li>
              {t(`right.${right}`)}: <b>{t(`right.${told.answer}`)}</b>
              {told.article && (
                <span class="facts">
                  {told.lawState && <LawStateTag locale={locale} state={told.lawState} />}
                  <span class="hint">
                    <Article locale={locale} article={told.article} />
                  </span>
                </span>
              )}
            </li>
          )
        })}
      </ul>
      <p class="hint">
        {t('status.rights.check')} <a href="/check/right">{t('right.title')}</a>
      </p>
      {side === 'holder' && status.state === 'active' && (
        <p>
          <a href={`/statuses/${status.id}/code`}>{t('code.title')}</a>
        </p>
      )}
    </section>
  )
}

/** The frame of the forms about a status. */
function formFrame(visit: Visit, { status }: StatusFile, form: FormView) {
  const { locale } = visit
  const errors = form.issues.map((issue) => ({ field: issue.path, message: issueText(locale, issue) }))
  return {
    errors,
    base: (name: string) => ({
      locale,
      name,
      value: form.values[name],
      error: errors.find((one) => one.field === name)?.message,
    }),
    hidden: { version: form.values.version ?? String(status.version) },
    page: {
      ...visit.frame,
      hasForm: true,
      hasErrors: errors.length > 0,
      draft: !residenceText.reviewed(locale),
      back: { href: `/statuses/${status.id}`, label: status.number },
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
  const t = residenceText(locale)
  const file = await getStatusFile(visit)
  if (file.side !== 'holder') throw new Fault('not-found')
  const card = file.status.kind === kandasCard
  const kept = await keptParts(
    visit,
    { kind: extensionDraft(file.status.id), scope: residenceScope(file.status.kind) },
    unseen,
  )
  const { errors, base, page } = formFrame(visit, file, form)
  return visit.html(
    <Page {...page} title={t('status.extend')}>
      {problem && <Notice locale={locale} tone="warning" title={problem} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('status.extend')}</h1>
      {kept.above}
      <p class="lead">{t(card ? 'status.extend.card.lead' : 'status.extend.lead')}</p>
      {card && (
        <p>
          <LawStateTag locale={locale} state="unverified" />
        </p>
      )}
      <Form action={`/statuses/${file.status.id}/extension`} request={visit.request} hidden={kept.hidden}>
        {card ? (
          <TextField {...base('years')} label={t('apply.years')} inputmode="numeric" width={2} />
        ) : (
          <TextField {...base('months')} label={t('status.months')} inputmode="numeric" width={2} />
        )}
        {kept.governs}
        <FormActions locale={locale} label={t('status.extend')} later>
          {kept.drop}
        </FormActions>
      </Form>
    </Page>,
    { status: problem || unseen.length > 0 ? 409 : 200 },
  )
}

async function extend(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const { status } = await getStatusFile(visit)
  const { instance, actor, request } = visit
  const here = `/statuses/${status.id}`
  const taken = await takeKept(visit, {
    kind: extensionDraft(status.id),
    scope: residenceScope(status.kind),
    path: `${here}/extension`,
    back: here,
  })
  if (taken instanceof Response) return taken
  if (taken.length > 0) return showExtension(visit, { values: text, lists, issues: [] }, undefined, taken)
  const term = (typed: string | undefined) => readNumber(typed) ?? Number.NaN
  const filed =
    status.kind === kandasCard
      ? await extendKandasCard(
          instance,
          actor,
          parse(extendKandasCard.input, { status: status.id, years: term(text.years) }),
          request,
        )
      : await extendKandasStatus(
          instance,
          actor,
          parse(extendKandasStatus.input, { status: status.id, months: term(text.months) }),
          request,
        )
  if (isRefusal(filed))
    return showExtension(
      visit,
      { values: text, lists, issues: [] },
      groundText(visit.locale, filed.refused[0]),
    )
  return visit.redirect(`/cases/${filed.number}`, { flash: residenceText(visit.locale)('apply.done') })
}

async function showStep(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = residenceText(locale)
  const file = await getStatusFile(visit)
  if (file.side !== 'holder') throw new Fault('not-found')
  const { errors, base, page } = formFrame(visit, file, form)
  return visit.html(
    <Page {...page} title={t('path.step')}>
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('path.title')}</h1>
      <Form action={`/statuses/${file.status.id}/step`} request={visit.request}>
        <Radios
          {...base('step')}
          label={t('path.step')}
          options={file.path
            .filter(({ step }) => step['known-by'] === 'told')
            .map(({ step }) => ({ value: step.id, label: step.says[locale] ?? step.says.en }))}
        />
        <DateField {...base('on')} label={t('path.on')} value={dateParts(form.values, 'on')} />
        <FormActions locale={locale} label={t('path.tell')} />
      </Form>
    </Page>,
  )
}

async function step(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const { status } = await getStatusFile(visit)
  const given = parse(tellStep.input, { step: text.step ?? '', on: dayOf(text, 'on') })
  await tellStep(visit.instance, visit.actor, given, visit.request)
  return visit.redirect(`/statuses/${status.id}`, {
    flash: residenceText(visit.locale)('family.done'),
  })
}

async function showEnd(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = residenceText(locale)
  const file = await getStatusFile(visit)
  const { errors, base, page, hidden } = formFrame(visit, file, form)
  const reasons =
    file.side === 'office' ? (['citizenship'] as const) : (['citizenship', 'renounced'] as const)
  return visit.html(
    <Page {...page} title={t('status.end')}>
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('status.end')}</h1>
      <p class="lead">{t('status.end.lead')}</p>
      <Form action={`/statuses/${file.status.id}/end`} request={visit.request} hidden={hidden}>
        <Radios
          {...base('because')}
          label={t('status.end.because')}
          options={reasons.map((value) => ({ value, label: t(`status.because.${value}`) }))}
        />
        <TextField {...base('reference')} label={t('status.end.reference')} optional />
        <DateField
          {...base('on')}
          label={t('status.end.on')}
          value={
            form.values['on-day'] === undefined
              ? visit.instance.clock.today().toString()
              : dateParts(form.values, 'on')
          }
        />
        <FormActions locale={locale} label={t('status.end')} />
      </Form>
    </Page>,
  )
}

async function end(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const { status } = await getStatusFile(visit)
  const given = parse(endStatus.input, {
    status: status.id,
    expectedVersion: Number(text.version),
    because: text.because,
    on: dayOf(text, 'on'),
    reference: text.reference?.trim() || undefined,
  })
  await endStatus(visit.instance, visit.actor, given, visit.request)
  return visit.redirect(`/statuses/${status.id}`, {
    flash: residenceText(visit.locale)('status.end.done'),
  })
}

async function showRestore(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = residenceText(locale)
  const file = await getStatusFile(visit)
  const { errors, base, page, hidden } = formFrame(visit, file, form)
  return visit.html(
    <Page {...page} title={t('restore.title')}>
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('restore.title')}</h1>
      <Form action={`/statuses/${file.status.id}/restore`} request={visit.request} hidden={hidden}>
        <Textarea {...base('reasons')} label={t('restore.reasons')} rows={4} />
        <FormActions locale={locale} label={t('restore.title')} />
      </Form>
    </Page>,
  )
}

async function restore(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const { status } = await getStatusFile(visit)
  const given = parse(restoreStatus.input, {
    status: status.id,
    expectedVersion: Number(text.version),
    reasons: text.reasons ?? '',
  })
  await restoreStatus(visit.instance, visit.actor, given, visit.request)
  return visit.redirect(`/statuses/${status.id}`, {
    flash: residenceText(visit.locale)('restore.done'),
  })
}
