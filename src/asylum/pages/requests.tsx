import { statesIn } from '../../classifier/countries.ts'
import { isRefusal } from '../../platform/act.ts'
import { invalid } from '../../platform/fault.ts'
import { type Locale, languages, locales } from '../../platform/language.ts'
import { numberAt } from '../../policy/value-at.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { Deadline } from '../../ui/deadline.tsx'
import { Details } from '../../ui/details.tsx'
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
import { findRecipients, findRequests } from '../find-requests.ts'
import { renewalDays } from '../note-step.ts'
import { asylumOfficers, lateReasons, takeRequest } from '../take-request.ts'
import { asylumText } from '../text.ts'
import { Recipients, sayError } from './show-parts.tsx'

/** The office that takes requests for asylum: its list, and the form at the counter. */
export const asylumPages: Route[] = [
  get('/asylum', asylumOfficers, list),
  ...formPage({
    path: '/asylum/new',
    who: asylumOfficers,
    show: (visit, form) => showNew(visit, form),
    submit,
  }),
]

async function list(visit: Visit): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = asylumText(locale)
  const [rows, recipients] = await Promise.all([findRequests(instance, actor), findRecipients(instance)])
  const today = instance.clock.today()
  const mine = recipients.find((one) => actor.kind === 'staff' && one.code === actor.institution)
  return visit.html(
    <Page {...visit.frame} title={t('list.title')} wide>
      <h1>{t('list.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {mine ? (
        <p class="lead">{t('list.lead')}</p>
      ) : (
        <Notice locale={locale} tone="warning" title={t('list.closed')} />
      )}
      {mine?.does.includes('receives') && (
        <ButtonRow>
          <Button href="/asylum/new">{t('list.new')}</Button>
        </ButtonRow>
      )}
      <DataTable
        locale={locale}
        caption={t('list.title')}
        captionUnseen
        empty={t('list.none')}
        columns={[
          { key: 'name', label: t('list.name') },
          { key: 'due', label: t('list.due') },
          { key: 'state', label: t('list.state') },
          { key: 'paper', label: t('list.certificate') },
        ]}
        rows={rows.map((row) => ({
          id: row.id,
          cells: {
            name: (
              <a href={`/asylum/${row.id}`} translate="no">
                {row.name}
              </a>
            ),
            due:
              row.state === 'refused' ? (
                ''
              ) : (
                <div>
                  {t(`owes.${row.owes}`)}{' '}
                  <Deadline locale={locale} by={row.due} days={today.until(row.due).days} near={7} />
                </div>
              ),
            state: t(`state.${row.state}`),
            paper: row.certificate_to && (
              <Deadline
                locale={locale}
                by={row.certificate_to}
                days={today.until(row.certificate_to).days}
                near={renewalDays}
              />
            ),
          },
        }))}
      />
      <Details title={t('own.recipients')}>
        <Recipients locale={locale} recipients={recipients} />
      </Details>
    </Page>,
  )
}

const fieldOf = (path: string): string =>
  ({
    'latinName.family': 'family',
    'latinName.given': 'family',
    latinName: 'family',
    'document.issuingState': 'issuingState',
    'document.number': 'number',
  })[path] ?? path

const labels = {
  family: 'new.family',
  given: 'new.given',
  birthDate: 'new.birthDate',
  sex: 'new.sex',
  citizenship: 'new.citizenship',
  issuingState: 'new.issuingState',
  number: 'new.number',
  language: 'new.language',
  phone: 'new.phone',
  since: 'new.since',
  lateReason: 'new.lateReason',
  persecutedBy: 'new.persecutedBy',
  story: 'new.story',
} as const

