import type { Child } from 'hono/jsx'
import { officeName } from '../../institution/find-office.ts'
import { isLocale } from '../../platform/language.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes, Radios } from '../../ui/choices.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { Details } from '../../ui/details.tsx'
import { Form } from '../../ui/form.tsx'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Select } from '../../ui/select.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { FormView, Visit } from '../../ui/visit.ts'
import type { RecipientRow, RequestFile, RequestState } from '../find-requests.ts'
import { consentWords } from '../give-consent.ts'
import { handedCategories } from '../note-handing.ts'
import { groundOn, refusalGrounds } from '../refusal-grounds.ts'
import { asylumText } from '../text.ts'
import { groundName } from './show-parts.tsx'

const open: RequestState[] = ['pending', 'hearing']
const undecided: RequestState[] = [...open, 'refused', 'appealed']
const any: RequestState[] = [...undecided, 'recognised', 'closed']

/** Which step may be taken where, and whether by the body that takes requests or by the one that judges. */
const steps = {
  fingerprints: { in: open, by: 'receives' },
  recognise: { in: open, by: 'receives' },
  announce: { in: ['pending'], by: 'receives' },
  statement: { in: ['hearing'], by: 'receives' },
  refuse: { in: ['hearing'], by: 'receives' },
  'take-back': { in: ['hearing'], by: 'receives' },
  judge: { in: ['appealed'], by: 'judges' },
  renew: { in: undecided, by: 'receives' },
  postpone: { in: ['pending'], by: 'receives' },
  appeal: { in: ['refused'], by: 'receives' },
  consent: { in: any, by: 'receives' },
  'withdraw-consent': { in: any, by: 'receives' },
  handing: { in: any, by: 'receives' },
} as const satisfies Record<string, { in: readonly RequestState[]; by: 'receives' | 'judges' }>
type Step = keyof typeof steps

export const isStep = (text: string | undefined): text is Step => text !== undefined && text in steps

/** Several forms stand on the page: each names its fields apart. */
export const stepField = (step: string, name: string): string => `${step}-${name}`

interface Shown {
  visit: Visit
  file: RequestFile
  recipients: RecipientRow[]
  does: string[]
  form: FormView
  errors: { field: string; message: string }[]
}

/** What the officer may do now, each closed until it is wanted. */
export function Steps(shown: Shown) {
  const { file, does, visit } = shown
  const t = asylumText(visit.locale)
  const may = (Object.keys(steps) as Step[]).filter(
    (step) =>
      (steps[step].in as readonly RequestState[]).includes(file.state) &&
      does.includes(steps[step].by) &&
      !(step === 'fingerprints' && file.fingerprints_on) &&
      !(step === 'statement' && file.hearings[0]?.statement) &&
      !(step === 'withdraw-consent' && file.consents.every((one) => one.withdrawn_on)),
  )
  if (may.length === 0) return null
  return (
    <section class="flow-small" aria-labelledby="steps">
      <h2 id="steps">{t('file.steps')}</h2>
      {may.map((step) => (
        <StepForm step={step} {...shown} />
      ))}
    </section>
  )
}

