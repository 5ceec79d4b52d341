import { requireFresh } from '../../institution/require-fresh.ts'
import { isRefusal } from '../../platform/act.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import { type FormView, get, post, type Route, type Visit } from '../../ui/visit.ts'
import { findProposals, getProposal, getScenario } from '../find-reforms.ts'
import { drafters } from '../keep-draft.ts'
import { concludeProposal, proposeReform, recordAdoption } from '../propose-reform.ts'
import { draftWords, reformText } from '../text.ts'
import { wordsFor } from './form-words.ts'

/** Minutes after which who they are is proved again before something is published. */
const fresh = 15
const rows = 5

/** Putting a scenario forward, and the second person who publishes it or sends it back. */
export const proposalPages: Route[] = [
  ...formPage({ path: '/reform/scenarios/:id/propose', who: drafters, show: showPropose, submit: propose }),
  get('/reform/waiting', drafters, (visit) => showWaiting(visit)),
  post('/reform/proposals/:id/conclusion', drafters, conclude),
  ...formPage({ path: '/reform/proposals/:id/adoption', who: drafters, show: showAdoption, submit: adopt }),
]

async function showPropose(visit: Visit, form: FormView, problem?: string): Promise<Response> {
  const { locale } = visit
  const t = draftWords(locale)
  const row = await look(visit.instance, visit.actor, (tx) => getScenario(tx, visit.params.id))
  const errors = form.issues.map(({ path, code }) => ({ field: path, message: wordsFor(locale, code) }))
  const field = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return visit.html(
    <Page
      {...visit.frame}
      title={t('propose')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: `/reform/scenarios/${row.id}`, label: row.draft.title }}
    >
      {problem && <Notice locale={locale} tone="warning" title={problem} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('propose')}</h1>
      <p class="lead">{t('propose.lead')}</p>
      <Form action={`/reform/scenarios/${row.id}/propose`} request={visit.request}>
        {Array.from({ length: rows }, (_, at) => (
          <fieldset class="flow-small">
            <legend>{t('propose.row', { n: at + 1 })}</legend>
            <TextField {...field(`article.${at}`)} label={t('article')} optional={at > 0} />
            <Textarea {...field(`today.${at}`)} label={t('today')} rows={2} optional={at > 0} />
            <Textarea {...field(`proposed.${at}`)} label={t('proposed')} rows={2} optional={at > 0} />
          </fieldset>
        ))}
        <FormActions locale={locale} label={t('propose')} />
      </Form>
    </Page>,
    { status: problem ? 409 : 200 },
  )
}

async function propose(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const gaps = Array.from({ length: rows }, (_, at) => ({
    article: (text[`article.${at}`] ?? '').trim(),
    today: (text[`today.${at}`] ?? '').trim(),
    proposed: (text[`proposed.${at}`] ?? '').trim(),
  }))
  const given = gaps.filter((one, at) => at === 0 || one.article || one.today || one.proposed)
  for (const [at, one] of given.entries())
    for (const key of ['article', 'today', 'proposed'] as const)
      if (one[key].length < 3)
        throw invalid(`${key}.${at}`, key === 'article' ? 'article-missing' : 'required')
  const answer = await proposeReform(
    visit.instance,
    visit.actor,
    { scenario: visit.params.id ?? '', gaps: given },
    visit.request,
  )
  const t = draftWords(visit.locale)
  if (isRefusal(answer))
    return showPropose(visit, { values: text, lists: {}, issues: [] }, t('refused.already-proposed'))
  return visit.redirect('/reform/waiting', { flash: t('proposed.done') })
}

