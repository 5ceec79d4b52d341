import { identityText } from '../../identity/text.ts'
import { administrators } from '../../institution/keep-staff.ts'
import { institutionText } from '../../institution/text.ts'
import { isRefusal } from '../../platform/act.ts'
import { sql } from '../../platform/database.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import { formatMoment, type Locale } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Details } from '../../ui/details.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { FileField } from '../../ui/file-field.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type FormView, get, type Route, type Visit } from '../../ui/visit.ts'
import { feedKinds, feedNames } from '../feed-kind.ts'
import { countWaiting, findLastFiles } from '../find-feeds.ts'
import { holdContent } from '../hold-content.ts'
import { csvHeader } from '../read-csv.ts'
import { takeFeed } from '../take-feed.ts'
import { feedText, reasonText } from '../text.ts'

/** Largest file of the page; it lies in memory while the form is read. */
const megabytes = 32

/** What other institutions report, and what of it is no fact yet: for administrators of the whole country. */
export const feedPages: Route[] = [
  get('/staff/feeds', administrators, show),
  ...formPage({
    path: '/staff/feeds/upload',
    who: administrators,
    bodyLimit: (megabytes + 1) * 1024 * 1024,
    show: showUpload,
    submit,
  }),
]

/** @throws Fault not-found for administrators of one institution */
export function onlyOperators({ actor }: Visit): void {
  if (actor.kind !== 'staff' || actor.regions !== 'all') throw new Fault('not-found')
}

/** The parts of administration, with this one as the current. */
export const FeedTabs = ({ locale }: { locale: Locale }) => {
  const t = institutionText(locale)
  return (
    <Tabs
      label={t('admin.title')}
      tabs={[
        { href: '/staff/people', label: t('staff.title') },
        { href: '/staff/clients', label: t('client.title') },
        { href: '/staff/works', label: t('works.title') },
        { href: '/staff/feeds', label: feedText(locale)('feeds.title'), current: true },
      ]}
    />
  )
}

async function show(visit: Visit): Promise<Response> {
  onlyOperators(visit)
  const { locale } = visit
  const t = feedText(locale)
  const { files, waiting } = await look(visit.instance, visit.actor, async (tx) => ({
    files: await findLastFiles(tx),
    waiting: await countWaiting(tx),
  }))
  return visit.html(
    <Page {...visit.frame} title={t('feeds.title')} wide>
      {visit.flash && <Notice locale={locale} title={visit.flash} live />}
      <h1>{t('feeds.title')}</h1>
      <FeedTabs locale={locale} />
      <p class="lead">{t('feeds.lead')}</p>
      <ButtonRow>
        <Button href="/staff/feeds/upload" icon="plus">
          {t('feeds.upload')}
        </Button>
        <Button kind="secondary" href="/identity/registers">
          {identityText(locale)('registers.title')}
        </Button>
      </ButtonRow>
      <DataTable
        locale={locale}
        caption={t('feeds.waiting')}
        empty={t('feeds.waiting.none')}
        columns={[
          { key: 'reason', label: t('feeds.reason') },
          { key: 'kind', label: t('feeds.kind') },
          { key: 'count', label: t('feeds.count'), numeric: true },
          { key: 'first', label: t('feeds.first') },
        ]}
        rows={waiting.map((one) => ({
          id: `${one.kind}-${one.reason}`,
          cells: {
            reason: (
              <a href={`/staff/feeds/lines?${new URLSearchParams({ kind: one.kind, reason: one.reason })}`}>
                {reasonText(locale, one.reason)}
              </a>
            ),
            kind: t(`kind.${one.kind}`),
            count: String(one.count),
            first: formatMoment(locale, one.first),
          },
        }))}
      />
      <DataTable
        locale={locale}
        caption={t('feeds.last')}
        empty={t('feeds.none')}
        columns={[
          { key: 'kind', label: t('feeds.kind') },
          { key: 'institution', label: t('feeds.institution') },
          { key: 'files', label: t('feeds.files'), numeric: true },
          { key: 'lines', label: t('feeds.lines'), numeric: true },
          { key: 'received', label: t('feeds.received') },
        ]}
        rows={files.map((one) => ({
          id: `${one.kind}-${one.institution}`,
          cells: {
            kind: t(`kind.${one.kind}`),
            institution: nameOf(locale, one.names),
            files: String(one.files),
            lines: String(one.lines),
            received: formatMoment(locale, one.received_at),
          },
        }))}
      />
    </Page>,
  )
}

