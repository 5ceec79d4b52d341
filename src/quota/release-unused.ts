import { z } from 'zod'
import { act } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { releasePlaces } from './hold-place.ts'

/**
 * Places that are still only reserved after the day until which they were held go back to the pool, at most `most` at a time. The
 * case itself goes on: its module asks for a place anew. @returns how many holds ended; call again while it is `most`
 */
export const releaseUnused = act({
  name: 'release-unused-places',
  who: system,
  input: z.object({ most: z.int().positive().default(500) }),
  async do({ most }, doing) {
    const over = await doing.tx.rows<{ case_id: string }>(sql`
      select case_id from quota.hold where state = 'reserved' and until < ${doing.today.toString()}::date order by until limit ${most}`)
    for (const { case_id } of over) await releasePlaces(doing, case_id, 'unused')
    await doing.record({ type: 'unused-places-released', subjects: [], after: { holds: over.length } })
    return { holds: over.length }
  },
})
