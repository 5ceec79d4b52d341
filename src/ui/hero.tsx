import type { Child } from 'hono/jsx'
import { Icon, type IconName } from './icon.tsx'

export interface HeroProps {
  title: string
  lead?: Child
  /** Buttons or a search. */
  children?: Child
  /** One quick thing to do, as a card beside it: checking a document, returning to a draft. */
  aside?: Child
}

/** The opening of a home page, over the whole width: give it as Page's `hero`. */
export function Hero({ title, lead, children, aside }: HeroProps) {
  return (
    <div class="hero">
      <div class={aside ? 'shell with-aside' : 'shell'}>
        <div class="flow">
          <h1>{title}</h1>
          {lead && <p class="lead">{lead}</p>}
          {children}
        </div>
        {aside && <div class="hero-aside flow-small">{aside}</div>}
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
