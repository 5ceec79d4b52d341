import { isRefusal } from '../../platform/act.ts'
import { account } from '../../platform/actor.ts'
import { dayOf } from '../../platform/clock.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import { formatDate, isLocale, languages, locales } from '../../platform/language.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { htmlLanguage } from '../../ui/language-switch.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { TaskList } from '../../ui/task-list.tsx'
import { type FormView, get, post, type Route, type Visit } from '../../ui/visit.ts'
import { dropDraft, findDrafts, saveDraft, startDraft } from '../keep-draft.ts'
import { readMrz } from '../read-mrz.ts'
import { registrars as officers } from '../register-person.ts'
import { registerText } from '../register-text.ts'
import { checkRegistrationPages } from './check-answers.tsx'
import { keepUploads, uploadLimit } from './keep-uploads.ts'
import { valuesFromMrz } from './person-from-form.ts'
import { answersOf, errorsOf, type Part, type PartView, partOf, parts } from './registration-fields.tsx'
import { PartFields } from './registration-parts.tsx'
import { checkSteps, needNot, openSteps, type Steps, statusOf, viewOf } from './registration-steps.ts'

/**
 * Registration part by part, kept for 30 days: of oneself (`/register/self`), or of somebody whom an officer asks in the
 * person's language (`/register/assisted`).
 */
export const registerByStepsPages: Route[] = [
  get('/register/self', account, hub),
  post('/register/self/drop', account, drop),
  ...checkRegistrationPages('/register/self', account),
  ...partPages('/register/self', account),
  ...formPage({ path: '/register/assisted', who: officers, show: showStart, submit: start }),
  get('/register/assisted/:id', officers, hub),
  post('/register/assisted/:id/drop', officers, drop),
  ...checkRegistrationPages('/register/assisted/:id', officers),
  ...partPages('/register/assisted/:id', officers),
]

function partPages(base: string, who: typeof account): Route[] {
  return formPage({
    path: `${base}/:part`,
    who,
    bodyLimit: uploadLimit,
    start: async (visit) => ({ values: (await openSteps(visit)).answers }),
    show: (visit, form) => showPart(visit, form),
    submit: submitPart,
  })
}

async function hub(visit: Visit): Promise<Response> {
  const { actor, locale } = visit
  if (actor.kind === 'person' && actor.person) return visit.redirect('/me')
  const steps = await openSteps(visit)
  const t = registerText(locale)
  const { issues } = checkSteps(steps, visit)
  const title = steps.self ? t('self.title') : t('assisted.title')
  return visit.html(
    <Page {...visit.frame} title={title} back={backOf(steps, visit)} draft={!registerText.reviewed(locale)}>
      <h1>{title}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <AskedBeside steps={steps} visit={visit} />
      <p class="lead">{t('steps.lead')}</p>
      {steps.draft && (
        <p class="hint">{t('steps.until', { date: formatDate(locale, dayOf(steps.draft.expiresAt)) })}</p>
      )}
      <TaskList
        locale={locale}
        sections={[
          {
            tasks: parts.map((part) => ({
              id: part,
              label: t(`part.${part}`),
              href: `${steps.base}/${part}`,
              hint: needNot.includes(part) ? t('steps.optional') : undefined,
              status: statusOf(part, steps.answers, issues),
            })),
          },
        ]}
      />
      {issues.length === 0 ? (
        <ButtonRow>
          <Button href={`${steps.base}/check`} icon="arrow-right">
            {t('check.title')}
          </Button>
        </ButtonRow>
      ) : (
        <p class="hint">{t('steps.not-ready')}</p>
      )}
      {steps.draft && (
        <Details title={t('steps.drop')}>
          <p>{t('steps.drop.lead')}</p>
          <Form id="drop" action={`${steps.base}/drop`} request={visit.request}>
            <Button kind="secondary">{t('steps.drop')}</Button>
          </Form>
        </Details>
      )}
    </Page>,
  )
}

async function showPart(visit: Visit, form: FormView, reading?: PartView['reading']): Promise<Response> {
  const { locale } = visit
  const part = partWanted(visit)
  const steps = await openSteps(visit)
  const t = registerText(locale)
  const errors = errorsOf(locale, form.issues)
  return visit.html(
    <Page
      {...visit.frame}
      title={t(`part.${part}`)}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: steps.base, label: t('steps.back') }}
      draft={!registerText.reviewed(locale)}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t(`part.${part}`)}</h1>
      <AskedBeside steps={steps} visit={visit} />
      <Form action={`${steps.base}/${part}`} request={visit.request} files>
        <PartFields part={part} view={viewOf(steps, visit, { values: form.values, errors, reading })} />
        <FormActions locale={locale} later />
      </Form>
    </Page>,
  )
}

