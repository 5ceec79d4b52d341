import type { Child } from 'hono/jsx'
import { Icon, type IconName } from './icon.tsx'

/** There is nothing here: why, and what one can do (children: a sentence, a button). */
export function EmptyState({
  icon = 'inbox',
  title,
  children,
}: {
  icon?: IconName
  title: string
  children?: Child
}) {
  return (
    <div class="empty flow-small">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  )
}
