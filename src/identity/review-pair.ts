import { z } from 'zod'
import { act, type Doing, refuse } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'

export const reviewers = staff('registrar', 'supervisor')

interface Held {
  id: string
  a: string
  b: string
  state: 'open' | 'proposed' | 'same' | 'not-same'
  version: number
  weights: number
}

async function hold(
  doing: Doing,
  given: { pair: string; expectedVersion: number },
): Promise<Held & { by: string }> {
  if (doing.actor.kind !== 'staff') throw new Fault('not-allowed')
  const pair = await doing.tx.one<Held>(
    sql`select id, a, b, state, version, weights from identity.pair where id = ${given.pair}::uuid for update`,
  )
  if (pair.version !== given.expectedVersion) throw new Fault('stale-form')
  return { ...pair, by: doing.actor.staff }
}

const reason = z.string().trim().min(10, 'reasons-too-short').max(2000)

async function note(
  doing: Doing,
  pair: Held & { by: string },
  answer: string,
  why: string,
  state: string,
): Promise<void> {
  await doing.tx.done(sql`
    insert into identity.review (id, pair_id, answer, reason, reviewed_by, reviewed_at, weights)
    values (${newId()}::uuid, ${pair.id}::uuid, ${answer}, ${why}, ${pair.by}::uuid, ${doing.now.toString()}::timestamptz, ${pair.weights})`)
  await doing.tx.done(
    sql`update identity.pair set state = ${state}, version = version + 1 where id = ${pair.id}::uuid`,
  )
}

/**
 * A reviewer says whether two records are of one person. `same` only proposes: a second person confirms. `unsure` leaves the pair to
 * others. The record that came first survives. @throws Fault not-found, stale-form, wrong-state, invalid-input
 */
export const reviewPair = act({
  name: 'review-pair',
  who: reviewers,
  input: z.object({
    pair: z.uuid(),
    expectedVersion: z.int(),
    answer: z.enum(['same', 'not-same', 'unsure'], { error: 'required' }),
    reason,
  }),
  async do(input, doing) {
    const pair = await hold(doing, input)
    if (pair.state !== 'open') throw new Fault('wrong-state')
    const state = { same: 'proposed', 'not-same': 'not-same', unsure: 'open' }[input.answer]
    await note(doing, pair, input.answer, input.reason, state)
    // Ids are in the order of registration: the older record keeps its number.
    if (input.answer === 'same')
      await doing.tx.done(sql`
        insert into identity.merge (id, pair_id, survivor, merged, proposed_by, proposed_at)
        values (${newId()}::uuid, ${pair.id}::uuid, ${pair.a}::uuid, ${pair.b}::uuid, ${pair.by}::uuid, ${doing.now.toString()}::timestamptz)`)
    await doing.record({
      type: 'pair-reviewed',
      subjects: [pair.a, pair.b],
      ground: input.reason,
      after: { pair: pair.id, answer: input.answer },
    })
    return { state }
  },
})

/**
 * A second person confirms that two records are one, or sends the pair back. No foreign key is rewritten. Refused as `second-person`,
 * `merged-elsewhere`, and as `restricted` while a person's data are restricted.
 */
export const confirmMerge = act({
  name: 'confirm-merge',
  who: reviewers,
  input: z.object({ pair: z.uuid(), expectedVersion: z.int(), confirm: z.boolean(), reason }),
  async do(input, doing) {
    const pair = await hold(doing, input)
    if (pair.state !== 'proposed') throw new Fault('wrong-state')
    const merge = await doing.tx.one<{ id: string; survivor: string; merged: string; proposed_by: string }>(
      sql`select id, survivor, merged, proposed_by from identity.merge where pair_id = ${pair.id}::uuid and undone_at is null`,
    )
    if (merge.proposed_by === pair.by) return refuse({ code: 'second-person' })
    const now = doing.now.toString()
    if (!input.confirm) {
      await doing.tx.done(
        sql`update identity.merge set undone_by = ${pair.by}::uuid, undone_at = ${now}::timestamptz where id = ${merge.id}::uuid`,
      )
      await note(doing, pair, 'unsure', input.reason, 'open')
    } else {
      const { restricted } = await doing.tx.one<{ restricted: boolean }>(
        sql`select array[${merge.merged}, ${merge.survivor}]::uuid[] && person.restricted() as restricted`,
      )
      if (restricted) return refuse({ code: 'restricted' })
      const { joined } = await doing.tx.one<{ joined: boolean }>(
        sql`select person.join_records(${merge.merged}::uuid, ${merge.survivor}::uuid) as joined`,
      )
      if (!joined) return refuse({ code: 'merged-elsewhere' })
      await doing.tx.done(
        sql`update identity.merge set confirmed_by = ${pair.by}::uuid, confirmed_at = ${now}::timestamptz where id = ${merge.id}::uuid`,
      )
      await note(doing, pair, 'same', input.reason, 'same')
    }
    await doing.record({
      type: input.confirm ? 'records-merged' : 'merge-sent-back',
      subjects: [pair.a, pair.b],
      ground: input.reason,
      after: { pair: pair.id, survivor: merge.survivor, merged: merge.merged },
    })
    return { merged: input.confirm }
  },
})

/** Two records that were joined are two again, exactly as they were: nothing was rewritten, so nothing has to be restored. */
export const unmergePair = act({
  name: 'unmerge-pair',
  who: reviewers,
  input: z.object({ pair: z.uuid(), expectedVersion: z.int(), reason }),
  async do(input, doing) {
    const pair = await hold(doing, input)
    if (pair.state !== 'same') throw new Fault('wrong-state')
    const merge = await doing.tx.one<{ id: string; survivor: string; merged: string }>(
      sql`select id, survivor, merged from identity.merge where pair_id = ${pair.id}::uuid and undone_at is null`,
    )
    const { parted } = await doing.tx.one<{ parted: boolean }>(
      sql`select person.part_records(${merge.merged}::uuid, ${merge.survivor}::uuid) as parted`,
    )
    if (!parted) throw new Fault('wrong-state')
    await doing.tx.done(sql`
      update identity.merge set undone_by = ${pair.by}::uuid, undone_at = ${doing.now.toString()}::timestamptz where id = ${merge.id}::uuid`)
    await note(doing, pair, 'unmerge', input.reason, 'not-same')
    await doing.record({
      type: 'records-unmerged',
      subjects: [pair.a, pair.b],
      ground: input.reason,
      after: { pair: pair.id, survivor: merge.survivor, merged: merge.merged },
    })
    return { parted: [merge.survivor, merge.merged] }
  },
})
