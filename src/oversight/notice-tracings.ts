import { z } from 'zod'
import { act } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'

/**
 * Orders whose day of notice has come: the reads under them show by themselves from that day; here the person is also told, if
 * anything was asked about them. At most 500 at a time.
 */
export const noticeTracings = act({
  name: 'notice-tracings',
  who: system,
  input: z.object({}),
  async do(_, doing) {
    const due = await doing.tx.rows<{ id: string; person_id: string; asked: boolean }>(sql`
      update oversight.tracing_order o set noticed_at = ${doing.now.toString()}::timestamptz
      where id in (select id from oversight.tracing_order where noticed_at is null and notice_on <= ${doing.today.toString()}::date
        order by notice_on limit 500 for update skip locked)
      returning id, person_id, exists (select 1 from oversight.trace_query q where q.order_id = o.id) as asked`)
    for (const { id, person_id, asked } of due) {
      await doing.record({
        type: 'tracing-noticed',
        subjects: asked ? [person_id] : [],
        after: { order: id },
      })
      if (asked) await doing.later('reaction', 'traced', { order: id, person: person_id })
    }
    if (due.length === 0) await doing.record({ type: 'tracings-checked', subjects: [] })
    return { noticed: due.length }
  },
})
