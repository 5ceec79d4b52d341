import { industries, industryName } from '../../classifier/industries.ts'
import { regionName, regionsAt } from '../../classifier/regions.ts'
import { Company, registerCompany } from '../../organisation/register-company.ts'
import { parse } from '../../platform/act.ts'
import { account, everyone } from '../../platform/actor.ts'
import { formatDate } from '../../platform/language.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { LinkList } from '../../ui/link-list.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { StatusTag, type Tone } from '../../ui/status-tag.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type FormView, get, type Route, type Visit } from '../../ui/visit.ts'
import { type CompanyHome, lookAtCompanies } from '../find-company.ts'
import { employerPermitText } from '../text.ts'
import { issueText } from './form-text.ts'

export const tones: Record<CompanyHome['permits'][number]['state'], Tone> = {
  'awaiting-fee': 'waiting',
  active: 'success',
  ended: 'neutral',
  revoked: 'danger',
  expired: 'neutral',
  lapsed: 'danger',
}

/** A company's home: what it employs foreign workers under, and for everybody else what it takes. */
export const companyPages: Route[] = [
  get('/company', everyone, home),
  ...formPage({ path: '/company/register', who: account, start, show, submit }),
]

async function home(visit: Visit): Promise<Response> {
  const { actor, locale } = visit
  const t = employerPermitText(locale)
  const seen: CompanyHome =
    actor.kind === 'person' ? await lookAtCompanies(visit) : { companies: [], permits: [], applications: [] }
  return visit.html(
    <Page {...visit.frame} title={t('company.title')} wide draft={!employerPermitText.reviewed(locale)}>
      <h1>{t('company.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {seen.companies.length === 0 ? <Introduction visit={visit} /> : <Home visit={visit} seen={seen} />}
    </Page>,
  )
}

function Introduction({ visit }: { visit: Visit }) {
  const { actor, locale } = visit
  const t = employerPermitText(locale)
  const door =
    actor.kind !== 'person'
      ? { href: '/sign-in?to=/company', label: t('company.sign-in') }
      : actor.person
        ? { href: '/company/register', label: t('company.register') }
        : { href: '/register/self', label: t('company.person-first') }
  return (
    <>
      <p class="lead">{t('company.lead')}</p>
      <ButtonRow>
        {actor.kind !== 'staff' && (
          <Button href={door.href} icon="arrow-right">
            {door.label}
          </Button>
        )}
        <Button href="/rules/employer-permit/test" kind="secondary">
          {t('company.test')}
        </Button>
        <Button href="/quota" kind="secondary">
          {t('company.places')}
        </Button>
      </ButtonRow>
    </>
  )
}

function Home({ visit, seen }: { visit: Visit; seen: CompanyHome }) {
  const { locale } = visit
  const t = employerPermitText(locale)
  return (
    <>
      {seen.companies.map((company) => (
        <section class="flow-small">
          <h2>{company.name}</h2>
          <p>
            {company.bin}. {regionName(`KZ-${company.region}`, locale)}, {company.address}
            {company.sector && `. ${industryName(company.sector, locale)}`}
          </p>
          <p>
            <a href={`/company/register?bin=${company.bin}`}>{t('company.change')}</a>
          </p>
          {company.barred_until && (
            <Notice
              locale={locale}
              tone="danger"
              title={t('company.barred', { date: formatDate(locale, company.barred_until) })}
            />
          )}
        </section>
      ))}
      <ButtonRow>
        <Button href="/company/permits/new" icon="user-plus">
          {t('company.ask')}
        </Button>
      </ButtonRow>
      <DataTable
        locale={locale}
        caption={t('company.permits')}
        empty={t('company.none.permits')}
        columns={[
          { key: 'worker', label: t('worker') },
          { key: 'category', label: t('category') },
          { key: 'until', label: t('permit.until'), nowrap: true },
          { key: 'state', label: t('permit.state') },
        ]}
        rows={seen.permits.map((one) => ({
          id: one.id,
          cells: {
            worker: <a href={`/employer-permits/${one.id}`}>{one.worker_name}</a>,
            category: t(`category.${one.category}`),
            until: formatDate(locale, one.valid_to),
            state: (
              <>
                <StatusTag tone={tones[one.state]}>{t(`permit.state.${one.state}`)}</StatusTag>{' '}
                {one.obligation && <a href={`/payments/${one.obligation}`}>{t('company.pay')}</a>}
              </>
            ),
          },
        }))}
      />
      <DataTable
        locale={locale}
        caption={t('company.applications')}
        empty={t('company.none.applications')}
        columns={[
          { key: 'number', label: t('kind') },
          { key: 'worker', label: t('worker') },
          { key: 'category', label: t('category') },
        ]}
        rows={seen.applications.map((one) => ({
          id: one.case_number,
          cells: {
            number: (
              <>
                <a href={`/cases/${one.case_number}`}>{one.case_number}</a> {t(`kind.${one.kind}`)}
              </>
            ),
            worker: one.worker_name,
            category: t(`category.${one.category}`),
          },
        }))}
      />
      <LinkList
        columns
        items={[
          { href: '/rules/employer-permit/test', icon: 'list-checks', label: t('company.test') },
          { href: '/quota', icon: 'map-pin', label: t('company.places') },
          { href: '/company/forecast', icon: 'calendar-days', label: t('forecast') },
          { href: '/company/keys', icon: 'settings', label: t('keys') },
        ]}
      />
    </>
  )
}

async function start(visit: Visit): Promise<Partial<FormView>> {
  const wanted = visit.url.searchParams.get('bin')
  if (!wanted) return {}
  const company = (await lookAtCompanies(visit)).companies.find((one) => one.bin === wanted)
  return company
    ? {
        values: {
          bin: company.bin,
          name: company.name,
          region: company.region,
          address: company.address,
          ...(company.sector ? { sector: company.sector } : {}),
        },
      }
    : {}
}

async function show(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = employerPermitText(locale)
  const errors = form.issues.map((issue) => ({ field: issue.path, message: issueText(locale, issue) }))
  const base = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  const regions = regionsAt(visit.instance.clock.today()).map(({ code }) => ({
    value: code.slice(3),
    label: regionName(code, locale),
  }))
  return visit.html(
    <Page
      {...visit.frame}
      draft={!employerPermitText.reviewed(visit.locale)}
      title={t('company.register')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: '/company', label: t('company.title') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('company.register')}</h1>
      <p class="hint">{t('company.declared')}</p>
      <Form action="/company/register" request={visit.request}>
        <TextField {...base('bin')} label={t('company.bin')} inputmode="numeric" width={20} look="mono" />
        <TextField {...base('name')} label={t('company.name')} autocomplete="organization" />
        <Select {...base('region')} label={t('company.region')} options={regions} />
        <TextField {...base('address')} label={t('address')} autocomplete="street-address" />
        <Select
          {...base('sector')}
          label={t('company.sector')}
          hint={t('company.sector.hint')}
          options={industries().map(({ code }) => ({
            value: code,
            label: `${code}: ${industryName(code, locale)}`,
          }))}
          optional
        />
        <FormActions locale={locale} label={t('company.register')} />
      </Form>
    </Page>,
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { bin = '', name = '', region = '', address = '', sector } = visit.answers.text
  const given = parse(Company, { bin, name, region, address, ...(sector ? { sector } : {}) })
  await registerCompany(visit.instance, visit.actor, given, visit.request)
  return visit.redirect('/company', { flash: employerPermitText(visit.locale)('company.done') })
}
