import type { Child } from 'hono/jsx'
import { nameIn } from '../../classifier/names.ts'
import { everyone } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Trace } from '../../ui/trace.tsx'
import { type FormView, get, type Route, type Visit } from '../../ui/visit.ts'
import { compileRoute, decide, type Facts, type FactValue, type TraceLine } from '../compile-route.ts'
import { type Counterfactual, findChanges } from '../find-changes.ts'
import { type Route as LawRoute, policy } from '../load-policy.ts'
import { type Asked, comparedIn, questionsOf, readFacts } from '../question.ts'
import { Article } from '../show-article.tsx'
import { SaysIn } from '../show-says.tsx'
import { policyText, saysIn, withUnit } from '../text.ts'

/** The rules of a route for everybody, and a test of one's own answers against them. Nothing is stored. */
export const routeRulesPages: Route[] = [
  get('/rules/:route', everyone, catalogue),
  ...formPage({ path: '/rules/:route/test', who: everyone, show, submit }),
]

function routeOf(visit: Visit): LawRoute {
  const route = policy().routes.get(visit.params.route ?? '')
  if (!route) throw new Fault('not-found')
  return route
}

async function catalogue(visit: Visit): Promise<Response> {
  const { locale } = visit
  const route = routeOf(visit)
  const t = policyText(locale)
  const today = visit.instance.clock.today().toString()
  const title = nameIn(route.title, locale)
  const law = today < route.from ? undefined : compileRoute(route.id).lawAt(today)
  const parts = [
    { title: t('rule.not-needed'), rows: law?.notNeeded ?? [] },
    { title: t('rule.conditions'), rows: law?.conditions ?? [] },
  ]
  return visit.html(
    <Page {...visit.frame} title={title} draft={!policyText.reviewed(locale)}>
      <h1>{title}</h1>
      <p class="lead">{t('rule.lead')}</p>
      {law ? (
        <p class="hint">{t('test.law', { date: formatDate(locale, today), hash: law.hash.slice(0, 12) })}</p>
      ) : (
        <Notice locale={locale}>{t('rule.not-yet', { date: formatDate(locale, route.from) })}</Notice>
      )}
      <ButtonRow>
        <Button href={`/rules/${route.id}/test`}>{t('rule.test')}</Button>
        <Button href={`/rules/${route.id}/history`} kind="secondary">
          {t('rule.history')}
        </Button>
      </ButtonRow>
      {parts.map(
        ({ title, rows }) =>
          rows.length > 0 && (
            <section class="trace flow-small">
              <h2>{title}</h2>
              <ul class="trace-list">
                {rows.map(({ row, state, dated }) => (
                  <li id={row.id}>
                    <div class="trace-head">
                      <b>
                        <SaysIn says={row.says} locale={locale} />
                      </b>
                    </div>
                    {dated && (
                      <dl>
                        <div>
                          <dt>{t('rule.now')}</dt>
                          <dd>{withUnit(locale, dated.value, dated.unit)}</dd>
                        </div>
                      </dl>
                    )}
                    {(dated?.note ?? row.note) && <p lang="en">{dated?.note ?? row.note}</p>}
                    <p class="hint facts">
                      <LawStateTag locale={locale} state={state} />
                      <span>
                        <Article locale={locale} article={row.article} />
                      </span>
                      <span>
                        {t('rule.added', { date: formatDate(locale, dated?.from ?? row.from) })}
                        {(dated ? dated.fromSeen : row['from-seen']) && ` (${t('from-seen')})`}
                      </span>
                    </p>
                  </li>
                ))}
              </ul>
            </section>
          ),
      )}
    </Page>,
  )
}

function show(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const route = routeOf(visit)
  const t = policyText(locale)
  const title = t('test.title', { route: nameIn(route.title, locale) })
  const errors = form.issues.map(({ path, code }) => ({
    field: path,
    message: t(code === 'number' ? 'test.number' : 'test.day'),
  }))
  return Promise.resolve(
    visit.html(
      <Page
        {...visit.frame}
        title={title}
        hasForm
        hasErrors={errors.length > 0}
        draft={!policyText.reviewed(locale)}
      >
        <ErrorSummary locale={locale} errors={errors} />
        <h1>{title}</h1>
        <p class="lead">{t('test.lead')}</p>
        <Form action={`/rules/${route.id}/test`} request={visit.request}>
          {questionsOf(route, locale).map((asked) =>
            field(asked, form.values, locale, errors.find((one) => one.field === asked.fact)?.message),
          )}
          <FormActions locale={locale} label={t('test.submit')} />
        </Form>
      </Page>,
      { headers: { 'cache-control': 'no-store' } },
    ),
  )
}

