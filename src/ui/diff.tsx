import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import { uiText } from './text.ts'

export interface DiffProps {
  locale: Locale
  caption: string
  /** Words for the two sides; "Before" and "After" by default. */
  before?: string | undefined
  after?: string | undefined
  rows: { field: string; before: Child; after: Child }[]
}

/** What differs between two versions of a record, field by field. Fields that are alike are the caller's to leave out. */
export function Diff({ locale, caption, before, after, rows }: DiffProps) {
  const t = uiText(locale)
  const [was, is] = [before ?? t('diff.before'), after ?? t('diff.after')]
  if (rows.length === 0) return <p class="empty-line">{t('diff.same')}</p>
  return (
    <table class="table cards diff">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t('diff.field')}</th>
          <th scope="col">{was}</th>
          <th scope="col">{is}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row">{row.field}</th>
            <td data-label={was}>
              <del>{row.before}</del>
            </td>
            <td data-label={is}>
              <ins>{row.after}</ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
