import { statesIn } from '../../classifier/countries.ts'
import { regionName, regionsAt } from '../../classifier/regions.ts'
import { type Ground, isRefusal } from '../../platform/act.ts'
import { account, anyOf, staff } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { read } from '../../platform/read.ts'
import { numberAt } from '../../policy/value-at.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type FormView, get, type Route, type Visit } from '../../ui/visit.ts'
import { findWaitingForHost } from '../find-registrations.ts'
import { giveArrivalNotice } from '../give-arrival-notice.ts'
import { stayText } from '../text.ts'

const hosts = anyOf(account, staff('registrar', 'border-officer'))

/** A host, or an officer for them, tells that a foreigner has arrived; the host sees their own notices. */
export const arrivalPages: Route[] = [
  get('/arrivals', hosts, list),
  ...formPage({ path: '/arrivals/new', who: hosts, start, show: (visit, form) => show(visit, form), submit }),
]

interface NoticeRow {
  id: string
  person_id: string
  host_name: string
  region: string
  address: string
  arrived_on: string
  noticed_on: string
  due_on: string
  late: boolean
}

async function list(visit: Visit): Promise<Response> {
  const { locale, instance, actor } = visit
  const t = stayText(locale)
  const { notices, waiting } = await read(
    instance,
    actor,
    {
      what: 'arrival-notices',
      who: hosts,
      purpose: 'register-stay',
      legalBasis: 'GOV-148',
      categories: ['stay'],
    },
    async ({ tx }) => {
      const notices = await tx.rows<NoticeRow>(sql`
        select id, person_id, host_name, region, address, arrived_on, noticed_on, due_on, late from stay.arrival_notice
        where superseded_at is null ${actor.kind === 'person' ? sql`and host_account = ${actor.account}::uuid` : sql``}
        order by filed_at desc limit 100`)
      const waiting = actor.kind === 'person' ? await findWaitingForHost(tx) : []
      return {
        answer: { notices, waiting },
        subjects: [...notices, ...waiting].map((one) => one.person_id),
      }
    },
  )
  return visit.html(
    <Page {...visit.frame} title={t('arrivals.title')} wide draft={!stayText.reviewed(locale)}>
      <h1>{t('arrivals.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {waiting.length > 0 && (
        <section class="flow-small" aria-labelledby="waiting">
          <h2 id="waiting">{t('hosting.waiting')}</h2>
          <ul>
            {waiting.map((one) => (
              <li>
                <a href={`/hosting/${one.id}`}>{one.guest_name}</a>, {one.address}
              </li>
            ))}
          </ul>
        </section>
      )}
      <p class="lead">{t('arrivals.lead', { days: numberAt('stay.host-notice', instance.clock.today()) })}</p>
      <ButtonRow>
        <Button href="/arrivals/new" icon="plus">
          {t('arrivals.new')}
        </Button>
      </ButtonRow>
      <DataTable
        locale={locale}
        caption={t('arrivals.title')}
        captionUnseen
        empty={t('arrivals.none')}
        columns={[
          { key: 'arrived', label: t('arrivals.arrived'), nowrap: true },
          { key: 'where', label: t('arrivals.where') },
          { key: 'noticed', label: t('arrivals.noticed'), nowrap: true },
          { key: 'due', label: t('arrivals.due'), nowrap: true, wideOnly: true },
          { key: 'late', label: t('arrivals.in-time') },
        ]}
        rows={notices.map((one) => ({
          id: one.id,
          cells: {
            arrived: <a href={`/arrivals/${one.id}`}>{formatDate(locale, one.arrived_on)}</a>,
            due: formatDate(locale, one.due_on),
            // Officers see where in the notice itself, one at a time.
            where:
              actor.kind === 'person'
                ? `${regionName(`KZ-${one.region}`, locale)}, ${one.address}`
                : regionName(`KZ-${one.region}`, locale),
            noticed: formatDate(locale, one.noticed_on),
            late: (
              <StatusTag tone={one.late ? 'warning' : 'success'}>
                {t(one.late ? 'arrivals.late' : 'arrivals.in-time')}
              </StatusTag>
            ),
          },
        }))}
      />
    </Page>,
  )
}

async function start(visit: Visit): Promise<Partial<FormView>> {
  const { actor } = visit
  return { values: { hostName: actor.kind === 'person' ? actor.name : '' } }
}

