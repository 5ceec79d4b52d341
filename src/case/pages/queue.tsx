import { findStaffOfOffice, staffNames } from '../../institution/find-staff.ts'
import type { NameMatch } from '../../person/explain-name.ts'
import { matchInWords } from '../../person/match-in-words.ts'
import { Fault } from '../../platform/fault.ts'
import type { Locale } from '../../platform/language.ts'
import { read } from '../../platform/read.ts'
import { workingDaysBetween } from '../../policy/working-days.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes } from '../../ui/choices.tsx'
import { DataTable, type Row } from '../../ui/data-table.tsx'
import { Deadline } from '../../ui/deadline.tsx'
import { Filters, SearchForm } from '../../ui/filters.tsx'
import { Form } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { QueueGroups } from '../../ui/queue-groups.tsx'
import { Select } from '../../ui/select.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { uiText } from '../../ui/text.ts'
import { TextField } from '../../ui/text-field.tsx'
import { get, post, type Route, type Visit } from '../../ui/visit.ts'
import { caseKind, caseKinds } from '../case-kind.ts'
import { claimCase } from '../claim-case.ts'
import { type FoundCase, findCases } from '../find-cases.ts'
import { countCap, findQueueCounts, type QueueRow, queuePage } from '../find-queue.ts'
import { type Bucket, bucketOf, buckets, type QueueDays, queueDays } from '../queue-days.ts'
import { findSavedFilters, removeFilter, type SavedFilter, saveFilter } from '../save-filter.ts'
import { type CaseTranslate, caseText, isCaseKey } from '../text.ts'
import { openStates } from '../transitions.ts'
import { caseRoles, caseStaff } from '../who-may.ts'
import { type QueueQuery, queueParams, queuePath, readQueueQuery } from './queue-query.ts'
import { StateTag } from './state-tag.tsx'

const pageSize = 50
/** On the first page each of the two lists is short. */
const firstSize = 25

interface Section {
  name: 'mine' | 'unassigned' | 'list' | 'found'
  title: string
  rows: (QueueRow | FoundCase)[]
  /** The page after this one. */
  next?: QueueQuery | undefined
  counts?: Record<Bucket, number> | undefined
}

interface Queue {
  sections: Section[]
  days: QueueDays
  names: Map<string, string>
  colleagues: { id: string; name: string }[]
  saved: SavedFilter[]
}

/** What an officer sees when the day begins. One read record names everybody in the list. */
function lookAtQueue(visit: Visit, query: QueueQuery): Promise<Queue> {
  const t = caseText(visit.locale)
  return read(
    visit.instance,
    visit.actor,
    {
      what: 'queue',
      who: caseStaff,
      purpose: 'case-work',
      legalBasis: 'LAW-MIG',
      categories: ['identity', 'case'],
    },
    async ({ tx, actor, today }) => {
      if (actor.kind !== 'staff') throw new Fault('not-found')
      const days = queueDays(today)
      const { staff: me, office } = actor
      const page = async (
        list: Parameters<typeof queuePage>[0],
        name: Section['name'],
        title: string,
        who: string,
        limit: number,
      ): Promise<Section> => {
        const rows = await tx.rows<QueueRow>(
          queuePage(list, query, { limit, today: days.today, after: query.after }),
        )
        const last = rows.length > limit ? rows[limit - 1] : undefined
        return {
          name,
          title,
          rows: rows.slice(0, limit),
          next: last && { ...query, who, after: { day: last.queue_day, id: last.id } },
        }
      }
      const sections: Section[] = []
      if (query.q !== undefined) {
        const rows = await findCases(tx, actor, query.q)
        sections.push({ name: 'found', title: t('queue.found'), rows })
      } else if (query.who === undefined && query.after === undefined) {
        const plain = !query.kind && !query.state && !query.tag && !query.overdue
        const counts = plain ? await findQueueCounts(tx, days) : undefined
        const mine = await page({ of: 'mine', me }, 'mine', t('queue.mine'), 'me', firstSize)
        const free = await page(
          { of: 'unassigned', office },
          'unassigned',
          t('queue.unassigned'),
          'none',
          firstSize,
        )
        sections.push({ ...mine, counts: counts?.mine }, { ...free, counts: counts?.unassigned })
      } else if (query.who === 'me') {
        sections.push(await page({ of: 'mine', me }, 'list', t('queue.mine'), 'me', pageSize))
      } else if (query.who === 'none') {
        sections.push(
          await page({ of: 'unassigned', office }, 'list', t('queue.unassigned'), 'none', pageSize),
        )
      } else if (query.who === undefined || query.who === 'all') {
        sections.push(await page({ of: 'office', office }, 'list', t('queue.office'), 'all', pageSize))
      } else {
        const name = (await staffNames(tx, [query.who])).get(query.who) ?? ''
        const list = { of: 'staff', staff: query.who, office } as const
        sections.push(await page(list, 'list', t('queue.of', { name }), query.who, pageSize))
      }
      const rows = sections.flatMap((section) => section.rows)
      const others = rows.map((row) => row.assigned_to).filter((id) => id !== null && id !== me)
      return {
        answer: {
          sections,
          days,
          names: await staffNames(tx, others as string[]),
          colleagues: await findStaffOfOffice(tx, office, caseRoles, today),
          saved: await findSavedFilters(tx),
        },
        subjects: rows.flatMap((row) => row.subjects),
      }
    },
  )
}

