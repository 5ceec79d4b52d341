import { regionName, regionsAt } from '../../classifier/regions.ts'
import { everyone } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes } from '../../ui/choices.tsx'
import { Details } from '../../ui/details.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { type Answered, addToComplaint, type Complaint, complain, matters, openByCode } from '../complain.ts'
import { changeContact, stopContact } from '../keep-contact.ts'
import { complaintText } from '../text.ts'
import { ContactFields, contactOf, hoursOf } from './contact-fields.tsx'

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

/** What the form's questions are called, for the summary of what is wrong. */
const questions = { matters: 'matters', story: 'story', region: 'region' } as const

const errorsOf = (form: FormView, locale: Locale) =>
  form.issues.map(({ path, code }) => {
    const t = complaintText(locale)
    const field = path.replace(/^contact\./, '').split('.')[0] ?? ''
    return {
      field,
      label: field in questions ? t(questions[field as keyof typeof questions]) : undefined,
      message: t(complaintText.keys.find((key) => key === `error.${code}`) ?? 'error.required'),
    }
  })

async function show(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = complaintText(locale)
  const errors = errorsOf(form, locale)
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
        <ContactFields locale={locale} values={form.values} errors={errors} none />
        <TextField {...field('word')} label={t('word')} hint={t('word.hint')} optional autocomplete="off" />
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
  const contact = contactOf(text)
  const { code, dueOn, stop } = await complain(
    visit.instance,
    {
      matters: chosen,
      story: text.story ?? '',
      region: text.region ?? '',
      employer: text.employer ?? '',
      place: text.place ?? '',
      word: text.word ?? '',
      ...(contact ? { contact } : {}),
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
      {stop && <StopWord locale={locale} stop={stop} />}
      <p>
        <a href="/complaint/back">{t('back.title')}</a>
      </p>
    </Page>,
  )
}

/** Told once, with the contact it belongs to. */
function StopWord({ locale, stop }: { locale: Locale; stop: string }) {
  const t = complaintText(locale)
  return (
    <section class="flow-small">
      <h2>{t('stop.title')}</h2>
      <p>{t('stop.line')}</p>
      <p>{t('stop.lead')}</p>
      <p class="mono lead" translate="no">
        {stop}
      </p>
    </section>
  )
}

async function showBack(
  visit: Visit,
  form: FormView,
  answered?: Answered,
  said: { stop?: string; stopped?: boolean } = {},
): Promise<Response> {
  const { locale } = visit
  const t = complaintText(locale)
  const missing = !answered && form.issues.length > 0 ? t('back.none') : undefined
  const errors = answered ? errorsOf(form, locale) : []
  return visit.html(
    <Page
      {...visit.frame}
      title={t('back.title')}
      hasErrors={missing !== undefined || errors.length > 0}
      draft={!complaintText.reviewed(locale)}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('back.title')}</h1>
      <Leave locale={locale} />
      {said.stopped && <Notice locale={locale} tone="success" title={t('stop.done')} live />}
      {said.stop && <StopWord locale={locale} stop={said.stop} />}
      {answered ? (
        <Opened visit={visit} form={form} answered={answered} errors={errors} />
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
    { status: missing ? 404 : errors.length > 0 ? 422 : 200 },
  )
}

/** What lies under a code: whose turn it is and until when, what was said, how the worker is reached, and the way out of that. */
function Opened({
  visit,
  form,
  answered,
  errors,
}: {
  visit: Visit
  form: FormView
  answered: Answered
  errors: { field: string; message: string }[]
}) {
  const { locale } = visit
  const t = complaintText(locale)
  const { code } = form.values
  const { contact, state } = answered
  const today = visit.instance.clock.today()
  const late = today.since(answered.dueOn).days
  const closed = state === 'closed'
  return (
    <>
      <p>
        <strong>{t(`state.${state}`)}.</strong>{' '}
        {state === 'received' &&
          (late > 0
            ? t('back.late', { date: formatDate(locale, answered.dueOn), days: late })
            : t('sent.due', { date: formatDate(locale, answered.dueOn) }))}
        {answered.workerDueOn && t('back.asked', { date: formatDate(locale, answered.workerDueOn) })}{' '}
        {answered.openedOn && t('back.opened', { date: formatDate(locale, answered.openedOn) })}
      </p>
      {answered.messages.map((one) => (
        <section class="flow-small">
          <h2>
            {t(one.author === 'worker' ? 'back.you' : 'back.office')}, {formatDate(locale, one.on)}
          </h2>
          <Typed block>{one.words}</Typed>
        </section>
      ))}
      {closed ? (
        <p>{t('back.closed')}</p>
      ) : (
        <Form action="/complaint/back" request={visit.request} hidden={{ code, do: 'add' }}>
          <Textarea
            locale={locale}
            name="words"
            label={t('back.add')}
            rows={4}
            value={form.values.words}
            error={errors.find((one) => one.field === 'words')?.message}
          />
          <FormActions locale={locale} label={t('send')} />
        </Form>
      )}
      <section class="flow" aria-labelledby="reach">
        <h2 id="reach">{t('contact')}</h2>
        {contact ? (
          <>
            <p>
              {t('contact.now', { way: t(`contact.${contact.channel}`), hours: hoursOf(contact) })}{' '}
              {contact.toldOn && t('contact.told', { date: formatDate(locale, contact.toldOn) })}
            </p>
            <Form
              id="unsafe"
              action="/complaint/back"
              request={visit.request}
              hidden={{ code, do: 'unsafe' }}
            >
              <Button kind="danger">{t('stop.do')}</Button>
            </Form>
          </>
        ) : (
          <p>{t('contact.off')}</p>
        )}
        {!closed && (
          <Details title={t('contact.change')} open={errors.some((one) => one.field !== 'words')}>
            <Form
              id="reach-form"
              action="/complaint/back"
              request={visit.request}
              hidden={{ code, do: 'reach' }}
            >
              <ContactFields locale={locale} values={form.values} errors={errors} />
              {answered.guarded && (
                <TextField
                  locale={locale}
                  name="word"
                  label={t('word.again')}
                  hint={t('word.again.hint')}
                  error={errors.find((one) => one.field === 'word')?.message}
                  autocomplete="off"
                />
              )}
              <FormActions locale={locale} label={t('contact.change')} />
            </Form>
          </Details>
        )}
      </section>
    </>
  )
}

async function open(visit: Visit): Promise<Response> {
  const { instance, request } = visit
  const { text, lists } = visit.answers
  const code = text.code ?? ''
  const form: FormView = { values: { code }, lists, issues: [] }
  const again = async (said: { stop?: string; stopped?: boolean } = {}) =>
    showBack(visit, form, await openByCode(instance, code), said)
  try {
    if (text.do === 'unsafe' && (await stopContact(instance, code))) return await again({ stopped: true })
    if (text.do === 'reach')
      return await again({
        stop: await changeContact(
          instance,
          code,
          contactOf(text) ?? { channel: '' as 'sms', address: '' },
          request,
          text.word,
        ),
      })
    if (text.do === 'add' || text.words) await addToComplaint(instance, code, text.words ?? '', request)
    return await again()
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    if (error.code === 'not-found') {
      // A stop word looks exactly like a code that is wrong.
      await stopContact(instance, code)
      return showBack(visit, { values: {}, lists, issues: [{ path: 'code', code: 'not-found' }] })
    }
    if (error.issues.length === 0) throw error
    const answered = await openByCode(instance, code)
    return showBack(visit, { values: text, lists, issues: error.issues }, answered)
  }
}
