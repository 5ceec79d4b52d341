import { regionName, regionsAt } from '../../classifier/regions.ts'
import { formatDate } from '../../platform/language.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { findVisits, inspectors, mondayOf, proposeVisit } from '../plan-visits.ts'
import { inspectionText } from '../text.ts'

/** Where inspectors go this week, and what they propose for the next. */
export const visitPages: Route[] = formPage({ path: '/inspections', who: inspectors, show, submit })

async function show(visit: Visit, form: FormView): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = inspectionText(locale)
  const visits = await findVisits(instance, actor)
  const errors = form.issues.map(({ path }) => ({ field: path, message: t('error') }))
  const field = (name: 'region' | 'employer' | 'place') => ({
    locale,
    name,
    label: t(name),
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return visit.html(
    <Page {...visit.frame} title={t('title')} wide hasForm hasErrors={errors.length > 0}>
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="lead">{t('lead')}</p>
      <DataTable
        locale={locale}
        caption={`${t('week')} ${formatDate(locale, mondayOf(instance.clock.today()))}`}
        empty={t('none')}
        columns={[
          { key: 'employer', label: t('employer') },
          { key: 'place', label: t('place') },
          { key: 'region', label: t('region') },
        ]}
        rows={visits.map((one) => ({
          id: one.id,
          cells: {
            employer: one.employer,
            place: one.place,
            region: regionName(`KZ-${one.region}`, locale),
          },
        }))}
      />
      <h2>{t('propose')}</h2>
      <Form action="/inspections" request={visit.request}>
        <TextField {...field('employer')} />
        <TextField {...field('place')} />
        <Select
          {...field('region')}
          options={regionsAt(instance.clock.today()).map(({ code }) => ({
            value: code.replace(/^KZ-/, ''),
            label: regionName(code, locale),
          }))}
        />
        <FormActions locale={locale} label={t('propose')} />
      </Form>
    </Page>,
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { region = '', employer = '', place = '' } = visit.answers.text
  await proposeVisit(visit.instance, visit.actor, { region, employer, place }, visit.request)
  return visit.redirect('/inspections', { flash: inspectionText(visit.locale)('proposed') })
}
