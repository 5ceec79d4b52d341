import type { Child } from 'hono/jsx'
import { Icon, type IconName } from './icon.tsx'

export interface LinkItem {
  href: string
  label: Child
  icon?: IconName | undefined
  /** A line under the words: a number, a date, who. */
  note?: Child
  /** At the end of the row: a StatusTag, a count. */
  end?: Child
}

/** Things one can open, a row each: the whole row is the link. `columns` puts short ones side by side where there is room. */
export function LinkList({ items, columns }: { items: LinkItem[]; columns?: boolean | undefined }) {
  return (
    <ul class={columns ? 'link-list columns' : 'link-list'}>
      {items.map(({ href, label, icon, note, end }) => (
        <li>
          {icon && <Icon name={icon} />}
          <div>
            <a href={href}>{label}</a>
            {note && <p class="hint">{note}</p>}
          </div>
          {end}
          <Icon name="chevron-right" class="onward" />
        </li>
      ))}
    </ul>
  )
}
