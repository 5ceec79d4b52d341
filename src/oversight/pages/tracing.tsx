import { officeName } from '../../institution/find-office.ts'
import { requireFresh } from '../../institution/require-fresh.ts'
import { isRefusal } from '../../platform/act.ts'
import { everyone } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import { formatDate, formatMoment, type Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { Checkboxes, Radios } from '../../ui/choices.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { SummaryList } from '../../ui/summary-list.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import { type FormView, get, post, type Route, type Visit } from '../../ui/visit.ts'
import {
  findOrders,
  getOrder,
  type OrderFile,
  type OrderLine,
  type OrderRow,
  orderReaders,
} from '../find-orders.ts'
import {
  authorities,
  certifyErasure,
  decideTracing,
  regimes,
  requesters,
  requestTracing,
  traceKinds,
} from '../order-tracing.ts'
import { oversightText } from '../text.ts'
import { type Movement, tracePerson } from '../trace-person.ts'

/** Minutes after which who they are is proved again before an order is asked for, decided or used. */
const fresh = 15

/** Tracing orders: asked for, decided by another institution, used within their scope, counted for everybody. */
export const tracingPages: Route[] = [
  get('/tracing', everyone, counts),
  get('/tracing/orders', orderReaders, list),
  ...formPage({ path: '/tracing/orders/new', who: requesters, show: showNew, submit: ask }),
  get('/tracing/orders/:id', orderReaders, (visit) => show(visit)),
  post('/tracing/orders/:id/decision', authorities, decide),
  post('/tracing/orders/:id/query', requesters, query),
  post('/tracing/orders/:id/erasure', requesters, certify),
]

/** How often it happens, for everybody; nobody is named. */
async function counts(visit: Visit): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = oversightText(locale)
  const rows = await look(instance, actor, (tx) =>
    tx.rows<Record<(typeof countColumns)[number], number> & { year: number; regime: OrderRow['regime'] }>(
      sql`select * from oversight.tracing_counts()`,
    ),
  )
  return visit.html(
    <Page {...visit.frame} draft={!oversightText.reviewed(visit.locale)} title={t('tracing.title')} wide>
      <h1>{t('tracing.title')}</h1>
      <p class="lead">{t('tracing.lead')}</p>
      <DataTable
        locale={locale}
        caption={t('tracing.title')}
        captionUnseen
        empty={t('tracing.none')}
        columns={[
          { key: 'year', label: t('count.year') },
          { key: 'regime', label: t('order.regime') },
          ...countColumns.map((key) => ({ key, label: t(`count.${key}`), numeric: true })),
        ]}
        rows={rows.map((row) => ({
          id: `${row.year}-${row.regime}`,
          cells: {
            year: String(row.year),
            regime: t(`regime.${row.regime}`),
            ...Object.fromEntries(countColumns.map((key) => [key, String(row[key])])),
          },
        }))}
      />
    </Page>,
  )
}
const countColumns = ['requested', 'approved', 'refused', 'urgent', 'sealed', 'queries', 'noticed'] as const

async function list(visit: Visit): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = oversightText(locale)
  const orders = await findOrders(instance, actor)
  const asks = actor.kind === 'staff' && actor.roles.includes('supervisor')
  return visit.html(
    <Page {...visit.frame} draft={!oversightText.reviewed(visit.locale)} title={t('orders.title')} wide>
      <h1>{t('orders.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {asks && (
        <ButtonRow>
          <Button href="/tracing/orders/new" icon="plus">
            {t('order.new')}
          </Button>
        </ButtonRow>
      )}
      <DataTable
        locale={locale}
        caption={t('orders.title')}
        captionUnseen
        empty={t('orders.none')}
        columns={[
          { key: 'number', label: t('order.number') },
          { key: 'regime', label: t('order.regime') },
          { key: 'state', label: t('order.state') },
          { key: 'until', label: t('order.until') },
        ]}
        rows={orders.map((order) => ({
          id: order.id,
          cells: {
            number: <a href={`/tracing/orders/${order.id}`}>{String(order.number)}</a>,
            regime: t(`regime.${order.regime}`),
            state: t(`order.state.${stateOf(order)}`),
            until: formatMoment(locale, order.valid_until),
          },
        }))}
      />
      <p>
        <a href="/tracing">{t('tracing.title')}</a>
      </p>
    </Page>,
  )
}