async function showWaiting(visit: Visit, problem?: string): Promise<Response> {
  const { locale, actor } = visit
  const t = draftWords(locale)
  const waiting = (await look(visit.instance, actor, findProposals)).filter(
    (one) => !one.published_at && !one.rejected_at,
  )
  return visit.html(
    <Page {...visit.frame} title={t('waiting')} back={{ href: '/reform/drafts', label: t('drafts') }}>
      {problem && <Notice locale={locale} tone="warning" title={problem} live />}
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <h1>{t('waiting')}</h1>
      {waiting.length === 0 && <p class="empty-line">{t('none')}</p>}
      {waiting.map((one) => (
        <section class="flow-small">
          <h2>
            <a href={`/reform/proposals/${one.id}`}>
              <Typed>{one.title}</Typed>
            </a>
          </h2>
          <Typed block>{one.recommendation}</Typed>
          <p>
            <a href={`/reform/scenarios/${one.scenario}`}>{reformText(locale)('scenario.open')}</a>
          </p>
          {actor.kind === 'staff' && actor.staff === one.proposed_by ? (
            <p class="hint">{t('publish.second')}</p>
          ) : (
            <Form
              id={`publish-${one.id}`}
              action={`/reform/proposals/${one.id}/conclusion`}
              request={visit.request}
            >
              <button class="button" type="submit" name="answer" value="publish">
                {t('publish')}
              </button>
            </Form>
          )}
          <Form
            id={`back-${one.id}`}
            action={`/reform/proposals/${one.id}/conclusion`}
            request={visit.request}
          >
            <Textarea locale={locale} name={`because-${one.id}`} label={t('send-back.because')} rows={2} />
            <button class="button secondary" type="submit" name="answer" value="back">
              {t('send-back')}
            </button>
          </Form>
        </section>
      ))}
    </Page>,
    { status: problem ? 409 : 200 },
  )
}

async function conclude(visit: Visit): Promise<Response> {
  const proposal = visit.params.id
  if (!isId(proposal)) throw new Fault('not-found')
  const detour = requireFresh(visit, fresh, '/reform/waiting')
  if (detour) return detour
  const t = draftWords(visit.locale)
  const publish = visit.answers.text.answer === 'publish'
  const because = visit.answers.text[`because-${proposal}`] ?? ''
  if (!publish && because.trim().length < 10) return showWaiting(visit, t('error.too-short'))
  const answer = await concludeProposal(
    visit.instance,
    visit.actor,
    { proposal, publish, because },
    visit.request,
  )
  if (isRefusal(answer)) return showWaiting(visit, t('publish.second'))
  return publish
    ? visit.redirect('/reform', { flash: t('publish.done') })
    : visit.redirect('/reform/waiting', { flash: t('sent-back.done') })
}

async function showAdoption(visit: Visit, form: FormView): Promise<Response> {
  const proposal = visit.params.id
  if (!isId(proposal)) throw new Fault('not-found')
  const detour = requireFresh(visit, fresh)
  if (detour) return detour
  const { locale } = visit
  const t = draftWords(locale)
  const one = await look(visit.instance, visit.actor, (tx) => getProposal(tx, proposal))
  const errors = form.issues.map(({ path, code }) => ({ field: path, message: wordsFor(locale, code) }))
  const error = (name: string) => errors.find(({ field }) => field === name)?.message
  return visit.html(
    <Page
      {...visit.frame}
      title={t('adopt')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: `/reform/proposals/${one.id}`, label: one.title }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('adopt')}</h1>
      {one.adopted_on ? (
        <p>
          {one.adopted_act}, {formatDate(locale, one.adopted_on)}
        </p>
      ) : (
        <Form action={`/reform/proposals/${one.id}/adoption`} request={visit.request}>
          <TextField
            locale={locale}
            name="adoptedAct"
            label={t('adopt.act')}
            value={form.values.adoptedAct}
            error={error('adoptedAct')}
          />
          <DateField
            locale={locale}
            name="adoptedOn"
            label={t('adopt.on')}
            value={dateParts(form.values, 'adoptedOn')}
            error={error('adoptedOn')}
          />
          <FormActions locale={locale} label={t('adopt')} />
        </Form>
      )}
      <ButtonRow>
        <Button href="/reform" kind="secondary">
          {reformText(locale)('title')}
        </Button>
      </ButtonRow>
    </Page>,
  )
}

async function adopt(visit: Visit): Promise<Response> {
  const proposal = visit.params.id
  if (!isId(proposal)) throw new Fault('not-found')
  const detour = requireFresh(visit, fresh)
  if (detour) return detour
  const on = readDate(visit.answers.text, 'adoptedOn')
  await recordAdoption(
    visit.instance,
    visit.actor,
    {
      proposal,
      adoptedAct: visit.answers.text.adoptedAct ?? '',
      adoptedOn: 'date' in on ? on.date : '',
    },
    visit.request,
  )
  return visit.redirect('/reform', { flash: draftWords(visit.locale)('adopt.done') })
}
