import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import type { Looking } from '../platform/read.ts'
import type { Beside, MaySee } from './get-record.ts'

export interface PersonPanel {
  /** Where it stands: smaller is higher; the register's own parts follow all panels. */
  order: number
  /** Kinds of data in it: all of them must be open for what the record was opened for, and stand in the record of the look. */
  categories: string[]
  /** The panel of one person, or nothing. It runs inside the page's `read`, so it may show what row-level security shows it. */
  show(looking: Looking, personId: string, locale: Locale): Promise<Child | undefined>
}

const panels: PersonPanel[] = []

/** A module above adds its part to the record page of a person and to the person's own page. */
export function registerPersonPanel(panel: PersonPanel): void {
  panels.push(panel)
  panels.sort((a, b) => a.order - b.order)
}

/** The panels that are open to the one who asks and have something to show, and the kinds of data that are in them. */
export async function showPersonPanels(
  looking: Looking,
  personId: string,
  locale: Locale,
  maySee: MaySee = () => true,
): Promise<Beside<Child[]>> {
  const shown: Child[] = []
  const categories: string[] = []
  // One after another: they share one transaction.
  for (const panel of panels.filter((one) => one.categories.every(maySee))) {
    const child = await panel.show(looking, personId, locale)
    if (!child) continue
    shown.push(child)
    categories.push(...panel.categories)
  }
  return { shown, categories }
}
