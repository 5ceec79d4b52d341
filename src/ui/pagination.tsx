import type { Locale } from '../platform/language.ts'
import { Icon } from './icon.tsx'
import { uiText } from './text.ts'

export interface PaginationProps {
  locale: Locale
  previous?: string | undefined
  next?: string | undefined
  /** Which rows of how many, counted from 1. */
  shown?: { from: number; to: number; total: number } | undefined
}

/** On and back through a long list. Nothing when it fits one page. */
export function Pagination({ locale, previous, next, shown }: PaginationProps) {
  const t = uiText(locale)
  if (!previous && !next) return null
  return (
    <nav class="pages" aria-label={t('pages.title')}>
      {previous && (
        <a class="button secondary small" href={previous} rel="prev">
          <Icon name="arrow-left" />
          {t('pages.previous')}
        </a>
      )}
      {shown && <p>{t('pages.of', shown)}</p>}
      {next && (
        <a class="button secondary small" href={next} rel="next">
          {t('pages.next')}
          <Icon name="arrow-right" />
        </a>
      )}
    </nav>
  )
}
