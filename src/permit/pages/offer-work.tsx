import { countries, countryName } from '../../classifier/countries.ts'
import { householdWork, householdWorkName } from '../../classifier/occupations.ts'
import { type Ground, isRefusal } from '../../platform/act.ts'
import { account } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { collator, formatMoney } from '../../platform/language.ts'
import { prepaidTax } from '../../policy/prepaid-tax.ts'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { MoneyField, TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { offerWork } from '../offer-work.ts'
import { permitText } from '../text.ts'
import { groundText, issueText, readTiyn } from './household-form.ts'

/** A private employer offers work to a registered person. */
export const offerWorkPages: Route[] = formPage({
  path: '/household/offers/new',
  who: account,
  show: (visit, form) => show(visit, form),
  submit,
})

// Neighbours come first: nearly every worker is from one of them.
const near = [
  'UZB',
  'KGZ',
  'TJK',
  'RUS',
  'TKM',
  'AZE',
  'ARM',
  'GEO',
  'MDA',
  'UKR',
  'BLR',
  'CHN',
  'MNG',
  'TUR',
]

async function show(visit: Visit, form: FormView, refused: Ground[] = []): Promise<Response> {
  const { locale } = visit
  const t = permitText(locale)
  const today = visit.instance.clock.today()
  const errors = form.issues.map((issue) => ({ field: issue.path, message: issueText(locale, issue) }))
  const field = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  const order = collator(locale)
  const state = (alpha3: string) => ({ value: alpha3, label: countryName(alpha3, locale) })
  const others = countries()
    .filter(({ alpha3, kind }) => kind === 'country' && !near.includes(alpha3) && alpha3 !== 'KAZ')
    .map(({ alpha3 }) => state(alpha3))
    .sort((a, b) => order.compare(a.label, b.label))
  return visit.html(
    <Page
      {...visit.frame}
      title={t('new.title')}
      hasForm
      hasErrors={errors.length > 0 || refused.length > 0}
      back={{ href: '/household', label: t('household.title') }}
    >
      {refused.map((ground) => (
        <Notice locale={locale} tone="warning" live>
          <p>{groundText(locale, ground)}</p>
        </Notice>
      ))}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('new.title')}</h1>
      <Form action="/household/offers/new" request={visit.request}>
        <fieldset class="group flow">
          <legend>{t('new.worker')}</legend>
          <p class="hint">{t('new.worker.hint')}</p>
          <Select
            {...field('issuingState')}
            label={t('new.state')}
            options={[...near.map(state), ...others]}
          />
          <TextField
            {...field('documentNumber')}
            label={t('new.number')}
            width={20}
            look="mono"
            spellcheck={false}
          />
          <DateField
            {...field('birthDate')}
            label={t('new.birth')}
            value={dateParts(form.values, 'birthDate')}
          />
        </fieldset>
        <Select
          {...field('kindOfWork')}
          label={t('new.work')}
          options={householdWork().map(({ code, allowed }) => ({
            value: code,
            label:
              householdWorkName(code, locale) +
              (allowed === false
                ? ` (${t('new.work.not')})`
                : allowed === null
                  ? ` (${t('new.work.officer')})`
                  : ''),
          }))}
        />
        <Textarea {...field('duties')} label={t('new.duties')} rows={3} maxlength={1000} />
        <MoneyField {...field('wage')} label={t('new.wage')} />
        <TextField
          {...field('months')}
          label={t('new.months')}
          hint={t('new.months.hint', { sum: formatMoney(locale, prepaidTax(1, today).tiyn) })}
          inputmode="numeric"
          width={2}
        />
        <DateField {...field('startsOn')} label={t('new.start')} value={dateParts(form.values, 'startsOn')} />
        <FormActions locale={locale} label={t('new.send')} />
      </Form>
    </Page>,
    { status: refused.length > 0 ? 409 : 200 },
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const [birth, starts] = [readDate(text, 'birthDate'), readDate(text, 'startsOn')]
  const wageTiyn = readTiyn(text.wage ?? '')
  const months = Number(text.months)
  const issues = [
    ...('code' in birth
      ? [{ path: 'birthDate', code: birth.code === 'day-missing' ? 'required' : 'day' }]
      : []),
    ...('code' in starts
      ? [{ path: 'startsOn', code: starts.code === 'day-missing' ? 'required' : 'day' }]
      : []),
    ...(wageTiyn ? [] : [{ path: 'wage', code: 'number' }]),
    ...(Number.isInteger(months) && months > 0
      ? months > 12
        ? [{ path: 'months', code: 'too-many-months', values: { most: 12 } }]
        : []
      : [{ path: 'months', code: 'number' }]),
    ...['issuingState', 'documentNumber', 'kindOfWork', 'duties']
      .filter((path) => !text[path]?.trim())
      .map((path) => ({ path, code: 'required' })),
  ]
  if (issues.length > 0 || 'code' in birth || 'code' in starts || !wageTiyn)
    throw new Fault('invalid-input', { issues })
  const answer = await offerWork(
    visit.instance,
    visit.actor,
    {
      issuingState: text.issuingState ?? '',
      documentNumber: (text.documentNumber ?? '').replaceAll(/\s/g, ''),
      birthDate: birth.date,
      kindOfWork: text.kindOfWork ?? '',
      duties: text.duties ?? '',
      wageTiyn,
      months,
      startsOn: starts.date,
    },
    visit.request,
  )
  if (isRefusal(answer)) {
    if (answer.refused[0]?.code === 'household-not-registered') return visit.redirect('/household/register')
    return show(visit, { values: text, lists: {}, issues: [] }, answer.refused)
  }
  return visit.redirect(`/offers/${answer.id}`, { flash: permitText(visit.locale)('new.done') })
}
