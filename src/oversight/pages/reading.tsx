import type { Child } from 'hono/jsx'
import { requireFresh } from '../../institution/require-fresh.ts'
import { isRefusal } from '../../platform/act.ts'
import { formatDate, formatMoment, type Locale } from '../../platform/language.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { type FormView, get, type Route, type Visit } from '../../ui/visit.ts'
import {
  type Alarm,
  findReading,
  getAlarm,
  getLock,
  getReader,
  type Leave,
  type Lock,
  type Reader,
} from '../find-reading.ts'
import { judgeAlarm, lockReading, measures, unlockReading, watchers } from '../judge-reading.ts'
import { readingText } from '../reading-text.ts'
import { staleLog } from './stale-log.tsx'

/** Minutes after which who they are is proved again before a lock is set or ended. */
const fresh = 15

/** What the members of an office read: numbers, alarms, locks; for their supervisor and for auditors. */
export const readingPages: Route[] = [
  get('/reading', watchers, overview),
  ...formPage({ path: '/reading/alarms/:id', who: watchers, show: showAlarm, submit: judge }),
  ...formPage({ path: '/reading/locks/:id', who: watchers, show: showLock, submit: unlock }),
  ...formPage({ path: '/reading/staff/:id', who: watchers, show: showReader, submit: lock }),
]

type T = ReturnType<typeof readingText>
const isAuditor = (visit: Visit) => visit.actor.kind === 'staff' && visit.actor.roles.includes('auditor')

