import { countries, countryName } from '../../classifier/countries.ts'
import { educationLevelName, educationLevels } from '../../classifier/education.ts'
import { occupationName, occupations } from '../../classifier/occupations.ts'
import { regionName, regionsAt } from '../../classifier/regions.ts'
import { type Ground, isRefusal } from '../../platform/act.ts'
import { account, staff } from '../../platform/actor.ts'
import { collator, type Locale } from '../../platform/language.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes, Radios } from '../../ui/choices.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { MrzField } from '../../ui/mrz-field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { IinField, PhoneField, TextField } from '../../ui/text-field.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { describeMrzFinding } from '../mrz-text.ts'
import { readMrz } from '../read-mrz.ts'
import { registerPerson } from '../register-person.ts'
import { registerText } from '../register-text.ts'
import { fieldOfIssue, personFromForm, valuesFromMrz } from './person-from-form.ts'

/** Registration by an officer (`/register`) and by the person themself (`/register/self`): one form, the same act. */
export const registerPages: Route[] = [
  ...formPage({
    path: '/register',
    who: staff('registrar', 'permit-officer', 'border-officer'),
    show: (visit, form) => showForm(visit, form, false),
    submit: (visit) => submit(visit, false),
  }),
  ...formPage({
    path: '/register/self',
    who: account,
    show: (visit, form) => showForm(visit, form, true),
    submit: (visit) => submit(visit, true),
  }),
]

async function submit(visit: Visit, self: boolean): Promise<Response> {
  const { text } = visit.answers
  if (text._read) {
    const reading = readMrz(text.mrz ?? '', { today: visit.instance.clock.today() })
    const values = { ...text, ...valuesFromMrz(reading) }
    return showForm(visit, { values, lists: visit.answers.lists, issues: [] }, self, [], reading)
  }
  const answer = await registerPerson(visit.instance, visit.actor, personFromForm(text), visit.request)
  if (isRefusal(answer))
    return showForm(visit, { values: text, lists: visit.answers.lists, issues: [] }, self, answer.refused)
  const t = registerText(visit.locale)
  return visit.redirect(self ? '/me' : `/people/${answer.id}`, { flash: t('done') })
}

type Reading = ReturnType<typeof readMrz>

async function showForm(
  visit: Visit,
  form: FormView,
  self: boolean,
  refused: Ground[] = [],
  reading?: Reading,
) {
  const { locale } = visit
  const t = registerText(locale)
  const { values } = form
  const label = (field: string) => (field in labels ? t(labels[field as keyof typeof labels]) : field)
  const errors = form.issues.map(({ path, code }) => {
    const field = fieldOfIssue(path)
    return { field, message: errorText(locale, code, label(field)) }
  })
  const error = (field: string) => errors.find((e) => e.field === field)?.message
  const base = (field: keyof typeof labels) => ({
    locale,
    name: field,
    label: t(labels[field]),
    error: error(field),
    value: values[field],
  })
  const states = statesIn(locale)
  const similar = refused.filter((ground) => ground.code === 'similar-people')
  const title = self ? t('self.title') : t('title')
  return visit.html(
    <Page {...visit.frame} title={title} hasForm hasErrors={errors.length > 0 || refused.length > 0}>
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{title}</h1>
      {refused.map((ground) => (
        <Notice locale={locale} tone="warning" title={t(refusedKey(ground.code))}>
          <p>{ground.see ? <a href={`/people/${ground.see}`}>{t('refused.see')}</a> : t('refused.ask')}</p>
        </Notice>
      ))}
      <Form action={visit.frame.path} request={visit.request}>
        <MrzField {...base('mrz')} optional />
        {reading && <ReadingNotice locale={locale} reading={reading} />}
        <Button kind="secondary" name="_read" value="yes" formnovalidate>
          {t('mrz.read')}
        </Button>
        {(reading && !reading.ok) || values.typedByHand || error('mrz') ? (
          <Checkboxes
            locale={locale}
            name="typedByHand"
            label={t('mrz')}
            values={values.typedByHand ? ['yes'] : []}
            options={[{ value: 'yes', label: t('typed') }]}
          />
        ) : null}
        <fieldset class="group flow">
          <legend>{t('latin')}</legend>
          <TextField {...base('latinFamily')} optional autocomplete="family-name" spellcheck={false} />
          <TextField
            {...base('latinGiven')}
            hint={t('given.hint')}
            autocomplete="given-name"
            spellcheck={false}
          />
        </fieldset>
        <fieldset class="group flow">
          <legend>{t('native')}</legend>
          <TextField {...base('nativeFamily')} optional spellcheck={false} />
          <TextField {...base('nativeGiven')} optional spellcheck={false} />
          <TextField
            {...base('nativePatronymic')}
            optional
            autocomplete="additional-name"
            spellcheck={false}
          />
        </fieldset>
        <DateField
          {...base('birthDate')}
          autocomplete={self ? 'bday' : undefined}
          value={dateParts(values, 'birthDate')}
        />
        <Radios
          {...base('sex')}
          inline
          options={(['female', 'male', 'unspecified'] as const).map((value) => ({
            value,
            label: t(`sex.${value}`),
          }))}
        />
        <Select {...base('citizenship')} options={states} />
        <fieldset class="group flow">
          <legend>{t('document')}</legend>
          <Radios
            {...base('kind')}
            value={values.kind ?? 'passport'}
            options={(['passport', 'identity-card', 'travel-document'] as const).map((value) => ({
              value,
              label: t(`kind.${value}`),
            }))}
          />
          <Select {...base('issuingState')} options={states} />
          <TextField {...base('number')} width={20} look="mono" spellcheck={false} />
          <DateField {...base('expiresOn')} optional value={dateParts(values, 'expiresOn')} />
        </fieldset>
        <IinField {...base('iin')} optional />
        <fieldset class="group flow">
          <legend>{t('facts')}</legend>
          <Select
            {...base('education')}
            optional
            options={educationLevels().map(({ code }) => ({
              value: code,
              label: educationLevelName(code, locale),
            }))}
          />
          <Select
            {...base('occupation')}
            optional
            options={occupations().map(({ code }) => ({ value: code, label: occupationName(code, locale) }))}
          />
          <Select {...base('lastCountry')} optional options={states} />
          <TextField {...base('lastPlace')} optional />
        </fieldset>
        {!self && (
          <>
            <PhoneField {...base('phone')} hint={t('phone.hint')} optional />
            <TextField {...base('email')} type="email" optional autocomplete="off" />
          </>
        )}
        <Select
          {...base('region')}
          options={regionsAt(visit.instance.clock.today()).map((region) => ({
            value: region.code.replace(/^KZ-/, ''),
            label: regionName(region.code, locale),
          }))}
        />
        {similar.length > 0 && (
          <Checkboxes
            locale={locale}
            name="confirmedNew"
            label={t('refused.similar-people')}
            options={[{ value: 'yes', label: t('confirm-new') }]}
          />
        )}
        <FormActions locale={locale} label={t('send')} />
      </Form>
    </Page>,
    { status: refused.length > 0 ? 409 : 200 },
  )
}