async function showQueue(visit: Visit): Promise<Response> {
  const { locale, actor } = visit
  const t = caseText(locale)
  const query = readQueueQuery(visit.url.searchParams)
  const queue = await lookAtQueue(visit, query)
  const me = actor.kind === 'staff' ? actor.staff : ''
  const today = visit.instance.clock.today()
  const line = (row: QueueRow | FoundCase) => rowOf(row, locale, t, me, queue.names, today)
  // The lists of the tabs are no filters: a panel that opens for them pushes the cases off a telephone.
  const colleague = query.who && !['me', 'none', 'all'].includes(query.who)
  const on = [query.kind, query.state, query.tag, query.overdue, colleague].filter(Boolean).length
  return visit.html(
    <Page {...visit.frame} title={t('queue.title')} wide>
      <h1>{t('queue.title')}</h1>
      {visit.flash && (
        <Notice locale={locale} tone="success" live>
          <p>{visit.flash}</p>
        </Notice>
      )}
      <SearchForm
        locale={locale}
        action="/queue"
        label={t('queue.search')}
        button={t('queue.search.button')}
        value={query.q}
      />
      <Lists t={t} query={query} />
      <div class="with-filters">
        <aside class="filters-side flow-small" aria-label={uiText(locale)('filters.title')}>
          <FilterPanel locale={locale} t={t} query={query} queue={queue} on={on} me={me} />
          <Saved t={t} saved={queue.saved} visit={visit} query={query} on={on} />
        </aside>
        <div class="flow">
          {queue.sections.map((section) => (
            <SectionView locale={locale} t={t} section={section} days={queue.days} line={line} />
          ))}
          {queue.sections.some((section) => section.rows.length > 0) && (
            <Form
              id="claim"
              action="/queue/claim"
              request={visit.request}
              hidden={{ back: queueParams(query) }}
            >
              <Button kind="secondary">{t('queue.take')}</Button>
            </Form>
          )}
        </div>
      </div>
    </Page>,
  )
}

function Lists({ t, query }: { t: CaseTranslate; query: QueueQuery }) {
  const keep = { ...query, after: undefined, q: undefined }
  const tab = (label: string, who: string | undefined) => ({
    label,
    href: queuePath({ ...keep, who }),
    current: query.q === undefined && query.who === who,
  })
  return (
    <Tabs
      label={t('queue.lists')}
      tabs={[
        tab(t('queue.title'), undefined),
        tab(t('queue.mine'), 'me'),
        tab(t('queue.unassigned'), 'none'),
        tab(t('queue.office'), 'all'),
      ]}
    />
  )
}

