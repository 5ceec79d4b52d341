import type { Child } from 'hono/jsx'
import { formatDate, type Locale } from '../platform/language.ts'
import { type LawState, LawStateTag } from './law-state-tag.tsx'
import { StatusTag, type Tone } from './status-tag.tsx'
import { uiText } from './text.ts'

export type TraceVerdict = 'met' | 'not-met' | 'needs-officer' | 'missing'

export interface TraceEntry {
  /** The condition in plain words. */
  condition: Child
  verdict: TraceVerdict
  /** What the case says, with its unit. */
  value?: Child
  /** What the rule asks, with its unit. */
  threshold?: Child
  /** "Art. 12, para. 3 of the law …" */
  article: Child
  articleHref?: string | undefined
  state: LawState
  /** The day whose law was applied, or from which the value holds (YYYY-MM-DD). */
  date?: string | undefined
  /** Shown but not counted, as what is only proposed. */
  uncounted?: boolean | undefined
  /** What would change it, what is asked of whom. */
  more?: Child
}

const tones: Record<TraceVerdict, Tone> = {
  met: 'success',
  'not-met': 'danger',
  'needs-officer': 'waiting',
  missing: 'warning',
}

/** Why a decision is what it is: each condition with what was compared, the law behind it and whether that law binds. */
export function Trace({
  locale,
  title,
  lines,
}: {
  locale: Locale
  title?: string | undefined
  lines: TraceEntry[]
}) {
  const t = uiText(locale)
  return (
    <section class="trace flow-small">
      {title && <h2>{title}</h2>}
      <ul class="trace-list">
        {lines.map((line) => (
          <li class={line.uncounted ? `${line.verdict} uncounted` : line.verdict}>
            <div class="trace-head">
              <b>{line.condition}</b>
              <StatusTag
                tone={tones[line.verdict]}
                icon={line.verdict === 'missing' ? 'circle-help' : undefined}
              >
                {t(`trace.${line.verdict}`)}
              </StatusTag>
            </div>
            {(line.value !== undefined || line.threshold !== undefined) && (
              <dl>
                {line.value !== undefined && (
                  <div>
                    <dt>{t('trace.value')}</dt>
                    <dd>{line.value}</dd>
                  </div>
                )}
                {line.threshold !== undefined && (
                  <div>
                    <dt>{t('trace.threshold')}</dt>
                    <dd>{line.threshold}</dd>
                  </div>
                )}
              </dl>
            )}
            {line.more && <div>{line.more}</div>}
            <p class="hint facts">
              <LawStateTag locale={locale} state={line.state} />
              <span>
                <span class="unseen">{t('trace.article')}: </span>
                {line.articleHref ? <a href={line.articleHref}>{line.article}</a> : line.article}
              </span>
              {line.date && <span>{t('trace.at', { date: formatDate(locale, line.date) })}</span>}
              {line.uncounted && <span>{t('trace.uncounted')}</span>}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
