import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import type { Looking } from '../platform/read.ts'

export interface PersonPanel {
  /** Where it stands: smaller is higher; the register's own parts follow all panels. */
  order: number
  /** The panel of one person, or nothing. It runs inside the page's `read`, so it may show what row-level security shows it. */
  show(looking: Looking, personId: string, locale: Locale): Promise<Child | undefined>
}

const panels: PersonPanel[] = []

/** A module above adds its part to the record page of a person and to the person's own page. */
export function registerPersonPanel(panel: PersonPanel): void {
  panels.push(panel)
  panels.sort((a, b) => a.order - b.order)
}

export async function showPersonPanels(looking: Looking, personId: string, locale: Locale): Promise<Child[]> {
  const shown: Child[] = []
  // One after another: they share one transaction.
  for (const panel of panels) {
    const child = await panel.show(looking, personId, locale)
    if (child) shown.push(child)
  }
  return shown
}