async function submitPart(visit: Visit): Promise<Response> {
  const part = partWanted(visit)
  const { text, lists } = visit.answers
  const today = visit.instance.clock.today()
  if (text._read) {
    const reading = readMrz(text.mrz ?? '', { today })
    return showPart(visit, { values: { ...text, ...valuesFromMrz(reading) }, lists, issues: [] }, reading)
  }
  const steps = await openSteps(visit)
  const values = await keepUploads(visit)
  visit.answers.text = values
  const fields = answersOf(part)
  const answers = {
    ...(part === 'document' ? fromZone(values.mrz, steps, today) : {}),
    ...Object.fromEntries(fields.flatMap((name) => (values[name] ? [[name, values[name]]] : []))),
  }
  const rest = Object.entries(steps.answers).filter(([name]) => !fields.includes(name))
  const { issues } = checkSteps(steps, visit, { ...Object.fromEntries(rest), ...answers })
  const ours = text._later ? [] : issues.filter((issue) => partOf(issue) === part)
  if (ours.length > 0) throw new Fault('invalid-input', { issues: ours })
  await saveDraft(
    visit.instance,
    visit.actor,
    { ...(steps.self ? {} : { draft: steps.draft?.id }), fields, answers },
    visit.request,
  )
  const next = parts.find((one) => parts.indexOf(one) > parts.indexOf(part) && !needNot.includes(one))
  const open = next && statusOf(next, { ...steps.answers, ...answers }, issues) === 'not-started'
  return text._later || !open
    ? visit.redirect(steps.base, { flash: registerText(visit.locale)('steps.saved') })
    : visit.redirect(`${steps.base}/${next}`)
}

/** What the zone says of the person fills the parts that are still empty; they read it back before it is sent. */
function fromZone(mrz: string | undefined, steps: Steps, today: Temporal.PlainDate): Record<string, string> {
  const reading = mrz ? readMrz(mrz, { today }) : undefined
  if (!reading?.ok) return {}
  const said = valuesFromMrz(reading)
  const empty = (['name', 'about'] as Part[])
    .map(answersOf)
    .filter((names) => !names.some((name) => steps.answers[name]))
  return Object.fromEntries(empty.flat().flatMap((name) => (said[name] ? [[name, said[name]]] : [])))
}

async function drop(visit: Visit): Promise<Response> {
  const steps = await openSteps(visit)
  if (steps.draft) await dropDraft(visit.instance, visit.actor, { draft: steps.draft.id }, visit.request)
  return visit.redirect(steps.self ? '/register/self' : '/register/assisted', {
    flash: registerText(visit.locale)('steps.dropped'),
  })
}

async function showStart(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = registerText(locale)
  const drafts = await findDrafts(visit.instance, visit.actor)
  return visit.html(
    <Page
      {...visit.frame}
      draft={!registerText.reviewed(visit.locale)}
      title={t('assisted.title')}
      hasForm
      back={{ href: '/register', label: t('title') }}
    >
      <h1>{t('assisted.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="lead">{t('assisted.lead')}</p>
      <Form action="/register/assisted" request={visit.request}>
        <Select
          locale={locale}
          name="language"
          label={t('assisted.language')}
          value={form.values.language}
          error={form.issues.length > 0 ? t('error.required', { field: t('assisted.language') }) : undefined}
          options={locales.map((value) => ({ value, label: languages[value], lang: htmlLanguage(value) }))}
        />
        <FormActions locale={locale} label={t('assisted.start')} />
      </Form>
      {drafts.length > 0 && (
        <section class="flow-small" aria-labelledby="unsent">
          <h2 id="unsent">{t('assisted.open')}</h2>
          <ul>
            {drafts.map((draft) => (
              <li>
                <a href={`/register/assisted/${draft.id}`}>
                  {[draft.answers.latinFamily, draft.answers.latinGiven].filter(Boolean).join(' ') ||
                    t('assisted.nameless')}
                </a>{' '}
                {languages[draft.language]},{' '}
                {t('steps.until', { date: formatDate(locale, dayOf(draft.expiresAt)) })}
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>,
  )
}

async function start(visit: Visit): Promise<Response> {
  const { language } = visit.answers.text
  if (!isLocale(language)) throw invalid('language', 'required')
  const started = await startDraft(visit.instance, visit.actor, { language }, visit.request)
  if (isRefusal(started)) throw new Fault('unexpected')
  return visit.redirect(`/register/assisted/${started.id}`)
}

/** Who answers whom, so that an officer's own guesses do not become somebody's answers. */
function AskedBeside({ steps, visit }: { steps: Steps; visit: Visit }) {
  if (steps.self || !steps.draft) return null
  const { language } = steps.draft
  return (
    <Notice locale={visit.locale}>
      <p>{registerText(visit.locale)('assisted.banner', { language: languages[language] })}</p>
      {language !== visit.locale && (
        <p lang={htmlLanguage(language)}>{registerText(language)('assisted.asked')}</p>
      )}
    </Notice>
  )
}

const backOf = (steps: Steps, visit: Visit) =>
  steps.self
    ? { href: '/me', label: registerText(visit.locale)('steps.home') }
    : { href: '/register/assisted', label: registerText(visit.locale)('assisted.open') }

function partWanted(visit: Visit): Part {
  const part = parts.find((one) => one === visit.params.part)
  if (!part) throw new Fault('not-found')
  return part
}
