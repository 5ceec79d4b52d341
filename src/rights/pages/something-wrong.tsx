import { isRefusal } from '../../platform/act.ts'
import { account } from '../../platform/actor.ts'
import { formatMoment } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { Radios } from '../../ui/choices.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { askCorrection, findDecidedBySystem, type WrongAbout, wrongAbout } from '../ask-correction.ts'
import { rightsText } from '../text.ts'

/** "Something is wrong": a person asks that their record be corrected, in their own words. */
export const somethingWrongPages: Route[] = formPage({
  path: '/me/record/wrong',
  who: account,
  start: async (visit) => ({ values: Object.fromEntries(visit.url.searchParams) }),
  show: (visit, form) => show(visit, form),
  submit,
})

async function show(visit: Visit, form: FormView, refused = false): Promise<Response> {
  const { actor, locale } = visit
  if (actor.kind !== 'person' || !actor.person) return visit.redirect('/me')
  const t = rightsText(locale)
  const person = actor.person
  const bySystem = await look(visit.instance, actor, (tx) => findDecidedBySystem(tx, person))
  const offered = wrongAbout.filter((about) => about !== 'decision-by-system' || bySystem.length > 0)
  const errors = form.issues.map(({ path }) => ({
    field: path,
    message: t(path === 'about' ? 'error.about' : path === 'case' ? 'error.case' : 'error.says'),
  }))
  const error = (field: string) => errors.find((one) => one.field === field)?.message
  return visit.html(
    <Page
      {...visit.frame}
      title={t('title')}
      hasForm
      hasErrors={errors.length > 0 || refused}
      draft={!rightsText.reviewed(locale)}
      back={{ href: '/me/record', label: t('back') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('title')}</h1>
      {refused && <Notice locale={locale} tone="warning" title={t('refused.too-many-open')} live />}
      <p class="lead">{t('lead')}</p>
      <Form action="/me/record/wrong" request={visit.request}>
        <Radios
          locale={locale}
          name="about"
          label={t('about')}
          value={form.values.about}
          error={error('about')}
          options={offered.map((value) => ({ value, label: t(`about.${value}`) }))}
        />
        {bySystem.length > 0 && (
          <Select
            locale={locale}
            name="case"
            label={t('case')}
            hint={t('case.hint')}
            optional
            value={form.values.case}
            error={error('case')}
            options={bySystem.map((one) => ({
              value: one.number,
              label: `${one.number}, ${formatMoment(locale, one.decided_at)}`,
            }))}
          />
        )}
        <Textarea
          locale={locale}
          name="says"
          label={t('says')}
          hint={t('says.hint')}
          rows={5}
          maxlength={4000}
          value={form.values.says}
          error={error('says')}
        />
        <FormActions locale={locale} label={t('send')} />
      </Form>
    </Page>,
    { status: refused ? 409 : 200 },
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const answer = await askCorrection(
    visit.instance,
    visit.actor,
    {
      about: (text.about ?? '') as WrongAbout,
      says: text.says ?? '',
      ...(text.case ? { case: text.case } : {}),
    },
    visit.request,
  )
  if (isRefusal(answer)) return show(visit, { values: text, lists, issues: [] }, true)
  return visit.redirect(`/cases/${answer.number}`)
}
