import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'

/** Fewer looks outside one's own cases in a week than this are no pattern, whatever the others do. */
export const leastOutside = 60
/** So many times the middle of one's colleagues of the same role is one. Both are proposed by us; no norm was measured yet. */
export const timesTheMiddle = 3

/**
 * Alarms the watchers of those who, in seven days, opened far more people outside their own cases than colleagues of the same role:
 * who reads slowly enough for every limit still stands out among equals. An alarm is a question to a human, and locks nothing.
 */
export const watchPatterns = act({
  name: 'watch-patterns',
  who: system,
  input: z.object({}),
  async do(_input, doing) {
    const { raised } = await doing.tx.one<{ raised: number }>(
      sql`select oversight.raise_patterns(${doing.now.toString()}::timestamptz, ${leastOutside}, ${timesTheMiddle}) as raised`,
    )
    if (raised === 0) return refuse({ code: 'no-pattern' })
    await doing.record({ type: 'reading-patterns-found', subjects: [], after: { raised } })
    return { raised }
  },
})
