import { type Query, queryOn, sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { filesLaw, type Policy, policy, useLaw } from './load-policy.ts'
import { findPublished, lawWith, type Published } from './published-law.ts'

/** The serial of the newest publication that `policy()` knows in this process, and everything published until it. */
let known = 0
let followed: Published[] = []

/**
 * Before a request or a job: lets `policy()` answer with everything that officials have published until now. One short statement
 * when nothing is new, so that every process of an installation decides by the same law.
 */
export async function followLaw(instance: Pick<Instance, 'db'>): Promise<void> {
  const db = queryOn(instance.db)
  const { newest } = await db.one<{ newest: number }>(
    sql`/* kept */ select coalesce(max(serial), 0)::int as newest from policy.publication`,
  )
  if (newest === known) return
  followed = newest === 0 ? [] : await findPublished(db)
  useLaw(newest === 0 ? undefined : lawWith(filesLaw(), followed))
  known = newest
}

/**
 * Another law of files, such as a draft, with what officials published over it as `policy()` has it; the values named in `own` stand
 * as they are in the files, because these were made over what was published.
 */
export const withPublished = (files: Policy, own: ReadonlySet<string> = new Set()): Policy => {
  const over = followed.filter(({ kind, key }) => kind !== 'value' || !own.has(key))
  return over.length === 0 ? files : lawWith(files, over)
}

/** The law as it was known at a moment: with what was published until then. */
export function lawKnownAt(moment: Temporal.Instant): Policy {
  const until = followed.filter(({ published_at: at }) => at.getTime() <= moment.epochMilliseconds)
  if (until.length === followed.length) return policy()
  return until.length === 0 ? filesLaw() : lawWith(filesLaw(), until)
}

/** The law with everything published, read in the given transaction: what an act on the law itself compares with. */
export const lawNow = async (db: Pick<Query, 'rows'>): Promise<Policy> =>
  lawWith(filesLaw(), await findPublished(db))

/**
 * The laws an installation has had, the newest first: that of now, and that before each publication. A decision is replayed under the
 * one whose hash it stored. Pure.
 */
export function formerLaws(published: Published[], files: Policy = filesLaw()): [Policy, ...Policy[]] {
  const before = published
    .map((_, at) => (at === 0 ? files : lawWith(files, published.slice(0, at))))
    .reverse()
  return [published.length === 0 ? files : lawWith(files, published), ...before]
}
