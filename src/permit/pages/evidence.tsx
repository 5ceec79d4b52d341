import { Fault } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { Radios } from '../../ui/choices.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { type EvidenceKind, evidenceKinds, lookAtEvidence } from '../find-evidence.ts'
import { evidenceRecorders, recordEvidence } from '../record-evidence.ts'
import { permitText } from '../text.ts'
import { issueText } from './household-form.ts'

/** An officer records which papers of a worker they saw; nobody is asked for them again. */
export const evidencePages: Route[] = formPage({
  path: '/people/:id/evidence',
  who: evidenceRecorders,
  show,
  submit,
})

async function show(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = permitText(locale)
  const { name, seen } = await lookAtEvidence(visit)
  const errors = form.issues.map((issue) => ({ field: issue.path, message: issueText(locale, issue) }))
  const error = (field: string) => errors.find((one) => one.field === field)?.message
  return visit.html(
    <Page
      {...visit.frame}
      title={t('evidence.record')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: `/people/${visit.params.id}`, label: name }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('evidence.record')}</h1>
      {seen.length > 0 && (
        <ul>
          {seen.map(({ kind, valid_to }) => (
            <li>
              {t(`evidence.${kind}`)}{' '}
              {valid_to && t('evidence.until', { date: formatDate(locale, valid_to) })}
            </li>
          ))}
        </ul>
      )}
      <Form action={`/people/${visit.params.id}/evidence`} request={visit.request}>
        <Radios
          locale={locale}
          name="kind"
          label={t('evidence.kind')}
          value={form.values.kind}
          error={error('kind')}
          options={evidenceKinds.map((kind) => ({ value: kind, label: t(`evidence.${kind}`) }))}
        />
        <DateField
          locale={locale}
          name="validTo"
          label={t('evidence.valid')}
          optional
          value={dateParts(form.values, 'validTo')}
          error={error('validTo')}
        />
        <FormActions locale={locale} label={t('evidence.record')} />
      </Form>
    </Page>,
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const worker = visit.params.id
  if (!isId(worker)) throw new Fault('not-found')
  const until = readDate(text, 'validTo')
  const issues = [
    ...(evidenceKinds.some((kind) => kind === text.kind) ? [] : [{ path: 'kind', code: 'required' }]),
    ...('code' in until && until.code !== 'day-missing' ? [{ path: 'validTo', code: 'day' }] : []),
  ]
  if (issues.length > 0) throw new Fault('invalid-input', { issues })
  await recordEvidence(
    visit.instance,
    visit.actor,
    { worker, kind: text.kind as EvidenceKind, ...('date' in until ? { validTo: until.date } : {}) },
    visit.request,
  )
  return visit.redirect(`/people/${worker}`, { flash: permitText(visit.locale)('evidence.done') })
}
