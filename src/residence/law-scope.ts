import type { Scope } from '../policy/changes-since.ts'
import { kandasCard, type Route } from './application-row.ts'

/** What of the law meets an application for the status or the card: its conditions and its own figures. */
export const residenceScope = (route: Route): Scope => ({
  route,
  // Not the places of every region, which stand in pages of their own.
  values:
    route === kandasCard
      ? ['kandas-card.']
      : ['term-months', 'max-', 'decision-days', 'hearing-days', 'contract-years']
          .map((value) => `kandas.${value}`)
          .concat('kandas-status.', 'kandas-pilot.'),
})
