import { regionName } from '../../classifier/regions.ts'
import { account } from '../../platform/actor.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { read } from '../../platform/read.ts'
import { Radios } from '../../ui/choices.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Page } from '../../ui/page.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { getWaitingForHost } from '../find-registrations.ts'
import { confirmRegistration, denyRegistration } from '../register-address.ts'
import { stayText } from '../text.ts'
import { errorText, named } from './address.tsx'

/** Somebody says that they live with me: is it so? The host's own page. */
export const hostingPages: Route[] = formPage({
  path: '/hosting/:id',
  who: account,
  show,
  submit,
})

async function show(visit: Visit, form: FormView): Promise<Response> {
  const { instance, actor, locale } = visit
  const id = registrationOf(visit)
  const row = await read(
    instance,
    actor,
    {
      what: 'registration-to-confirm',
      who: account,
      purpose: 'register-stay',
      legalBasis: 'MIA-923',
      categories: ['identity', 'stay'],
    },
    async ({ tx }) => {
      const answer = await getWaitingForHost(tx, id)
      return { answer, subjects: [answer.person_id] }
    },
  )
  const t = stayText(locale)
  const errors = form.issues.map(({ path, code }) => ({ field: path, message: errorText(locale, code) }))
  const error = (name: string) => errors.find((one) => one.field === name)?.message
  return visit.html(
    <Page
      {...visit.frame}
      title={t('hosting.title')}
      hasForm
      hasErrors={errors.length > 0}
      draft={!stayText.reviewed(locale)}
      back={{ href: '/arrivals', label: t('arrivals.title') }}
    >
      <ErrorSummary
        locale={locale}
        errors={named(locale, errors, { answer: t('hosting.question'), reason: t('hosting.reason') })}
      />
      <h1>{t('hosting.title')}</h1>
      <p class="lead">{t('hosting.lead')}</p>
      <SummaryList
        locale={locale}
        rows={[
          { label: t('hosting.guest'), value: row.guest_name },
          { label: t('address.address'), value: row.address },
          { label: t('form.region'), value: regionName(`KZ-${row.region}`, locale) },
          { label: t('address.since'), value: formatDate(locale, row.since) },
        ]}
      />
      <Form action={`/hosting/${row.id}`} request={visit.request}>
        <Radios
          locale={locale}
          name="answer"
          label={t('hosting.question')}
          value={form.values.answer}
          error={error('answer')}
          options={[
            { value: 'yes', label: t('hosting.yes') },
            {
              value: 'no',
              label: t('hosting.no'),
              follow: (
                <Textarea
                  locale={locale}
                  name="reason"
                  label={t('hosting.reason')}
                  hint={t('hosting.reason.hint')}
                  rows={3}
                  maxlength={500}
                  value={form.values.reason}
                  error={error('reason')}
                />
              ),
            },
          ]}
        />
        <FormActions locale={locale} label={t('hosting.send')} />
      </Form>
    </Page>,
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { instance, actor, answers, request } = visit
  const registration = registrationOf(visit)
  const { answer, reason } = answers.text
  const t = stayText(visit.locale)
  if (answer === 'yes') {
    await confirmRegistration(instance, actor, { registration }, request)
    return visit.redirect('/arrivals', { flash: t('hosting.confirmed') })
  }
  if (answer !== 'no') throw invalid('answer', 'required')
  await denyRegistration(instance, actor, { registration, reason: reason ?? '' }, request)
  return visit.redirect('/arrivals', { flash: t('hosting.denied') })
}

function registrationOf(visit: Visit): string {
  if (!isId(visit.params.id)) throw new Fault('not-found')
  return visit.params.id
}
