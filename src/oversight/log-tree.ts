import { type Query, sql } from '../platform/database.ts'
import { consistencyRanges, foldRoots, type Hash, inclusionRanges, type Range, subtrees } from './merkle.ts'

/** Roots of ranges, from the stored roots of their complete subtrees in one query. */
async function rootsOf(query: Query, ranges: Range[]): Promise<Hash[]> {
  const wanted = ranges.map(subtrees)
  const all = wanted.flat()
  const rows = await query.rows<{ level: number; index: bigint; hash: Buffer }>(sql`
    select n.level, n.index, n.hash from oversight.node n
    join unnest(${all.map((node) => node.level)}::smallint[], ${all.map((node) => node.index)}::bigint[]) w (level, index)
      on w.level = n.level and w.index = n.index`)
  const hashes = new Map(rows.map((row) => [`${row.level} ${row.index}`, row.hash]))
  return wanted.map((nodes) =>
    foldRoots(
      nodes.map(({ level, index }) => {
        const hash = hashes.get(`${level} ${index}`)
        if (!hash) throw new Error(`the log lacks node ${level} ${index}`)
        return hash
      }),
    ),
  )
}

export const inclusionPath = (query: Query, index: number, size: number): Promise<Hash[]> =>
  rootsOf(query, inclusionRanges(index, size))

export const consistencyPath = (query: Query, from: number, to: number): Promise<Hash[]> =>
  rootsOf(query, consistencyRanges(from, to))

/** Roots of the complete subtrees of the first `size` leaves, left to right. */
export const edgeOf = (query: Query, size: number): Promise<Hash[]> =>
  size === 0
    ? Promise.resolve([])
    : rootsOf(
        query,
        subtrees({ start: 0, end: size }).map(({ level, index }) => ({
          start: index * 2 ** level,
          end: (index + 1) * 2 ** level,
        })),
      )