async function show(visit: Visit, form: FormView, refused: Ground[] = []): Promise<Response> {
  const { locale } = visit
  const t = stayText(locale)
  const errors = errorsOf(locale, form)
  const field = fieldOf(locale, form)
  return visit.html(
    <Page
      {...visit.frame}
      title={t('arrivals.new')}
      hasForm
      hasErrors={errors.length > 0 || refused.length > 0}
      draft={!stayText.reviewed(locale)}
      back={{ href: '/arrivals', label: t('arrivals.title') }}
    >
      {refused.map(({ code }) => (
        <Notice locale={locale} tone="warning" live>
          <p>{t(code === 'already-notified' ? 'refused.already-notified' : 'refused.guest-not-found')}</p>
        </Notice>
      ))}
      <ErrorSummary locale={locale} errors={errors.map((one) => ({ ...one, message: named(locale, one) }))} />
      <h1>{t('arrivals.new')}</h1>
      <Form action="/arrivals/new" request={visit.request}>
        <fieldset class="group flow">
          <legend>{t('form.guest')}</legend>
          <p class="hint">{t('form.guest.hint')}</p>
          <Select {...field('issuingState')} label={t('form.state')} options={statesIn(locale)} />
          <TextField
            {...field('documentNumber')}
            label={t('form.number')}
            width={20}
            look="mono"
            spellcheck={false}
          />
          <DateField
            {...field('birthDate')}
            label={t('form.birth')}
            value={dateParts(form.values, 'birthDate')}
          />
        </fieldset>
        <StayFields visit={visit} form={form} />
        <FormActions locale={locale} label={t('form.send')} />
      </Form>
    </Page>,
    { status: refused.length > 0 ? 409 : 200 },
  )
}

/** When the guest came, whose guest they are, and where. */
export function StayFields({ visit, form }: { visit: Visit; form: FormView }) {
  const { locale } = visit
  const t = stayText(locale)
  const today = visit.instance.clock.today()
  const field = fieldOf(locale, form)
  return (
    <>
      <DateField
        {...field('arrivedOn')}
        label={t('form.arrived')}
        hint={t('calc.example', { date: formatDate(locale, today) })}
        value={dateParts(form.values, 'arrivedOn')}
      />
      <TextField {...field('hostName')} label={t('form.host')} autocomplete="name" />
      <Select
        {...field('region')}
        label={t('form.region')}
        options={regionsAt(today).map(({ code }) => ({
          value: code.replace(/^KZ-/, ''),
          label: regionName(code, locale),
        }))}
      />
      <TextField {...field('address')} label={t('form.address')} autocomplete="street-address" />
    </>
  )
}

export const errorsOf = (locale: Locale, form: FormView) =>
  form.issues.map(({ path, code }) => ({ field: path, message: errorText(locale, code) }))

const fieldOf = (locale: Locale, form: FormView) => (name: string) => ({
  locale,
  name,
  value: form.values[name],
  error: errorsOf(locale, form).find((one) => one.field === name)?.message,
})

async function submit(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const [birth, arrived] = [readDate(text, 'birthDate'), readDate(text, 'arrivedOn')]
  const issues = [
    ...(['issuingState', 'documentNumber', 'hostName', 'region', 'address'] as const)
      .filter((path) => (text[path] ?? '').trim().length < 2)
      .map((path) => ({ path, code: 'required' })),
    ...('code' in birth
      ? [{ path: 'birthDate', code: birth.code === 'day-missing' ? 'required' : 'day' }]
      : []),
    ...('code' in arrived
      ? [{ path: 'arrivedOn', code: arrived.code === 'day-missing' ? 'required' : 'day' }]
      : []),
  ]
  if (issues.length > 0 || 'code' in birth || 'code' in arrived) throw new Fault('invalid-input', { issues })
  const answer = await giveArrivalNotice(
    visit.instance,
    visit.actor,
    {
      issuingState: text.issuingState ?? '',
      documentNumber: (text.documentNumber ?? '').replaceAll(/\s/g, ''),
      birthDate: birth.date,
      arrivedOn: arrived.date,
      hostName: text.hostName ?? '',
      region: text.region ?? '',
      address: text.address ?? '',
    },
    visit.request,
  )
  if (isRefusal(answer)) return show(visit, { values: text, lists: {}, issues: [] }, answer.refused)
  const t = stayText(visit.locale)
  return visit.redirect('/arrivals', {
    flash: answer.late
      ? t('form.done.late', { date: formatDate(visit.locale, answer.dueOn) })
      : t('form.done'),
  })
}

/** Of six empty fields each is named where they are listed together. */
export function named(locale: Locale, { field, message }: { field: string; message: string }): string {
  const t = stayText(locale)
  const label = labels[field]
  return label ? t('error.in', { field: t(label), error: message }) : message
}

const labels: Partial<Record<string, (typeof stayText.keys)[number]>> = {
  issuingState: 'form.state',
  documentNumber: 'form.number',
  birthDate: 'form.birth',
  arrivedOn: 'form.arrived',
  hostName: 'form.host',
  region: 'form.region',
  address: 'form.address',
}

function errorText(locale: Locale, code: string): string {
  const key = stayText.keys.find((one) => one === `error.${code}`)
  return stayText(locale)(key ?? 'error.other')
}
