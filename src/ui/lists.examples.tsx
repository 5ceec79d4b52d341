import { formatDate } from '../platform/language.ts'
import { type Column, DataTable, type Row } from './data-table.tsx'
import { Deadline } from './deadline.tsx'
import { type Family, sample } from './examples.ts'
import { Filters, SearchForm } from './filters.tsx'
import { LinkList } from './link-list.tsx'
import { Pagination } from './pagination.tsx'
import { QueueGroups } from './queue-groups.tsx'
import { Select } from './select.tsx'
import { StatusTag } from './status-tag.tsx'
import { Tabs } from './tabs.tsx'
import { TextField } from './text-field.tsx'

const columns = (locale: Parameters<Family['examples'][0]['show']>[0]): Column[] => [
  { key: 'name', label: sample(locale).person, sort: { href: '/gallery?sort=name', now: 'ascending' } },
  { key: 'place', label: sample(locale).place, sort: { href: '/gallery?sort=place' } },
  { key: 'status', label: sample(locale).yes },
  { key: 'due', label: sample(locale).question, wideOnly: true },
  { key: 'sum', label: '₸', numeric: true },
]

const row = (locale: Parameters<Family['examples'][0]['show']>[0], id: string, days: number): Row => ({
  id,
  name: sample(locale).person,
  cells: {
    name: <a href={`/gallery/${id}`}>{days < 0 ? sample(locale).long : sample(locale).person}</a>,
    place: sample(locale).place,
    status: <StatusTag tone={days < 0 ? 'danger' : 'info'}>{sample(locale).yes}</StatusTag>,
    due: <Deadline locale={locale} days={days} by="2026-11-24" />,
    sum: '15 728',
  },
})

export const listFamilies: Family[] = [
  {
    component: 'DataTable',
    examples: [
      {
        name: 'sorted, with choice',
        show: (locale) => (
          <DataTable
            locale={locale}
            caption={formatDate(locale, '2026-11-24')}
            columns={columns(locale)}
            rows={[row(locale, 't1', 4), row(locale, 't2', -2)]}
            select={{ name: 'row' }}
          />
        ),
      },
      {
        name: 'empty',
        show: (locale) => (
          <DataTable
            locale={locale}
            caption=""
            columns={columns(locale)}
            rows={[]}
            empty={sample(locale).sentence}
          />
        ),
      },
    ],
  },
  {
    component: 'LinkList',
    examples: [
      {
        name: 'with state, number and icon',
        show: (locale) => (
          <LinkList
            items={[
              {
                href: '/gallery/l1',
                icon: 'file-text',
                label: sample(locale).long,
                note: <span class="whole">KZ-2026-000001-1</span>,
                end: <StatusTag tone="waiting">{sample(locale).yes}</StatusTag>,
              },
              { href: '/gallery/l2', label: sample(locale).question },
            ]}
          />
        ),
      },
      {
        name: 'side by side',
        show: (locale) => (
          <LinkList
            columns
            items={(['place', 'person', 'long'] as const).map((key) => ({
              href: `/gallery/${key}`,
              icon: 'eye',
              label: sample(locale)[key],
            }))}
          />
        ),
      },
    ],
  },
  {
    component: 'QueueGroups',
    examples: [
      {
        name: 'overdue and later',
        show: (locale) => (
          <QueueGroups
            locale={locale}
            caption={sample(locale).place}
            columns={columns(locale)}
            groups={[
              { bucket: 'overdue', count: 2, rows: [row(locale, 'q1', -2), row(locale, 'q2', -1)] },
              { bucket: 'today', count: 1, rows: [row(locale, 'q3', 0)] },
              { bucket: 'tomorrow', count: 0, rows: [] },
              { bucket: 'week', count: 0, rows: [] },
              { bucket: 'later', count: 1240, rows: [row(locale, 'q4', 12)] },
            ]}
          />
        ),
      },
      {
        name: 'empty',
        show: (locale) => <QueueGroups locale={locale} caption="" columns={columns(locale)} groups={[]} />,
      },
    ],
  },
  {
    component: 'Filters, SearchForm',
    examples: [
      {
        name: 'two filters on',
        show: (locale) => (
          <Filters locale={locale} action="/gallery" on={2} keep={{ sort: 'name' }}>
            <TextField locale={locale} name="filter-text" label={sample(locale).place} value="А" />
            <Select
              locale={locale}
              name="filter-select"
              label={sample(locale).person}
              options={[{ value: '1', label: sample(locale).long }]}
              value="1"
            />
          </Filters>
        ),
      },
      {
        name: 'search',
        show: (locale) => (
          <SearchForm
            locale={locale}
            action="/gallery"
            label={sample(locale).question}
            button={sample(locale).yes}
          />
        ),
      },
    ],
  },
  {
    component: 'Pagination, Tabs',
    examples: [
      {
        name: 'in the middle',
        show: (locale) => (
          <Pagination
            locale={locale}
            previous="?page=1"
            next="?page=3"
            shown={{ from: 26, to: 50, total: 1240 }}
          />
        ),
      },
      {
        name: 'tabs',
        show: (locale) => (
          <Tabs
            label={sample(locale).place}
            tabs={[
              { href: '/gallery', label: sample(locale).person, current: true },
              { href: '/gallery', label: sample(locale).long, count: 12 },
              { href: '/gallery', label: sample(locale).place },
            ]}
          />
        ),
      },
    ],
  },
]
