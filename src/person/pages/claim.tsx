import { statesIn } from '../../classifier/countries.ts'
import { isRefusal } from '../../platform/act.ts'
import { account } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { claimRecord } from '../claim-record.ts'
import { signInText } from '../sign-in-text.ts'

/** For those whom an officer registered: their own account opens their record. */
export const claimPages: Route[] = formPage({
  path: '/me/claim',
  who: account,
  show: (visit, form) => show(visit, form),
  submit,
})

async function show(visit: Visit, form: FormView, refused = false): Promise<Response> {
  const { locale } = visit
  const t = signInText(locale)
  const errors = form.issues.map(({ path }) => ({ field: path, message: t('claim.required') }))
  const field = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return visit.html(
    <Page
      {...visit.frame}
      title={t('claim.title')}
      hasForm
      hasErrors={refused || errors.length > 0}
      draft={!signInText.reviewed(locale)}
    >
      {refused && (
        <Notice locale={locale} tone="warning" live>
          <p>{t('claim.no')}</p>
        </Notice>
      )}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('claim.title')}</h1>
      <p>{t('claim.lead')}</p>
      <Form action="/me/claim" request={visit.request}>
        <Select {...field('issuingState')} label={t('claim.state')} options={statesIn(locale)} />
        <TextField
          {...field('documentNumber')}
          label={t('claim.number')}
          width={20}
          look="mono"
          spellcheck={false}
        />
        <DateField
          {...field('birthDate')}
          label={t('claim.birth')}
          autocomplete="bday"
          value={dateParts(form.values, 'birthDate')}
        />
        <FormActions locale={locale} label={t('claim.send')} />
      </Form>
    </Page>,
    { status: refused ? 409 : 200 },
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const birth = readDate(text, 'birthDate')
  const issues = [
    ...(['issuingState', 'documentNumber'] as const)
      .filter((path) => (text[path] ?? '').trim().length < 3)
      .map((path) => ({ path, code: 'required' })),
    ...('code' in birth ? [{ path: 'birthDate', code: birth.code }] : []),
  ]
  if (issues.length > 0 || 'code' in birth) throw new Fault('invalid-input', { issues })
  const answer = await claimRecord(
    visit.instance,
    visit.actor,
    {
      issuingState: text.issuingState ?? '',
      documentNumber: (text.documentNumber ?? '').replaceAll(/\s/g, ''),
      birthDate: birth.date,
    },
    visit.request,
  )
  if (isRefusal(answer)) return show(visit, { values: text, lists: {}, issues: [] }, true)
  return visit.redirect('/me', { flash: signInText(visit.locale)('claim.done') })
}
