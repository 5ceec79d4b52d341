import type { Child } from 'hono/jsx'
import { formatDate, type Locale } from '../platform/language.ts'
import { Icon } from './icon.tsx'
import { uiText } from './text.ts'

export interface DocumentCardProps {
  locale: Locale
  title: string
  number?: string | undefined
  /** Last day of validity (YYYY-MM-DD). */
  validUntil?: string | undefined
  /** A StatusTag: valid, revoked … */
  status?: Child
  open?: string | undefined
  download?: { href: string; type: string; bytes?: number | undefined } | undefined
  children?: Child
}

/** An issued or uploaded document: what it is, whether it holds, how to get it. */
export function DocumentCard(props: DocumentCardProps) {
  const { locale, title, number, validUntil, status, open, download } = props
  const t = uiText(locale)
  return (
    <article class="document">
      <div class="document-head">
        <Icon name="file-check" />
        <h3>{title}</h3>
        {status}
      </div>
      <p class="hint facts">
        {number && (
          <span>
            {t('document.number')} <b translate="no">{number}</b>
          </span>
        )}
        {validUntil && <span>{t('document.valid', { date: formatDate(locale, validUntil) })}</span>}
      </p>
      {props.children}
      {(open || download) && (
        <p class="document-links">
          {open && (
            <a href={open}>
              <Icon name="eye" />
              {t('document.open')}
              <span class="unseen">: {title}</span>
            </a>
          )}
          {download && (
            <a href={download.href} download={true}>
              <Icon name="download" />
              {t('document.download')}
              <span class="unseen">: {title}</span>
              <span class="hint">
                {download.type}
                {download.bytes !== undefined && `, ${kilobytes(download.bytes)}`}
              </span>
            </a>
          )}
        </p>
      )}
    </article>
  )
}

const kilobytes = (bytes: number) => `${Math.max(1, Math.round(bytes / 1000))} kB`
