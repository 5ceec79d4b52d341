import type { Locale } from '../../platform/language.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'

/** What was looked up of one kind about an application; `answer` is absent while nobody has. */
export interface CheckLine {
  kind: string
  label: string
  answer: 'clear' | 'against' | undefined
  /** The words of the answer, or that it is open. */
  says: string
  /** What was seen, where and when. */
  note: string
}

/** What officers and registries found about an application, a line for each kind that is asked for. */
export function CheckTable(props: {
  locale: Locale
  title: string
  columns: { kind: string; answer: string; note: string }
  lines: CheckLine[]
}) {
  const { locale, title, columns, lines } = props
  const tones = { clear: 'success', against: 'danger' } as const
  return (
    <DataTable
      locale={locale}
      caption={title}
      captionUnseen
      columns={[
        { key: 'kind', label: columns.kind },
        { key: 'answer', label: columns.answer },
        { key: 'note', label: columns.note },
      ]}
      rows={lines.map(({ kind, label, answer, says, note }) => ({
        id: kind,
        cells: {
          kind: label,
          answer: <StatusTag tone={answer ? tones[answer] : 'waiting'}>{says}</StatusTag>,
          note,
        },
      }))}
    />
  )
}
