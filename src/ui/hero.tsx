import type { Child } from 'hono/jsx'
import { Icon, type IconName } from './icon.tsx'

/** The opening of a home page, over the whole width: Page's `hero`. `children` are its buttons or a search. */
export function Hero({ title, lead, children }: { title: string; lead?: Child; children?: Child }) {
  return (
    <div class="hero">
      <div class="shell flow">
        <h1>{title}</h1>
        {lead && <p class="lead">{lead}</p>}
        {children}
      </div>
    </div>
  )
}

export interface Door {
  href: string
  title: string
  text: Child
  icon: IconName
}

/** Ways in, as large cards: each is one link. */
export function Doors({ doors, level = 2 }: { doors: Door[]; level?: 2 | 3 }) {
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <ul class="doors">
      {doors.map((door) => (
        <li>
          <Icon name={door.icon} />
          <Heading>
            <a href={door.href}>{door.title}</a>
          </Heading>
          <p>{door.text}</p>
        </li>
      ))}
    </ul>
  )
}
