import { nameIn } from '../../classifier/names.ts'
import { requireFresh } from '../../institution/require-fresh.ts'
import { isRefusal } from '../../platform/act.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes } from '../../ui/choices.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { type DatedValue, policy } from '../load-policy.ts'
import { lawKeepers, proposeLaw } from '../publish-law.ts'
import { publishText } from '../publish-text.ts'
import { publishedKinds } from '../published-law.ts'
import { readLines, writeLines } from '../read-lines.ts'
import { withUnit } from '../text.ts'
import { GroundFields, readGround } from './ground-fields.tsx'
import { freshMinutes, refusedText } from './publications.tsx'

/** An official of the ministry writes what was set; another publishes it. */
export const proposeLawPages: Route[] = formPage({
  path: '/rules/publications/new',
  who: lawKeepers,
  show: (visit, form) => show(visit, form),
  submit,
})

const kindsOfDay = publishedKinds.filter((kind) => kind !== 'value')
type Subject = { kind: 'value'; value: DatedValue } | { kind: (typeof kindsOfDay)[number] }

function subjectIn(visit: Visit): Subject | undefined {
  const what = visit.answers.text.what ?? visit.url.searchParams.get('what') ?? ''
  const kind = kindsOfDay.find((one) => one === what)
  if (kind) return { kind }
  const value = policy().values.get(what)
  return value?.official ? { kind: 'value', value } : undefined
}

async function show(visit: Visit, form: FormView, refused?: string): Promise<Response> {
  const detour = requireFresh(visit, freshMinutes)
  if (detour) return detour
  const { locale } = visit
  const t = publishText(locale)
  const subject = subjectIn(visit)
  const errors = form.issues.map(({ path, code, values }) => ({
    field: path,
    message: refusedText(locale, { code, ...(values ? { values: values as Record<string, string> } : {}) }),
  }))
  return visit.html(
    <Page
      {...visit.frame}
      title={t('propose')}
      hasForm={subject !== undefined}
      hasErrors={errors.length > 0 || refused !== undefined}
      draft={!publishText.reviewed(locale)}
      back={{ href: '/rules/publications', label: t('title') }}
    >
      {refused && <Notice locale={locale} tone="warning" title={refused} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('propose')}</h1>
      <p class="lead">{t('propose.lead')}</p>
      {subject ? (
        <Fields visit={visit} form={form} subject={subject} errors={errors} />
      ) : (
        <ChooseSubject locale={locale} />
      )}
    </Page>,
    { status: refused ? 409 : 200 },
  )
}

function ChooseSubject({ locale }: { locale: Locale }) {
  const t = publishText(locale)
  const values = [...policy().values.values()].filter(({ official }) => official)
  return (
    <form method="get" action="/rules/publications/new" class="flow">
      <Select
        locale={locale}
        name="what"
        label={t('what')}
        options={[
          ...values.map(({ id, title }) => ({ value: id, label: nameIn(title, locale) })),
          ...kindsOfDay.map((kind) => ({ value: kind, label: t(`kind.${kind}`) })),
        ]}
      />
      <Button>{t('next')}</Button>
    </form>
  )
}

function Fields(props: {
  visit: Visit
  form: FormView
  subject: Subject
  errors: { field: string; message: string }[]
}) {
  const { visit, form, subject, errors } = props
  const { locale } = visit
  const t = publishText(locale)
  const base = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  const day = (name: string) => ({ ...base(name), value: dateParts(form.values, name) })
  const what = subject.kind === 'value' ? subject.value.id : subject.kind
  const title = subject.kind === 'value' ? nameIn(subject.value.title, locale) : t(`kind.${subject.kind}`)
  return (
    <Form action="/rules/publications/new" request={visit.request}>
      <input type="hidden" name="what" value={what} />
      <h2>{title}</h2>
      {subject.kind === 'value' && <ValueField value={subject.value} base={base} locale={locale} />}
      {subject.kind === 'moved-day' && (
        <>
          <DateField {...day('rest')} label={t('rest')} />
          <DateField {...day('work')} label={t('work')} />
        </>
      )}
      {subject.kind === 'kurban-ait' && <DateField {...day('on')} label={t('on')} />}
      {(subject.kind === 'holiday' || subject.kind === 'holiday-end') && (
        <TextField {...base('day')} label={t('month-day')} hint={t('month-day.hint')} width={4} look="mono" />
      )}
      {subject.kind === 'holiday' && (
        <>
          {(['kk', 'ru', 'en'] as const).map((one) => (
            <TextField {...base(`name-${one}`)} label={t(`name.${one}`)} />
          ))}
          <Checkboxes
            {...base('moves')}
            label={t('moves')}
            optional
            values={form.values.moves ? ['yes'] : []}
            options={[{ value: 'yes', label: t('moves.yes') }]}
          />
        </>
      )}
      {subject.kind === 'whole-year' && (
        <TextField {...base('year')} label={t('year')} hint={t('year.hint')} inputmode="numeric" width={4} />
      )}
      {hasOwnTerm(subject.kind) && (
        <>
          <DateField {...day('appliesFrom')} label={t('applies-from')} />
          {subject.kind === 'value' && (
            <DateField {...day('appliesTo')} label={t('applies-to')} hint={t('applies-to.hint')} optional />
          )}
        </>
      )}
      {(subject.kind === 'value' || subject.kind === 'kurban-ait') && (
        <Checkboxes
          {...base('corrects')}
          label={t('corrects')}
          optional
          values={form.values.corrects ? ['yes'] : []}
          options={[{ value: 'yes', label: t('corrects.yes'), hint: t('corrects.hint') }]}
        />
      )}
      <GroundFields locale={locale} field={base} values={form.values} />
      <FormActions locale={locale} label={t('propose.send')} />
    </Form>
  )
}