async function overview(visit: Visit): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = readingText(locale)
  const unit = await findReading(instance, actor)
  return visit.html(
    <Page {...visit.frame} title={t('title')} wide>
      <h1>{t('title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {await staleLog(visit)}
      <p class="lead">{t(isAuditor(visit) ? 'lead.auditor' : 'lead')}</p>
      <ul class="links">
        <li>
          <a href="/reading/limits">{t('limits.title')}</a>
        </li>
        <li>
          <a href="/exports">{t('exports.title')}</a>
        </li>
        {isAuditor(visit) && (
          <>
            <li>
              <a href="/reading/decoys">{t('decoys.title')}</a>
            </li>
            <li>
              <a href="/reading/administrators">{t('admins.title')}</a>
            </li>
            <li>
              <a href="/reading/machines">{t('machines.title')}</a>
            </li>
          </>
        )}
      </ul>
      <Alarms locale={locale} t={t} alarms={unit.alarms} />
      <Locks locale={locale} t={t} locks={unit.locks} />
      <Readers locale={locale} t={t} readers={unit.readers} />
      <Leaves locale={locale} t={t} leaves={unit.leaves} />
    </Page>,
  )
}

function Alarms({ locale, t, alarms }: { locale: Locale; t: T; alarms: Alarm[] }) {
  return (
    <DataTable
      locale={locale}
      caption={t('alarms')}
      empty={t('alarms.none')}
      columns={[
        { key: 'at', label: t('when') },
        { key: 'who', label: t('who') },
        { key: 'kind', label: t('alarm') },
        { key: 'measure', label: t('measure') },
        { key: 'state', label: t('state') },
      ]}
      rows={alarms.map((one) => ({
        id: one.id,
        cells: {
          at: <a href={`/reading/alarms/${one.id}`}>{formatMoment(locale, one.at)}</a>,
          who: one.name,
          kind: t(`alarm.${one.kind}`),
          measure:
            one.kind === 'decoy'
              ? t(`measure.${one.measure}`)
              : t('of', { what: t(`measure.${one.measure}`), n: one.n, most: one.most }),
          state: (
            <StatusTag tone={one.finding ? 'quiet' : 'danger'}>
              {t(one.finding ? 'alarm.judged' : 'alarm.waits')}
            </StatusTag>
          ),
        },
      }))}
    />
  )
}

function Locks({ locale, t, locks }: { locale: Locale; t: T; locks: Lock[] }) {
  return (
    <DataTable
      locale={locale}
      caption={t('locks')}
      empty={t('locks.none')}
      columns={[
        { key: 'who', label: t('who') },
        { key: 'measure', label: t('measure') },
        { key: 'since', label: t('since') },
        { key: 'why', label: t('why') },
      ]}
      rows={locks.map((one) => ({
        id: one.id,
        cells: {
          who: <a href={`/reading/locks/${one.id}`}>{one.name}</a>,
          measure: t(`measure.${one.measure}`),
          since: formatMoment(locale, one.locked_at),
          why: one.why === 'hard' ? t('alarm.hard') : one.why,
        },
      }))}
    />
  )
}

function Readers({ locale, t, readers }: { locale: Locale; t: T; readers: Reader[] }) {
  return (
    <>
      <DataTable
        locale={locale}
        caption={t('readers')}
        empty={t('readers.none')}
        columns={[
          { key: 'who', label: t('who') },
          { key: 'opened', label: t('opened.day'), numeric: true },
          { key: 'outside', label: t('outside.day'), numeric: true },
          { key: 'week', label: t('outside.week'), numeric: true },
          { key: 'listed', label: t('listed.day'), numeric: true },
          { key: 'decided', label: t('decided'), numeric: true },
          { key: 'against', label: t('against'), numeric: true },
        ]}
        rows={readers.map((one) => ({
          id: one.id,
          cells: {
            who: <a href={`/reading/staff/${one.id}`}>{one.name}</a>,
            opened: String(one.opened_day),
            outside: String(one.outside_day),
            week: String(one.outside_week),
            listed: String(one.listed_day),
            decided: String(one.decided),
            against:
              one.decided === 0 ? '' : t('share', { n: one.against, share: one.against / one.decided }),
          },
        }))}
      />
      <p class="hint">{t('readers.hint')}</p>
    </>
  )
}

function Leaves({ locale, t, leaves }: { locale: Locale; t: T; leaves: Leave[] }) {
  return (
    <DataTable
      locale={locale}
      caption={t('leaves')}
      empty={t('leaves.none')}
      columns={[
        { key: 'at', label: t('when') },
        { key: 'who', label: t('who') },
        { key: 'reason', label: t('reason') },
      ]}
      rows={leaves.map((one) => ({
        id: `${one.name}${one.given_at.getTime()}`,
        cells: { at: formatMoment(locale, one.given_at), who: one.name, reason: one.reason },
      }))}
    />
  )
}

/** A page with one text to write about one thing: what it shows above, and the words of the field. */
function textPage(
  visit: Visit,
  form: FormView,
  given: {
    title: string
    rows: { label: string; value: string }[]
    field: { name: string; label: string; hint: string }
    send: string
    done?: boolean
    before?: Child
    more?: Child
  },
): Response {
  const { locale } = visit
  const t = readingText(locale)
  const errors = form.issues.map(({ path, code }) => ({
    field: path,
    message: t(readingText.keys.find((one) => one === `error.${code}`) ?? 'error.other'),
  }))
  return visit.html(
    <Page
      {...visit.frame}
      title={given.title}
      hasForm={!given.done}
      hasErrors={errors.length > 0}
      back={{ href: '/reading', label: t('title') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{given.title}</h1>
      <SummaryList locale={locale} rows={given.rows} />
      {given.more}
      {!given.done && (
        <Form action={visit.url.pathname} request={visit.request}>
          {given.before}
          <Textarea
            locale={locale}
            name={given.field.name}
            label={given.field.label}
            hint={given.field.hint}
            rows={4}
            maxlength={2000}
            value={form.values[given.field.name]}
            error={errors.find((one) => one.field === given.field.name)?.message}
          />
          <FormActions locale={locale} label={given.send} />
        </Form>
      )}
    </Page>,
  )
}

async function showAlarm(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = readingText(locale)
  const alarm = await getAlarm(visit.instance, visit.actor, visit.params.id)
  return textPage(visit, form, {
    title: t(`alarm.${alarm.kind}`),
    rows: [
      { label: t('who'), value: alarm.name },
      { label: t('when'), value: formatMoment(locale, alarm.at) },
      ...(alarm.kind === 'decoy'
        ? []
        : [
            {
              label: t('measure'),
              value: t('of', { what: t(`measure.${alarm.measure}`), n: alarm.n, most: alarm.most }),
            },
          ]),
      ...(alarm.finding ? [{ label: t('finding'), value: alarm.finding }] : []),
    ],
    more: <p>{t(`alarm.${alarm.kind}.lead`)}</p>,
    field: { name: 'finding', label: t('finding'), hint: t('finding.hint') },
    send: t('finding.send'),
    done: alarm.finding !== null,
  })
}

async function judge(visit: Visit): Promise<Response> {
  const { id } = await getAlarm(visit.instance, visit.actor, visit.params.id)
  await judgeAlarm(
    visit.instance,
    visit.actor,
    { alarm: id, finding: visit.answers.text.finding ?? '' },
    visit.request,
  )
  return visit.redirect('/reading', { flash: readingText(visit.locale)('finding.done') })
}

async function showLock(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = readingText(locale)
  const lock = await getLock(visit.instance, visit.actor, visit.params.id)
  const detour = requireFresh(visit, fresh)
  if (detour) return detour
  return textPage(visit, form, {
    title: t('unlock.title'),
    rows: [
      { label: t('who'), value: lock.name },
      { label: t('measure'), value: t(`measure.${lock.measure}`) },
      { label: t('since'), value: formatMoment(locale, lock.locked_at) },
      { label: t('why'), value: lock.why === 'hard' ? t('alarm.hard') : lock.why },
    ],
    field: { name: 'reason', label: t('reason'), hint: t('unlock.hint') },
    send: t('unlock.send'),
  })
}

async function unlock(visit: Visit): Promise<Response> {
  const { id } = await getLock(visit.instance, visit.actor, visit.params.id)
  const detour = requireFresh(visit, fresh)
  if (detour) return detour
  await unlockReading(
    visit.instance,
    visit.actor,
    { lock: id, reason: visit.answers.text.reason ?? '' },
    visit.request,
  )
  return visit.redirect('/reading', { flash: readingText(visit.locale)('unlock.done') })
}

async function showReader(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = readingText(locale)
  const reader = await getReader(visit.instance, visit.actor, visit.params.id)
  return textPage(visit, form, {
    title: reader.name,
    rows: [],
    more: (
      <>
        <DataTable
          locale={locale}
          caption={t('days')}
          empty={t('days.none')}
          columns={[
            { key: 'day', label: t('day') },
            { key: 'opened', label: t('measure.opened'), numeric: true },
            { key: 'outside', label: t('measure.outside'), numeric: true },
          ]}
          rows={reader.days.map((one) => ({
            id: one.day,
            cells: {
              day: formatDate(locale, one.day),
              opened: String(one.opened),
              outside: String(one.outside),
            },
          }))}
        />
        <h2>{t('lock.title')}</h2>
        <p>{t('lock.lead')}</p>
      </>
    ),
    before: (
      <Select
        locale={locale}
        name="measure"
        label={t('measure')}
        value={form.values.measure ?? 'outside'}
        empty={false}
        options={measures.map((value) => ({ value, label: t(`measure.${value}`) }))}
      />
    ),
    field: { name: 'reason', label: t('reason'), hint: t('lock.hint') },
    send: t('lock.send'),
  })
}

async function lock(visit: Visit): Promise<Response> {
  const { id } = await getReader(visit.instance, visit.actor, visit.params.id)
  const detour = requireFresh(visit, fresh)
  if (detour) return detour
  const { measure = '', reason = '' } = visit.answers.text
  const answer = await lockReading(
    visit.instance,
    visit.actor,
    { staff: id, measure: measure as (typeof measures)[number], reason },
    visit.request,
  )
  const t = readingText(visit.locale)
  return visit.redirect('/reading', { flash: t(isRefusal(answer) ? 'lock.already' : 'lock.done') })
}
