import { formatDate, type Locale } from '../platform/language.ts'
import { Icon } from './icon.tsx'
import { uiText } from './text.ts'

export interface DeadlineProps {
  locale: Locale
  /** Last day (YYYY-MM-DD). */
  by: string
  /** Days from today to it, as the law of the deadline counts them: negative when it is past. */
  days: number
  /** From how many days on it is marked as near; 2 by default. */
  near?: number | undefined
}

/** A date by which something must be done, and how far it is. Counting is the caller's: calendar and working days differ. */
export function Deadline({ locale, by, days, near = 2 }: DeadlineProps) {
  const t = uiText(locale)
  const tone = days < 0 ? 'danger' : days <= near ? 'warning' : 'neutral'
  const left =
    days < 0
      ? t('deadline.late', { days: -days })
      : days === 0
        ? t('deadline.today')
        : t('deadline.left', { days })
  return (
    <span class={`deadline ${tone}`}>
      <b>
        {tone !== 'neutral' && <Icon name={tone === 'danger' ? 'clock-alert' : 'clock'} />}
        {left}
      </b>{' '}
      <time datetime={by}>{formatDate(locale, by)}</time>
    </span>
  )
}
