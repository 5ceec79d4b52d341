import { administrators } from '../../institution/keep-staff.ts'
import { isRefusal } from '../../platform/act.ts'
import { sql } from '../../platform/database.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import { formatMoment } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { look, read } from '../../platform/read.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Details } from '../../ui/details.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { type FormView, get, post, type Route, type Visit } from '../../ui/visit.ts'
import { type FeedKind, type FeedName, feedNames, getFeedKind } from '../feed-kind.ts'
import { findWaiting } from '../find-feeds.ts'
import { eventOf, getKeptLine, type KeptLine } from '../quarantined-line.ts'
import { csvHeader, setPath } from '../read-csv.ts'
import { dropLines, takeAllAgain, takeLineAgain } from '../take-again.ts'
import { feedText, reasonText } from '../text.ts'
import { errorText, onlyOperators } from './feeds.tsx'

/** Lines that are no facts yet: listed by reason without what they say, opened one by one, mended and taken, or dropped. */
export const linePages: Route[] = [
  get('/staff/feeds/lines', administrators, list),
  post('/staff/feeds/lines', administrators, all),
  ...formPage({ path: '/staff/feeds/lines/:id', who: administrators, start, show, submit }),
  post('/staff/feeds/lines/:id/drop', administrators, drop),
]

const pageSize = 50

function askedFor(given: Record<string, string | undefined>): { kind: FeedName; reason: string } {
  const kind = feedNames.find((name) => name === given.kind)
  if (!kind || !given.reason) throw new Fault('not-found')
  return { kind, reason: given.reason }
}

const addressOf = (kind: string, reason: string, after?: string): string =>
  `/staff/feeds/lines?${new URLSearchParams({ kind, reason, ...(after ? { after } : {}) })}`

async function list(visit: Visit): Promise<Response> {
  onlyOperators(visit)
  const { locale, url } = visit
  const t = feedText(locale)
  const { kind, reason } = askedFor(Object.fromEntries(url.searchParams))
  const after = url.searchParams.get('after') ?? undefined
  const found = await look(visit.instance, visit.actor, (tx) =>
    findWaiting(tx, { kind, reason, after: isId(after) ? after : undefined, most: pageSize + 1 }),
  )
  const shown = found.slice(0, pageSize)
  return visit.html(
    <Page
      {...visit.frame}
      title={reasonText(locale, reason)}
      wide
      back={{ href: '/staff/feeds', label: t('feeds.title') }}
    >
      {visit.flash && <Notice locale={locale} title={visit.flash} live />}
      <h1>{reasonText(locale, reason)}</h1>
      <p class="lead">
        {t(`kind.${kind}`)}. {t('lines.lead')}
      </p>
      <DataTable
        locale={locale}
        caption={t('feeds.waiting')}
        captionUnseen
        empty={t('feeds.waiting.none')}
        columns={[
          { key: 'line', label: t('lines.line') },
          { key: 'field', label: t('lines.field') },
          { key: 'institution', label: t('feeds.institution') },
          { key: 'received', label: t('feeds.received') },
        ]}
        rows={shown.map((one) => ({
          id: one.id,
          cells: {
            line: <a href={`/staff/feeds/lines/${one.id}`}>{t('line.title', { line: one.line })}</a>,
            field: one.field ?? '–',
            institution: one.institution,
            received: formatMoment(locale, one.received_at),
          },
        }))}
      />
      <Pagination
        locale={locale}
        next={found.length > pageSize ? addressOf(kind, reason, shown.at(-1)?.id) : undefined}
      />
      {shown.length > 0 && (
        <section class="flow">
          <h2>{t('lines.all')}</h2>
          <Form id="again" action="/staff/feeds/lines" request={visit.request} hidden={{ kind, reason }}>
            <p class="hint">{t('lines.all.again.hint')}</p>
            <ButtonRow>
              <Button kind="secondary">{t('lines.all.again')}</Button>
            </ButtonRow>
          </Form>
          <Details title={t('lines.drop.all')}>
            <Form
              id="drop"
              action="/staff/feeds/lines"
              request={visit.request}
              hidden={{ kind, reason, drop: 'yes' }}
            >
              <TextField locale={locale} name="because" label={t('line.because')} />
              <Button kind="danger">{t('lines.drop.all')}</Button>
            </Form>
          </Details>
        </section>
      )}
    </Page>,
  )
}

