import type { Actor, KeyOpens, Role } from '../platform/actor.ts'
import { queryOn, sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { hashToken, sessionHours } from '../platform/session.ts'
import type { Visit } from '../ui/visit.ts'

interface SessionRow {
  kind: 'staff' | 'person'
  authenticated_at: Date
  seen_at: Date
  methods: string[]
  staff: {
    id: string
    name: string
    office: string
    institution: string
    regions: string[]
    roles: Role[]
  } | null
  account: { id: string; person: string | null; name: string | null; language: string } | null
}

/**
 * Who a session token belongs to, decided anew at each request in one statement: a session ends with its time, with its idle
 * time, and the moment the account, posting or person behind it ends.
 */
export async function whoIsAsking(
  instance: Instance,
  token: string | undefined,
): Promise<{ actor: Actor; session?: NonNullable<Visit['session']>; language?: string }> {
  if (!token) return { actor: { kind: 'public' } }
  const now = instance.clock.now()
  const at = now.toString()
  const day = instance.clock.today().toString()
  const row = await queryOn(instance.db).maybe<SessionRow>(sql`/* kept */
    select s.kind, s.authenticated_at, s.seen_at, s.methods,
      case when s.kind = 'staff' then (
        select jsonb_build_object('id', st.id, 'name', st.name, 'office', min(p.office_id::text), 'institution', min(o.institution),
          'regions', jsonb_agg(distinct r), 'roles', jsonb_agg(distinct p.role))
        from institution.staff st
        join institution.posting p on p.staff_id = st.id and p.valid_from <= ${day}::date and (p.valid_to is null or p.valid_to >= ${day}::date)
        join institution.office o on o.id = p.office_id, unnest(p.regions) r
        where st.id = s.staff_id and st.active_from <= ${day}::date and (st.active_to is null or st.active_to >= ${day}::date)
        group by st.id, st.name) end as staff,
      case when s.kind = 'person' then person.account_of_session(s.account_id) end as account
    from platform.session s
    where s.token_hash = ${hashToken(token)} and s.ended_at is null and s.expires_at > ${at}
      and s.seen_at > ${at}::timestamptz - make_interval(hours => case s.kind when 'staff' then ${sessionHours.staff.idle}::int else ${sessionHours.person.idle}::int end)`)
  if (!row) return { actor: { kind: 'public' } }
  const session = {
    token,
    authenticatedAt: Temporal.Instant.fromEpochMilliseconds(row.authenticated_at.getTime()),
    methods: row.methods,
  }
  if (now.epochMilliseconds - row.seen_at.getTime() > 5 * 60_000)
    await queryOn(instance.db).done(
      sql`update platform.session set seen_at = ${at} where token_hash = ${hashToken(token)}`,
    )
  if (row.staff)
    return {
      actor: {
        kind: 'staff',
        staff: row.staff.id,
        name: row.staff.name,
        institution: row.staff.institution,
        office: row.staff.office,
        regions: row.staff.regions.includes('*') ? 'all' : row.staff.regions,
        roles: row.staff.roles,
      },
      session,
    }
  if (row.account)
    return {
      actor: {
        kind: 'person',
        account: row.account.id,
        name: row.account.name ?? '',
        ...(row.account.person ? { person: row.account.person } : {}),
      },
      session,
      language: row.account.language,
    }
  return { actor: { kind: 'public' } }
}

/** The machine behind a bearer token; the table keeps only the token's hash, and a removed client is out at once. */
export async function whichClient(instance: Instance, authorization: string | null): Promise<Actor> {
  const token = /^Bearer ([\w.~+/-]{20,200}=*)$/.exec(authorization ?? '')?.[1]
  if (!token) return { kind: 'public' }
  const row = await queryOn(instance.db).maybe<{
    id: string
    name: string
    institution: string
    scopes: string[]
    regions: string[]
  }>(
    sql`/* kept */ select id, name, institution, scopes, regions from institution.client
      where token_hash = ${hashToken(token)} and (ends_at is null or ends_at > ${instance.clock.now().toString()})`,
  )
  if (!row) return programOf(instance, hashToken(token))
  const { id, regions, ...rest } = row
  return { kind: 'client', client: id, regions: regions.includes('*') ? 'all' : regions, ...rest }
}

/** A program acts in the name of the account that opened its key; the doors of the API for such keys are all it opens. */
async function programOf(instance: Instance, hash: Buffer): Promise<Actor> {
  const row = await queryOn(instance.db).maybe<{
    account: { id: string; person: string | null; name: string | null } | null
    opens: KeyOpens
  }>(sql`/* kept */ select person.account_of_session(k.account_id) as account, k.opens
    from organisation.holder_of_key(${hash}, ${instance.clock.now().toString()}::timestamptz) k`)
  if (!row?.account) return { kind: 'public' }
  const { id, person, name } = row.account
  return { kind: 'person', account: id, name: name ?? '', key: row.opens, ...(person ? { person } : {}) }
}
