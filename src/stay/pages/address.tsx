import type { Child } from 'hono/jsx'
import { regionName, regionsAt } from '../../classifier/regions.ts'
import { type Ground, isRefusal } from '../../platform/act.ts'
import { account } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { read } from '../../platform/read.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { Details } from '../../ui/details.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { StatusTag, type Tone } from '../../ui/status-tag.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Typed } from '../../ui/typed.tsx'
import { type FormView, post, type Route, type Visit } from '../../ui/visit.ts'
import { findDisputable } from '../explain-stay.ts'
import { findOwnRegistrations, type RegistrationRow } from '../find-registrations.ts'
import { registerAddress, withdrawRegistration } from '../register-address.ts'
import { stayText } from '../text.ts'

/** Where I live: what is registered, what waits for the host, and the form to register or to tell of a move. */
export const addressPages: Route[] = [
  ...formPage({ path: '/me/address', who: account, show: (visit, form) => show(visit, form), submit }),
  post('/me/address/:id/withdraw', account, withdraw),
]

const tones: Record<RegistrationRow['state'], Tone> = {
  waiting: 'waiting',
  confirmed: 'success',
  denied: 'warning',
  refused: 'danger',
  withdrawn: 'neutral',
  ended: 'neutral',
}
const refusals = ['not-yet-law', 'citizen', 'no-document', 'already-waits'] as const

