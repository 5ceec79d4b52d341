import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { raw } from 'hono/html'

/** Lucide icons we use (ISC licence). Add a name here to use one more. */
export const iconNames = [
  'arrow-left',
  'arrow-right',
  'arrow-down',
  'arrow-up',
  'arrow-up-down',
  'badge-check',
  'ban',
  'banknote',
  'bell',
  'book-open',
  'briefcase',
  'building-2',
  'calendar-clock',
  'calendar-days',
  'camera',
  'check',
  'chevron-down',
  'chevron-right',
  'circle',
  'circle-alert',
  'circle-check',
  'circle-dashed',
  'circle-dot',
  'circle-help',
  'circle-minus',
  'circle-slash',
  'circle-x',
  'clock',
  'clock-alert',
  'download',
  'external-link',
  'eye',
  'file-check',
  'file-pen',
  'file-text',
  'file-x',
  'flask-conical',
  'gavel',
  'globe',
  'handshake',
  'history',
  'hourglass',
  'house',
  'id-card',
  'inbox',
  'info',
  'keyboard',
  'landmark',
  'list-checks',
  'list-filter',
  'lock',
  'log-out',
  'mail',
  'map-pin',
  'message-circle',
  'minus',
  'octagon-alert',
  'octagon-x',
  'pencil',
  'phone',
  'plane-landing',
  'plus',
  'printer',
  'qr-code',
  'rotate-ccw',
  'scale',
  'scan-line',
  'search',
  'send',
  'settings',
  'shield-alert',
  'shield-check',
  'triangle-alert',
  'upload',
  'user',
  'user-check',
  'user-plus',
  'users',
  'wallet',
  'x',
  'zoom-in',
] as const

export type IconName = (typeof iconNames)[number]

const folder = join(dirname(createRequire(import.meta.url).resolve('lucide-static/package.json')), 'icons')

const shapes = new Map<IconName, string>(iconNames.map((name) => [name, readShape(name)]))

function readShape(name: IconName): string {
  const svg = readFileSync(join(folder, `${name}.svg`), 'utf8')
  const inner = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))
  return inner.replace(/\s+/g, ' ').replaceAll(' />', '/>').replaceAll('> <', '><').trim()
}

/**
 * A picture beside a word, never instead of it: it is hidden from screen readers, so the word must say all.
 * Takes the size and colour of the text around it.
 */
export function Icon({ name, class: extra }: { name: IconName; class?: string | undefined }) {
  return (
    <svg
      class={extra ? `icon ${extra}` : 'icon'}
      viewBox="0 0 24 24"
      width="24"
      height="24"
      aria-hidden="true"
    >
      {raw(shapes.get(name) ?? '')}
    </svg>
  )
}
