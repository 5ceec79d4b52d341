import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import { Icon } from './icon.tsx'
import { uiText } from './text.ts'

export interface PanelProps {
  locale: Locale
  /** Stands as the heading of the page. */
  title: string
  level?: 1 | 2 | undefined
  reference?: string | undefined
  /** What happens next, in steps. */
  next?: Child[] | undefined
  children?: Child
}

/** It is done: the reference to keep, and what happens next. */
export function Panel({ locale, title, level = 1, reference, next = [], children }: PanelProps) {
  const t = uiText(locale)
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <>
      <div class="panel flow-small">
        <Heading>
          <Icon name="circle-check" />
          <span>{title}</span>
        </Heading>
        {reference && (
          <p class="reference">
            {t('panel.reference')} <b translate="no">{reference}</b>
          </p>
        )}
        {children}
      </div>
      {next.length > 0 && (
        <section class="flow-small">
          <h2>{t('panel.next')}</h2>
          <ol>
            {next.map((step) => (
              <li>{step}</li>
            ))}
          </ol>
        </section>
      )}
    </>
  )
}