export const nameOf = (locale: Locale, names: Record<string, string>): string =>
  names[locale] ?? names.ru ?? names.en ?? ''

async function showUpload(visit: Visit, form: FormView): Promise<Response> {
  onlyOperators(visit)
  const { locale } = visit
  const t = feedText(locale)
  const institutions = await look(visit.instance, visit.actor, (tx) =>
    tx.rows<{ code: string; names: Record<string, string> }>(
      sql`select code, names from institution.institution order by code`,
    ),
  )
  const labels: Record<string, string> = {
    kind: t('feeds.kind'),
    institution: t('upload.institution'),
    lines: t('upload.lines'),
    file: t('upload.file'),
  }
  const errors = form.issues.map(({ path, code, values }) => {
    const field = path in labels ? path : 'file'
    return { field, label: labels[field], message: errorText(locale, code, values) }
  })
  const field = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return visit.html(
    <Page
      {...visit.frame}
      title={t('feeds.upload')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: '/staff/feeds', label: t('feeds.title') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('feeds.upload')}</h1>
      <p>{t('upload.lead', { megabytes })}</p>
      <Form action="/staff/feeds/upload" request={visit.request} files>
        <Select
          {...field('kind')}
          label={t('feeds.kind')}
          options={feedNames.map((name) => ({ value: name, label: t(`kind.${name}`) }))}
        />
        <Select
          {...field('institution')}
          label={t('upload.institution')}
          options={institutions.map(({ code, names }) => ({ value: code, label: nameOf(locale, names) }))}
        />
        <FileField
          {...field('file')}
          label={t('upload.file')}
          hint={t('upload.file.hint')}
          accept=".ndjson,.jsonl,.csv,text/csv"
        />
        <TextField
          {...field('lines')}
          label={t('upload.lines')}
          hint={t('upload.lines.hint')}
          inputmode="numeric"
          width={10}
          optional
        />
        <FormActions locale={locale} label={t('upload.send')} />
      </Form>
      <h2>{t('upload.forms')}</h2>
      {feedKinds().map((kind) => (
        <Details title={t(`kind.${kind.name}`)}>
          <p>
            {t('upload.header')} <code>{csvHeader(kind).join(', ')}</code>
          </p>
          <pre class="code">{JSON.stringify(kind.example)}</pre>
        </Details>
      ))}
    </Page>,
  )
}

async function submit(visit: Visit): Promise<Response> {
  onlyOperators(visit)
  const { text, files } = visit.answers
  const kind = feedNames.find((name) => name === text.kind)
  const file = files.file?.[0]
  const lines = text.lines?.trim() ? Number(text.lines.replaceAll(/\s/g, '')) : undefined
  const issues = [
    ...(kind ? [] : [{ path: 'kind', code: 'required' }]),
    ...(text.institution ? [] : [{ path: 'institution', code: 'required' }]),
    ...(file ? [] : [{ path: 'file', code: 'required' }]),
    ...(lines === undefined || Number.isSafeInteger(lines) ? [] : [{ path: 'lines', code: 'other' }]),
  ]
  if (issues.length > 0 || !kind || !file) throw new Fault('invalid-input', { issues })
  await using content = await holdContent(once(file.bytes))
  const answer = await takeFeed(
    visit.instance,
    visit.actor,
    {
      kind,
      institution: text.institution ?? '',
      format: /\.csv$/i.test(file.name) ? 'csv' : 'ndjson',
      bytes: content.bytes,
      sha256: content.sha256,
      declared: { lines },
      open: content.open,
    },
    visit.request,
  )
  if (isRefusal(answer)) throw invalid('file', 'other')
  return visit.redirect('/staff/feeds', { flash: feedText(visit.locale)('upload.done', answer as never) })
}

export function errorText(locale: Locale, code: string, values?: Record<string, string | number>): string {
  const key = feedText.keys.find((one) => one === `error.${code}`)
  return feedText(locale)(key ?? 'error.other', values)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
