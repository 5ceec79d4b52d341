import { z } from 'zod'
import { act, inTransaction } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { idOfTime } from '../platform/new-id.ts'
import { type Candidate, findCandidates } from './find-candidates.ts'
import { getWeights } from './find-weights.ts'
import { keyRecord, type Recorded, wantedOf } from './key-record.ts'
import { notePair } from './note-pair.ts'
import { findShared, withIdentifier } from './share-identifier.ts'

const recent = 2 * 3600 * 1000

/**
 * Compares records that are new, or whose name is newer than the last look, with the rest of the register, at most `most` at a time.
 * Whatever is likely enough waits for a person; nothing is merged here. A pair that was decided is opened again only when what was
 * compared has changed since.
 * `lately` asks for those of the last two hours alone, which costs nothing in a register of millions; once a day all are looked over.
 * @returns how many records were looked at and how many pairs are new; call again while `looked` is `most`
 */
export const lookForSame = act({
  name: 'look-for-same',
  who: system,
  input: z.object({ most: z.int().positive().default(100), lately: z.boolean().default(false) }),
  async do({ most, lately }, doing) {
    const { tx } = doing
    const now = doing.now.toString()
    const fresh = await findFresh(tx, doing.now, most, lately)
    let found = 0
    // Whoever came in by another way than a registration has no keys yet.
    for (const { id } of fresh) await keyRecord(tx, id, doing.now)
    for (const { id } of fresh) {
      const self = await wantedOf(tx, id)
      const candidates = self ? await lookFor(tx, self) : []
      for (const candidate of candidates)
        found += Number(await notePair(tx, { id, regions: self?.regions ?? [] }, candidate, doing.now))
      await tx.done(sql`insert into identity.looked (person_id, looked_at) values (${id}::uuid, ${now}::timestamptz)
        on conflict (person_id) do update set looked_at = excluded.looked_at`)
    }
    await doing.record({ type: 'records-compared', subjects: [], after: { looked: fresh.length, found } })
    return { looked: fresh.length, found }
  },
})

/** Who may be the same by name and birth, and by a document or IIN that both bear or bore. Never by a telephone or address. */
async function lookFor(tx: Tx, self: Recorded): Promise<Candidate[]> {
  const shared = new Map((await findShared(tx, self.id)).map(({ id, verified }) => [id, verified]))
  if (shared.size === 0) return findCandidates(tx, self, 'all', 'review')
  const weights = await getWeights(tx)
  return (await findCandidates(tx, self, 'all', 0))
    .map((one) => {
      const verified = shared.get(one.id)
      return verified === undefined ? one : { ...one, score: withIdentifier(one.score, verified, weights) }
    })
    .filter(({ score }) => score.probability >= weights.review)
}

/** The same for what is new of late, every minute: where nothing is new nothing is written. */
export async function lookLately(instance: Instance): Promise<void> {
  const job = { kind: 'system', job: 'look-for-same' } as const
  const fresh = await inTransaction(instance, job, false, (tx) =>
    findFresh(tx, instance.clock.now(), 1, true),
  )
  if (fresh.length > 0) await lookForSame(instance, job, { lately: true })
}

const findFresh = (tx: Tx, now: Temporal.Instant, most: number, lately: boolean): Promise<{ id: string }[]> =>
  tx.rows<{ id: string }>(sql`
    select p.id from person.person p left join identity.looked l on l.person_id = p.id
    where p.same_as is null
      ${lately ? sql`and (p.id > ${idOfTime(Date.now() - recent)}::uuid or p.id in (select person_id from person.name where known_at > ${now.subtract({ hours: 2 }).toString()}::timestamptz))` : sql``}
      and (l.person_id is null or exists (select 1 from person.name n where n.person_id = p.id and n.known_at > l.looked_at))
    order by p.id limit ${most}`)
