import { sql, type Tx } from '../platform/database.ts'
import { getSigner } from './find-signing-keys.ts'
import {
  drawIndexes,
  encodeStatusList,
  type Status,
  signStatusList,
  statuses,
  statusListUri,
} from './status-list.ts'

/**
 * Takes a free random index for a new credential. Nobody waits for anybody: each draw tries sixteen numbers, and when three
 * draws find all taken, the list is as good as full and the next one is opened.
 */
export async function allocateStatus(
  tx: Tx,
  now: Temporal.Instant,
): Promise<{ list: number; index: number }> {
  const last = await tx.maybe<{ id: number }>(
    sql`select id from credential.status_list order by id desc limit 1`,
  )
  for (let list = last?.id ?? 0; ; list++) {
    if (list !== last?.id)
      await tx.done(sql`insert into credential.status_list (id, opened_at) values (${list}, ${now.toString()}::timestamptz)
        on conflict do nothing`)
    for (let draw = 0; draw < 3; draw++) {
      const taken = await tx.maybe<{ idx: number }>(sql`
        insert into credential.status_entry (list_id, idx)
        select ${list}, drawn from unnest(${drawIndexes(16)}::integer[]) drawn
        where not exists (select 1 from credential.status_entry e where e.list_id = ${list} and e.idx = drawn) limit 1
        on conflict do nothing returning idx`)
      if (taken) return { list, index: taken.idx }
    }
  }
}

/** @throws check_violation `revocation_is_final` when a revoked entry would become anything else */
export async function setStatus(tx: Tx, list: number, index: number, status: Status): Promise<void> {
  await tx.done(
    sql`update credential.status_entry set status = ${statuses[status]} where list_id = ${list} and idx = ${index}`,
  )
  await tx.done(sql`update credential.status_list set version = version + 1 where id = ${list}`)
}

const kept = new Map<string, { version: bigint; signedAt: Temporal.Instant; token: string }>()
const keepSeconds = 900

/**
 * The signed list that checkers ask for; undefined when there is no such list. A revocation is in it from the moment its
 * transaction ends; unchanged lists are signed anew every quarter of an hour. Call it from a read, not inside an act: what is
 * kept here must be committed.
 */
export async function findStatusList(
  tx: Tx,
  options: { issuer: string; secret: Uint8Array; list: number; now: Temporal.Instant },
): Promise<string | undefined> {
  const { issuer, secret, list, now } = options
  // The version is read first: the entries read after it are at least as new.
  const row = await tx.maybe<{ version: bigint }>(
    sql`select version from credential.status_list where id = ${list}`,
  )
  if (!row) return undefined
  const signer = await getSigner(tx, secret, now)
  const uri = statusListUri(issuer, list)
  const slot = `${uri} ${signer.kid}`
  const last = kept.get(slot)
  const age = last
    ? (now.epochMilliseconds - last.signedAt.epochMilliseconds) / 1000
    : Number.POSITIVE_INFINITY
  if (last?.version === row.version && age >= 0 && age < keepSeconds) return last.token
  const changed = await tx.rows<{ idx: number; status: number }>(
    sql`select idx, status from credential.status_entry where list_id = ${list} and status <> 0`,
  )
  const named = changed.map(({ idx, status }) => ({
    index: idx,
    status: status === statuses.invalid ? ('invalid' as const) : ('suspended' as const),
  }))
  const token = signStatusList(encodeStatusList(named), { issuer, uri, now }, signer)
  kept.set(slot, { version: row.version, signedAt: now, token })
  return token
}