function field(asked: Asked, values: Record<string, string>, locale: Locale, error: string | undefined) {
  const { fact: name, label, type, options } = asked
  const t = policyText(locale)
  const plain = { locale, name, label, error, optional: true }
  const value = values[name]
  if (type === 'day') return <DateField {...plain} value={dateParts(values, name)} />
  if (type === 'number') return <TextField {...plain} value={value} inputmode="numeric" width={4} />
  if (type === 'flag' || (options && options.length < 8))
    return (
      <Radios
        {...plain}
        value={value ?? ''}
        options={[
          ...(options ?? [
            { value: 'yes', label: t('flag.yes') },
            { value: 'no', label: t('flag.no') },
          ]),
          { value: '', label: t('test.unknown') },
        ]}
      />
    )
  if (options) return <Select {...plain} value={value} options={options} empty={t('test.unknown')} />
  return <TextField {...plain} value={value} maxlength={100} />
}

async function submit(visit: Visit): Promise<Response> {
  const { locale } = visit
  const route = routeOf(visit)
  const { facts, errors } = readFacts(route, visit.answers.text)
  if (errors.length > 0)
    throw new Fault('invalid-input', { issues: errors.map(({ field, code }) => ({ path: field, code })) })
  const t = policyText(locale)
  const today = visit.instance.clock.today()
  const decision = decide(route.id, facts, today)
  const title = t('test.title', { route: nameIn(route.title, locale) })
  const tones = {
    met: 'success',
    'not-needed': 'success',
    'not-met': 'danger',
    'needs-officer': 'warning',
  } as const
  return visit.html(
    <Page {...visit.frame} title={title} hasForm draft={!policyText.reviewed(locale)}>
      <h1>{title}</h1>
      <Notice locale={locale} tone={tones[decision.answer]} title={t(`answer.${decision.answer}`)} live>
        <p>{t('test.law', { date: formatDate(locale, today), hash: decision.policyHash.slice(0, 12) })}</p>
        <p>{t('test.print')}</p>
      </Notice>
      <WouldChange locale={locale} route={route} facts={facts} found={findChanges(route.id, facts, today)} />
      <Trace
        locale={locale}
        title={t('test.answer')}
        lines={decision.trace.map((line) => ({
          condition: <SaysIn says={line.says} locale={locale} />,
          verdict: line.verdict,
          value: told(route, line.fact, line.value, line, locale),
          threshold: forbids(route, line) ? undefined : told(route, line.fact, line.threshold, line, locale),
          article: <Article locale={locale} article={line.article} />,
          state: line.state,
          date: line.valueFrom,
          uncounted: !line.decides,
          more: line.verdict === 'missing' ? <SaysIn says={line.request} locale={locale} /> : undefined,
        }))}
      />
      <Form action={`/rules/${route.id}/test`} request={visit.request} hidden={ownAnswers(visit)}>
        <div class="actions">
          <Button kind="secondary" name="_language" value={locale}>
            {t('test.again')}
          </Button>
        </div>
      </Form>
    </Page>,
    { headers: { 'cache-control': 'no-store' } },
  )
}

/** What was typed, without the fields of the form itself. */
const ownAnswers = (visit: Visit) =>
  Object.fromEntries(Object.entries(visit.answers.text).filter(([name]) => !name.startsWith('_')))

/** A list of what is forbidden would read as what is asked. */
const forbids = (route: LawRoute, line: TraceLine) =>
  route.conditions.some((row) => row.id === line.condition && row.is === 'not-one-of')

const told = (
  route: LawRoute,
  fact: string,
  value: TraceLine['threshold'],
  line: TraceLine,
  locale: Locale,
): string | undefined => comparedIn(line, value, locale, { route, fact })

function WouldChange(props: { locale: Locale; route: LawRoute; facts: Facts; found: Counterfactual }) {
  const { locale, route, found } = props
  const t = policyText(locale)
  const lines = (rows: TraceLine[], words: (row: TraceLine) => Child) => (
    <ul>
      {rows.map((row) => (
        <li>{words(row)}</li>
      ))}
    </ul>
  )
  if (found.kind === 'yes') return null
  if (found.kind === 'ask')
    return (
      <section class="flow-small">
        <h2>{t('test.ask')}</h2>
        {lines(found.requests, (row) => (
          <SaysIn says={row.request} locale={locale} />
        ))}
      </section>
    )
  if (found.kind === 'nothing')
    return (
      <section class="flow-small">
        <h2>{t('test.nothing')}</h2>
        {lines(found.blockedBy, (row) => (
          <SaysIn says={row.says} locale={locale} />
        ))}
      </section>
    )
  return (
    <section class="flow-small">
      <h2>{t('test.changes')}</h2>
      <ul>
        {found.changes.map(({ fact, from, to, changedBy, line }) => {
          const words = {
            condition: saysIn(line.says, locale),
            to: told(route, fact, to as FactValue, line, locale) ?? '',
            who: t(`party.${changedBy}`),
          }
          const was = told(route, fact, from, line, locale)
          return <li>{was ? t('test.change', { ...words, from: was }) : t('test.change.know', words)}</li>
        })}
      </ul>
      {found.stillOpen.length > 0 && (
        <>
          <h3>{t('test.open')}</h3>
          {lines(found.stillOpen, (row) => (
            <SaysIn says={row.request} locale={locale} />
          ))}
        </>
      )}
    </section>
  )
}
