import { keyHolder } from '../platform/actor.ts'
import type { ReadSpec } from '../platform/read.ts'

/** On what ground a person's program reads about their own matters of kandas. */
export const ownSpec = (what: string): ReadSpec => ({
  what,
  who: keyHolder('kandas'),
  purpose: 'serve-person',
  legalBasis: 'MLSP-KANDAS',
  categories: ['identity', 'decision'],
})
