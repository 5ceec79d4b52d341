import { formatDate, type Locale } from '../platform/language.ts'
import { uiText } from './text.ts'

/** The note of a row in a LinkList: the number of a permit or document, unless the row is named by it, and until when it is valid (YYYY-MM-DD). */
export function NumberUntil({
  locale,
  number,
  until,
}: {
  locale: Locale
  number?: string | undefined
  until: string | null
}) {
  return (
    <>
      {number && <span class="whole">{number}</span>}
      {number && until && <br />}
      {until && uiText(locale)('document.valid', { date: formatDate(locale, until) })}
    </>
  )
}
