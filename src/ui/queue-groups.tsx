import type { Child } from 'hono/jsx'
import { DataTable, type DataTableProps, type Row } from './data-table.tsx'
import { EmptyState } from './empty-state.tsx'
import { Icon } from './icon.tsx'
import { uiText } from './text.ts'

export const queueBuckets = ['overdue', 'today', 'tomorrow', 'week', 'later'] as const
export type QueueBucket = (typeof queueBuckets)[number]

interface Counted {
  bucket: QueueBucket
  count: number
  href?: string | undefined
}

export interface QueueGroupsProps extends Pick<DataTableProps, 'locale' | 'caption' | 'columns' | 'select'> {
  /** Groups in order; `count` counts all of the group, also on other pages. Empty groups are left out. */
  groups: (Counted & { rows: Row[] })[]
  /** Said when the whole queue is empty. */
  empty?: Child
}

const tones = { overdue: 'danger', today: 'warning' } as const

/** How many wait, by when: each number leads to its group. */
export function QueueCounts({ locale, groups }: Pick<QueueGroupsProps, 'locale'> & { groups: Counted[] }) {
  const t = uiText(locale)
  return (
    <ul class="queue-counts">
      {groups.map(({ bucket, count, href }) => (
        <li class={count > 0 && bucket in tones ? bucket : undefined}>
          <a href={href ?? `#queue-${bucket}`}>
            <b class="number">{count}</b>
            <span>
              {bucket === 'overdue' && count > 0 && <Icon name="clock-alert" />}
              {t(`queue.${bucket}`)}
            </span>
          </a>
        </li>
      ))}
    </ul>
  )
}

/** The queue as it must be worked: overdue first. Counts on top lead to their group. */
export function QueueGroups({ locale, groups, empty, ...table }: QueueGroupsProps) {
  const t = uiText(locale)
  if (groups.every((group) => group.count === 0))
    return (
      <EmptyState icon="inbox" title={t('queue.empty')}>
        {empty}
      </EmptyState>
    )
  return (
    <div class="queue">
      <QueueCounts locale={locale} groups={groups} />
      <DataTable
        locale={locale}
        {...table}
        captionUnseen
        groups={groups
          .filter((group) => group.rows.length > 0)
          .map((group) => ({
            id: `queue-${group.bucket}`,
            label: t(`queue.${group.bucket}`),
            count: group.count,
            tone: tones[group.bucket as keyof typeof tones],
            rows: group.rows,
          }))}
      />
    </div>
  )
}