async function all(visit: Visit): Promise<Response> {
  onlyOperators(visit)
  const { text } = visit.answers
  const t = feedText(visit.locale)
  const which = askedFor(text)
  const here = addressOf(which.kind, which.reason)
  if (text.drop === 'yes') {
    const because = text.because?.trim() ?? ''
    if (because.length < 3)
      return visit.redirect(here, { flash: `${t('line.because')}: ${t('error.required')}` })
    const dropped = await dropLines(visit.instance, visit.actor, { lines: which, because }, visit.request)
    if (isRefusal(dropped)) throw new Fault('unexpected')
    return visit.redirect('/staff/feeds', { flash: t('lines.dropped', dropped) })
  }
  const taken = await takeAllAgain(visit.instance, visit.actor, which, visit.request)
  if (isRefusal(taken)) throw new Fault('unexpected')
  return visit.redirect('/staff/feeds', { flash: t('lines.all.done', taken) })
}

async function openLine(visit: Visit): Promise<KeptLine> {
  onlyOperators(visit)
  const { id } = visit.params
  if (!isId(id)) throw new Fault('not-found')
  const kindOf = await look(visit.instance, visit.actor, (tx) => getKeptLine(tx, id))
  const kind = getFeedKind(kindOf.kind)
  return read(
    visit.instance,
    visit.actor,
    {
      what: 'quarantined-line',
      who: administrators,
      purpose: 'mend-report',
      legalBasis: kind.legalBasis,
      categories: ['identity', 'documents', kind.tag === 'employment' ? 'employment' : 'stay'],
    },
    async ({ tx }) => {
      const answer = await getKeptLine(tx, id)
      const event = eventOf(kind, answer)
      const text = typeof event === 'string' ? event : JSON.stringify(event)
      // Whoever holds a document or an IIN that the line names is told that it was opened, also when another field is wrong.
      const { document, iin } =
        typeof event === 'string' ? {} : (event as { document?: { number?: unknown }; iin?: unknown })
      const named = await tx.rows<{ person: string }>(sql`
        select d.person_id as person from person.travel_document d where d.superseded_at is null and d.number = ${String(document?.number ?? '')}
        union select i.person_id from person.iin i where i.superseded_at is null and i.iin = ${String(iin ?? '')}`)
      return { answer, subjects: text ? named.map((one) => one.person) : [] }
    },
  )
}

const fieldsOf = (kind: FeedKind): string[] => [...new Set(csvHeader(kind))]

async function start(visit: Visit): Promise<Partial<FormView>> {
  const row = await openLine(visit)
  const kind = getFeedKind(row.kind)
  const event = eventOf(kind, row)
  if (typeof event === 'string') return { values: { text: event } }
  const values: Record<string, string> = {}
  for (const path of fieldsOf(kind)) {
    const value = path
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], event)
    if (value !== undefined && value !== null)
      values[`v-${path}`] = typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  return { values }
}

