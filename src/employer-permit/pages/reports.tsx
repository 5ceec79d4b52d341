import { occupationName, occupations } from '../../classifier/occupations.ts'
import { regionName } from '../../classifier/regions.ts'
import { account, staff } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { look, read } from '../../platform/read.ts'
import { quotaText } from '../../quota/text.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { type FormView, get, type Route, type Visit } from '../../ui/visit.ts'
import { lookAtCompanies } from '../find-company.ts'
import {
  type ForecastRow,
  fileForecast,
  findForecasts,
  findSpecialReports,
  forecastCategories,
  forecastDay,
  reportSpecialCondition,
  specialConditions,
} from '../report-to-office.ts'
import { employerPermitText } from '../text.ts'
import { issueText } from './form-text.ts'

/** What employers tell the employment body: next year's need, and how the special condition of a transfer was kept. */
export const reportPages: Route[] = [
  ...formPage({ path: '/company/forecast', who: account, show: showForecast, submit: tell }),
  get('/forecasts', staff('analyst', 'supervisor', 'permit-officer'), showAll),
  ...formPage({
    path: '/employer-permits/:id/special-condition',
    who: account,
    show: showSpecial,
    submit: report,
  }),
]

/** The year one tells the need of now: the next one. */
const nextYear = (visit: Visit): number => visit.instance.clock.today().year + 1

function Forecasts({ locale, rows, caption }: { locale: Locale; rows: ForecastRow[]; caption: string }) {
  const t = employerPermitText(locale)
  return (
    <DataTable
      locale={locale}
      caption={caption}
      empty={t('forecast.none')}
      columns={[
        { key: 'occupation', label: t('occupation') },
        { key: 'region', label: t('company.region') },
        { key: 'category', label: t('category') },
        { key: 'workers', label: t('forecast.workers'), numeric: true },
        { key: 'late', label: t('forecast.late'), numeric: true },
      ]}
      rows={rows.map((one) => ({
        id: `${one.region}-${one.category}-${one.occupation}`,
        cells: {
          occupation: occupationName(one.occupation, locale),
          region: regionName(`KZ-${one.region}`, locale),
          category: t(`category.${one.category}`),
          workers: String(one.workers),
          late: String(one.late),
        },
      }))}
    />
  )
}

async function showForecast(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = employerPermitText(locale)
  const year = nextYear(visit)
  const { companies } = await lookAtCompanies(visit)
  const rows = await look(visit.instance, visit.actor, (tx) => findForecasts(tx, year))
  const labels: Record<string, string> = {
    employer: t('company.name'),
    category: t('category'),
    occupation: t('occupation'),
    workers: t('forecast.workers'),
    reason: t('forecast.reason'),
  }
  const errors = form.issues.map((issue) => ({
    field: issue.path,
    label: labels[issue.path],
    message: issueText(locale, issue),
  }))
  const field = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return visit.html(
    <Page
      {...visit.frame}
      draft={!employerPermitText.reviewed(visit.locale)}
      title={t('forecast.title', { year: String(year) })}
      hasForm={companies.length > 0}
      hasErrors={errors.length > 0}
      back={{ href: '/company', label: t('company.title') }}
    >
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('forecast.title', { year: String(year) })}</h1>
      <p class="lead">{t('forecast.lead', { date: formatDate(locale, forecastDay(year)) })}</p>
      <Forecasts locale={locale} rows={rows} caption={t('forecast.told')} />
      {companies.length === 0 ? (
        <p>{t('key.no-company')}</p>
      ) : (
        <Form action="/company/forecast" request={visit.request}>
          <Select
            {...field('employer')}
            label={t('company.name')}
            value={form.values.employer ?? companies[0]?.id}
            options={companies.map((one) => ({ value: one.id, label: one.name }))}
          />
          <Select
            {...field('category')}
            label={t('category')}
            options={forecastCategories.map((value) => ({ value, label: t(`category.${value}`) }))}
          />
          <Select
            {...field('occupation')}
            label={t('occupation')}
            options={occupations().map(({ code }) => ({ value: code, label: occupationName(code, locale) }))}
          />
          <TextField {...field('workers')} label={t('forecast.workers')} inputmode="numeric" width={4} />
          <Textarea {...field('reason')} label={t('forecast.reason')} rows={3} />
          <FormActions locale={locale} label={t('forecast.tell')} />
        </Form>
      )}
    </Page>,
  )
}

const numberOf = (text: string | undefined): number =>
  /^\d{1,6}$/.test(text ?? '') ? Number(text) : Number.NaN

