import { type Ground, isRefusal } from '../../platform/act.ts'
import type { Audience } from '../../platform/actor.ts'
import { invalid } from '../../platform/fault.ts'
import type { Locale } from '../../platform/language.ts'
import { Checkboxes } from '../../ui/choices.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { fieldId } from '../../ui/field.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { registerPerson } from '../register-person.ts'
import { registerText } from '../register-text.ts'
import { signInText } from '../sign-in-text.ts'
import {
  AlikeNotice,
  AlikePeople,
  alikeAnswers,
  alikeErrors,
  loadAlike,
  notAlike,
  openSame,
} from './alike-people.tsx'
import { readBack } from './read-back.tsx'
import { RefusedNotices } from './refused-notices.tsx'
import { inBoth, labels, parts } from './registration-fields.tsx'
import { checkSteps, openSteps, type Steps, viewOf, wholeOf } from './registration-steps.ts'

/** The answers read back before they are sent; an officer says that they were read to the person. */
export function checkRegistrationPages(base: string, who: Audience): Route[] {
  return formPage({
    path: `${base}/check`,
    who,
    show: (visit, form) => showAnswers(visit, form),
    submit: send,
  })
}

/** A request that was refused is answered: what is sent after it is another. */
async function showAnswers(
  visit: Visit,
  form: FormView,
  refused: Ground[] = [],
  missing: string[] = [],
): Promise<Response> {
  const { locale } = visit
  const steps = await openSteps(visit)
  const { issues, warnings } = checkSteps(steps, visit)
  if (issues.length > 0) return visit.redirect(steps.base)
  const t = registerText(locale)
  const view = viewOf(steps, visit)
  const unread = form.issues.length > 0 ? [{ field: 'readTo', message: t('error.read-to') }] : []
  const errors = [...alikeErrors(locale, missing), ...unread]
  const alike = steps.self ? undefined : await loadAlike(visit, refused, form.values)
  return visit.html(
    <Page
      {...visit.frame}
      title={t('check.title')}
      hasForm
      hasErrors={errors.length > 0 || refused.length > 0}
      back={{ href: steps.base, label: t('steps.back') }}
      draft={!registerText.reviewed(locale)}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('check.title')}</h1>
      <RefusedNotices locale={locale} refused={refused.filter(notAlike)} />
      {alike && refused.length > 0 && <AlikeNotice locale={locale} alike={alike} />}
      {steps.self && (
        <p>
          {t('self.before')} <a href="/me/claim">{signInText(locale)('claim.title')}</a>
        </p>
      )}
      {warnings.length > 0 && (
        <Notice locale={locale} tone="warning" title={t('warnings')}>
          <ul>
            {warnings.map((code) => (
              <li>{warningText(locale, code)}</li>
            ))}
          </ul>
        </Notice>
      )}
      {parts.map((part) => (
        <SummaryList
          locale={locale}
          title={t(`part.${part}`)}
          rows={readBack(part, view).map(({ label, value, field }) => ({
            label,
            value,
            change: `${steps.base}/${part}#${fieldId(field)}`,
          }))}
        />
      ))}
      <Form action={`${steps.base}/check`} request={visit.request}>
        {!steps.self && (
          <Checkboxes
            locale={locale}
            name="readTo"
            label={t('assisted.closing')}
            error={unread[0]?.message}
            values={form.values.readTo === 'yes' ? ['yes'] : []}
            options={[{ value: 'yes', label: inBoth(view, 'assisted.statement') }]}
          />
        )}
        {alike && (
          <AlikePeople
            alike={alike}
            view={{ ...view, values: { ...view.values, ...form.values } }}
            missing={missing}
          />
        )}
        <FormActions locale={locale} label={t('check.send')} />
      </Form>
    </Page>,
    { status: refused.length > 0 ? 409 : missing.length > 0 ? 422 : 200 },
  )
}

async function send(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const steps = await openSteps(visit)
  if (!steps.self && text.readTo !== 'yes') throw invalid('readTo', 'required')
  const { same, missing, given } = alikeAnswers(steps.self ? {} : text)
  if (same) return openSame(visit, same)
  if (missing.length > 0) return showAnswers(visit, { values: text, lists, issues: [] }, [], missing)
  const answer = await registerPerson(
    visit.instance,
    visit.actor,
    { ...wholeOf(steps, visit), ...given, ...assistance(steps) },
    visit.request,
  )
  if (isRefusal(answer)) return showAnswers(visit, { values: text, lists, issues: [] }, answer.refused)
  return visit.redirect(steps.self ? '/me' : `/people/${answer.id}`, {
    flash: registerText(visit.locale)('done'),
  })
}

const assistance = ({ self, draft }: Steps) =>
  self || !draft ? {} : { draft: draft.id, readTo: draft.language }

/** A warning of `checkRegistration` in words. */
function warningText(locale: Locale, code: string): string {
  const t = registerText(locale)
  if (code === 'document-expired') return t('warning.document-expired')
  if (code.startsWith('iin-')) return t('warning.iin')
  const what = /^mrz-(.+)-differs$/.exec(code)?.[1]
  const field = what && zoneFields[what]
  return field ? t('warning.differs', { field: t(labels[field]) }) : t('warning.mrz')
}

const zoneFields: Record<string, keyof typeof labels> = {
  number: 'number',
  'birth-date': 'birthDate',
  expiry: 'expiresOn',
  citizenship: 'citizenship',
  'issuing-state': 'issuingState',
  sex: 'sex',
  name: 'latinGiven',
}