async function show(visit: Visit, form: FormView): Promise<Response> {
  const row = await openLine(visit)
  const { locale } = visit
  const t = feedText(locale)
  const kind = getFeedKind(row.kind)
  const event = eventOf(kind, row)
  const back = { href: addressOf(row.kind, row.reason), label: reasonText(locale, row.reason) }
  const title = t('line.title', { line: row.line })
  const errors = form.issues.map(({ path, code, values }) => ({
    field: path || 'text',
    message: errorText(locale, code, values),
  }))
  const why = reasonText(locale, row.reason)
  return visit.html(
    <Page {...visit.frame} title={title} hasForm hasErrors={errors.length > 0} back={back}>
      {visit.flash && <Notice locale={locale} tone="warning" title={visit.flash} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{title}</h1>
      <p class="lead">
        {t(`kind.${kind.name}`)}, {row.institution}, {formatMoment(locale, row.received_at)}.{' '}
        {row.field ? t('line.waits.in', { reason: why, field: row.field }) : t('line.waits', { reason: why })}
      </p>
      <Details title={t('line.came')}>
        <pre class="code">{row.content ?? JSON.stringify(eventOf(kind, { ...row, mended: null }))}</pre>
      </Details>
      <Form action={`/staff/feeds/lines/${row.id}`} request={visit.request}>
        <h2>{t('line.says')}</h2>
        {typeof event === 'string' ? (
          <Textarea
            locale={locale}
            name="text"
            label={t('line.text')}
            value={form.values.text ?? event}
            error={errors.find((one) => one.field === 'text')?.message}
          />
        ) : (
          <>
            <p class="hint">{t('line.empty')}</p>
            {fieldsOf(kind).map((path) => (
              <TextField
                locale={locale}
                name={`v-${path}`}
                label={path}
                value={form.values[`v-${path}`]}
                error={path === row.field ? why : undefined}
                spellcheck={false}
                look="mono"
              />
            ))}
          </>
        )}
        <p class="hint">{t('line.take.hint')}</p>
        <Button>{t('line.take')}</Button>
      </Form>
      <Details title={t('line.drop')}>
        <Form id="drop" action={`/staff/feeds/lines/${row.id}/drop`} request={visit.request}>
          <TextField locale={locale} name="because" label={t('line.because')} />
          <Button kind="danger">{t('line.drop')}</Button>
        </Form>
      </Details>
    </Page>,
  )
}

async function submit(visit: Visit): Promise<Response> {
  onlyOperators(visit)
  const { id } = visit.params
  if (!isId(id)) throw new Fault('not-found')
  const row = await look(visit.instance, visit.actor, (tx) => getKeptLine(tx, id))
  const kind = getFeedKind(row.kind)
  const event = eventFrom(kind, row, visit.answers.text)
  const outcome = await takeLineAgain(visit.instance, visit.actor, { line: id, event }, visit.request)
  if (isRefusal(outcome)) throw new Fault('unexpected')
  const t = feedText(visit.locale)
  if (outcome.recorded) return visit.redirect('/staff/feeds', { flash: t('line.taken') })
  const reason = reasonText(visit.locale, outcome.reason)
  return visit.redirect(`/staff/feeds/lines/${id}`, {
    flash: outcome.field ? t('line.waits.in', { reason, field: outcome.field }) : t('line.waits', { reason }),
  })
}

/** What the form says now, with whatever else the line held. @throws Fault invalid-input (`text`, `not-json`) */
function eventFrom(kind: FeedKind, row: KeptLine, text: Record<string, string>): Record<string, unknown> {
  const former = eventOf(kind, row)
  if (typeof former === 'string') {
    try {
      const value: unknown = JSON.parse(text.text ?? '')
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return value as Record<string, unknown>
    } catch {
      // The answer is the same.
    }
    throw invalid('text', 'not-json')
  }
  const event = { ...former }
  for (const path of fieldsOf(kind)) {
    const value = text[`v-${path}`]?.trim() ?? ''
    const number = kind.numbers?.includes(path) && /^\d{1,15}$/.test(value)
    setPath(event, path, value === '' ? undefined : number ? Number(value) : value === 'true' ? true : value)
  }
  return JSON.parse(JSON.stringify(event)) as Record<string, unknown>
}

async function drop(visit: Visit): Promise<Response> {
  onlyOperators(visit)
  const { id } = visit.params
  if (!isId(id)) throw new Fault('not-found')
  const t = feedText(visit.locale)
  const because = visit.answers.text.because?.trim() ?? ''
  if (because.length < 3)
    return visit.redirect(`/staff/feeds/lines/${id}`, {
      flash: `${t('line.because')}: ${t('error.required')}`,
    })
  const dropped = await dropLines(visit.instance, visit.actor, { lines: id, because }, visit.request)
  if (isRefusal(dropped)) throw new Fault('unexpected')
  return visit.redirect('/staff/feeds', { flash: t('lines.dropped', dropped) })
}
