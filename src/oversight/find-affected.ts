import { type Query, sql } from '../platform/database.ts'

/** Who may have leaked, and when: an id of staff, of a machine, a job's name, or a code of an institution. */
export interface Suspicion {
  actor: string
  from: Temporal.Instant
  to: Temporal.Instant
  /** Only reads of this kind, e.g. `person-list`. */
  what?: string | undefined
}

export interface Affected {
  person: string
  looks: number
  first: Date
  last: Date
  /** Kinds of data that left. */
  categories: string[]
  languages: string[]
  /** Accounts through which the person can be told; none: by letter or through an office. */
  accounts: string[]
  regions: string[]
}

/**
 * Everybody whose data one actor looked at or changed in a window of time, by the surviving record, from the read log and the events;
 * those who looked at nothing are not in it. Reads that were withheld are left out, as nothing left.
 */
export const findAffected = (query: Query, suspicion: Suspicion): Promise<Affected[]> => {
  const { actor, from, to, what } = suspicion
  return query.rows<Affected>(sql`
    with looks as (
      select unnest(r.subjects) as seen, r.at, r.categories from platform.read_record r
      where r.at >= ${from.toString()}::timestamptz and r.at < ${to.toString()}::timestamptz
        and ${actor} in (r.actor, r.institution) and (${what ?? null}::text is null or r.what = ${what ?? null})
        and r.what not like 'locked:%' and r.what not like 'reason-owed:%'
      union all
      select unnest(e.subjects), e.at, array['change'] from platform.event e
      where e.at >= ${from.toString()}::timestamptz and e.at < ${to.toString()}::timestamptz
        and ${actor} in (e.actor, e.institution) and ${what ?? null}::text is null
    ), people as (
      select coalesce(p.same_as, p.id) as person, l.at, l.categories from looks l join person.person p on p.id = l.seen
    ), summed as (
      select person, count(*)::int as looks, min(at) as first, max(at) as last from people group by person
    ), kinds as (
      select person, array_agg(distinct kind order by kind) as categories from people, unnest(categories) kind group by person
    )
    select s.*, coalesce(k.categories, '{}') as categories, p.regions,
      array(select distinct a.language from person.account a where a.person_id = s.person and a.closed_at is null) as languages,
      array(select a.id::text from person.account a where a.person_id = s.person and a.closed_at is null) as accounts
    from summed s join person.person p on p.id = s.person left join kinds k using (person) order by s.looks desc, s.person`)
}
