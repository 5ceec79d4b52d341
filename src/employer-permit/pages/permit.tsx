import { extensionDraft } from '../../case/keep-application-draft.ts'
import { keptParts, startFromDraft, takeKept } from '../../case/pages/resume-draft.tsx'
import { traceEntries } from '../../case/pages/show-trace.tsx'
import { occupationName } from '../../classifier/occupations.ts'
import { regionName } from '../../classifier/regions.ts'
import { isRefusal, parse } from '../../platform/act.ts'
import { account, anyOf, staff } from '../../platform/actor.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import { formatDate, formatMoney } from '../../platform/language.ts'
import type { LawChange } from '../../policy/changes-since.ts'
import { findValueAt } from '../../policy/value-at.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { Checkboxes } from '../../ui/choices.tsx'
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
import { Trace } from '../../ui/trace.tsx'
import { Typed } from '../../ui/typed.tsx'
import { type FormView, get, type Route, type Visit } from '../../ui/visit.ts'
import { EmployerExtension, extendEmployerPermit } from '../apply-for-employer-permit.ts'
import { endEmployerPermit } from '../end-employer-permit.ts'
import { extensionWindow } from '../extension-window.ts'
import { type EmployerPermitFile, getEmployerPermit } from '../get-employer-permit.ts'
import { employerScope } from '../law-scope.ts'
import { employerPermitText } from '../text.ts'
import { tones } from './company.tsx'
import { groundText, issueText, readNumber } from './form-text.ts'
import { staffingFrom } from './new-application.tsx'

const officers = staff('permit-officer', 'supervisor')

/** An employer's permit: its term, why it was granted, its document, and what may be done with it. */
export const employerPermitPages: Route[] = [
  get('/employer-permits/:id', anyOf(account, officers), show),
  ...formPage({
    path: '/employer-permits/:id/extension',
    who: account,
    start: (visit) => startFromDraft(visit, extensionDraft(visit.params.id ?? '')),
    show: (visit, form) => showExtension(visit, form),
    submit: extend,
  }),
  ...formPage({ path: '/employer-permits/:id/end', who: account, show: showEnd, submit: end }),
]

async function show(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = employerPermitText(locale)
  const file = await getEmployerPermit(visit)
  const { permit, decision, document, side, revocation } = file
  const today = visit.instance.clock.today()
  const left = today.until(Temporal.PlainDate.from(permit.valid_to), { largestUnit: 'days' }).days
  const trips = findValueAt('employer-permit.trip-days', today)?.value
  return visit.html(
    <Page
      {...visit.frame}
      title={t('permit.title', { number: permit.number })}
      draft={!employerPermitText.reviewed(locale)}
      back={
        side === 'office'
          ? { href: `/cases/${permit.case_number}`, label: permit.case_number }
          : side === 'worker'
            ? { href: '/me', label: permit.worker_name }
            : { href: '/company', label: t('company.title') }
      }
    >
      <h1>
        <KeepNumbers text={t('permit.title', { number: permit.number })} />
      </h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {revocation && (
        <Notice
          locale={locale}
          tone="warning"
          title={t('revoke.announced', { date: formatDate(locale, revocation.held_on) })}
        >
          <Typed block>{revocation.reasons}</Typed>
          <p>
            <a href={`/employer-permits/${permit.id}/${side === 'office' ? 'revoke' : 'answer'}`}>
              {t(side === 'office' ? 'revoke.title' : 'revoke.answer')}
            </a>
          </p>
        </Notice>
      )}
      {permit.state === 'active' && <Deadline locale={locale} by={permit.valid_to} days={left} near={60} />}
      <SummaryList locale={locale} rows={rowsOf(file, visit)} />
      {typeof trips === 'number' && <p class="hint">{t('permit.trips', { days: trips })}</p>}
      {document && (
        <section class="flow-small" aria-labelledby="document">
          <h2 id="document">{t('permit.document')}</h2>
          <DocumentCard
            locale={locale}
            title={document.serial}
            validUntil={permit.valid_to}
            open={`/documents/${document.serial}`}
          />
        </section>
      )}
      <Details title={t('permit.why')}>
        <Trace locale={locale} lines={traceEntries(decision.trace, locale)} />
      </Details>
      <Buttons visit={visit} file={file} />
    </Page>,
  )
}

function rowsOf({ permit, decision }: EmployerPermitFile, { locale }: Visit) {
  const t = employerPermitText(locale)
  return [
    {
      label: t('permit.state'),
      value: (
        <>
          <StatusTag tone={tones[permit.state]}>{t(`permit.state.${permit.state}`)}</StatusTag>
          <LawStates locale={locale} states={decision.law_states} />
        </>
      ),
    },
    { label: t('worker'), value: permit.worker_name },
    { label: t('employer'), value: permit.employer_name },
    { label: t('category'), value: t(`category.${permit.category}`) },
    { label: t('occupation'), value: `${occupationName(permit.occupation, locale)}. ${permit.position}` },
    {
      label: t('regions'),
      value: permit.regions.map((one) => regionName(`KZ-${one}`, locale)).join(', '),
    },
    { label: t('address'), value: permit.address },
    { label: t('wage'), value: formatMoney(locale, permit.wage_tiyn) },
    {
      label: t('term'),
      value: t('term.value', {
        months: permit.months,
        from: formatDate(locale, permit.valid_from),
        to: formatDate(locale, permit.valid_to),
      }),
    },
    ...(permit.ended_on ? [{ label: t('permit.ended-on'), value: formatDate(locale, permit.ended_on) }] : []),
  ]
}

