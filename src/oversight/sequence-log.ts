import { randomBytes } from 'node:crypto'
import { inTransaction } from '../platform/act.ts'
import { type Query, sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { commit, contentKey, contentOf, type Source } from './commit-row.ts'
import { logOrigin, logSigner } from './log-key.ts'
import { edgeOf } from './log-tree.ts'
import { foldRoots, growTree, hashLeaf } from './merkle.ts'
import { signNote, writeCheckpoint } from './signed-note.ts'

const job = { kind: 'system', job: 'sequence-log' } as const
const pageSize = 2000

export interface LogRow {
  id: bigint
  row: Record<string, unknown>
  subjects: string[]
}

/** Columns that a leaf commits to. Never changed: a column added later would change what old leaves say. */
const columns = {
  event: [
    'id',
    'act',
    'type',
    'actor_kind',
    'actor',
    'institution',
    'office',
    'case_id',
    'ground',
    'before',
    'after',
    'request',
  ],
  read: [
    'id',
    'what',
    'actor_kind',
    'actor',
    'institution',
    'office',
    'purpose',
    'legal_basis',
    'categories',
    'case_id',
  ],
}
const tables = { event: sql.raw('platform.event'), read: sql.raw('platform.read_record') }
const rowOf = (source: Source) =>
  sql.raw(
    `jsonb_build_object('at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), ${columns[
      source
    ]
      .map((name) => `'${name}', e.${name}`)
      .join(', ')})`,
  )

/** Rows of a source as the log commits to them; times as UTC text, whatever the session's zone. */
export const rowsOf = (query: Query, source: Source, which: ReturnType<typeof sql>): Promise<LogRow[]> =>
  query.rows<LogRow>(
    sql`select e.id, ${rowOf(source)} as row, e.subjects from ${tables[source]} e where ${which}`,
  )

/**
 * Puts what happened and what was read since last time into the log and signs a checkpoint, also when nothing is new, so that the
 * newest one is never old. Rows of transactions that end late are found later: a row enters once, in the order in which it was
 * found, and nothing already in the log moves.
 * @returns leaves in the log and how many of them are new
 */
export async function sequenceLog(instance: Instance): Promise<{ size: number; added: number }> {
  let added = 0
  for (;;) {
    const step = await inTransaction(instance, job, false, (tx) => sequencePage(instance, tx))
    added += step.added
    if (!step.more) return { size: step.size, added }
  }
}

async function sequencePage(
  instance: Instance,
  tx: Query,
): Promise<{ size: number; added: number; more: boolean }> {
  await tx.done(sql`select pg_advisory_xact_lock(hashtextextended('oversight.log', 0))`)
  const { size } = await tx.one<{ size: number }>(
    sql`select coalesce(max(index) + 1, 0)::int8::float8 as size from oversight.leaf`,
  )
  const found: { source: Source; row: LogRow }[] = []
  let more = false
  for (const source of ['event', 'read'] as const) {
    // Asked before looking: who ended in between is found by this look or the next.
    const settled = await isSettled(instance, tx, source)
    const rows = await findNew(tx, source)
    if (rows.length === pageSize) more = true
    else await moveOn(instance, tx, source, settled)
    found.push(...rows.map((row) => ({ source, row })))
  }
  const grown = await append(tx, size, found)
  await signCheckpoint(instance, tx, size + found.length, grown)
  return { size: size + found.length, added: found.length, more }
}

const findNew = (tx: Query, source: Source): Promise<LogRow[]> =>
  rowsOf(
    tx,
    source,
    sql`e.id > (select low from oversight.progress where source = ${source})
      and not exists (select 1 from oversight.leaf l where l.source = ${source} and l.row_id = e.id)
      order by e.id limit ${pageSize}`,
  )

/** Whether every transaction that could still have brought a row up to the mark has ended. */
async function isSettled(instance: Instance, tx: Query, source: Source): Promise<boolean> {
  const row = await tx.one<{ settled: boolean }>(sql`
    select mark_at <= ${instance.clock.now().toString()}::timestamptz - interval '10 minutes'
      and mark_xid <= pg_snapshot_xmin(pg_current_snapshot()) as settled
    from oversight.progress where source = ${source}`)
  return row.settled
}

/**
 * Below `low` nothing can still appear, so it is not looked through again. A row gets its number before its transaction can be
 * seen, so the newest rows are always looked through again: at least ten minutes, and until all transactions of then have ended.
 */
async function moveOn(instance: Instance, tx: Query, source: Source, settled: boolean): Promise<void> {
  if (settled) await tx.done(sql`update oversight.progress set low = mark where source = ${source}`)
  await tx.done(sql`
    update oversight.progress set mark = coalesce((select max(row_id) from oversight.leaf where source = ${source}), 0),
      mark_at = ${instance.clock.now().toString()}::timestamptz, mark_xid = pg_snapshot_xmax(pg_current_snapshot())
    where source = ${source} and (low = mark or mark_at = '-infinity')`)
}

async function append(
  tx: Query,
  size: number,
  found: { source: Source; row: LogRow }[],
): Promise<Uint8Array[]> {
  const edge = await edgeOf(tx, size)
  if (found.length === 0) return edge
  const leaves = found.map(({ source, row }, i) => {
    const salt = randomBytes(32)
    return {
      index: size + i,
      source,
      row: row.id.toString(),
      salt,
      commitment: commit(contentKey(salt), contentOf(source, row.row, row.subjects, salt)),
    }
  })
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
  await tx.done(sql`
    with leaves as (
      insert into oversight.leaf (index, source, row_id, commitment)
      select l.index, l.source, l.row, decode(l.commitment, 'hex') from unnest(${leaves.map((leaf) => leaf.index)}::bigint[],
        ${leaves.map((leaf) => leaf.source)}::text[], ${leaves.map((leaf) => leaf.row)}::bigint[],
        ${leaves.map((leaf) => hex(leaf.commitment))}::text[]) l (index, source, row, commitment) returning index)
    insert into oversight.salt (index, salt)
    select s.index, decode(s.salt, 'hex') from unnest(${leaves.map((leaf) => leaf.index)}::bigint[],
      ${leaves.map((leaf) => hex(leaf.salt))}::text[]) s (index, salt) join leaves on leaves.index = s.index`)
  const grown = growTree(
    size,
    edge,
    leaves.map((leaf) => hashLeaf(leaf.commitment)),
  )
  await tx.done(sql`
    insert into oversight.node (level, index, hash)
    select n.level, n.index, decode(n.hash, 'hex') from unnest(${grown.nodes.map((node) => node.level)}::smallint[],
      ${grown.nodes.map((node) => node.index)}::bigint[], ${grown.nodes.map((node) => hex(node.hash))}::text[]) n (level, index, hash)`)
  return grown.edge
}

async function signCheckpoint(
  instance: Instance,
  tx: Query,
  size: number,
  edge: Uint8Array[],
): Promise<void> {
  const root = foldRoots(edge)
  const last = await tx.maybe<{ size: number; at: Date }>(
    sql`select size::float8 as size, at from oversight.checkpoint order by id desc limit 1`,
  )
  const age = last && instance.clock.now().epochMilliseconds - last.at.getTime()
  if (last?.size === size && age !== undefined && age >= 0 && age < 30_000) return
  const body = writeCheckpoint({ origin: logOrigin(instance.config), size, root })
  const signature = signNote(logSigner(instance.config), body)
  await tx.done(sql`
    insert into oversight.checkpoint (size, root, body, signature, at)
    values (${size}::bigint, decode(${Buffer.from(root).toString('hex')}, 'hex'), ${body}, ${signature}, ${instance.clock.now().toString()}::timestamptz)`)
}
