import { type Query, sql } from '../platform/database.ts'
import { commit, contentKey, contentOf, type Source } from './commit-row.ts'
import { rowsOf } from './sequence-log.ts'

export interface AuditFinding {
  code: 'row-changed' | 'row-missing' | 'salt-missing' | 'row-backdated' | 'row-not-logged'
  source: Source
  row: string
  index?: number
}

interface LeafRow {
  index: number
  source: Source
  row_id: bigint
  commitment: Buffer
  salt: Buffer | null
  erased: boolean
}

const pageSize = 5000
/** A row may come to the log this late, and be dated this much before what was logged already. */
const tolerance = "interval '15 minutes'"

/**
 * What an auditor with the database finds: rows that are no longer what the log committed to, rows that are gone, salts that are
 * gone without an erasure on record, rows that were dated before what had been signed already, rows that never came to the log.
 * @param findings called for each, in the order of the log
 * @returns how many leaves were compared
 */
export async function auditLog(
  query: Query,
  now: Temporal.Instant,
  findings: (one: AuditFinding) => void,
): Promise<number> {
  let after = -1
  for (;;) {
    const leaves = await query.rows<LeafRow>(sql`
      select l.index::float8 as index, l.source, l.row_id, l.commitment, s.salt, x.index is not null as erased
      from oversight.leaf l left join oversight.salt s on s.index = l.index left join oversight.erasure x on x.index = l.index
      where l.index > ${after}::bigint order by l.index limit ${pageSize}`)
    for (const source of ['event', 'read'] as const)
      await compare(
        query,
        source,
        leaves.filter((leaf) => leaf.source === source),
        findings,
      )
    const last = leaves.at(-1)
    if (!last) break
    after = last.index
  }
  await findBackdated(query, findings)
  await findUnlogged(query, now, findings)
  return after + 1
}

async function compare(
  query: Query,
  source: Source,
  leaves: LeafRow[],
  findings: (one: AuditFinding) => void,
): Promise<void> {
  if (leaves.length === 0) return
  const ids = leaves.map((leaf) => leaf.row_id.toString())
  const rows = new Map(
    (await rowsOf(query, source, sql`e.id = any(${ids}::bigint[])`)).map((row) => [row.id, row]),
  )
  for (const leaf of leaves) {
    const found = { source, row: leaf.row_id.toString(), index: leaf.index }
    const row = rows.get(leaf.row_id)
    if (!leaf.salt) {
      if (!leaf.erased) findings({ code: 'salt-missing', ...found })
      continue
    }
    if (!row) findings({ code: 'row-missing', ...found })
    else {
      const content = contentOf(source, row.row, row.subjects, leaf.salt)
      if (Buffer.compare(commit(contentKey(leaf.salt), content), leaf.commitment) !== 0)
        findings({ code: 'row-changed', ...found })
    }
  }
}

const tables = { event: sql.raw('platform.event'), read: sql.raw('platform.read_record') }

/** A row that came to the log after a checkpoint cannot be much older than it. */
async function findBackdated(query: Query, findings: (one: AuditFinding) => void): Promise<void> {
  for (const source of ['event', 'read'] as const) {
    const rows = await query.rows<{ row_id: bigint; index: number }>(sql`
      select l.row_id, l.index::float8 as index from oversight.leaf l join ${tables[source]} e on e.id = l.row_id
      cross join lateral (select max(c.at) as at from oversight.checkpoint c
        where c.size = (select max(d.size) from oversight.checkpoint d where d.size <= l.index)) c
      where l.source = ${source} and l.index >= (select min(size) from oversight.checkpoint where size > 0)
        and e.at < c.at - ${sql.raw(tolerance)}`)
    for (const { row_id, index } of rows)
      findings({ code: 'row-backdated', source, row: row_id.toString(), index })
  }
}

async function findUnlogged(
  query: Query,
  now: Temporal.Instant,
  findings: (one: AuditFinding) => void,
): Promise<void> {
  for (const source of ['event', 'read'] as const) {
    const rows = await query.rows<{ id: bigint }>(sql`
      select e.id from ${tables[source]} e left join oversight.leaf l on l.source = ${source} and l.row_id = e.id
      where l.index is null and e.at < ${now.toString()}::timestamptz - ${sql.raw(tolerance)} order by e.id limit 1000`)
    for (const { id } of rows) findings({ code: 'row-not-logged', source, row: id.toString() })
  }
}