function ReadingNotice({ locale, reading }: { locale: Locale; reading: Reading }) {
  const t = registerText(locale)
  if (reading.ok) return <Notice locale={locale} tone="success" title={t('mrz.ok')} />
  return (
    <Notice locale={locale} tone="warning" title={t('warnings')}>
      <ul>
        {reading.problems.map((problem) => {
          const { place, text } = describeMrzFinding(locale, problem)
          return <li>{place ? `${place}: ${text}` : text}</li>
        })}
      </ul>
    </Notice>
  )
}

const labels = {
  mrz: 'mrz',
  latinFamily: 'family',
  latinGiven: 'given',
  nativeFamily: 'family',
  nativeGiven: 'given',
  nativePatronymic: 'patronymic',
  birthDate: 'birthDate',
  sex: 'sex',
  citizenship: 'citizenship',
  kind: 'document',
  issuingState: 'issuingState',
  number: 'number',
  expiresOn: 'expiresOn',
  iin: 'iin',
  education: 'education',
  occupation: 'occupation',
  lastCountry: 'lastCountry',
  lastPlace: 'lastPlace',
  phone: 'phone',
  email: 'email',
  region: 'region',
} as const

function errorText(locale: Locale, code: string, field: string): string {
  const t = registerText(locale)
  const key = `error.${code}`
  const known = registerText.keys.find((one) => one === key)
  return t(known ?? 'error.other', { field })
}

function refusedKey(code: string) {
  return registerText.keys.find((key) => key === `refused.${code}`) ?? 'refused.ask'
}

const dateParts = (values: Record<string, string>, name: string) =>
  values[`${name}-day`] !== undefined || values[`${name}-year`] !== undefined
    ? { day: values[`${name}-day`], month: values[`${name}-month`], year: values[`${name}-year`] }
    : values[name]

const stateLists = new Map<Locale, { value: string; label: string }[]>()
function statesIn(locale: Locale) {
  let list = stateLists.get(locale)
  if (!list) {
    const order = collator(locale)
    list = countries()
      .map(({ alpha3 }) => ({ value: alpha3, label: countryName(alpha3, locale) }))
      .sort((a, b) => order.compare(a.label, b.label))
    stateLists.set(locale, list)
  }
  return list
}
