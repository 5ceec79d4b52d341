import { type PastDecision, type Replayed, type ReplayHow, replayer } from '../case/replay-decisions.ts'
import { type Query, sql } from '../platform/database.ts'
import { type Policy, policy } from '../policy/load-policy.ts'

/** Which past decisions a scenario replays: first answers, by kind and governing day, decided on or before a day (Asia/Almaty). Cases of restricted records are left out. */
export interface Past {
  kind: string | null
  since: string | null
  until: string | null
  decided_through: string
}

export interface PastRow extends PastDecision {
  case_id: string
}

const which = (past: Past) => sql`
  d.kind in ('grant', 'refuse', 'extend')
  and (${past.kind}::text is null or c.kind = ${past.kind}) and (${past.since}::date is null or d.governing_date >= ${past.since}::date)
  and (${past.until}::date is null or d.governing_date <= ${past.until}::date)
  and d.decided_at < ((${past.decided_through}::date + 1)::timestamp at time zone 'Asia/Almaty')
  and not c.subjects && (select person.restricted())`

export const countPast = async (query: Query, past: Past): Promise<number> =>
  (
    await query.one<{ n: number }>(
      sql`select count(*)::int as n from "case".decision d join "case"."case" c on c.id = d.case_id where ${which(past)}`,
    )
  ).n

/**
 * A piece of the past in the order of its ids, after one of them: nobody's name, only the facts that were decided over. A household is
 * in section T of OKED by definition; of a company the section is what it declared.
 */
export const readPast = (query: Query, past: Past, after: string | null, most: number): Promise<PastRow[]> =>
  query.rows<PastRow>(sql`
    select d.id::text, d.case_id::text, c.number, c.kind, c.region, d.governing_date::text, d.facts::text,
      case when c.kind = 'household-permit' then 'T' else e.sector end as sector
    from "case".decision d join "case"."case" c on c.id = d.case_id
      left join employer_permit.application a on a.case_id = c.id left join organisation.employer e on e.id = a.employer_id
    where ${which(past)} and (${after}::uuid is null or d.id > ${after}::uuid)
    order by d.id limit ${most}`)

/** Replays pieces until the past is over: what a command does in one go, and a scenario job by job. */
export async function replayWhole(
  query: Query,
  past: Past,
  draft: Policy,
  how: ReplayHow = {},
  told: { progress?: (done: number) => void; signal?: AbortSignal } = {},
): Promise<Replayed> {
  const replay = replayer(policy(), draft, { among: true, ...how })
  let done = 0
  for (let after: string | null = null; ; ) {
    told.signal?.throwIfAborted()
    const rows: PastRow[] = await readPast(query, past, after, pieceSize)
    replay.take(rows)
    done += rows.length
    told.progress?.(done)
    if (rows.length < pieceSize) return replay.told()
    after = rows.at(-1)?.id ?? null
  }
}

export const pieceSize = 10_000