async function show(visit: Visit, form: FormView, refused: Ground[] = []): Promise<Response> {
  const { actor, locale, instance } = visit
  if (actor.kind !== 'person' || !actor.person) return visit.redirect('/me')
  const person = actor.person
  const t = stayText(locale)
  const { own, disputable } = await read(
    instance,
    actor,
    {
      what: 'own-registrations',
      who: account,
      purpose: 'register-stay',
      legalBasis: 'MIA-923',
      categories: ['stay'],
    },
    async ({ tx, today }) => ({
      answer: {
        own: await findOwnRegistrations(tx, person),
        disputable: await findDisputable(tx, person, today),
      },
      subjects: [person],
    }),
  )
  const waits = own.some(({ state }) => state === 'waiting')
  const errors = form.issues.map(({ path, code }) => ({ field: path, message: errorText(locale, code) }))
  return visit.html(
    <Page
      {...visit.frame}
      title={t('address.title')}
      hasForm={!waits}
      hasErrors={errors.length > 0 || refused.length > 0}
      draft={!stayText.reviewed(locale)}
      back={{ href: '/me/stay', label: t('mine.title') }}
    >
      {refused.map(({ code }) => (
        <Notice locale={locale} tone="warning" live>
          <p>{t(`refused.${refusals.find((one) => one === code) ?? 'already-waits'}`)}</p>
        </Notice>
      ))}
      <ErrorSummary locale={locale} errors={named(locale, errors, labels(locale))} />
      <h1>{t('address.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="lead">{t('address.lead')}</p>
      {own.map((row) => (
        <Registered visit={visit} row={row} disputable={disputable?.id === row.id} />
      ))}
      {!waits && <NewAddress visit={visit} form={form} errors={errors} moved={own.some(isConfirmed)} />}
    </Page>,
    { status: refused.length > 0 ? 409 : 200 },
  )
}

const isConfirmed = ({ state }: RegistrationRow) => state === 'confirmed'

function Registered({ visit, row, disputable }: { visit: Visit; row: RegistrationRow; disputable: boolean }) {
  const { locale } = visit
  const t = stayText(locale)
  const day = (date: string) => formatDate(locale, date)
  return (
    <section class="flow-small">
      <h2>
        <Typed>{row.address}</Typed>
      </h2>
      <p class="facts">
        <StatusTag tone={tones[row.state]}>{t(`address.state.${row.state}`)}</StatusTag>
        <span>{regionName(`KZ-${row.region}`, locale)}</span>
        <span>{t('address.told', { since: day(row.since), date: day(row.filed_on) })}</span>
      </p>
      {row.state === 'waiting' && <p>{t('address.waiting', { host: row.host_name })}</p>}
      {row.state === 'denied' && (
        <>
          <p>
            {t('address.denied')} <Typed>{row.answer_reason}</Typed>
          </p>
          <p>{t('address.denied.then')}</p>
        </>
      )}
      {row.state === 'refused' && <p>{t('address.refused')}</p>}
      {row.ended_on && <p>{t('address.ended', { date: day(row.ended_on) })}</p>}
      {row.certificate && row.state === 'confirmed' && (
        <p>
          <a href={`/documents/${row.certificate}`}>
            {t('address.certificate', { serial: row.certificate })}
          </a>
        </p>
      )}
      {disputable && (
        <ButtonRow>
          <Button href="/me/stay/explain?about=address" kind="secondary">
            {t('address.ask-officer')}
          </Button>
        </ButtonRow>
      )}
      {row.state === 'waiting' && (
        <Form id={`withdraw-${row.id}`} action={`/me/address/${row.id}/withdraw`} request={visit.request}>
          <Button kind="secondary">{t('address.withdraw')}</Button>
        </Form>
      )}
    </section>
  )
}

function NewAddress(props: {
  visit: Visit
  form: FormView
  errors: { field: string; message: string }[]
  moved: boolean
}) {
  const { visit, form, errors, moved } = props
  const { locale } = visit
  const t = stayText(locale)
  const field = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return (
    <Fold title={t(moved ? 'address.moved' : 'address.new')} folded={moved} open={errors.length > 0}>
      {moved && <p>{t('address.moved.lead')}</p>}
      <Form action="/me/address" request={visit.request}>
        <Select
          {...field('region')}
          label={t('form.region')}
          options={regionsAt(visit.instance.clock.today()).map(({ code }) => ({
            value: code.replace(/^KZ-/, ''),
            label: regionName(code, locale),
          }))}
        />
        <TextField {...field('address')} label={t('address.address')} autocomplete="street-address" />
        <DateField {...field('since')} label={t('address.since')} value={dateParts(form.values, 'since')} />
        <TextField {...field('hostName')} label={t('address.host')} hint={t('address.host.hint')} />
        <TextField
          {...field('hostContact')}
          label={t('address.contact')}
          hint={t('address.contact.hint')}
          autocomplete="off"
          width={20}
        />
        <FormActions locale={locale} label={t('address.send')} />
      </Form>
    </Fold>
  )
}

/** The form stands open for whoever has no address yet, and is folded away for who has one. */
function Fold(props: { title: string; folded: boolean; open: boolean; children?: Child }) {
  if (props.folded)
    return (
      <Details title={props.title} open={props.open}>
        {props.children}
      </Details>
    )
  return (
    <section class="flow" aria-labelledby="new">
      <h2 id="new">{props.title}</h2>
      {props.children}
    </section>
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const since = readDate(text, 'since')
  if ('code' in since)
    throw new Fault('invalid-input', {
      issues: [
        { path: 'since', code: since.code === 'day-missing' ? 'required' : 'day' },
        ...(['region', 'address', 'hostName', 'hostContact'] as const)
          .filter((path) => (text[path] ?? '').trim().length < 2)
          .map((path) => ({ path, code: 'required' })),
      ],
    })
  const answer = await registerAddress(
    visit.instance,
    visit.actor,
    {
      region: text.region ?? '',
      address: text.address ?? '',
      since: since.date,
      hostName: text.hostName ?? '',
      hostContact: text.hostContact ?? '',
    },
    visit.request,
  )
  if (isRefusal(answer)) return show(visit, { values: text, lists, issues: [] }, answer.refused)
  const t = stayText(visit.locale)
  return visit.redirect('/me/address', { flash: t(answer.late ? 'address.sent.late' : 'address.sent') })
}

async function withdraw(visit: Visit): Promise<Response> {
  const registration = visit.params.id
  if (!isId(registration)) throw new Fault('not-found')
  await withdrawRegistration(visit.instance, visit.actor, { registration }, visit.request)
  return visit.redirect('/me/address', { flash: stayText(visit.locale)('address.withdrawn') })
}

const labels = (locale: Locale): Record<string, string> => {
  const t = stayText(locale)
  return {
    region: t('form.region'),
    address: t('address.address'),
    since: t('address.since'),
    hostName: t('address.host'),
    hostContact: t('address.contact'),
  }
}

/** Errors for the summary, each with the name of its field: five times "Fill this in" tells nobody where. */
export const named = (
  locale: Locale,
  errors: { field: string; message: string }[],
  labels: Record<string, string>,
): { field: string; message: string }[] =>
  errors.map((one) => ({
    ...one,
    message: stayText(locale)('error.in', { field: labels[one.field] ?? '', error: one.message }),
  }))

export function errorText(locale: Locale, code: string): string {
  const t = stayText(locale)
  const known = ['required', 'day', 'in-the-future', 'order', 'contact', 'before-the-former'] as const
  return t(`error.${known.find((one) => one === code) ?? 'other'}`)
}
