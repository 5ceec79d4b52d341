import { parse } from '../../platform/act.ts'
import { account } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatMoment } from '../../platform/language.ts'
import { Radios } from '../../ui/choices.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { type Right, rights } from '../check-right.ts'
import { getStatusFile } from '../find-status.ts'
import { codeHash, codeMinutes, makeRightCode, rightCode } from '../right-code.ts'
import { residenceText } from '../text.ts'
import { issueText } from './form-text.ts'

/** The holder chooses one question and gets a code for it, shown once. */
export const makeCodePages: Route[] = formPage({
  path: '/statuses/:id/code',
  who: account,
  show: (visit, form) => show(visit, form),
  submit,
})

async function show(
  visit: Visit,
  form: FormView,
  made?: { code: string; endsAt: string; right: Right },
): Promise<Response> {
  const { locale } = visit
  const t = residenceText(locale)
  const { status, side } = await getStatusFile(visit)
  if (side !== 'holder' || status.state !== 'active') throw new Fault('not-found')
  const errors = form.issues.map((issue) => ({ field: issue.path, message: issueText(locale, issue) }))
  return visit.html(
    <Page
      {...visit.frame}
      title={t('code.title')}
      hasForm
      hasErrors={errors.length > 0}
      draft={!residenceText.reviewed(locale)}
      back={{ href: `/statuses/${status.id}`, label: status.number }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('code.title')}</h1>
      {made && (
        <Notice
          locale={locale}
          tone="success"
          title={t('code.made', { time: formatMoment(locale, new Date(made.endsAt)) })}
          live
        >
          <p class="big mono" translate="no">
            {made.code}
          </p>
          <p>
            {t('code.which')} <b>{t(`right.${made.right}`)}</b>
          </p>
          <p>{t('code.once')}</p>
        </Notice>
      )}
      <p class="lead">{t('code.lead', { minutes: codeMinutes })}</p>
      <Form action={`/statuses/${status.id}/code`} request={visit.request}>
        <Radios
          locale={locale}
          name="right"
          label={t('code.which')}
          value={form.values.right}
          error={errors.find((one) => one.field === 'right')?.message}
          options={rights.map((value) => ({ value, label: t(`right.${value}`) }))}
        />
        <FormActions locale={locale} label={t('code.make')} />
      </Form>
    </Page>,
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { instance, actor, request } = visit
  const { text, lists } = visit.answers
  const { status } = await getStatusFile(visit)
  const code = rightCode(instance, request)
  const given = parse(makeRightCode.input, {
    status: status.id,
    right: text.right,
    codeHash: codeHash(instance, code),
  })
  const made = await makeRightCode(instance, actor, given, request)
  if ('refused' in made) throw new Fault('unexpected')
  return show(visit, { values: text, lists, issues: [] }, { code, endsAt: made.endsAt, right: given.right })
}