function stateOf(order: OrderLine) {
  if (order.sealed_at) return 'sealed'
  if (order.approved === false) return 'refused'
  if (order.open) return order.approved ? 'open' : 'urgent'
  return order.approved === null ? 'waits' : 'over'
}

async function showNew(visit: Visit, form: FormView): Promise<Response> {
  const detour = requireFresh(visit, fresh)
  if (detour) return detour
  const { locale } = visit
  const t = oversightText(locale)
  const { values } = form
  const errors = form.issues.map(({ path, code }) => ({
    field: path,
    message: t(oversightText.keys.find((one) => one === `error.${code}`) ?? 'error.other'),
  }))
  const field = (name: string) => ({
    locale,
    name,
    value: values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return visit.html(
    <Page
      {...visit.frame}
      draft={!oversightText.reviewed(visit.locale)}
      title={t('order.new')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: '/tracing/orders', label: t('orders.title') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('order.new')}</h1>
      <p class="lead">{t('order.lead')}</p>
      <Form action="/tracing/orders/new" request={visit.request}>
        <TextField
          {...field('person')}
          label={t('order.person')}
          hint={t('order.person.hint')}
          value={values.person ?? visit.url.searchParams.get('person') ?? ''}
          look="mono"
          spellcheck={false}
        />
        <Radios
          {...field('regime')}
          label={t('order.regime')}
          options={regimes.map((value) => ({
            value,
            label: t(`regime.${value}`),
            hint: (
              <>
                {t(`regime.${value}.basis`)} <LawStateTag locale={locale} state="unverified" />
              </>
            ),
          }))}
        />
        <Textarea {...field('purpose')} label={t('order.purpose')} hint={t('order.purpose.hint')} rows={4} />
        <TextField {...field('reference')} label={t('order.reference')} />
        <Checkboxes
          {...field('kinds')}
          label={t('order.kinds')}
          values={form.lists.kinds ?? []}
          options={traceKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
        />
        <DateField {...field('periodFrom')} label={t('order.from')} value={dateParts(values, 'periodFrom')} />
        <DateField {...field('periodTo')} label={t('order.to')} value={dateParts(values, 'periodTo')} />
        <TextField
          {...field('validDays')}
          label={t('order.days')}
          hint={t('order.days.hint')}
          inputmode="numeric"
          width={2}
        />
        <DateField
          {...field('noticeOn')}
          label={t('order.notice')}
          hint={t('order.notice.hint')}
          value={dateParts(values, 'noticeOn')}
        />
        <Checkboxes
          {...field('urgent')}
          label={t('order.urgent')}
          optional
          values={values.urgent ? ['yes'] : []}
          options={[{ value: 'yes', label: t('order.urgent.yes'), hint: t('order.urgent.hint') }]}
        />
        <FormActions locale={locale} label={t('order.ask')} />
      </Form>
    </Page>,
  )
}

async function ask(visit: Visit): Promise<Response> {
  const detour = requireFresh(visit, fresh)
  if (detour) return detour
  const { text, lists } = visit.answers
  const day = (name: string) => {
    const read = readDate(text, name)
    return 'date' in read ? read.date : ''
  }
  const person = text.person?.trim().split('/').at(-1) ?? ''
  if (!isId(person)) throw invalid('person', 'not-found')
  const kinds = lists.kinds ?? (text.kinds ? [text.kinds] : [])
  const made = await requestTracing(
    visit.instance,
    visit.actor,
    {
      person,
      regime: text.regime as OrderRow['regime'],
      purpose: text.purpose ?? '',
      reference: text.reference ?? '',
      kinds: kinds as OrderRow['kinds'],
      periodFrom: day('periodFrom'),
      periodTo: day('periodTo'),
      validDays: Number(text.validDays),
      noticeOn: day('noticeOn'),
      urgent: text.urgent === 'yes',
    },
    visit.request,
  )
  if (isRefusal(made)) throw new Fault('unexpected')
  return visit.redirect(`/tracing/orders/${made.id}`, { flash: oversightText(visit.locale)('order.asked') })
}

async function show(
  visit: Visit,
  given: { movements?: Movement[]; problem?: string } = {},
): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = oversightText(locale)
  const file = await getOrder(instance, actor, orderOf(visit))
  const { order } = file
  const institutions = await look(instance, actor, (tx) =>
    tx.rows<{ code: string; names: Record<string, string> }>(
      sql`select code, names from institution.institution where code in (${order.requesting_institution}, ${order.deciding_institution ?? ''})`,
    ),
  )
  const nameOf = (code: string | null) => {
    const names = institutions.find((one) => one.code === code)?.names
    return names ? officeName(names, locale) : (code ?? '')
  }
  const title = t('order.title', { number: String(order.number) })
  return visit.html(
    <Page
      {...visit.frame}
      draft={!oversightText.reviewed(visit.locale)}
      title={title}
      wide
      back={{ href: '/tracing/orders', label: t('orders.title') }}
    >
      <h1>{title}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {given.problem && <Notice locale={locale} tone="warning" title={given.problem} live />}
      <SummaryList
        locale={locale}
        rows={[
          { label: t('order.state'), value: t(`order.state.${stateOf(order)}`) },
          {
            label: t('order.regime'),
            value: (
              <>
                {t(`regime.${order.regime}`)}. {t(`regime.${order.regime}.basis`)}{' '}
                <LawStateTag locale={locale} state="unverified" />
              </>
            ),
          },
          { label: t('order.by'), value: nameOf(order.requesting_institution) },
          { label: t('order.purpose'), value: <Typed>{order.purpose}</Typed> },
          { label: t('order.reference'), value: order.reference },
          { label: t('order.person'), value: <span class="mono">{order.person_id}</span> },
          { label: t('order.kinds'), value: order.kinds.map((kind) => t(`kind.${kind}`)).join(', ') },
          {
            label: t('order.period'),
            value: `${formatDate(locale, order.period_from)} – ${formatDate(locale, order.period_to)}`,
          },
          { label: t('order.until'), value: formatMoment(locale, order.valid_until) },
          { label: t('order.notice'), value: formatDate(locale, order.notice_on) },
          ...(order.decided_at
            ? [
                {
                  label: t(order.approved ? 'order.approved' : 'order.refused'),
                  value: `${nameOf(order.deciding_institution)}, ${formatMoment(locale, order.decided_at)}: ${order.reasons}`,
                },
              ]
            : []),
        ]}
      />
      <Steps visit={visit} file={file} />
      {given.movements && <Movements locale={locale} movements={given.movements} />}
      <section class="flow-small" aria-labelledby="queries">
        <h2 id="queries">{t('order.queries')}</h2>
        {file.queries.length === 0 ? (
          <p>{t('order.queries.none')}</p>
        ) : (
          <ul>
            {file.queries.map((one) => (
              <li>
                {formatMoment(locale, one.asked_at)}, {one.name}: {t('order.answered', { n: one.answered })}
              </li>
            ))}
          </ul>
        )}
      </section>
    </Page>,
    { status: given.problem ? 409 : 200 },
  )
}

/** What whoever reads may do with the order now. */
function Steps({ visit, file: { order, owed } }: { visit: Visit; file: OrderFile }) {
  const { actor, locale } = visit
  const t = oversightText(locale)
  if (actor.kind !== 'staff') return null
  const has = (...roles: string[]) => actor.roles.some((role) => roles.includes(role))
  const at = `/tracing/orders/${order.id}`
  const certificate = owed.find((one) => one.asked_by === actor.staff)
  return (
    <>
      {has('prosecutor', 'appeal-officer') && order.approved === null && (
        <Form id="decide" action={`${at}/decision`} request={visit.request}>
          <Textarea locale={locale} name="reasons" label={t('order.reasons')} rows={4} />
          <ButtonRow>
            <Button name="approve" value="yes">
              {t('order.approve')}
            </Button>
            <Button kind="secondary" name="approve" value="no">
              {t('order.refuse')}
            </Button>
          </ButtonRow>
        </Form>
      )}
      {has('supervisor') && order.open && (
        <Form id="query" action={`${at}/query`} request={visit.request}>
          <p>{t('order.query.lead')}</p>
          <Button>{t('order.query')}</Button>
        </Form>
      )}
      {owed.length > 0 && (
        <section class="flow-small" aria-labelledby="erasure">
          <h2 id="erasure">{t('erasure.title')}</h2>
          <ul>
            {owed.map((one) => (
              <li>
                {one.name}: {one.certified_at ? formatMoment(locale, one.certified_at) : t('erasure.owed')}
              </li>
            ))}
          </ul>
          {certificate && !certificate.certified_at && (
            <Form id="certify" action={`${at}/erasure`} request={visit.request}>
              <Textarea
                locale={locale}
                name="says"
                label={t('erasure.says')}
                hint={t('erasure.hint')}
                rows={3}
              />
              <Button>{t('erasure.certify')}</Button>
            </Form>
          )}
        </section>
      )}
    </>
  )
}

function Movements({ locale, movements }: { locale: Locale; movements: Movement[] }) {
  const t = oversightText(locale)
  return (
    <DataTable
      locale={locale}
      caption={t('movements.title')}
      empty={t('movements.none')}
      columns={[
        { key: 'at', label: t('movements.at'), nowrap: true },
        { key: 'kind', label: t('order.kinds') },
        { key: 'place', label: t('movements.place') },
      ]}
      rows={movements.map((one, i) => ({
        id: String(i),
        cells: {
          at: formatMoment(locale, one.at),
          kind: one.direction ? t(`movements.${one.direction}`) : t('kind.arrival-notices'),
          place: one.place,
        },
      }))}
    />
  )
}

async function decide(visit: Visit): Promise<Response> {
  const detour = requireFresh(visit, fresh, `/tracing/orders/${orderOf(visit)}`)
  if (detour) return detour
  const { text } = visit.answers
  const t = oversightText(visit.locale)
  if ((text.reasons ?? '').trim().length < 20) return show(visit, { problem: t('error.too-short') })
  const given = { order: orderOf(visit), approve: text.approve === 'yes', reasons: text.reasons ?? '' }
  const answer = await decideTracing(visit.instance, visit.actor, given, visit.request)
  if (isRefusal(answer)) return show(visit, { problem: t('order.state.sealed') })
  return visit.redirect(`/tracing/orders/${given.order}`, {
    flash: t(given.approve ? 'order.approved' : 'order.refused'),
  })
}

async function query(visit: Visit): Promise<Response> {
  const detour = requireFresh(visit, fresh, `/tracing/orders/${orderOf(visit)}`)
  if (detour) return detour
  const movements = await tracePerson(visit.instance, visit.actor, orderOf(visit))
  return show(visit, { movements })
}

async function certify(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const t = oversightText(visit.locale)
  if ((text.says ?? '').trim().length < 20) return show(visit, { problem: t('error.too-short') })
  await certifyErasure(
    visit.instance,
    visit.actor,
    { order: orderOf(visit), says: text.says ?? '' },
    visit.request,
  )
  return visit.redirect(`/tracing/orders/${orderOf(visit)}`, { flash: t('erasure.done') })
}

function orderOf(visit: Visit): string {
  if (!isId(visit.params.id)) throw new Fault('not-found')
  return visit.params.id
}