/** A day of the calendar applies when it comes; a value and a holiday have a first day of their own. */
const hasOwnTerm = (kind: Subject['kind']): boolean =>
  kind === 'value' || kind === 'holiday' || kind === 'holiday-end'

function ValueField({
  value,
  base,
  locale,
}: {
  value: DatedValue
  base: (name: string) => {
    locale: Locale
    name: string
    value: string | undefined
    error: string | undefined
  }
  locale: Locale
}) {
  const t = publishText(locale)
  const last = value.versions.at(-1)
  const now = last
    ? t('now', {
        value: withUnit(locale, last.value, last.unit, value.words),
        from: formatDate(locale, last.from),
      })
    : ''
  if (last && typeof last.value === 'object')
    return (
      <Textarea
        {...base('value')}
        value={base('value').value ?? writeLines(last.value)}
        label={t('value')}
        hint={`${t(Array.isArray(last.value) ? 'value.list' : 'value.table')} ${now}`}
        rows={8}
      />
    )
  return <TextField {...base('value')} label={t('value')} hint={now} inputmode="decimal" width={10} />
}

async function submit(visit: Visit): Promise<Response> {
  const detour = requireFresh(visit, freshMinutes)
  if (detour) return detour
  const { text, lists } = visit.answers
  const subject = subjectIn(visit)
  if (!subject) return visit.redirect('/rules/publications/new')
  const day = (name: string) => {
    const read = readDate(text, name)
    return 'date' in read ? read.date : ''
  }
  const content = contentIn(subject, text, day)
  const own = { 'moved-day': day('rest'), 'kurban-ait': day('on'), 'whole-year': `${text.year}-01-01` }
  const from = hasOwnTerm(subject.kind) ? day('appliesFrom') : own[subject.kind as keyof typeof own]
  const to = day('appliesTo')
  const key = {
    value: subject.kind === 'value' ? subject.value.id : '',
    'moved-day': day('rest'),
    'kurban-ait': day('on').slice(0, 4),
    holiday: text.day,
    'holiday-end': text.day,
    'whole-year': text.year,
  }[subject.kind]
  const answer = await proposeLaw(
    visit.instance,
    visit.actor,
    {
      kind: subject.kind,
      key: key || '-',
      content,
      corrects: text.corrects === 'yes',
      appliesFrom: from,
      ...(to ? { appliesTo: to } : {}),
      ...readGround(text),
    },
    visit.request,
  )
  if (!isRefusal(answer))
    return visit.redirect(`/rules/publications/${answer.id}`, {
      flash: publishText(visit.locale)('done.proposed'),
    })
  return show(visit, { values: text, lists, issues: [] }, refusedText(visit.locale, answer.refused[0]))
}

function contentIn(subject: Subject, text: Record<string, string>, day: (name: string) => string): unknown {
  switch (subject.kind) {
    case 'value':
      return readLines(text.value ?? '', subject.value)
    case 'moved-day':
      return { rest: day('rest'), work: day('work') }
    case 'kurban-ait':
      return { on: day('on') }
    case 'holiday':
      return {
        day: (text.day ?? '').trim(),
        moves: text.moves === 'yes',
        name: { kk: text['name-kk'] ?? '', ru: text['name-ru'] ?? '', en: text['name-en'] ?? '' },
      }
    case 'holiday-end':
      return { day: (text.day ?? '').trim() }
    default:
      return { year: Number(text.year) }
  }
}
