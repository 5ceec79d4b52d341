import { requireFresh } from '../../institution/require-fresh.ts'
import { anyStaff } from '../../institution/sign-in-staff.ts'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { ownPath } from '../../ui/own-path.ts'
import { Page } from '../../ui/page.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { giveReadingReason, leaveHours } from '../give-reading-reason.ts'
import { readingText } from '../reading-text.ts'

/** Minutes: the proof is made for this reason, not left over from the morning. */
const fresh = 5

/** Where a soft limit of reading leads: who is it, and why does the work need more? Then back to what was asked for. */
export const readingReasonPages: Route[] = formPage({ path: '/reading/reason', who: anyStaff, show, submit })

const backOf = (visit: Visit): string =>
  ownPath(visit.answers.text.to ?? visit.url.searchParams.get('to'), '/')

async function show(visit: Visit, form: FormView): Promise<Response> {
  const to = backOf(visit)
  const detour = requireFresh(visit, fresh, `/reading/reason?to=${encodeURIComponent(to)}`)
  if (detour) return detour
  const { locale } = visit
  const t = readingText(locale)
  const errors = form.issues.map(() => ({ field: 'reason', message: t('error.too-short') }))
  return visit.html(
    <Page {...visit.frame} title={t('why.title')} hasForm hasErrors={errors.length > 0}>
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('why.title')}</h1>
      <p class="lead">{t('why.lead', { hours: leaveHours })}</p>
      <Form action="/reading/reason" request={visit.request} hidden={{ to }}>
        <Textarea
          locale={locale}
          name="reason"
          label={t('why.label')}
          hint={t('why.hint')}
          rows={4}
          maxlength={2000}
          value={form.values.reason}
          error={errors[0]?.message}
        />
        <FormActions locale={locale} label={t('why.send')} />
      </Form>
    </Page>,
  )
}

async function submit(visit: Visit): Promise<Response> {
  const to = backOf(visit)
  const detour = requireFresh(visit, fresh, `/reading/reason?to=${encodeURIComponent(to)}`)
  if (detour) return detour
  await giveReadingReason(
    visit.instance,
    visit.actor,
    { reason: visit.answers.text.reason ?? '' },
    visit.request,
  )
  return visit.redirect(to)
}
