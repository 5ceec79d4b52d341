import { isRefusal, parse } from '../../platform/act.ts'
import { Fault } from '../../platform/fault.ts'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { Change } from '../draft-schema.ts'
import { addChange, drafters } from '../keep-draft.ts'
import { draftWords } from '../text.ts'
import { type FieldsProps, fieldsFor } from './change-fields.tsx'
import { draftOf, idOf } from './find-draft.ts'
import { fieldsOf } from './form-words.ts'
import { type Kind, kinds, readChange } from './read-change.ts'

/** The forms of a draft's changes, one for each kind. */
export const addChangePages: Route[] = kinds.flatMap((kind) =>
  formPage({
    path: `/reform/drafts/:id/changes/${kind}`,
    who: drafters,
    bodyLimit: 1024 * 1024,
    show: (visit, form) => showChange(visit, kind, form),
    submit: (visit) => add(visit, kind),
  }),
)

async function showChange(visit: Visit, kind: Kind, form: FormView, problem?: string): Promise<Response> {
  const { locale } = visit
  const t = draftWords(locale)
  const draft = await draftOf(visit)
  const values = { ...Object.fromEntries(visit.url.searchParams), ...form.values }
  const { errors, field } = fieldsOf(locale, { ...form, values }, 'change')
  const Fields = fieldsFor[kind] as (props: FieldsProps) => ReturnType<typeof Select>
  return visit.html(
    <Page
      {...visit.frame}
      title={t(`add.${kind}`)}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: `/reform/drafts/${draft.id}`, label: draft.title }}
    >
      {problem && <Notice locale={locale} tone="warning" title={problem} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t(`add.${kind}`)}</h1>
      <Form
        action={`/reform/drafts/${draft.id}/changes/${kind}`}
        request={visit.request}
        files={kind === 'file'}
        hidden={{ version: String(draft.version) }}
      >
        <Fields visit={visit} field={field} />
        {kind !== 'file' && (
          <>
            <DateField {...field('from')} label={t('from')} value={dateParts(values, 'from')} />
            {(kind === 'value' || kind === 'list') && (
              <DateField {...field('to')} label={t('to')} value={dateParts(values, 'to')} optional />
            )}
            <TextField {...field('article')} label={t('article')} />
            {kind !== 'end-condition' && (
              <Select
                {...field('state')}
                label={t('law-state')}
                empty={false}
                value={values.state ?? 'in force'}
                options={(['in force', 'unverified'] as const).map((value) => ({
                  value,
                  label: t(`law-state.${value}`),
                }))}
              />
            )}
          </>
        )}
        <FormActions locale={locale} label={t(`add.${kind}`)} />
      </Form>
    </Page>,
    { status: problem ? 409 : 200 },
  )
}

/** Fields of the form that stand for one or two of the change. */
const fieldFor: Record<string, string> = { route: 'condition', 'new-condition.route': 'fact' }

async function add(visit: Visit, kind: Kind): Promise<Response> {
  const id = idOf(visit)
  let change: Change
  try {
    change = parse(Change, readChange(visit, kind))
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    throw new Fault('invalid-input', {
      issues: error.issues.map((issue) => ({
        ...issue,
        path:
          fieldFor[`${kind}.${issue.path}`] ??
          (kind === 'value' ? issue.path : (fieldFor[issue.path] ?? issue.path)),
      })),
    })
  }
  const answer = await addChange(
    visit.instance,
    visit.actor,
    { draft: id, version: visit.answers.text.version ?? '', change },
    visit.request,
  )
  const t = draftWords(visit.locale)
  if (isRefusal(answer))
    return showChange(
      visit,
      kind,
      { values: visit.answers.text, lists: {}, issues: [] },
      t('refused.draft-too-long'),
    )
  return visit.redirect(`/reform/drafts/${id}`, { flash: t('added.done') })
}