function Buttons({ visit, file }: { visit: Visit; file: EmployerPermitFile }) {
  const t = employerPermitText(visit.locale)
  const { permit, side, obligation } = file
  const here = `/employer-permits/${permit.id}`
  const active = permit.state === 'active'
  return (
    <ButtonRow>
      {side === 'employer' && obligation && (
        <Button href={`/payments/${obligation}`} icon="wallet">
          {t('company.pay')}
        </Button>
      )}
      {side === 'employer' && active && <Button href={`${here}/extension`}>{t('extend.title')}</Button>}
      {side === 'employer' && permit.category === 'intra-corporate' && (
        <Button href={`${here}/special-condition`} kind="secondary">
          {t('special.report')}
        </Button>
      )}
      {side !== 'office' && active && (
        <Button href={`${here}/end`} kind="secondary">
          {t('permit.end')}
        </Button>
      )}
      {side === 'office' && active && (
        <Button href={`${here}/revoke`} kind="danger">
          {t('revoke.title')}
        </Button>
      )}
    </ButtonRow>
  )
}

/** The frame of the forms about a permit: where one came from, what is wrong, the permit it is about. */
export function formFrame(visit: Visit, { permit }: EmployerPermitFile, form: FormView) {
  const { locale } = visit
  const errors = form.issues.map((issue) => ({
    field: issue.path.replace(/^staffing\./, ''),
    message: issueText(locale, issue),
  }))
  return {
    errors,
    error: (field: string) => errors.find((one) => one.field === field)?.message,
    hidden: { version: form.values.version ?? String(permit.version) },
    page: {
      ...visit.frame,
      hasForm: true,
      hasErrors: errors.length > 0,
      back: {
        href: `/employer-permits/${permit.id}`,
        label: employerPermitText(locale)('permit.title', { number: permit.number }),
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
  const t = employerPermitText(locale)
  const file = await getEmployerPermit(visit)
  if (file.side !== 'employer') throw new Fault('not-found')
  const { errors, error, page } = formFrame(visit, file, form)
  const kept = await keptParts(visit, { kind: extensionDraft(file.permit.id), scope: employerScope }, unseen)
  const window = extensionWindow(file.permit.valid_to, visit.instance.clock.today())
  const base = (name: string) => ({ locale, name, value: form.values[name], error: error(name) })
  return visit.html(
    <Page {...page} draft={!employerPermitText.reviewed(visit.locale)} title={t('extend.title')}>
      {problem && <Notice locale={locale} tone="warning" title={problem} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('extend.title')}</h1>
      {kept.above}
      <p class="lead">
        {t('extend.window', {
          first: formatDate(locale, window.first),
          last: formatDate(locale, window.last),
        })}
      </p>
      <Form
        action={`/employer-permits/${file.permit.id}/extension`}
        request={visit.request}
        hidden={kept.hidden}
      >
        <TextField {...base('months')} label={t('months')} inputmode="numeric" width={2} />
        <h2>{t('staffing.title')}</h2>
        <p class="hint">{t('staffing.hint')}</p>
        {(['citizenHeads', 'allHeads', 'citizenWorkers', 'allWorkers', 'branchStaff'] as const).map(
          (name) => (
            <TextField {...base(name)} label={t(`staffing.${name}`)} inputmode="numeric" width={4} optional />
          ),
        )}
        {file.permit.category === 'fourth' && (
          <Checkboxes
            {...base('undertakesReplacement')}
            label={t('category.fourth')}
            values={form.values.undertakesReplacement ? ['yes'] : []}
            options={[{ value: 'yes', label: t('replacement') }]}
          />
        )}
        {kept.governs}
        <FormActions locale={locale} label={t('extend.title')} later>
          {kept.drop}
        </FormActions>
      </Form>
    </Page>,
    { status: problem || unseen.length > 0 ? 409 : 200 },
  )
}

async function extend(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const { permit } = await getEmployerPermit(visit)
  const here = `/employer-permits/${permit.id}`
  const taken = await takeKept(visit, {
    kind: extensionDraft(permit.id),
    scope: employerScope,
    path: `${here}/extension`,
    back: here,
  })
  if (taken instanceof Response) return taken
  if (taken.length > 0) return showExtension(visit, { values: text, lists, issues: [] }, undefined, taken)
  const given = parse(EmployerExtension, {
    permit: permit.id,
    months: readNumber(text.months) ?? Number.NaN,
    staffing: staffingFrom(text),
    undertakesReplacement: (text.undertakesReplacement ?? lists.undertakesReplacement?.[0]) === 'yes',
  })
  const filed = await extendEmployerPermit(visit.instance, visit.actor, given, visit.request)
  if (!isRefusal(filed))
    return visit.redirect(`/cases/${filed.number}`, {
      flash: employerPermitText(visit.locale)('extend.done'),
    })
  const [ground] = filed.refused
  return showExtension(
    visit,
    { values: text, lists, issues: [] },
    ground ? groundText(visit.locale, ground) : '',
  )
}

async function showEnd(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = employerPermitText(locale)
  const file = await getEmployerPermit(visit)
  const { errors, error, page, hidden } = formFrame(visit, file, form)
  return visit.html(
    <Page {...page} draft={!employerPermitText.reviewed(visit.locale)} title={t('permit.end')}>
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('permit.end')}</h1>
      <Form action={`/employer-permits/${file.permit.id}/end`} request={visit.request} hidden={hidden}>
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
  await endEmployerPermit(
    visit.instance,
    visit.actor,
    { permit: id, expectedVersion: Number(text.version), on: on.date },
    visit.request,
  )
  return visit.redirect(`/employer-permits/${id}`, {
    flash: employerPermitText(visit.locale)('permit.end.done'),
  })
}
