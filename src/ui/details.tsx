import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'

/** More for those who want it; opens without script. */
export function Details({ title, open, children }: { title: string; open?: boolean; children?: Child }) {
  return (
    <details class="more" open={open}>
      <summary>
        <Icon name="chevron-right" />
        {title}
      </summary>
      <div class="flow-small">{children}</div>
    </details>
  )
}
