import { credentialText } from '../../credential/text.ts'
import { parse } from '../../platform/act.ts'
import { everyone } from '../../platform/actor.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { Article } from '../../policy/show-article.tsx'
import { Radios } from '../../ui/choices.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { checkRight, type RightAnswer, RightQuestion, rights } from '../check-right.ts'
import { askByCode, CodeQuestion } from '../right-code.ts'
import { residenceText } from '../text.ts'
import { dayOf, issueText } from './form-text.ts'

/**
 * One question about one right of a holder, for anybody: with a code that the holder has just made for it, or with the number of the
 * document and the birth date.
 */
export const checkRightPages: Route[] = [
  ...formPage({
    path: '/check/right',
    who: everyone,
    show: (visit, form) => Promise.resolve(show(visit, form)),
    submit,
  }),
  ...formPage({
    path: '/check/right/code',
    who: everyone,
    show: (visit, form) => Promise.resolve(show(visit, form)),
    submit: submitCode,
  }),
]

function show(visit: Visit, form: FormView, told?: RightAnswer | 'none' | 'no-code'): Response {
  const { locale } = visit
  const t = residenceText(locale)
  const errors = form.issues.map((issue) => ({ field: issue.path, message: issueText(locale, issue) }))
  const base = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return visit.html(
    <Page
      {...visit.frame}
      title={t('right.title')}
      hasForm
      hasErrors={errors.length > 0}
      draft={!residenceText.reviewed(locale)}
      back={{ href: '/check', label: credentialText(locale)('checker.title') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('right.title')}</h1>
      {(told === 'none' || told === 'no-code') && (
        <Notice locale={locale} tone="warning" title={t(told === 'none' ? 'right.none' : 'code.none')} live />
      )}
      {told && typeof told !== 'string' && <Told locale={locale} told={told} />}
      <p class="lead">{t('right.lead')}</p>
      <Form id="by-code" action="/check/right/code" request={visit.request}>
        <TextField
          {...base('code')}
          value={undefined}
          label={t('code.type')}
          hint={t('code.type.hint')}
          width={20}
          look="mono"
          spellcheck={false}
          autocomplete="off"
        />
        <FormActions locale={locale} label={t('code.ask')} />
      </Form>
      <section class="flow-small" aria-labelledby="by-document">
        <h2 id="by-document">{t('code.or-document')}</h2>
        <Form action="/check/right" request={visit.request}>
          <TextField
            {...base('serial')}
            label={t('right.serial')}
            width={20}
            look="mono"
            spellcheck={false}
            autocomplete="off"
          />
          <DateField
            {...base('birthDate')}
            label={t('family.birth')}
            value={dateParts(form.values, 'birthDate')}
          />
          <Radios
            {...base('right')}
            label={t('right.question')}
            options={rights.map((value) => ({ value, label: t(`right.${value}`) }))}
          />
          <FormActions locale={locale} label={t('right.ask')} />
        </Form>
      </section>
    </Page>,
    { headers: { 'cache-control': 'no-store' } },
  )
}

function Told({ locale, told }: { locale: Locale; told: RightAnswer }) {
  const t = residenceText(locale)
  const tone = { yes: 'success', no: 'danger', unsettled: 'info' } as const
  return (
    <Notice
      locale={locale}
      tone={tone[told.answer]}
      title={`${t(`right.${told.right}`)}: ${t(`right.${told.answer}`)}${
        told.validTo ? `, ${t('right.until', { date: formatDate(locale, told.validTo) })}` : ''
      }`}
      live
    >
      {told.because && <p>{t(`right.because.${told.because}`)}</p>}
      {told.answer === 'unsettled' && <p>{t('right.unsettled.means')}</p>}
      {told.article && (
        <p class="facts">
          {told.lawState && <LawStateTag locale={locale} state={told.lawState} />}
          <span>
            <Article locale={locale} article={told.article} />
          </span>
        </p>
      )}
    </Notice>
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const asked = parse(RightQuestion, {
    serial: text.serial ?? '',
    birthDate: dayOf(text, 'birthDate'),
    right: text.right,
  })
  const told = await checkRight(visit.instance, visit.actor, asked)
  return show(visit, { values: text, lists, issues: [] }, told ?? 'none')
}

async function submitCode(visit: Visit): Promise<Response> {
  const asked = parse(CodeQuestion, { code: visit.answers.text.code ?? '' })
  const told = await askByCode(visit.instance, visit.actor, asked)
  return show(visit, { values: {}, lists: {}, issues: [] }, told ?? 'no-code')
}
