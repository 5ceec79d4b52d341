import { nameIn } from '../../classifier/names.ts'
import { isRefusal, parse } from '../../platform/act.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import type { Locale } from '../../platform/language.ts'
import { compileRoute } from '../../policy/compile-route.ts'
import { policy } from '../../policy/load-policy.ts'
import { Operator } from '../../policy/policy-schema.ts'
import { factLabel } from '../../policy/question.ts'
import { saysIn, withUnit } from '../../policy/text.ts'
import { findValueAt } from '../../policy/value-at.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { Details } from '../../ui/details.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { FileField } from '../../ui/file-field.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { Change, DraftCase } from '../draft-schema.ts'
import { addCase, addChange, drafters } from '../keep-draft.ts'
import { draftWords, reformText } from '../text.ts'
import { answerWords, draftOf, idOf } from './drafts.tsx'
import { wordsFor } from './form-words.ts'

const kinds = ['value', 'list', 'condition', 'new-condition', 'end-condition', 'file'] as const
type Kind = (typeof kinds)[number]

/** The forms of a draft: one kind of change each, and a case. */
export const draftFormPages: Route[] = [
  ...kinds.flatMap((kind) =>
    formPage({
      path: `/reform/drafts/:id/changes/${kind}`,
      who: drafters,
      bodyLimit: 1024 * 1024,
      show: (visit, form) => showChange(visit, kind, form),
      submit: (visit) => add(visit, kind),
    }),
  ),
  ...formPage({ path: '/reform/drafts/:id/cases', who: drafters, show: showCase, submit: submitCase }),
]

type FieldOf = (name: string) => {
  locale: Locale
  name: string
  value: string | undefined
  error: string | undefined
}
type FormProps = { visit: Visit; field: FieldOf; values: Record<string, string> }

const rowsFor: Record<Kind, (props: FormProps) => unknown> = {
  value: ValueFields,
  list: ListFields,
  condition: ConditionFields,
  'new-condition': NewConditionFields,
  'end-condition': EndConditionFields,
  file: FileFields,
}

