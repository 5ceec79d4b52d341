import type { Child } from 'hono/jsx'

export interface StatProps {
  label: string
  /** Formatted by the caller. */
  value: string
  /** Compared with what, as of when, from which source. */
  note?: Child
  href?: string | undefined
}

/** Figures side by side, each with its label and its source. */
export function Stats({ stats }: { stats: StatProps[] }) {
  return (
    <dl class="stats">
      {stats.map((stat) => (
        <div>
          <dt>{stat.href ? <a href={stat.href}>{stat.label}</a> : stat.label}</dt>
          <dd class="number">{stat.value}</dd>
          {stat.note && <dd class="hint">{stat.note}</dd>}
        </div>
      ))}
    </dl>
  )
}