function StepForm({ step, visit, file, recipients, form, errors }: Shown & { step: Step }) {
  const { locale } = visit
  const t = asylumText(locale)
  const mine = form.values.do === step
  const name = (field: string) => stepField(step, field)
  const base = (field: string, label: string) => ({
    locale,
    name: name(field),
    label,
    value: mine ? form.values[name(field)] : undefined,
    error: errors.find((one) => one.field === name(field))?.message,
  })
  const values = (field: string) =>
    mine
      ? (form.lists[name(field)] ?? (form.values[name(field)] ? [form.values[name(field)] as string] : []))
      : []
  const today = visit.instance.clock.today()
  const reasons = <Textarea {...base('reasons', t('do.reasons'))} rows={6} maxlength={20_000} />
  const told = recipients.filter((one) => one.does.includes('told'))
  const bodies = told.filter((one) => one.kind === 'international')
  const grounds = (among: readonly string[]) => (
    <Checkboxes
      {...base('grounds', t('do.grounds'))}
      values={values('grounds')}
      options={refusalGrounds
        .filter((ground) => among.includes(ground))
        .map((ground) => ({
          value: ground,
          label: groundName(locale, ground),
          hint: (
            <>
              {groundOn(ground, today).article}{' '}
              <LawStateTag locale={locale} state={groundOn(ground, today).state} />
            </>
          ) as unknown as string,
        }))}
    />
  )
  const fields: Record<Step, () => Child> = {
    fingerprints: () => <p>{t('do.fingerprints.hint')}</p>,
    renew: () => null,
    postpone: () => (
      <>
        <DateField
          {...base('to', t('do.postpone.to'))}
          value={mine ? dateParts(form.values, name('to')) : undefined}
        />
        <Textarea {...base('why', t('do.postpone.why'))} rows={3} />
      </>
    ),
    recognise: () => reasons,
    announce: () => (
      <>
        <p>{t('do.announce.hint')}</p>
        {grounds(refusalGrounds)}
        {reasons}
      </>
    ),
    'take-back': () => null,
    statement: () => <Textarea {...base('words', t('do.words'))} rows={5} />,
    refuse: () => (
      <>
        <p>{t('do.refuse.hint')}</p>
        {errors.some((one) => one.field === name('hearing')) && (
          <p id={`f-${name('hearing')}`}>
            <b>{t('error.not-yet')}</b>
          </p>
        )}
        {grounds(file.hearings[0]?.grounds ?? [])}
        {reasons}
      </>
    ),
    appeal: () => <Textarea {...base('words', t('do.words'))} rows={5} />,
    judge: () => (
      <>
        <Radios
          {...base('outcome', t('do.judge.outcome'))}
          options={(['upheld', 'overturned'] as const).map((value) => ({
            value,
            label: t(`do.judge.${value}`),
          }))}
        />
        {reasons}
      </>
    ),
    consent: () => {
      const language = isLocale(file.language) ? file.language : 'ru'
      return bodies.length === 0 ? (
        <p>{t('do.consent.none')}</p>
      ) : (
        <>
          <p>{t('do.consent.hint')}</p>
          {bodies.map((one) => (
            <blockquote lang={language}>{consentWords(language, one.names)}</blockquote>
          ))}
          <Select
            {...base('recipient', t('do.handing.to'))}
            options={bodies.map((one) => ({ value: one.code, label: officeName(one.names, locale) }))}
          />
        </>
      )
    },
    'withdraw-consent': () => (
      <Select
        {...base('consent', t('do.handing.to'))}
        options={file.consents
          .filter((one) => !one.withdrawn_on)
          .map((one) => ({ value: one.id, label: officeName(one.names, locale) }))}
      />
    ),
    handing: () => (
      <>
        <Select
          {...base('recipient', t('do.handing.to'))}
          options={told.map((one) => ({ value: one.code, label: officeName(one.names, locale) }))}
        />
        <Checkboxes
          {...base('categories', t('do.handing.what'))}
          values={values('categories')}
          options={handedCategories.map((value) => ({ value, label: t(`category.${value}`) }))}
        />
        <Textarea {...base('purpose', t('do.handing.purpose'))} rows={2} />
      </>
    ),
  }
  const title = step === 'withdraw-consent' ? t('own.consent.withdraw') : t(`do.${step}`)
  return (
    <Details title={title} open={mine}>
      <Form
        id={`form-${step}`}
        action={`/asylum/${file.id}`}
        request={visit.request}
        hidden={{ do: step, version: String(file.version) }}
      >
        {fields[step]()}
        <Button kind={step === 'refuse' ? 'danger' : 'secondary'}>{title}</Button>
      </Form>
    </Details>
  )
}
