import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import { Icon } from './icon.tsx'
import { uiText } from './text.ts'

export interface Column {
  key: string
  label: string
  /** Digits in columns, to the right. */
  numeric?: boolean | undefined
  /** Link that sorts by this column, and how it is sorted now. */
  sort?: { href: string; now?: 'ascending' | 'descending' | undefined } | undefined
  /** Never broken into lines: case numbers, codes. */
  nowrap?: boolean | undefined
  /** Not shown on a phone. */
  wideOnly?: boolean | undefined
}

export interface Row {
  id: string
  /** By column key; the first column names the row, so put the link there. */
  cells: Record<string, Child>
  /** What the row is called where only words help ("Select Aliyev"). Needed with `select`. */
  name?: string | undefined
}

export interface RowGroup {
  id: string
  label: string
  /** All of the group, also those not on this page. */
  count?: number | undefined
  tone?: 'danger' | 'warning' | undefined
  rows: Row[]
}

export interface DataTableProps {
  locale: Locale
  caption: string
  /** The caption is only heard, as a heading above says the same. */
  captionUnseen?: boolean | undefined
  columns: Column[]
  rows?: Row[] | undefined
  /** Instead of rows: rows under headings. */
  groups?: RowGroup[] | undefined
  /** A checkbox in each row, named `name`, of the form with id `form`. */
  select?: { name: string; form?: string | undefined } | undefined
  /** Few narrow columns: it stays a table on a phone too, without those that are `wideOnly`. */
  compact?: boolean | undefined
  /** Said when there is no row. */
  empty?: string | undefined
}

/**
 * A table; on a phone each row becomes a card with its labels (browsers of today keep the table's roles then), unless it is `compact`.
 */
export function DataTable(props: DataTableProps) {
  const { locale, columns, rows = [], groups, select, empty } = props
  const t = uiText(locale)
  const span = columns.length + (select ? 1 : 0)
  const nothing = groups ? groups.every((group) => group.rows.length === 0) : rows.length === 0
  if (nothing && empty) return <p class="empty-line">{empty}</p>
  return (
    <table class={props.compact ? 'table' : 'table cards'} data-rows>
      <caption class={props.captionUnseen ? 'unseen' : undefined}>{props.caption}</caption>
      <thead>
        <tr>
          {select && (
            <th scope="col" class="tick">
              <span class="unseen">{t('table.select', { what: '' })}</span>
            </th>
          )}
          {columns.map((column) => (
            <th scope="col" class={columnClass(column)} aria-sort={column.sort?.now}>
              {column.sort ? (
                <a href={column.sort.href}>
                  {column.label}
                  <Icon
                    name={
                      column.sort.now === 'ascending'
                        ? 'arrow-up'
                        : column.sort.now === 'descending'
                          ? 'arrow-down'
                          : 'arrow-up-down'
                    }
                  />
                  {column.sort.now && <span class="unseen">, {t(`sort.${column.sort.now}`)}</span>}
                </a>
              ) : (
                column.label
              )}
            </th>
          ))}
        </tr>
      </thead>
      {groups ? (
        groups.map((group) => (
          <tbody id={group.id}>
            <tr class={group.tone ? `group ${group.tone}` : 'group'}>
              <th scope="rowgroup" colspan={span}>
                {group.tone && <Icon name={group.tone === 'danger' ? 'clock-alert' : 'clock'} />}
                {group.label} {group.count !== undefined && <span class="count">{group.count}</span>}
              </th>
            </tr>
            {group.rows.map((row) => (
              <TableRow locale={locale} columns={columns} row={row} select={select} />
            ))}
          </tbody>
        ))
      ) : (
        <tbody>
          {rows.map((row) => (
            <TableRow locale={locale} columns={columns} row={row} select={select} />
          ))}
        </tbody>
      )}
    </table>
  )
}

type TableRowProps = { locale: Locale; columns: Column[]; row: Row; select: DataTableProps['select'] }

function TableRow({ locale, columns, row, select }: TableRowProps) {
  const [first, ...others] = columns
  return (
    <tr data-row={row.id}>
      {select && (
        <td class="tick">
          <input
            type="checkbox"
            name={select.name}
            value={row.id}
            form={select.form}
            aria-label={uiText(locale)('table.select', { what: row.name ?? row.id })}
          />
        </td>
      )}
      {first && (
        <th scope="row" class={columnClass(first)}>
          {row.cells[first.key]}
        </th>
      )}
      {others.map((column) => (
        <td class={columnClass(column)} data-label={column.label}>
          {row.cells[column.key]}
        </td>
      ))}
    </tr>
  )
}

function columnClass(column: Column): string | undefined {
  return (
    [
      column.numeric && 'number',
      (column.nowrap || column.numeric) && 'nowrap',
      column.wideOnly && 'wide-only',
    ]
      .filter(Boolean)
      .join(' ') || undefined
  )
}
