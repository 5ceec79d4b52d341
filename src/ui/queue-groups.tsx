import type { Child } from 'hono/jsx'
import { DataTable, type DataTableProps, type Row } from './data-table.tsx'
import { EmptyState } from './empty-state.tsx'
import { Icon } from './icon.tsx'
import { uiText } from './text.ts'

export const queueBuckets = ['overdue', 'today', 'tomorrow', 'week', 'later'] as const
export type QueueBucket = (typeof queueBuckets)[number]

export interface QueueGroupsProps extends Pick<DataTableProps, 'locale' | 'caption' | 'columns' | 'select'> {
  /** Groups in order; `count` counts all of the group, also on other pages. Empty groups are left out. */
  groups: { bucket: QueueBucket; count: number; rows: Row[]; href?: string | undefined }[]
  /** Said when the whole queue is empty. */
  empty?: Child
}

const tones = { overdue: 'danger', today: 'warning' } as const

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
      <ul class="queue-counts">
        {groups.map((group) => (
          <li class={group.count > 0 && group.bucket in tones ? group.bucket : undefined}>
            <a href={group.href ?? `#queue-${group.bucket}`}>
              <b class="number">{group.count}</b>
              <span>
                {group.bucket === 'overdue' && group.count > 0 && <Icon name="clock-alert" />}
                {t(`queue.${group.bucket}`)}
              </span>
            </a>
          </li>
        ))}
      </ul>
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
