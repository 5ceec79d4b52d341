import type { Child } from 'hono/jsx'
import { formatDate, type Locale } from '../platform/language.ts'
import { Icon } from './icon.tsx'
import { uiText } from './text.ts'

export interface DaysLeftProps {
  locale: Locale
  /** Days of lawful stay left; negative when it is over. */
  days: number
  /** Last lawful day (YYYY-MM-DD). */
  until: string
  /** Of how many days in all: draws the bar. */
  of?: number | undefined
  /** Why it is so many: the ground and its rule. */
  reason: Child
  /** The next duty, with its link. */
  next?: Child
}

/** How long a person may stay, why, and what they must do next: the first thing on a migrant's page. */
export function DaysLeft({ locale, days, until, of, reason, next }: DaysLeftProps) {
  const t = uiText(locale)
  const tone = days < 0 ? 'danger' : days <= 5 ? 'warning' : 'calm'
  return (
    <section class={`days-left ${tone}`}>
      <div class="days-left-count">
        <p>
          <b class="big">{Math.abs(days)}</b>{' '}
          <span>{days < 0 ? t('left.over', { days: -days }) : t('left.days', { days })}</span>
        </p>
        {of !== undefined && <progress max={of} value={Math.max(0, Math.min(days, of))} aria-hidden="true" />}
        <p>
          {tone !== 'calm' && <Icon name="triangle-alert" />}
          {t('left.until', { date: formatDate(locale, until) })}
        </p>
      </div>
      <dl>
        <div>
          <dt>{t('left.reason')}</dt>
          <dd>{reason}</dd>
        </div>
        {next && (
          <div>
            <dt>{t('left.next')}</dt>
            <dd>{next}</dd>
          </div>
        )}
      </dl>
    </section>
  )
}
