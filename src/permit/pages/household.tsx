import { householdWorkName } from '../../classifier/occupations.ts'
import { regionName, regionsAt } from '../../classifier/regions.ts'
import { registerHousehold } from '../../organisation/register-household.ts'
import { account, everyone } from '../../platform/actor.ts'
import { formatDate, formatMoney } from '../../platform/language.ts'
import { prepaidTax } from '../../policy/prepaid-tax.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { type HouseholdHome, lookAtHousehold } from '../find-household.ts'
import { permitText } from '../text.ts'
import { issueText } from './household-form.ts'
import { offerTones, permitTones } from './tones.ts'

/** A private employer's home, and for everybody else what it takes. */
export const householdPages: Route[] = [
  get('/household', everyone, home),
  ...formPage({ path: '/household/register', who: account, start, show: showForm, submit }),
]

async function home(visit: Visit): Promise<Response> {
  const { actor, locale } = visit
  if (actor.kind !== 'person') return introduce(visit)
  const seen = await lookAtHousehold(visit)
  if (!seen.household) return introduce(visit)
  const t = permitText(locale)
  const full = seen.taken >= seen.most
  return visit.html(
    <Page {...visit.frame} title={t('household.title')} wide draft={!permitText.reviewed(locale)}>
      <h1>{t('household.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <ToDo visit={visit} seen={seen} />
      <SummaryList
        locale={locale}
        rows={[
          {
            label: t('household.places'),
            value: t('household.places.value', { taken: seen.taken, most: seen.most }),
          },
          {
            label: t('household.address'),
            value: `${regionName(`KZ-${seen.household.region}`, locale)}, ${seen.household.address}`,
            change: '/household/register',
          },
        ]}
      />
      {full ? (
        <p class="hint">{t('household.full')}</p>
      ) : (
        <ButtonRow>
          <Button href="/household/offers/new" icon="user-plus">
            {t('household.offer')}
          </Button>
        </ButtonRow>
      )}
      <Permits visit={visit} seen={seen} />
      <Offers visit={visit} seen={seen} />
      <Applications visit={visit} seen={seen} />
    </Page>,
  )
}

/** What waits for the employer, the most urgent first. */
function ToDo({ visit, seen }: { visit: Visit; seen: HouseholdHome }) {
  const { locale } = visit
  const t = permitText(locale)
  const soon = visit.instance.clock.today().add({ days: 21 }).toString()
  const items = [
    ...seen.applications
      .filter((one) => one.obligation_state === 'open')
      .map((one) => ({
        href: `/payments/${one.obligation_id}`,
        text: t('household.now.pay', {
          sum: formatMoney(locale, one.tiyn),
          worker: one.worker_name,
          date: formatDate(locale, one.due_on),
        }),
      })),
    ...seen.applications
      .filter((one) => ['waiting-on-applicant', 'hearing'].includes(one.case_state))
      .map((one) => ({
        href: `/cases/${one.case_number}`,
        text: t('household.now.answer', { number: one.case_number }),
      })),
    ...seen.offers
      .filter((one) => one.state === 'confirmed')
      .map((one) => ({
        href: `/offers/${one.id}`,
        text: t('household.now.apply', { worker: one.worker_name }),
      })),
    ...seen.permits
      .filter((one) => one.state === 'active' && one.valid_to <= soon)
      .map((one) => ({
        href: `/permits/${one.id}`,
        text: t('household.now.end', { worker: one.worker_name, date: formatDate(locale, one.valid_to) }),
      })),
  ]
  return (
    <section class="flow-small" aria-labelledby="now">
      <h2 id="now">{t('household.now')}</h2>
      {items.length === 0 ? (
        <p>{t('household.now.none')}</p>
      ) : (
        <ul class="steps">
          {items.map(({ href, text }) => (
            <li>
              <a href={href}>{text}</a>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Permits({ visit, seen }: { visit: Visit; seen: HouseholdHome }) {
  const { locale } = visit
  const t = permitText(locale)
  return (
    <DataTable
      locale={locale}
      caption={t('household.permits')}
      empty={t('household.none.permits')}
      columns={[
        { key: 'worker', label: t('household.worker') },
        { key: 'work', label: t('offer.work') },
        { key: 'until', label: t('permit.until'), nowrap: true },
        { key: 'left', label: t('household.left'), nowrap: true },
        { key: 'state', label: t('permit.state'), nowrap: true },
      ]}
      rows={seen.permits.map((one) => ({
        id: one.id,
        cells: {
          worker: <a href={`/permits/${one.id}`}>{one.worker_name}</a>,
          work: householdWorkName(one.kind_of_work, locale),
          until: formatDate(locale, one.valid_to),
          left:
            one.state === 'active'
              ? t('household.left.value', {
                  left: Math.max(0, seen.mostMonths - one.months),
                  most: seen.mostMonths,
                })
              : '',
          state: <StatusTag tone={permitTones[one.state]}>{t(`permit.state.${one.state}`)}</StatusTag>,
        },
      }))}
    />
  )
}

function Offers({ visit, seen }: { visit: Visit; seen: HouseholdHome }) {
  const { locale } = visit
  const t = permitText(locale)
  return (
    <DataTable
      locale={locale}
      caption={t('household.offers')}
      empty={t('household.none.offers')}
      columns={[
        { key: 'worker', label: t('household.worker') },
        { key: 'work', label: t('offer.work') },
        { key: 'by', label: t('offer.answer-by'), nowrap: true },
        { key: 'state', label: t('permit.state'), nowrap: true },
      ]}
      rows={seen.offers.map((one) => ({
        id: one.id,
        cells: {
          worker: <a href={`/offers/${one.id}`}>{one.worker_name}</a>,
          work: householdWorkName(one.kind_of_work, locale),
          by: formatDate(locale, one.answer_by),
          state: <StatusTag tone={offerTones[one.state]}>{t(`offer.state.${one.state}`)}</StatusTag>,
        },
      }))}
    />
  )
}

function Applications({ visit, seen }: { visit: Visit; seen: HouseholdHome }) {
  const { locale } = visit
  const t = permitText(locale)
  if (seen.applications.length === 0) return null
  return (
    <section class="flow-small" aria-labelledby="applications">
      <h2 id="applications">{t('household.applications')}</h2>
      <ul>
        {seen.applications.map((one) => (
          <li>
            <a href={`/cases/${one.case_number}`}>{one.case_number}</a> {one.worker_name},{' '}
            {t(`tax.${one.obligation_state}`, {
              sum: formatMoney(locale, one.tiyn),
              date: formatDate(locale, one.due_on),
            })}
          </li>
        ))}
      </ul>
    </section>
  )
}

function introduce(visit: Visit): Response {
  const { actor, locale } = visit
  const t = permitText(locale)
  const sum = formatMoney(locale, prepaidTax(1, visit.instance.clock.today()).tiyn)
  const steps = ['register', 'notice', 'offer', 'confirm', 'pay', 'permit'] as const
  const door =
    actor.kind !== 'person'
      ? { href: '/sign-in?to=/household', label: t('household.start') }
      : actor.person
        ? { href: '/household/register', label: t('household.register') }
        : { href: '/register/self', label: t('household.person-first') }
  return visit.html(
    <Page {...visit.frame} title={t('household.title')} draft={!permitText.reviewed(locale)}>
      <h1>{t('household.title')}</h1>
      <p class="lead">{t('household.public.lead')}</p>
      {actor.kind !== 'staff' && (
        <ButtonRow>
          <Button href={door.href} icon="arrow-right">
            {door.label}
          </Button>
        </ButtonRow>
      )}
      <ol>
        {steps.map((step) => (
          <li>{t(`household.step.${step}`, { sum })}</li>
        ))}
      </ol>
    </Page>,
  )
}

async function start(visit: Visit) {
  const { household } = await lookAtHousehold(visit)
  return { values: household ? { region: household.region, address: household.address } : {} }
}

async function showForm(visit: Visit, form: Parameters<Parameters<typeof formPage>[0]['show']>[1]) {
  const { locale } = visit
  const t = permitText(locale)
  const errors = form.issues.map((issue) => ({ field: issue.path, message: issueText(locale, issue) }))
  const error = (field: string) => errors.find((one) => one.field === field)?.message
  return visit.html(
    <Page
      {...visit.frame}
      draft={!permitText.reviewed(visit.locale)}
      title={t('household.register')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: '/household', label: t('household.title') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('household.register')}</h1>
      <p>{t('household.register.lead')}</p>
      <Form action="/household/register" request={visit.request}>
        <Select
          locale={locale}
          name="region"
          label={t('household.region')}
          value={form.values.region}
          error={error('region')}
          options={regionsAt(visit.instance.clock.today()).map(({ code }) => ({
            value: code.replace(/^KZ-/, ''),
            label: regionName(code, locale),
          }))}
        />
        <TextField
          locale={locale}
          name="address"
          label={t('household.address')}
          value={form.values.address}
          error={error('address')}
          autocomplete="street-address"
        />
        <FormActions locale={locale} label={t('household.register')} />
      </Form>
    </Page>,
  )
}

async function submit(visit: Visit): Promise<Response> {
  if (visit.actor.kind === 'person' && !visit.actor.person) return visit.redirect('/register/self')
  const { region = '', address = '' } = visit.answers.text
  await registerHousehold(visit.instance, visit.actor, { region, address }, visit.request)
  return visit.redirect('/household', { flash: permitText(visit.locale)('household.done') })
}
