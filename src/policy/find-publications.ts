import { sql, type Tx } from '../platform/database.ts'
import type { Published } from './published-law.ts'

/** A publication or, for officials of the ministry, a proposal of one. */
export type Publication = Omit<Published, 'serial' | 'publisher' | 'published_at'> & {
  serial: number | null
  publisher: string | null
  published_at: Date | null
  proposed_by: string
  proposed_at: Date
  decline_reasons: string | null
  /** The scenario of the time machine in which it was tried on past decisions. */
  scenario: string | null
  /** A published row that withdraws this one. */
  withdrawn: boolean
}

/** What was published and, for the ministry's own officials, what waits; the newest first, at most 200. */
export const findPublications = (
  tx: Pick<Tx, 'rows'>,
  { id, scenario }: { id?: string; scenario?: string } = {},
): Promise<Publication[]> =>
  tx.rows<Publication>(sql`
    select p.id, p.serial::int as serial, p.act, p.kind, p.key, p.content, p.applies_from, p.applies_to, p.adopted, p.in_force, p.instrument, p.article,
      p.url, p.state, p.note, p.withdraws, i.names as institution, a.name as proposer, b.name as publisher, p.published_at, p.proposed_by, p.proposed_at,
      p.decline_reasons, p.scenario, exists (select from policy.publication w where w.withdraws = p.id and w.published_at is not null) as withdrawn
    from policy.publication p
      join institution.institution i on i.code = p.proposing_institution
      join institution.staff a on a.id = p.proposed_by
      left join institution.staff b on b.id = p.published_by
    where (${id ?? null}::uuid is null or p.id = ${id ?? null}::uuid) and (${scenario ?? null}::text is null or p.scenario = ${scenario ?? null})
    order by p.published_at is null desc, p.serial desc nulls first, p.proposed_at desc limit 200`)

/** Where a publication stands: it waits, was declined, comes, applies, is over, or was withdrawn before it applied. */
export function standingOf(
  row: Publication,
  today: string,
): 'waits' | 'declined' | 'withdrawn' | 'comes' | 'applies' {
  if (row.decline_reasons) return 'declined'
  if (row.published_at === null) return 'waits'
  if (row.withdrawn) return 'withdrawn'
  return row.applies_from > today ? 'comes' : 'applies'
}
