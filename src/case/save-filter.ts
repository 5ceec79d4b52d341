import { z } from 'zod'
import { act } from '../platform/act.ts'
import { type Query, sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { caseStaff } from './who-may.ts'

export interface SavedFilter {
  id: string
  name: string
  /** Query of `/queue`, without the question mark. */
  query: string
}

export const findSavedFilters = (query: Query): Promise<SavedFilter[]> =>
  query.rows<SavedFilter>(sql`select id, name, query from "case".saved_filter order by name`)

/** Keeps a filter of the queue under a name; the same name again replaces it. */
export const saveFilter = act({
  name: 'save-filter',
  who: caseStaff,
  input: z.object({
    name: z.string().trim().min(1, 'required').max(60, 'too-long'),
    query: z.string().max(1000),
  }),
  async do({ name, query }, doing) {
    if (doing.actor.kind !== 'staff') throw new Fault('not-allowed')
    await doing.tx.done(sql`
      insert into "case".saved_filter (id, staff_id, name, query, saved_at)
      values (${newId()}::uuid, ${doing.actor.staff}::uuid, ${name}, ${query}, ${doing.now.toString()}::timestamptz)
      on conflict (staff_id, name) do update set query = excluded.query, saved_at = excluded.saved_at`)
    await doing.record({ type: 'filter-saved', subjects: [] })
    return { name }
  },
})

export const removeFilter = act({
  name: 'remove-filter',
  who: caseStaff,
  input: z.object({ id: z.uuid() }),
  async do({ id }, doing) {
    await doing.tx.done(sql`delete from "case".saved_filter where id = ${id}::uuid`)
    await doing.record({ type: 'filter-removed', subjects: [] })
    return { id }
  },
})
