import type { Work } from './work.ts'

/** Everything that happens after an act, by name. */
export const works: Record<string, Work> = {}
