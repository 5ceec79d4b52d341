import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import { uiText } from './text.ts'

export interface SummaryRow {
  label: Child
  /** Empty means not answered yet. */
  value?: Child
  /** Where the answer can be changed. */
  change?: string | undefined
  /** Other actions of the row. */
  action?: Child
}

export interface SummaryListProps {
  locale: Locale
  title?: string | undefined
  rows: SummaryRow[]
  /** As a card with its own edge, for several beside each other. */
  card?: boolean | undefined
}

/** Labels and values: check-your-answers pages, records. */
export function SummaryList({ locale, title, rows, card }: SummaryListProps) {
  const t = uiText(locale)
  return (
    <section class={card ? 'summary card' : 'summary'}>
      {title && <h2>{title}</h2>}
      <dl>
        {rows.map((row) => (
          <div>
            <dt>{row.label}</dt>
            <dd>
              {row.value === undefined || row.value === null || row.value === '' ? (
                <span class="missing">{t('answers.missing')}</span>
              ) : (
                row.value
              )}
            </dd>
            {(row.change || row.action) && (
              <dd class="change">
                {row.change && (
                  <a href={row.change}>
                    {t('answers.change')}
                    <span class="unseen">: {row.label}</span>
                  </a>
                )}
                {row.action}
              </dd>
            )}
          </div>
        ))}
      </dl>
    </section>
  )
}
