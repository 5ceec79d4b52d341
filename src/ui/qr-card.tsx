import type { Child } from 'hono/jsx'
import encodeQR from 'qr'
import type { Locale } from '../platform/language.ts'
import { uiText } from './text.ts'

export interface QrCardProps {
  locale: Locale
  /** What the code holds: an address, a signed document. */
  text: string
  /** What it proves; read out instead of the picture. */
  title: string
  /** To type where no camera is. */
  serial?: string | undefined
  children?: Child
}

/** A QR code as large as the screen allows, always dark on white, and its serial number. */
export function QrCard({ locale, text, title, serial, children }: QrCardProps) {
  const t = uiText(locale)
  const { path, size } = qrPath(text)
  return (
    <figure class="qr">
      <svg viewBox={`0 0 ${size} ${size}`} width="240" height="240" role="img" aria-label={title}>
        <rect class="qr-paper" width={size} height={size} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
      <figcaption class="flow-small">
        <h3>{title}</h3>
        <p>{t('qr.check')}</p>
        {serial && (
          <p>
            {t('qr.serial')} <b class="mono">{serial}</b>
          </p>
        )}
        {children}
      </figcaption>
    </figure>
  )
}

/** The dark modules as one SVG path, runs joined, one unit a module, the quiet zone of four modules included. */
export function qrPath(text: string): { path: string; size: number } {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 })
  let path = ''
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue
      const from = x
      while (row[x + 1]) x++
      path += `M${from} ${y}h${x - from + 1}v1h-${x - from + 1}z`
    }
  })
  return { path, size: rows.length }
}
