import { keyHolder } from '../platform/actor.ts'
import type { ReadSpec } from '../platform/read.ts'

/** On what ground a company's program reads about its foreign workers. */
export const spec = (what: string): ReadSpec => ({
  what,
  who: keyHolder('company'),
  purpose: 'employ-foreign-workers',
  legalBasis: 'MLSP-279',
  categories: ['employment', 'decision', 'payment'],
})
