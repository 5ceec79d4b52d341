import { formatMoment, type Locale } from '../platform/language.ts'
import { uiText } from './text.ts'
import { isoMoment } from './timeline.tsx'

export interface AccessEntry {
  at: Date | Temporal.Instant
  /** Institution, and the role or name the law lets the person see. */
  who: string
  /** What was seen. */
  what: string
  purpose: string
  ground?: string | undefined
  /** Where the person can ask why. */
  ask?: string | undefined
}

/** Who looked at my data, when, what for and on what ground. */
export function AccessLog({ locale, entries }: { locale: Locale; entries: AccessEntry[] }) {
  const t = uiText(locale)
  if (entries.length === 0) return <p class="empty-line">{t('access.none')}</p>
  return (
    <ul class="access">
      {entries.map((entry) => (
        <li>
          <p class="hint">
            <time datetime={isoMoment(entry.at)}>{formatMoment(locale, entry.at)}</time>
          </p>
          <div>
            <p>
              <b>{entry.who}</b>
            </p>
            <p>{entry.what}</p>
            <p class="hint facts">
              <span>
                {t('access.purpose')}: {entry.purpose}
              </span>
              {entry.ground && (
                <span>
                  {t('access.ground')}: {entry.ground}
                </span>
              )}
            </p>
          </div>
          {entry.ask && <a href={entry.ask}>{t('access.ask')}</a>}
        </li>
      ))}
    </ul>
  )
}