async function showChange(visit: Visit, kind: Kind, form: FormView, problem?: string): Promise<Response> {
  const { locale } = visit
  const t = draftWords(locale)
  const draft = await draftOf(visit)
  const values = { ...Object.fromEntries(visit.url.searchParams), ...form.values }
  const errors = form.issues.map(({ path, code }) => ({
    field: path.replace(/^change\.?/, ''),
    message: wordsFor(locale, code),
  }))
  const field: FieldOf = (name) => ({
    locale,
    name,
    value: values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  const Fields = rowsFor[kind] as (props: FormProps) => ReturnType<typeof ValueFields>
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
        <Fields visit={visit} field={field} values={values} />
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

/** Values of the law with what they are today, lists apart. */
function valueChoices(visit: Visit, lists: boolean) {
  const today = visit.instance.clock.today()
  return [...policy().values.values()]
    .map((one) => ({ one, now: findValueAt(one.id, today)?.value ?? one.versions.at(-1)?.value }))
    .filter(({ now }) => Array.isArray(now) === lists)
    .map(({ one, now }) => {
      const words = now === undefined ? '' : withUnit(visit.locale, now, one.unit)
      return {
        value: one.id,
        label: `${nameIn(one.title, visit.locale)}: ${words.length > 60 ? `${words.slice(0, 60)}…` : words}`,
      }
    })
    .sort((a, b) => a.label.localeCompare(b.label, visit.locale))
}

function ValueFields({ visit, field }: FormProps) {
  const t = draftWords(visit.locale)
  return (
    <>
      <Select {...field('id')} label={t('value')} options={valueChoices(visit, false)} />
      <TextField {...field('value')} label={t('value.new')} hint={t('value.new.hint')} />
    </>
  )
}

function ListFields({ visit, field }: FormProps) {
  const t = draftWords(visit.locale)
  return (
    <>
      <Select {...field('id')} label={t('value')} options={valueChoices(visit, true)} />
      <TextField {...field('add')} label={t('list.add')} optional />
      <TextField {...field('remove')} label={t('list.remove')} optional />
    </>
  )
}

/** Conditions by route; the value says both, so that one list is enough without script. */
const conditionChoices = (locale: Locale, day: string) =>
  [...policy().routes.values()]
    .filter((route) => route.from <= day)
    .map((route) => ({
      group: nameIn(route.title, locale),
      options: compileRoute(route.id)
        .lawAt(day)
        .conditions.map(({ row }) => ({ value: `${route.id}/${row.id}`, label: saysIn(row.says, locale) })),
    }))

const operators = (locale: Locale) =>
  Operator.options
    .filter((one) => one !== 'within-days')
    .map((value) => ({ value, label: reformText(locale)(`is.${value}`) }))

function ConditionFields({ visit, field }: FormProps) {
  const t = draftWords(visit.locale)
  return (
    <>
      <Select
        {...field('condition')}
        label={t('condition')}
        options={conditionChoices(visit.locale, visit.instance.clock.today().toString())}
      />
      <Comparison visit={visit} field={field} />
    </>
  )
}

function Comparison({ visit, field }: Pick<FormProps, 'visit' | 'field'>) {
  const t = draftWords(visit.locale)
  return (
    <>
      <Select {...field('is')} label={t('is')} options={operators(visit.locale)} />
      <TextField {...field('value')} label={t('threshold')} hint={t('threshold.hint')} spellcheck={false} />
    </>
  )
}

function NewConditionFields({ visit, field }: FormProps) {
  const { locale } = visit
  const t = draftWords(locale)
  return (
    <>
      <Select
        {...field('fact')}
        label={t('fact')}
        options={[...policy().routes.values()].map((route) => ({
          group: nameIn(route.title, locale),
          options: Object.keys(route.facts).map((fact) => ({
            value: `${route.id}/${fact}`,
            label: factLabel(route, fact, locale),
          })),
        }))}
      />
      <Comparison visit={visit} field={field} />
      <TextField {...field('id')} label={t('id')} hint={t('id.hint')} look="mono" spellcheck={false} />
      <TextField {...field('says.kk')} label={t('says.kk')} answerLanguage="kk" />
      <TextField {...field('says.ru')} label={t('says.ru')} answerLanguage="ru" />
      <TextField {...field('says.en')} label={t('says.en')} answerLanguage="en" />
    </>
  )
}

function EndConditionFields({ visit, field }: FormProps) {
  return (
    <Select
      {...field('condition')}
      label={draftWords(visit.locale)('condition')}
      options={conditionChoices(visit.locale, visit.instance.clock.today().toString())}
    />
  )
}

function FileFields({ visit, field }: FormProps) {
  const t = draftWords(visit.locale)
  return (
    <>
      <TextField {...field('file')} label={t('file')} hint={t('file.hint')} look="mono" spellcheck={false} />
      <FileField {...field('upload')} label={t('file.upload')} accept=".yaml,.yml" megabytes={1} optional />
      <Textarea {...field('text')} label={t('file.text')} rows={16} optional />
    </>
  )
}

const codes = (text = ''): string[] =>
  text
    .split(/[,;\n]/)
    .map((one) => one.trim())
    .filter(Boolean)

function readChange(visit: Visit, kind: Kind): unknown {
  const { text, files } = visit.answers
  const day = (name: string): string | undefined => {
    const read = readDate(text, name)
    return 'date' in read ? read.date : read.code === 'day-missing' ? undefined : 'x'
  }
  const to = day('to')
  const shared = { from: day('from') ?? '', article: text.article ?? '', state: text.state ?? 'in force' }
  const [route = '', condition = ''] = (text.condition ?? '').split('/')
  switch (kind) {
    case 'value':
      return { kind, id: text.id ?? '', value: text.value ?? '', ...shared, ...(to ? { to } : {}) }
    case 'list':
      return {
        kind,
        id: text.id ?? '',
        add: codes(text.add),
        remove: codes(text.remove),
        ...shared,
        ...(to ? { to } : {}),
      }
    case 'condition':
      return { kind, route, id: condition, is: text.is, value: text.value ?? '', ...shared }
    case 'new-condition': {
      const [of = '', fact = ''] = (text.fact ?? '').split('/')
      const says = { kk: text['says.kk'] ?? '', ru: text['says.ru'] ?? '', en: text['says.en'] ?? '' }
      return {
        kind,
        route: of,
        id: text.id ?? '',
        fact,
        is: text.is,
        value: text.value ?? '',
        says,
        ...shared,
      }
    }
    case 'end-condition':
      return { kind, route, id: condition, from: shared.from, article: shared.article }
    case 'file': {
      const [uploaded] = files.upload ?? []
      const written = uploaded ? new TextDecoder().decode(uploaded.bytes) : (text.text ?? '')
      return { kind, file: text.file ?? '', text: written }
    }
  }
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

async function showCase(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = draftWords(locale)
  const draft = await draftOf(visit)
  const { values } = form
  const errors = form.issues.map(({ path, code, values: told }) => ({
    field: path.replace(/^case\./, ''),
    message: wordsFor(locale, code, told as Record<string, string> | undefined),
  }))
  const field: FieldOf = (name) => ({
    locale,
    name,
    value: values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return visit.html(
    <Page
      {...visit.frame}
      title={t('add.case')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: `/reform/drafts/${draft.id}`, label: draft.title }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('add.case')}</h1>
      <p class="lead">{t('cases.lead')}</p>
      <Form
        action={`/reform/drafts/${draft.id}/cases`}
        request={visit.request}
        hidden={{ version: String(draft.version) }}
      >
        <Select
          {...field('route')}
          label={t('route')}
          options={[...policy().routes.values()].map((route) => ({
            value: route.id,
            label: nameIn(route.title, locale),
          }))}
        />
        <TextField {...field('case')} label={t('case.name')} />
        <DateField {...field('at')} label={t('case.at')} value={dateParts(values, 'at')} />
        <Textarea {...field('with')} label={t('case.with')} rows={4} optional />
        <TextField {...field('without')} label={t('case.without')} spellcheck={false} optional />
        <Select
          {...field('answer')}
          label={t('case.answer')}
          options={(['met', 'not-met', 'needs-officer', 'not-needed'] as const).map((value) => ({
            value,
            label: answerWords(value, locale),
          }))}
        />
        <Select
          {...field('ground')}
          label={t('case.ground')}
          optional
          options={conditionChoices(locale, visit.instance.clock.today().toString()).map(
            ({ group, options }) => ({
              group,
              options: options.map((one) => ({ ...one, value: one.value.split('/')[1] ?? '' })),
            }),
          )}
        />
        <FormActions locale={locale} label={t('add.case')} />
      </Form>
      {[...policy().routes.values()].map((route) => (
        <Details title={`${t('case.facts')}: ${nameIn(route.title, locale)}`}>
          <DataTable
            locale={locale}
            caption={t('case.facts')}
            captionUnseen
            columns={[
              { key: 'fact', label: t('fact') },
              { key: 'means', label: t('fact.means') },
            ]}
            rows={Object.keys(route.facts).map((fact) => ({
              id: fact,
              cells: { fact: <code>{fact}</code>, means: factLabel(route, fact, locale) },
            }))}
          />
        </Details>
      ))}
    </Page>,
  )
}

async function submitCase(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const id = idOf(visit)
  const at = readDate(text, 'at')
  const route = policy().routes.get(text.route ?? '')
  if (!route) throw invalid('route', 'required')
  const given = parse(DraftCase, {
    route: route.id,
    case: text.case ?? '',
    at: 'date' in at ? at.date : '',
    with: readFacts(route.facts, text.with ?? ''),
    without: codes(text.without),
    answer: text.answer,
    ...(text.ground ? { ground: text.ground } : {}),
  })
  await addCase(
    visit.instance,
    visit.actor,
    { draft: id, version: text.version ?? '', case: given },
    visit.request,
  )
  return visit.redirect(`/reform/drafts/${id}`, { flash: draftWords(visit.locale)('added.done') })
}

/** `fact: value` a line, each as the route declares it. @throws Fault invalid-input (`with`) naming what cannot be read */
function readFacts(facts: Record<string, string>, lines: string): Record<string, string | number | boolean> {
  return Object.fromEntries(
    lines
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .map((line) => {
        const [, fact = '', value = ''] = /^([a-z0-9-]+)\s*[:=]\s*(.+)$/.exec(line) ?? []
        if (!fact) throw invalid('with', 'line')
        const type = facts[fact]
        if (!type) throw invalid('with', 'unknown-fact', { fact })
        if (type === 'number' && !Number.isFinite(Number(value))) throw invalid('with', 'line')
        if (type === 'flag') return [fact, /^(true|yes|иә|да)$/i.test(value)]
        return [fact, type === 'number' ? Number(value) : value]
      }),
  )
}
