import type { CaseRow } from '../../case/case-row.ts'
import { readCase } from '../../case/look-at-case.ts'
import { CheckTable } from '../../case/pages/check-table.tsx'
import { isRefusal } from '../../platform/act.ts'
import { staff } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatMoment } from '../../platform/language.ts'
import { Radios } from '../../ui/choices.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { type ApplicationRow, employerPermit, getApplication } from '../application-row.ts'
import { type CheckKind, type Checks, checkKinds, findChecks } from '../find-checks.ts'
import { recordCheck } from '../record-check.ts'
import { feeBounds, knownFee, setFee } from '../set-fee.ts'
import { employerPermitText } from '../text.ts'
import { issueText, readNumber } from './form-text.ts'

const officers = staff('permit-officer', 'supervisor')

/** What an officer looked up about an application, what registries answered, and the fee read from the act. */
export const checkPages: Route[] = [
  ...formPage({ path: '/cases/:number/checks', who: officers, show, submit: submitCheck }),
  ...formPage({ path: '/cases/:number/fee', who: officers, show, submit: submitFee }),
]

interface Seen {
  row: CaseRow
  application: ApplicationRow
  checks: Checks
}

const look = (visit: Visit): Promise<Seen> =>
  readCase(visit, 'employer-permit-checks', async ({ tx }, row) => {
    if (row.kind !== employerPermit) throw new Fault('not-found')
    return { row, application: await getApplication(tx, row.id), checks: await findChecks(tx, row.id) }
  })

async function show(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = employerPermitText(locale)
  const seen = await look(visit)
  const errors = form.issues.map((issue) => ({ field: issue.path, message: issueText(locale, issue) }))
  return visit.html(
    <Page
      {...visit.frame}
      title={t('checks.title')}
      hasForm={seen.row.closed_at === null}
      hasErrors={errors.length > 0}
      back={{ href: `/cases/${seen.row.number}`, label: seen.row.number }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('checks.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="lead">{t('checks.lead')}</p>
      <Answers visit={visit} checks={seen.checks} />
      {seen.row.closed_at === null && (
        <>
          <CheckForm visit={visit} seen={seen} form={form} />
          <FeeForm visit={visit} seen={seen} form={form} />
        </>
      )}
    </Page>,
  )
}

function Answers({ visit, checks }: { visit: Visit; checks: Checks }) {
  const { locale } = visit
  const t = employerPermitText(locale)
  return (
    <CheckTable
      locale={locale}
      title={t('checks.title')}
      columns={{ kind: t('checks.kind'), answer: t('checks.answer'), note: t('checks.note') }}
      lines={checkKinds.map((kind) => {
        const check = checks[kind]
        return {
          kind,
          label: t(`check.${kind}`),
          answer: check?.answer,
          says: t(check ? `checks.${check.answer}` : 'checks.open'),
          note: check
            ? `${check.note}, ${t(`checks.source.${check.source}`)}, ${formatMoment(locale, check.seen_at)}`
            : '',
        }
      })}
    />
  )
}

interface Part {
  visit: Visit
  seen: Seen
  form: FormView
}

function CheckForm({ visit, seen, form }: Part) {
  const { locale } = visit
  const t = employerPermitText(locale)
  const error = (field: string) => {
    const issue = form.issues.find((one) => one.path === field)
    return issue && issueText(locale, issue)
  }
  return (
    <section class="flow-small" aria-labelledby="record">
      <h2 id="record">{t('checks.save')}</h2>
      <Form
        action={`/cases/${seen.row.number}/checks`}
        request={visit.request}
        hidden={{ version: String(seen.row.version) }}
      >
        <Select
          locale={locale}
          name="kind"
          label={t('checks.kind')}
          value={form.values.kind}
          error={error('kind')}
          options={checkKinds.map((value) => ({ value, label: t(`check.${value}`) }))}
        />
        <Radios
          locale={locale}
          name="answer"
          label={t('checks.answer')}
          value={form.values.answer}
          error={error('answer')}
          inline
          options={[
            { value: 'clear', label: t('checks.clear') },
            { value: 'against', label: t('checks.against') },
          ]}
        />
        <Textarea
          locale={locale}
          name="note"
          label={t('checks.note')}
          rows={3}
          value={form.values.note}
          error={error('note')}
        />
        <FormActions locale={locale} label={t('checks.save')} />
      </Form>
    </section>
  )
}

function FeeForm({ visit, seen, form }: Part) {
  const { locale } = visit
  const t = employerPermitText(locale)
  const { application } = seen
  const governs = seen.row.governing_date
  if (knownFee(application.category, application.months, governs) !== undefined) return null
  const error = (field: string) => {
    const issue = form.issues.find((one) => one.path === field)
    return issue && issueText(locale, issue)
  }
  return (
    <section class="flow-small" aria-labelledby="fee">
      <h2 id="fee">{t('fee.set')}</h2>
      <p class="hint">{t('fee.set.hint', feeBounds(application.months, governs))}</p>
      <Form
        id="fee-form"
        action={`/cases/${seen.row.number}/fee`}
        request={visit.request}
        hidden={{ version: String(seen.row.version) }}
      >
        <TextField
          locale={locale}
          name="mci"
          label={t('fee.set.mci')}
          value={form.values.mci ?? (application.fee_mci ? String(application.fee_mci) : undefined)}
          error={error('mci')}
          inputmode="numeric"
          width={4}
        />
        <TextField
          locale={locale}
          name="source"
          label={t('fee.set.source')}
          value={form.values.source ?? application.fee_source ?? undefined}
          error={error('source')}
        />
        <FormActions locale={locale} label={t('fee.set.save')} />
      </Form>
    </section>
  )
}

async function submitCheck(visit: Visit): Promise<Response> {
  const { row } = await look(visit)
  const { kind, answer, note = '', version } = visit.answers.text
  await recordCheck(
    visit.instance,
    visit.actor,
    {
      caseId: row.id,
      expectedVersion: Number(version),
      kind: kind as CheckKind,
      answer: answer as 'clear',
      note,
    },
    visit.request,
  )
  return visit.redirect(`/cases/${row.number}/checks`, {
    flash: employerPermitText(visit.locale)('checks.done'),
  })
}

async function submitFee(visit: Visit): Promise<Response> {
  const { row } = await look(visit)
  const { mci, source = '', version } = visit.answers.text
  const answer = await setFee(
    visit.instance,
    visit.actor,
    {
      caseId: row.id,
      expectedVersion: Number(version),
      mci: readNumber(mci) ?? Number.NaN,
      source,
    },
    visit.request,
  )
  if (isRefusal(answer)) throw new Fault('wrong-state')
  return visit.redirect(`/cases/${row.number}/checks`, {
    flash: employerPermitText(visit.locale)('fee.set.done'),
  })
}