async function showNew(visit: Visit, form: FormView, refused?: string): Promise<Response> {
  const { locale } = visit
  const t = asylumText(locale)
  const errors = form.issues.map(({ path, code }) => {
    const field = fieldOf(path)
    return {
      field,
      label: field in labels ? t(labels[field as keyof typeof labels]) : undefined,
      message: sayError(locale, code),
    }
  })
  const base = <N extends keyof typeof labels>(name: N) => ({
    locale,
    name,
    label: t(labels[name]),
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  const states = statesIn(locale)
  const days = numberAt('refugee.application-days', visit.instance.clock.today())
  const refusal = refused && asylumText.keys.find((key) => key === `refused.${refused}`)
  return visit.html(
    <Page
      {...visit.frame}
      title={t('new.title')}
      hasForm
      hasErrors={errors.length > 0 || refused !== undefined}
      back={{ href: '/asylum', label: t('list.title') }}
    >
      {refusal && (
        <Notice locale={locale} tone="warning" live>
          <p>{t(refusal)}</p>
        </Notice>
      )}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('new.title')}</h1>
      <p class="lead">{t('new.lead')}</p>
      <Form action="/asylum/new" request={visit.request}>
        <h2>{t('new.who')}</h2>
        <TextField {...base('family')} autocomplete="off" spellcheck={false} />
        <TextField {...base('given')} optional autocomplete="off" spellcheck={false} />
        <DateField {...base('birthDate')} value={dateParts(form.values, 'birthDate')} />
        <Radios
          {...base('sex')}
          options={(['female', 'male', 'unspecified'] as const).map((value) => ({
            value,
            label: t(`sex.${value}`),
          }))}
        />
        <Select {...base('citizenship')} options={states} />
        <h2>{t('new.document')}</h2>
        <p>{t('new.document.none')}</p>
        <Select {...base('issuingState')} optional options={states} />
        <TextField
          {...base('number')}
          optional
          width={20}
          look="mono"
          autocomplete="off"
          spellcheck={false}
        />
        <Select
          {...base('language')}
          options={locales.map((value) => ({ value, label: languages[value] }))}
        />
        <TextField {...base('phone')} optional width={20} autocomplete="off" />
        <h2>{t('new.why')}</h2>
        <DateField
          {...base('since')}
          hint={t('new.since.hint', { days })}
          value={dateParts(form.values, 'since')}
        />
        <Select
          {...base('lateReason')}
          hint={t('new.lateReason.hint')}
          optional
          options={lateReasons.map((value) => ({ value, label: t(`late.${value}`) }))}
        />
        <Textarea
          locale={locale}
          name="lateWords"
          label={t('new.lateWords')}
          optional
          rows={2}
          value={form.values.lateWords}
        />
        <Select {...base('persecutedBy')} options={states} />
        <Textarea {...base('story')} hint={t('new.story.hint')} rows={10} maxlength={20_000} />
        <FormActions locale={locale} label={t('new.send')} />
      </Form>
    </Page>,
    { status: refused ? 409 : 200 },
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const day = (name: string) => {
    const read = readDate(text, name)
    return 'date' in read ? read.date : read.code === 'day-missing' ? '' : 'no-date'
  }
  const [number, issuingState] = [(text.number ?? '').trim(), text.issuingState ?? '']
  if (!text.language) throw invalid('language', 'required')
  const answer = await takeRequest(
    visit.instance,
    visit.actor,
    {
      latinName: {
        ...(text.family?.trim() ? { family: text.family } : {}),
        ...(text.given?.trim() ? { given: text.given } : {}),
      },
      birthDate: day('birthDate'),
      sex: text.sex as 'female',
      citizenship: text.citizenship ?? '',
      ...(number || issuingState ? { document: { kind: 'passport', issuingState, number } } : {}),
      language: text.language as Locale,
      ...(text.phone?.trim() ? { phone: text.phone } : {}),
      since: day('since'),
      ...(text.lateReason ? { lateReason: text.lateReason as 'other' } : {}),
      lateWords: text.lateWords ?? '',
      persecutedBy: text.persecutedBy ?? '',
      story: text.story ?? '',
    },
    visit.request,
  )
  if (isRefusal(answer))
    return showNew(visit, { values: text, lists, issues: [] }, answer.refused[0]?.code ?? '')
  return visit.redirect(`/asylum/${answer.id}`, { flash: asylumText(visit.locale)('new.done') })
}
