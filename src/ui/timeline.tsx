import type { Child } from 'hono/jsx'
import { formatMoment, type Locale } from '../platform/language.ts'
import { uiText } from './text.ts'

export interface TimelineEvent {
  at: Date | Temporal.Instant
  title: Child
  /** Who did it, in the reader's words. */
  by?: string | undefined
  details?: Child
}

/** What happened, the latest first, as the caller orders it. */
export function Timeline({
  locale,
  title,
  events,
}: {
  locale: Locale
  title?: string | undefined
  events: TimelineEvent[]
}) {
  const t = uiText(locale)
  return (
    <section class="flow-small">
      {title && <h2>{title}</h2>}
      <ol class="timeline">
        {events.map((event) => (
          <li>
            <p>
              <b>{event.title}</b>
              {event.by && <span class="hint"> {t('timeline.by', { actor: event.by })}</span>}
            </p>
            <p class="hint">
              <time datetime={isoMoment(event.at)}>{formatMoment(locale, event.at)}</time>
            </p>
            {event.details && <div class="flow-small">{event.details}</div>}
          </li>
        ))}
      </ol>
    </section>
  )
}

export const isoMoment = (at: Date | Temporal.Instant): string =>
  at instanceof Date ? at.toISOString() : at.toString({ smallestUnit: 'second' })