async function tell(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  await fileForecast(
    visit.instance,
    visit.actor,
    {
      employer: text.employer ?? '',
      year: nextYear(visit),
      category: text.category as (typeof forecastCategories)[number],
      occupation: text.occupation ?? '',
      workers: numberOf(text.workers),
      reason: text.reason ?? '',
    },
    visit.request,
  )
  return visit.redirect('/company/forecast', { flash: employerPermitText(visit.locale)('forecast.done') })
}

async function showAll(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = employerPermitText(locale)
  const asked = Number(visit.url.searchParams.get('year'))
  const year = Number.isInteger(asked) && asked > 2011 && asked < 2101 ? asked : nextYear(visit)
  const rows = await look(visit.instance, visit.actor, (tx) => findForecasts(tx, year))
  return visit.html(
    <Page
      {...visit.frame}
      draft={!employerPermitText.reviewed(visit.locale)}
      title={t('forecast.all', { year: String(year) })}
      wide
      back={{ href: '/quota', label: quotaText(locale)('title') }}
    >
      <h1>{t('forecast.all', { year: String(year) })}</h1>
      <p class="lead">{t('forecast.all.lead')}</p>
      <Forecasts locale={locale} rows={rows} caption={t('forecast.all', { year: String(year) })} />
    </Page>,
  )
}

async function showSpecial(visit: Visit, form: FormView): Promise<Response> {
  const { locale, actor } = visit
  const t = employerPermitText(locale)
  const { id } = visit.params
  if (!isId(id) || actor.kind !== 'person') throw new Fault('not-found')
  const reports = await read(
    visit.instance,
    actor,
    {
      what: 'employer-permit',
      who: account,
      purpose: 'employ-foreign-workers',
      legalBasis: 'MLSP-279',
      categories: ['employment'],
    },
    async ({ tx }) => {
      const permit = await tx.one<{ worker: string }>(sql`
        select worker_person as worker from employer_permit.permit
        where id = ${id}::uuid and employer_account = ${actor.account}::uuid and category = 'intra-corporate'`)
      return { answer: await findSpecialReports(tx, id), subjects: [permit.worker] }
    },
  )
  const errors = form.issues.map((issue) => ({ field: issue.path, message: issueText(locale, issue) }))
  const field = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return visit.html(
    <Page
      {...visit.frame}
      draft={!employerPermitText.reviewed(visit.locale)}
      title={t('special.report')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: `/employer-permits/${id}`, label: t('company.title') }}
    >
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('special.report')}</h1>
      <p class="lead">{t('special.report.lead')}</p>
      <DataTable
        locale={locale}
        caption={t('special.reports')}
        empty={t('forecast.none')}
        columns={[
          { key: 'until', label: t('special.until'), nowrap: true },
          { key: 'what', label: t('special') },
          { key: 'citizens', label: t('special.citizens'), numeric: true },
        ]}
        rows={reports.map((one) => ({
          id: one.id,
          cells: {
            until: formatDate(locale, one.period_to),
            what: `${t(`special.${one.condition}`)}. ${one.says}`,
            citizens: String(one.citizens),
          },
        }))}
      />
      <Form action={`/employer-permits/${id}/special-condition`} request={visit.request}>
        <Select
          {...field('condition')}
          label={t('special')}
          options={specialConditions.map((value) => ({ value, label: t(`special.${value}`) }))}
        />
        <TextField {...field('citizens')} label={t('special.citizens')} inputmode="numeric" width={4} />
        <DateField
          {...field('periodTo')}
          label={t('special.until')}
          value={dateParts(form.values, 'periodTo')}
        />
        <Textarea {...field('says')} label={t('special.says')} rows={4} />
        <FormActions locale={locale} label={t('special.report')} />
      </Form>
    </Page>,
  )
}

async function report(visit: Visit): Promise<Response> {
  const { id } = visit.params
  if (!isId(id)) throw new Fault('not-found')
  const { text } = visit.answers
  const until = readDate(text, 'periodTo')
  await reportSpecialCondition(
    visit.instance,
    visit.actor,
    {
      permit: id,
      condition: text.condition as (typeof specialConditions)[number],
      citizens: numberOf(text.citizens),
      says: text.says ?? '',
      periodTo: 'date' in until ? until.date : '',
    },
    visit.request,
  )
  return visit.redirect(`/employer-permits/${id}/special-condition`, {
    flash: employerPermitText(visit.locale)('special.reported'),
  })
}