function SectionView(props: {
  locale: Locale
  t: CaseTranslate
  section: Section
  days: QueueDays
  line: (row: QueueRow | FoundCase) => Row
}) {
  const { locale, t, section, days, line } = props
  const rowsOf = (bucket: Bucket) =>
    section.rows.filter((row) => bucketOf(row.due_on, days) === bucket).map(line)
  const columns = columnsOf(t, section)
  const select = { name: 'case', form: 'claim' }
  return (
    <section class="flow-small" aria-labelledby={`section-${section.name}`}>
      <h2 id={`section-${section.name}`}>{section.title}</h2>
      {section.name === 'found' ? (
        <DataTable
          locale={locale}
          caption={t('queue.caption')}
          captionUnseen
          columns={columns}
          select={select}
          rows={section.rows.map(line)}
          empty={t('queue.nothing-found')}
        />
      ) : section.name === 'mine' && section.counts ? (
        <QueueGroups
          locale={locale}
          caption={section.title}
          columns={columns}
          select={select}
          empty={<p>{t('queue.empty-more')}</p>}
          groups={buckets.map((bucket) => ({
            bucket,
            count: section.counts?.[bucket] ?? 0,
            rows: rowsOf(bucket),
          }))}
        />
      ) : (
        <DataTable
          locale={locale}
          caption={section.title}
          captionUnseen
          columns={columns}
          select={select}
          empty={uiText(locale)('queue.empty')}
          groups={buckets
            .map((bucket) => ({ bucket, rows: rowsOf(bucket) }))
            .filter(({ rows }) => rows.length > 0)
            .map(({ bucket, rows }) => groupOf(locale, t, section, bucket, rows))}
        />
      )}
      <Pagination locale={locale} next={section.next && queuePath(section.next)} />
    </section>
  )
}

const tones = { overdue: 'danger', today: 'warning' } as const

function groupOf(locale: Locale, t: CaseTranslate, section: Section, bucket: Bucket, rows: Row[]) {
  const name = uiText(locale)(`queue.${bucket}`)
  const count = section.counts?.[bucket]
  const many = count !== undefined && count > countCap
  return {
    id: `${section.name}-${bucket}`,
    label: many ? t('queue.many', { group: name, count: countCap }) : name,
    ...(count === undefined || many ? {} : { count }),
    ...(bucket in tones ? { tone: tones[bucket as keyof typeof tones] } : {}),
    rows,
  }
}

/** Only what tells these rows apart: whose they are where they are several people's, marks where one has any. */
const columnsOf = (t: CaseTranslate, { name, rows }: Section) => [
  { key: 'number', label: t('column.number'), nowrap: true },
  { key: 'person', label: t('column.person') },
  { key: 'kind', label: t('column.kind'), wideOnly: true },
  { key: 'state', label: t('column.state') },
  { key: 'due', label: t('column.due') },
  ...(name === 'list' || name === 'found'
    ? [{ key: 'assignee', label: t('column.assignee'), wideOnly: true }]
    : []),
  ...(rows.some(({ tags }) => tags.length > 0)
    ? [{ key: 'tags', label: t('column.tags'), wideOnly: true }]
    : []),
]

export const tagName = (t: CaseTranslate, tag: string): string => {
  const key = `tag.${tag}`
  return isCaseKey(key) ? t(key) : tag
}

/** Only when the name is not there as it was typed. */
function WhyFound({ locale, matched }: { locale: Locale; matched: NameMatch[] }) {
  const why = matched.some(({ how }) => how !== 'same') ? matchInWords(locale, matched) : ''
  return why ? <span class="also">{why}</span> : null
}

function rowOf(
  row: QueueRow | FoundCase,
  locale: Locale,
  t: CaseTranslate,
  me: string,
  names: Map<string, string>,
  today: Temporal.PlainDate,
): Row {
  return {
    id: row.id,
    name: `${row.number} ${row.subject_name}`,
    cells: {
      number: (
        <a href={`/cases/${row.number}`} class="number">
          {row.number}
        </a>
      ),
      person: (
        <span translate="no">
          {row.subject_name}
          {'matched' in row && <WhyFound locale={locale} matched={row.matched} />}
        </span>
      ),
      kind: caseKind(row.kind).name(locale),
      state: <StateTag locale={locale} state={row.state} />,
      due: row.due_on ? (
        <Deadline locale={locale} by={row.due_on} days={workingDaysBetween(today, row.due_on)} />
      ) : (
        t('due.none')
      ),
      assignee:
        row.assigned_to === null
          ? t('assignee.none')
          : row.assigned_to === me
            ? t('assignee.me')
            : (names.get(row.assigned_to) ?? ''),
      tags: row.tags.map((tag) => <StatusTag tone="neutral">{tagName(t, tag)}</StatusTag>),
    },
  }
}

