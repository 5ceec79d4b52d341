import { type Ground, isRefusal } from '../../platform/act.ts'
import { isId } from '../../platform/new-id.ts'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { readMrz } from '../read-mrz.ts'
import { FamilyRelation, registerPerson, registrars } from '../register-person.ts'
import { registerText } from '../register-text.ts'
import {
  AlikeNotice,
  AlikePeople,
  alikeAnswers,
  alikeErrors,
  loadAlike,
  notAlike,
  openSame,
} from './alike-people.tsx'
import { keepUploads, uploadLimit } from './keep-uploads.ts'
import { personFromForm, valuesFromMrz } from './person-from-form.ts'
import { RefusedNotices } from './refused-notices.tsx'
import { errorsOf, type PartView, parts } from './registration-fields.tsx'
import { PartFields } from './registration-parts.tsx'

/** Registration by an officer who holds the document: one page. `?relative=ID&relation=child` registers a family member. */
export const registerPages: Route[] = formPage({
  path: '/register',
  who: registrars,
  bodyLimit: uploadLimit,
  start: async (visit) => ({ values: Object.fromEntries(visit.url.searchParams) }),
  show: (visit, form) => showForm(visit, form),
  submit,
})

async function submit(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  if (text._read) {
    const reading = readMrz(text.mrz ?? '', { today: visit.instance.clock.today() })
    return showForm(visit, { values: { ...text, ...valuesFromMrz(reading) }, lists, issues: [] }, [], reading)
  }
  const values = await keepUploads(visit)
  // What is shown again after a mistake names the files that were taken.
  visit.answers.text = values
  const { relative } = values
  const relation = FamilyRelation.safeParse(values.relation)
  const family = isId(relative) && relation.success ? [{ relative, relation: relation.data }] : undefined
  const { same, missing, given } = alikeAnswers(values)
  if (same) return openSame(visit, same)
  if (missing.length > 0) return showForm(visit, { values, lists, issues: [] }, [], undefined, missing)
  const answer = await registerPerson(
    visit.instance,
    visit.actor,
    { ...personFromForm(values), ...given, ...(family ? { family } : {}) },
    visit.request,
  )
  if (isRefusal(answer)) return showForm(visit, { values, lists, issues: [] }, answer.refused)
  return visit.redirect(`/people/${answer.id}`, { flash: registerText(visit.locale)('done') })
}

async function showForm(
  visit: Visit,
  form: FormView,
  refused: Ground[] = [],
  reading?: ReturnType<typeof readMrz>,
  missing: string[] = [],
): Promise<Response> {
  const { locale } = visit
  const t = registerText(locale)
  const { values } = form
  const view: PartView = {
    locale,
    values,
    errors: [...alikeErrors(locale, missing), ...errorsOf(locale, form.issues)],
    self: false,
    today: visit.instance.clock.today(),
    reading,
  }
  const alike = await loadAlike(visit, refused, values)
  const relation = isId(values.relative) ? FamilyRelation.safeParse(values.relation).data : undefined
  return visit.html(
    <Page
      {...visit.frame}
      title={t('title')}
      hasForm
      hasErrors={view.errors.length > 0 || refused.length > 0}
      {...(relation ? { back: { href: `/people/${values.relative}/family`, label: t('family.title') } } : {})}
    >
      <ErrorSummary locale={locale} errors={view.errors} />
      <h1>{t('title')}</h1>
      {relation ? (
        <Notice locale={locale}>
          <p>{t(`family.registers.${relation}`)}</p>
        </Notice>
      ) : (
        <p>
          <a href="/register/assisted">{t('assisted.title')}</a>
        </p>
      )}
      <RefusedNotices locale={locale} refused={refused.filter(notAlike)} />
      {alike && refused.length > 0 && <AlikeNotice locale={locale} alike={alike} />}
      <Form
        action="/register"
        request={visit.request}
        files
        hidden={relation ? { relative: values.relative, relation } : {}}
      >
        {parts.map((part) => (
          <PartFields part={part} view={view} />
        ))}
        {alike && <AlikePeople alike={alike} view={view} missing={missing} />}
        <FormActions locale={locale} label={t('send')} />
      </Form>
    </Page>,
    { status: refused.length > 0 ? 409 : missing.length > 0 ? 422 : 200 },
  )
}
