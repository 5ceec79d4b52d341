import type { LawState } from '../policy/law-state.ts'
import { weaker } from '../policy/law-state.ts'
import { valueAt } from '../policy/value-at.ts'

/** On what a request may be refused. The article of the Law on Refugees that lists its own grounds was not read. */
export const refusalGrounds = ['not-a-refugee', 'excluded', 'law-on-refugees'] as const
export type RefusalGround = (typeof refusalGrounds)[number]

const articles: Record<RefusalGround, string> = {
  'not-a-refugee': 'Convention of 1951 art. 1 A (2)',
  excluded: 'Convention of 1951 art. 1 F',
  'law-on-refugees': 'Law on Refugees',
}

/** A ground with its article, and how firm the law is that it rests on. */
export function groundOn(
  ground: RefusalGround,
  day: Temporal.PlainDate,
): { article: string; state: LawState } {
  const convention = valueAt('refugee.convention', day).state
  return {
    article: articles[ground],
    state: ground === 'law-on-refugees' ? weaker(convention, 'unverified') : convention,
  }
}

export const isRefusalGround = (text: string): text is RefusalGround =>
  (refusalGrounds as readonly string[]).includes(text)
