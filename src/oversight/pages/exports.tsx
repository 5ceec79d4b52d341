import { regionName, regionsAt } from '../../classifier/regions.ts'
import { requireFresh } from '../../institution/require-fresh.ts'
import { isRefusal } from '../../platform/act.ts'
import { covers } from '../../platform/actor.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import { formatDate, formatMoment, type Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { StatusTag, type Tone } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import { type FormView, get, type Route, type Visit } from '../../ui/visit.ts'
import {
  askExport,
  decideExport,
  type ExportRow,
  exportAskers,
  exportHours,
  exportKinds,
  exportMost,
  exportReaders,
  findExports,
  getExport,
  writeExport,
} from '../export-list.ts'
import { readingText } from '../reading-text.ts'
import { staleLog } from './stale-log.tsx'

/** Minutes after which who they are is proved again before a list is asked for, approved or fetched. */
const fresh = 15

/** Lists that leave the system: asked for, approved by a second person, fetched within a day. */
export const exportPages: Route[] = [
  get('/exports', exportReaders, list),
  ...formPage({ path: '/exports/new', who: exportAskers, show: showNew, submit: ask }),
  ...formPage({ path: '/exports/:id', who: exportReaders, show, submit: decide }),
  get('/exports/:id/file', exportAskers, file),
]

type T = ReturnType<typeof readingText>

function stateOf(row: ExportRow, now: Temporal.Instant): 'waits' | 'refused' | 'ready' | 'over' {
  if (row.approved === null) return 'waits'
  if (!row.approved || !row.expires_at) return 'refused'
  return row.expires_at.getTime() > now.epochMilliseconds ? 'ready' : 'over'
}
const tones: Record<ReturnType<typeof stateOf>, Tone> = {
  waits: 'waiting',
  refused: 'danger',
  ready: 'success',
  over: 'quiet',
}

const scopeOf = (t: T, locale: Locale, row: ExportRow): string =>
  [
    t(`export.kind.${row.kind}`),
    `${formatDate(locale, row.from_day)} – ${formatDate(locale, row.to_day)}`,
    row.region ? regionName(`KZ-${row.region}`, locale) : t('export.region.all'),
  ].join(', ')

