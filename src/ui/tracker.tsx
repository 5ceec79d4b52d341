import type { Child } from 'hono/jsx'
import { formatDate, type Locale } from '../platform/language.ts'
import { type TaskStatus, TaskStatusTag } from './status-tag.tsx'
import { uiText } from './text.ts'

export interface TrackerStep {
  label: string
  status: Exclude<TaskStatus, 'cannot-start'>
  /** The step it is at now. */
  now?: boolean | undefined
  /** Who has it. */
  who?: string | undefined
  /** Last day the law gives for it (YYYY-MM-DD). */
  by?: string | undefined
  /** Usual duration in days. */
  typical?: number | undefined
  /** What the person can do: a link, a sentence. */
  details?: Child
}

/** Where an application stands, in five plain statuses, with who has it and until when. */
export function Tracker({ locale, steps }: { locale: Locale; steps: TrackerStep[] }) {
  const t = uiText(locale)
  return (
    <ol class="tracker">
      {steps.map((step) => (
        <li class={step.status} aria-current={step.now ? 'step' : undefined}>
          <div class="tracker-head">
            <b>{step.label}</b>
            <TaskStatusTag locale={locale} status={step.status} />
          </div>
          {(step.who || step.by || step.typical) && (
            <p class="hint facts">
              {step.who && <span>{t('tracker.with', { who: step.who })}</span>}
              {step.by && <span>{t('deadline.due', { date: formatDate(locale, step.by) })}</span>}
              {step.typical && <span>{t('deadline.typical', { days: step.typical })}</span>}
            </p>
          )}
          {step.details && <div class="flow-small">{step.details}</div>}
        </li>
      ))}
    </ol>
  )
}