function FilterPanel(props: {
  locale: Locale
  t: CaseTranslate
  query: QueueQuery
  queue: Queue
  on: number
  me: string
}) {
  const { locale, t, query, queue, on, me } = props
  return (
    <Filters locale={locale} action="/queue" on={on}>
      <Select
        locale={locale}
        name="who"
        label={t('filter.assignee')}
        value={query.who}
        empty={t('filter.any')}
        options={[
          { value: 'me', label: t('filter.assignee.mine') },
          { value: 'none', label: t('filter.assignee.none') },
          { value: 'all', label: t('filter.assignee.all') },
          ...queue.colleagues
            .filter((one) => one.id !== me)
            .map((one) => ({ value: one.id, label: one.name })),
        ]}
      />
      <Select
        locale={locale}
        name="kind"
        label={t('filter.kind')}
        value={query.kind}
        empty={t('filter.any')}
        options={caseKinds().map((kind) => ({ value: kind.kind, label: kind.name(locale) }))}
      />
      <Select
        locale={locale}
        name="state"
        label={t('filter.state')}
        value={query.state}
        empty={t('filter.any')}
        options={openStates.map((state) => ({ value: state, label: t(`state.${state}`) }))}
      />
      <Select
        locale={locale}
        name="tag"
        label={t('filter.tag')}
        value={query.tag}
        empty={t('filter.any')}
        options={['appeal', 'late-feed', 'corrected', 'urgent'].map((tag) => ({
          value: tag,
          label: tagName(t, tag),
        }))}
      />
      <Checkboxes
        locale={locale}
        name="overdue"
        label={t('column.due')}
        values={query.overdue ? ['yes'] : []}
        options={[{ value: 'yes', label: t('filter.overdue') }]}
      />
    </Filters>
  )
}

function Saved(props: {
  t: CaseTranslate
  saved: SavedFilter[]
  visit: Visit
  query: QueueQuery
  on: number
}) {
  const { t, saved, visit, query, on } = props
  if (saved.length === 0 && on === 0) return null
  return (
    <section class="flow-small" aria-labelledby="saved">
      <h2 id="saved">{t('filter.saved')}</h2>
      {saved.length > 0 && (
        <ul>
          {saved.map((one) => (
            <li>
              <a href={`/queue?${one.query}`}>{one.name}</a>{' '}
              <Button kind="plain" form="remove-filter" name="id" value={one.id} about={one.name}>
                {t('filter.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {saved.length > 0 && <Form id="remove-filter" action="/queue/filters/remove" request={visit.request} />}
      {on > 0 && (
        <Form
          id="save-filter"
          action="/queue/filters"
          request={visit.request}
          hidden={{ query: queueParams({ ...query, after: undefined }) }}
        >
          <TextField locale={visit.locale} name="name" label={t('filter.save')} maxlength={60} />
          <Button kind="secondary" small>
            {t('filter.save.button')}
          </Button>
        </Form>
      )}
    </section>
  )
}

/** Claiming can be taken back, so several at once may be claimed; each row has its own outcome. */
async function claimSelected(visit: Visit): Promise<Response> {
  const t = caseText(visit.locale)
  const back = queuePath(readQueueQuery(new URLSearchParams(visit.answers.text.back ?? '')))
  const ids = (visit.answers.lists.case ?? []).slice(0, pageSize)
  let taken = 0
  for (const caseId of ids)
    try {
      await claimCase(visit.instance, visit.actor, { caseId })
      taken++
    } catch (error) {
      if (!(error instanceof Fault) || error.status >= 500) throw error
    }
  const flash = ids.length
    ? t('queue.taken', { taken, others: ids.length - taken })
    : t('queue.none-selected')
  return visit.redirect(back, { flash })
}

async function keepFilter(visit: Visit): Promise<Response> {
  const query = queueParams(readQueueQuery(new URLSearchParams(visit.answers.text.query ?? '')))
  const name = visit.answers.text.name ?? ''
  const path = query ? `/queue?${query}` : '/queue'
  try {
    await saveFilter(visit.instance, visit.actor, { name, query }, visit.request)
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'invalid-input') throw error
    return visit.redirect(path)
  }
  return visit.redirect(path, { flash: caseText(visit.locale)('filter.saved-as', { name: name.trim() }) })
}

async function dropFilter(visit: Visit): Promise<Response> {
  await removeFilter(visit.instance, visit.actor, { id: visit.answers.text.id ?? '' }, visit.request)
  return visit.redirect('/queue', { flash: caseText(visit.locale)('filter.removed') })
}

export const queuePages: Route[] = [
  get('/queue', caseStaff, showQueue),
  post('/queue/claim', caseStaff, claimSelected),
  post('/queue/filters', caseStaff, keepFilter),
  post('/queue/filters/remove', caseStaff, dropFilter),
]