async function list(visit: Visit): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = readingText(locale)
  const rows = await findExports(instance, actor)
  const asks = actor.kind === 'staff' && actor.roles.some((role) => role !== 'auditor')
  return visit.html(
    <Page {...visit.frame} title={t('exports.title')} wide>
      <h1>{t('exports.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {await staleLog(visit)}
      <p class="lead">{t('exports.lead')}</p>
      {asks && (
        <ButtonRow>
          <Button href="/exports/new" icon="plus">
            {t('export.new')}
          </Button>
        </ButtonRow>
      )}
      <DataTable
        locale={locale}
        caption={t('exports.title')}
        captionUnseen
        empty={t('exports.none')}
        columns={[
          { key: 'number', label: t('export.number') },
          { key: 'what', label: t('export.what') },
          { key: 'by', label: t('export.by') },
          { key: 'state', label: t('state') },
        ]}
        rows={rows.map((row) => ({
          id: row.id,
          cells: {
            number: <a href={`/exports/${row.id}`}>{String(row.number)}</a>,
            what: scopeOf(t, locale, row),
            by: row.asked_name,
            state: <State t={t} row={row} now={instance.clock.now()} />,
          },
        }))}
      />
    </Page>,
  )
}

function State({ t, row, now }: { t: T; row: ExportRow; now: Temporal.Instant }) {
  const state = stateOf(row, now)
  return <StatusTag tone={tones[state]}>{t(`export.state.${state}`)}</StatusTag>
}

const errorsOf = (t: T, form: FormView) =>
  form.issues.map(({ path, code }) => ({
    field: path,
    message: t(readingText.keys.find((one) => one === `error.${code}`) ?? 'error.other'),
  }))

async function showNew(visit: Visit, form: FormView): Promise<Response> {
  const detour = requireFresh(visit, fresh, '/exports/new')
  if (detour) return detour
  const { instance, actor, locale } = visit
  const t = readingText(locale)
  const errors = errorsOf(t, form)
  const mine = actor.kind === 'staff' ? actor.regions : []
  const field = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return visit.html(
    <Page
      {...visit.frame}
      title={t('export.new')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: '/exports', label: t('exports.title') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('export.new')}</h1>
      <p class="lead">{t('export.lead', { hours: exportHours, most: exportMost })}</p>
      <Form action="/exports/new" request={visit.request}>
        <Radios
          {...field('kind')}
          label={t('export.what')}
          options={exportKinds.map((value) => ({
            value,
            label: t(`export.kind.${value}`),
            hint: t(`export.kind.${value}.hint`),
          }))}
        />
        <DateField {...field('from')} label={t('export.from')} value={dateParts(form.values, 'from')} />
        <DateField {...field('to')} label={t('export.to')} value={dateParts(form.values, 'to')} />
        <Select
          {...field('region')}
          label={t('decoy.region')}
          empty={t('export.region.all')}
          options={regionsAt(instance.clock.today())
            .map(({ code }) => ({ value: code.replace(/^KZ-/, ''), label: regionName(code, locale) }))
            .filter(({ value }) => covers(mine, value))}
        />
        <Textarea
          {...field('purpose')}
          label={t('export.purpose')}
          hint={t('export.purpose.hint')}
          rows={4}
          maxlength={2000}
        />
        <TextField
          {...field('recipient')}
          label={t('export.recipient')}
          hint={t('export.recipient.hint')}
          maxlength={200}
        />
        <FormActions locale={locale} label={t('export.ask')} />
      </Form>
    </Page>,
  )
}

async function ask(visit: Visit): Promise<Response> {
  const detour = requireFresh(visit, fresh, '/exports/new')
  if (detour) return detour
  const { text } = visit.answers
  const day = (name: string) => {
    const read = readDate(text, name)
    return 'date' in read ? read.date : ''
  }
  const made = await askExport(
    visit.instance,
    visit.actor,
    {
      kind: text.kind as (typeof exportKinds)[number],
      ...(text.region ? { region: text.region } : {}),
      from: day('from'),
      to: day('to'),
      purpose: text.purpose ?? '',
      recipient: text.recipient ?? '',
    },
    visit.request,
  )
  if (isRefusal(made)) throw new Fault('unexpected')
  return visit.redirect(`/exports/${made.id}`, { flash: readingText(visit.locale)('export.asked') })
}

async function show(visit: Visit, form: FormView): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = readingText(locale)
  const row = await getExport(instance, actor, exportOf(visit))
  const errors = errorsOf(t, form)
  const me = actor.kind === 'staff' ? actor.staff : ''
  const state = stateOf(row, instance.clock.now())
  const decides =
    state === 'waits' && row.asked_by !== me && actor.kind === 'staff' && actor.roles.includes('supervisor')
  const title = t('export.title', { number: String(row.number) })
  return visit.html(
    <Page
      {...visit.frame}
      title={title}
      hasForm={decides}
      hasErrors={errors.length > 0}
      back={{ href: '/exports', label: t('exports.title') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{title}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <SummaryList
        locale={locale}
        rows={[
          { label: t('state'), value: <State t={t} row={row} now={instance.clock.now()} /> },
          { label: t('export.what'), value: scopeOf(t, locale, row) },
          { label: t('export.purpose'), value: <Typed>{row.purpose}</Typed> },
          { label: t('export.recipient'), value: <Typed>{row.recipient}</Typed> },
          { label: t('export.by'), value: `${row.asked_name}, ${formatMoment(locale, row.asked_at)}` },
          ...(row.decided_name
            ? [
                {
                  label: t('export.decided'),
                  value: (
                    <>
                      {row.decided_name}: <Typed>{row.reasons}</Typed>
                    </>
                  ),
                },
              ]
            : []),
          ...(row.expires_at
            ? [{ label: t('export.until'), value: formatMoment(locale, row.expires_at) }]
            : []),
          ...(row.watermark
            ? [{ label: t('export.mark'), value: <span class="mono">{row.watermark}</span> }]
            : []),
          ...(row.downloads > 0
            ? [
                {
                  label: t('export.fetched'),
                  value: t('export.fetched.n', { n: row.downloads, rows: row.rows ?? 0 }),
                },
              ]
            : []),
        ]}
      />
      {state === 'waits' && row.asked_by === me && <p>{t('export.second')}</p>}
      {state === 'ready' && row.asked_by === me && (
        <>
          <p>{t('export.fetch.lead')}</p>
          <ButtonRow>
            <Button href={`/exports/${row.id}/file`}>{t('export.fetch')}</Button>
          </ButtonRow>
        </>
      )}
      {decides && (
        <section class="flow" aria-labelledby="decide">
          <h2 id="decide">{t('export.decide')}</h2>
          <Form action={`/exports/${row.id}`} request={visit.request}>
            <Radios
              locale={locale}
              name="approve"
              label={t('export.decide')}
              inline
              value={form.values.approve}
              error={errors.find((one) => one.field === 'approve')?.message}
              options={[
                { value: 'yes', label: t('export.approve') },
                { value: 'no', label: t('export.refuse') },
              ]}
            />
            <Textarea
              locale={locale}
              name="reasons"
              label={t('reason')}
              rows={3}
              maxlength={2000}
              value={form.values.reasons}
              error={errors.find((one) => one.field === 'reasons')?.message}
            />
            <FormActions locale={locale} label={t('export.decide.send')} />
          </Form>
        </section>
      )}
    </Page>,
  )
}

async function decide(visit: Visit): Promise<Response> {
  const id = exportOf(visit)
  await getExport(visit.instance, visit.actor, id)
  const detour = requireFresh(visit, fresh)
  if (detour) return detour
  const { approve, reasons = '' } = visit.answers.text
  if (approve !== 'yes' && approve !== 'no') throw invalid('approve', 'required')
  await decideExport(
    visit.instance,
    visit.actor,
    { export: id, approve: approve === 'yes', reasons },
    visit.request,
  )
  return visit.redirect(`/exports/${id}`, { flash: readingText(visit.locale)('export.decided.done') })
}

async function file(visit: Visit): Promise<Response> {
  const id = exportOf(visit)
  await getExport(visit.instance, visit.actor, id)
  const detour = requireFresh(visit, fresh, `/exports/${id}`)
  if (detour) return detour
  const { name, csv } = await writeExport(visit.instance, visit.actor, id)
  return new Response(csv, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  })
}

function exportOf(visit: Visit): string {
  if (!isId(visit.params.id)) throw new Fault('not-found')
  return visit.params.id
}
