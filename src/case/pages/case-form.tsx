import type { Child } from 'hono/jsx'
import { type Ground, isRefusal } from '../../platform/act.ts'
import type { Audience } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatMoment, type Locale } from '../../platform/language.ts'
import type { Looking } from '../../platform/read.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { caseKind } from '../case-kind.ts'
import type { CaseRow } from '../case-row.ts'
import { findTimeline, type TimelineRow } from '../find-timeline.ts'
import { readCase } from '../look-at-case.ts'
import { type CaseKey, type CaseTranslate, caseText, issueText } from '../text.ts'
import { eventName } from './show-timeline.tsx'

/** What a form of an action is drawn with. */
export interface ActionView<X> {
  t: CaseTranslate
  locale: Locale
  row: CaseRow
  form: FormView
  extra: X
  error(field: string): string | undefined
}

export interface ActionForm<X> {
  /** Last part of the address: `/cases/:number/<action>`. */
  action: string
  who: Audience
  title: CaseKey
  danger?: boolean
  /** Whether the action makes sense now; otherwise the page says that it does not. */
  ready(row: CaseRow, extra: X): boolean
  load?(looking: Looking, row: CaseRow, locale: Locale): Promise<X>
  start?(extra: X): FormView['values']
  fields(view: ActionView<X>): Child
  /** Does it; answers what is said after it. A refusal with grounds comes back to the form. */
  submit(
    visit: Visit,
    given: { caseId: string; version: number },
    t: CaseTranslate,
  ): Promise<string | { refused: Ground[] }>
}

const conflicts = ['stale-form', 'taken-by-another', 'wrong-state']

/**
 * A page with the form of one action on a case. When the case changed meanwhile, a colleague took it, or its state no longer
 * allows it, the page comes back (409) with what was typed, what changed and by whom; the next press means the new version.
 */
export function actionForm<X = undefined>(spec: ActionForm<X>): Route[] {
  async function show(
    visit: Visit,
    form: FormView,
    conflict?: Fault,
    refused: Ground[] = [],
  ): Promise<Response> {
    const { locale } = visit
    const t = caseText(locale)
    const posted = Number(form.values.version)
    const seen = await readCase(visit, 'case-form', async (looking, row) => ({
      row,
      extra: (await spec.load?.(looking, row, locale)) as X,
      changed: conflict
        ? (await findTimeline(looking.tx, row.id)).filter((event) => Number(event.after?.version) > posted)
        : [],
    }))
    const { row, extra } = seen
    const values = { ...spec.start?.(extra), ...form.values }
    const version = conflict || form.values.version === undefined ? row.version : posted
    const back = { href: `/cases/${row.number}`, label: row.number }
    const errors = form.issues.map((issue) => ({ field: issue.path, message: issueText(locale, issue) }))
    const title = t(spec.title)
    if (!spec.ready(row, extra) && form.values.version === undefined)
      return visit.html(
        <Page {...visit.frame} title={title} back={back}>
          <h1>{title}</h1>
          <p>{t('action.not-possible')}</p>
        </Page>,
        { status: 409 },
      )
    return visit.html(
      <Page {...visit.frame} title={title} back={back} hasForm hasErrors={errors.length > 0}>
        {conflict && <Conflict locale={locale} conflict={conflict} changed={seen.changed} row={row} />}
        {refused.length > 0 && (
          <Notice locale={locale} tone="danger" live>
            <ul>
              {refused.map((ground) => (
                <li>{caseKind(row.kind).sayGround?.(ground, locale) ?? ground.article ?? ground.code}</li>
              ))}
            </ul>
          </Notice>
        )}
        <ErrorSummary locale={locale} errors={errors} />
        <h1>{title}</h1>
        <p class="hint" translate="no">
          {row.number} {row.subject_name}
        </p>
        <Form
          action={`/cases/${row.number}/${spec.action}`}
          request={visit.request}
          hidden={{ version: String(version) }}
        >
          {spec.fields({
            t,
            locale,
            row,
            extra,
            form: { ...form, values },
            error: (field) => errors.find((one) => one.field === field)?.message,
          })}
          {spec.danger ? (
            <div class="actions">
              <Button kind="danger">{title}</Button>
            </div>
          ) : (
            <FormActions locale={locale} label={title} />
          )}
        </Form>
      </Page>,
      { status: conflict ? 409 : 200 },
    )
  }

  return formPage({
    path: `/cases/:number/${spec.action}`,
    who: spec.who,
    show,
    async submit(visit) {
      const t = caseText(visit.locale)
      const form: FormView = { values: visit.answers.text, lists: visit.answers.lists, issues: [] }
      const caseId = await readCase(visit, 'case-form', async (_looking, row) => row.id)
      try {
        const answer = await spec.submit(visit, { caseId, version: Number(visit.answers.text.version) }, t)
        if (typeof answer !== 'string') return await show(visit, form, undefined, answer.refused)
        return visit.redirect(`/cases/${visit.params.number}`, { flash: answer })
      } catch (error) {
        if (!(error instanceof Fault) || !conflicts.includes(error.code)) throw error
        return show(visit, form, error)
      }
    },
  })
}

/** An act's answer, when it was no refusal. */
export const orRefused = <T,>(answer: T, said: string): string | { refused: Ground[] } =>
  isRefusal(answer) ? answer : said

function Conflict(props: { locale: Locale; conflict: Fault; changed: TimelineRow[]; row: CaseRow }) {
  const { locale, conflict, changed, row } = props
  const t = caseText(locale)
  const { details } = conflict
  const [title, text] =
    conflict.code === 'taken-by-another'
      ? [
          t('conflict.taken', {
            name: String(details.name),
            until: formatMoment(locale, new Date(String(details.until))),
          }),
          t('conflict.taken.text'),
        ]
      : conflict.code === 'stale-form'
        ? [t('conflict.stale'), t('conflict.stale.text')]
        : [t('conflict.state'), t('conflict.state.text')]
  return (
    <Notice locale={locale} tone="warning" title={title} live>
      <p>{text}</p>
      {changed.length > 0 && (
        <Timeline
          locale={locale}
          title={t('conflict.changed')}
          events={changed.map((event) => ({
            at: event.at,
            title: eventName({ kind: caseKind(row.kind) }, event.type, locale),
          }))}
        />
      )}
    </Notice>
  )
}
