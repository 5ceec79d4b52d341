import type { Child } from 'hono/jsx'
import { type Ground, isRefusal, type Refusal } from '../../platform/act.ts'
import type { Audience } from '../../platform/actor.ts'
import { Fault, type Issue } from '../../platform/fault.ts'
import type { Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { getRecord, type PersonRecord } from '../get-record.ts'
import { recordText } from '../record-text.ts'

type Key = (typeof recordText.keys)[number]

/** What the fields of an action are drawn with. */
export interface Drawing {
  visit: Visit
  record: PersonRecord
  values: Record<string, string>
  issues: Issue[]
  error(field: string): string | undefined
}

type Errors = { field: string; message: string }[]

interface RecordAction {
  /** Below `/people/:id/`. */
  path: string
  who: Audience
  title: Key
  button?: Key
  done: Key
  /** Words of each field, for what is wrong with it. */
  labels: Record<string, Key>
  /** The field that shows what is wrong with an input of another name. */
  at?: Record<string, string>
  /** Instead of labels: what is wrong, in words of another catalogue. */
  errors?(locale: Locale, issues: Issue[]): Errors
  bodyLimit?: number
  above?(drawing: Drawing): Child | Promise<Child>
  fields(drawing: Drawing): Child | Promise<Child>
  below?(drawing: Drawing): Child | Promise<Child>
  submit(visit: Visit, person: string, version: number): Promise<unknown | Refusal>
  refused?: { [code: string]: Key }
}

/** One thing an officer does to one record: a page with the form, the act, and back to the record. */
export function recordAction(action: RecordAction): Route[] {
  return formPage({
    path: `/people/:id/${action.path}`,
    who: action.who,
    ...(action.bodyLimit ? { bodyLimit: action.bodyLimit } : {}),
    show: (visit, form) => showAction(action, visit, form, []),
    async submit(visit) {
      const person = personOf(visit)
      const answer = await action.submit(visit, person, Number(visit.answers.text.version))
      if (isRefusal(answer)) {
        const { text: values, lists } = visit.answers
        return showAction(action, visit, { values, lists, issues: [] }, answer.refused)
      }
      return visit.redirect(`/people/${person}`, { flash: recordText(visit.locale)(action.done) })
    },
  })
}

async function showAction(
  action: RecordAction,
  visit: Visit,
  form: FormView,
  refused: Ground[],
): Promise<Response> {
  const { instance, actor, locale } = visit
  const record = await getRecord(instance, actor, personOf(visit), { purpose: 'keep-record' })
  const t = recordText(locale)
  const errors = (action.errors ?? wordsFor(action))(locale, form.issues)
  const drawing: Drawing = {
    visit,
    record,
    values: form.values,
    issues: form.issues,
    error: (field) => errors.find((one) => one.field === field)?.message,
  }
  return visit.html(
    <Page
      {...visit.frame}
      title={t(action.title)}
      hasForm
      hasErrors={errors.length > 0 || refused.length > 0}
      back={{ href: `/people/${record.id}`, label: record.latin_name }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t(action.title)}</h1>
      {refused.map(({ code, see }) => (
        <Notice locale={locale} tone="warning" title={t(action.refused?.[code] ?? 'error.other')}>
          {see && (
            <p>
              <a href={`/people/${see}`}>{t('back')}</a>
            </p>
          )}
        </Notice>
      ))}
      {await action.above?.(drawing)}
      <Form
        action={`/people/${record.id}/${action.path}`}
        request={visit.request}
        files={action.bodyLimit !== undefined}
        hidden={{ version: form.values.version ?? String(record.version) }}
      >
        {await action.fields(drawing)}
        <FormActions locale={locale} label={t(action.button ?? action.title)} />
      </Form>
      {await action.below?.(drawing)}
    </Page>,
    { status: refused.length > 0 ? 409 : 200 },
  )
}

const wordsFor =
  ({ labels, at }: RecordAction) =>
  (locale: Locale, issues: Issue[]): Errors =>
    issues.map(({ path, code }) => {
      const t = recordText(locale)
      const label = labels[path]
      const file = code.startsWith('file-') || code.startsWith('photo-')
      const key = recordText.keys.find((one) => one === (file ? 'files.error' : `error.${code}`))
      return {
        field: at?.[path] ?? path,
        message: t(key ?? 'error.other', { field: label ? t(label) : path }),
      }
    })

export function personOf(visit: Visit): string {
  if (!isId(visit.params.id)) throw new Fault('not-found')
  return visit.params.id
}
