import { regionName, regionsAt } from '../../classifier/regions.ts'
import { everyone } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { Checkboxes } from '../../ui/choices.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { type Answered, addToComplaint, type Complaint, complain, matters, openByCode } from '../complain.ts'
import { complaintText } from '../text.ts'

/** A worker tells what happened, without a name; and comes back with the code that was told once. Codes never stand in an address. */
export const complainPages: Route[] = [
  ...formPage({ path: '/complaint', who: everyone, show, submit }),
  ...formPage({
    path: '/complaint/back',
    who: everyone,
    show: (visit, form) => showBack(visit, form),
    submit: open,
  }),
]

/** One press away from here; the page does not come back with the Back button of others. */
function Leave({ locale }: { locale: Locale }) {
  return (
    <p>
      <a class="button danger" href="https://www.gismeteo.kz/" rel="noreferrer">
        {complaintText(locale)('leave')}
      </a>
    </p>
  )
}

async function show(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = complaintText(locale)
  const errors = form.issues.map(({ path, code }) => ({
    field: path.split('.')[0] ?? '',
    message: t(complaintText.keys.find((key) => key === `error.${code}`) ?? 'error.required'),
  }))
  const field = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return visit.html(
    <Page
      {...visit.frame}
      title={t('title')}
      hasForm
      hasErrors={errors.length > 0}
      draft={!complaintText.reviewed(locale)}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('title')}</h1>
      <Leave locale={locale} />
      <p class="lead">{t('lead')}</p>
      <Notice locale={locale} tone="warning">
        <p>{t('danger')}</p>
      </Notice>
      <Form action="/complaint" request={visit.request}>
        <Checkboxes
          {...field('matters')}
          label={t('matters')}
          values={form.lists.matters ?? (form.values.matters ? [form.values.matters] : [])}
          options={matters.map((value) => ({ value, label: t(`matter.${value}`) }))}
        />
        <Textarea {...field('story')} label={t('story')} hint={t('story.hint')} rows={7} maxlength={10_000} />
        <Select
          {...field('region')}
          label={t('region')}
          options={regionsAt(visit.instance.clock.today()).map(({ code }) => ({
            value: code.replace(/^KZ-/, ''),
            label: regionName(code, locale),
          }))}
        />
        <TextField {...field('employer')} label={t('employer')} optional autocomplete="off" />
        <TextField {...field('place')} label={t('place')} optional autocomplete="off" />
        <TextField
          {...field('contact')}
          label={t('contact')}
          hint={t('contact.hint')}
          optional
          autocomplete="off"
        />
        <FormActions locale={locale} label={t('send')} />
      </Form>
      <p>
        <a href="/complaint/back">{t('back.title')}</a>
      </p>
    </Page>,
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { locale } = visit
  const { text, lists } = visit.answers
  const t = complaintText(locale)
  const chosen = (lists.matters ?? (text.matters ? [text.matters] : [])) as Complaint['matters']
  const { code, dueOn } = await complain(
    visit.instance,
    {
      matters: chosen,
      story: text.story ?? '',
      region: text.region ?? '',
      employer: text.employer ?? '',
      place: text.place ?? '',
      contact: text.contact ?? '',
    },
    locale,
    visit.request,
  )
  return visit.html(
    <Page {...visit.frame} title={t('sent.title')} draft={!complaintText.reviewed(locale)}>
      <h1>{t('sent.title')}</h1>
      <Leave locale={locale} />
      <p class="lead">{t('sent.code')}</p>
      <p class="mono lead" translate="no">
        {code}
      </p>
      <p>{t('sent.due', { date: formatDate(locale, dueOn) })}</p>
      <p>
        <a href="/complaint/back">{t('back.title')}</a>
      </p>
    </Page>,
  )
}

async function showBack(visit: Visit, form: FormView, answered?: Answered): Promise<Response> {
  const { locale } = visit
  const t = complaintText(locale)
  const missing = form.issues.length > 0 ? t('back.none') : undefined
  const { code } = form.values
  return visit.html(
    <Page
      {...visit.frame}
      title={t('back.title')}
      hasErrors={missing !== undefined}
      draft={!complaintText.reviewed(locale)}
    >
      <h1>{t('back.title')}</h1>
      <Leave locale={locale} />
      {answered ? (
        <>
          <p>
            {t(`state.${answered.state}`)}.{' '}
            {answered.state === 'received' && t('sent.due', { date: formatDate(locale, answered.dueOn) })}
          </p>
          {answered.messages.map((one) => (
            <section class="flow-small">
              <h2>
                {t(one.author === 'worker' ? 'back.you' : 'back.office')}, {formatDate(locale, one.on)}
              </h2>
              <p>{one.words}</p>
            </section>
          ))}
          {answered.state === 'closed' ? (
            <p>{t('back.closed')}</p>
          ) : (
            <Form action="/complaint/back" request={visit.request} hidden={{ code }}>
              <Textarea locale={locale} name="words" label={t('back.add')} rows={4} />
              <FormActions locale={locale} label={t('send')} />
            </Form>
          )}
        </>
      ) : (
        <Form action="/complaint/back" request={visit.request}>
          <TextField
            locale={locale}
            name="code"
            label={t('back.code')}
            error={missing}
            autocomplete="off"
            spellcheck={false}
            look="mono"
            width={20}
          />
          <FormActions locale={locale} label={t('back.open')} />
        </Form>
      )}
    </Page>,
    { status: missing ? 404 : 200 },
  )
}

async function open(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const code = text.code ?? ''
  try {
    if (text.words) await addToComplaint(visit.instance, code, text.words)
    return showBack(visit, { values: { code }, lists, issues: [] }, await openByCode(visit.instance, code))
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'not-found') throw error
    return showBack(visit, { values: {}, lists, issues: [{ path: 'code', code: 'not-found' }] })
  }
}
