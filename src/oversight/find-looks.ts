import type { Actor } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { look } from '../platform/read.ts'

export interface Look {
  id: bigint
  at: Date
  actor_kind: 'staff' | 'person' | 'client' | 'public' | 'system' | 'database'
  /** A look at the whole register: anybody in it may have been seen. */
  whole: boolean
  /** Of the institution, by language. */
  names: Record<string, string> | null
  purpose: string
  legal_basis: string
  categories: string[]
}

const pageSize = 100

/**
 * Everybody who looked at the asker's data, newest first, a page at a time; what an order still defers is not among them yet. Of a
 * list that named fifty, only that the asker was on it is told: nothing here is about anybody else.
 * @param before the `next` of the page before
 */
export async function findLooks(
  instance: Instance,
  actor: Actor,
  before?: string,
): Promise<{ looks: Look[]; next: string | undefined }> {
  if (actor.kind !== 'person' || !actor.person) throw new Fault('not-found')
  const me = actor.person
  const earlier = before && /^\d{1,18}$/.test(before) ? sql`and r.id < ${before}::bigint` : sql``
  const looks = await look(instance, actor, (tx) =>
    tx.rows<Look>(sql`
      select r.id, r.at, r.actor_kind, i.names, r.purpose, r.legal_basis, r.categories, r.what = 'whole-register' as whole from platform.read_record r
        left join institution.institution i on i.code = r.institution
      where (r.subjects @> array[${me}::uuid]
          or (r.what = 'whole-register' and r.at >= (select p.registered_at from person.person p where p.id = ${me}::uuid))) ${earlier} order by r.id desc limit ${pageSize + 1}`),
  )
  const page = looks.slice(0, pageSize)
  return { looks: page, next: looks.length > pageSize ? String(page.at(-1)?.id) : undefined }
}
