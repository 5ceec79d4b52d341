import { createHash, randomBytes } from 'node:crypto'
import { type Query, sql } from './database.ts'

/** Staff sit at shared desks: their sessions are short. People keep theirs while an application lasts. */
export const sessionHours = { staff: { idle: 1, whole: 10 }, person: { idle: 24, whole: 24 * 30 } } as const

export interface NewSession {
  kind: 'staff' | 'person'
  staff?: string
  account?: string
  /** How they proved who they are: `oidc`, `passkey`, `code`, `link`. */
  methods: string[]
  /** For signing out at the identity provider too. */
  idToken?: string
}

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/** Opens a session and returns its token, the only copy there is; the table keeps its hash. */
export async function openSession(query: Query, now: Temporal.Instant, session: NewSession): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const at = now.toString()
  await query.done(sql`
    insert into platform.session (token_hash, kind, staff_id, account_id, created_at, seen_at, expires_at, authenticated_at, methods, id_token)
    values (${hashToken(token)}, ${session.kind}, ${session.staff ?? null}::uuid, ${session.account ?? null}::uuid, ${at}, ${at},
      ${now.add({ hours: sessionHours[session.kind].whole }).toString()}, ${at}, ${session.methods}::text[], ${session.idToken ?? null})`)
  return token
}

export const endSession = (query: Query, token: string, now: Temporal.Instant): Promise<number> =>
  query.done(
    sql`update platform.session set ended_at = ${now.toString()} where token_hash = ${hashToken(token)} and ended_at is null`,
  )

/** Marks a fresh proof of identity on a running session (step-up). */
export const refreshProof = (
  query: Query,
  token: string,
  now: Temporal.Instant,
  method: string,
): Promise<number> =>
  query.done(sql`update platform.session set authenticated_at = ${now.toString()}, methods = array_append(array_remove(methods, ${method}), ${method})
    where token_hash = ${hashToken(token)} and ended_at is null`)

/** The provider's own proof that came with a staff session, for signing out there too. */
export const idTokenOf = async (query: Query, token: string): Promise<string | undefined> =>
  (
    await query.maybe<{ id_token: string | null }>(
      sql`select id_token from platform.session where token_hash = ${hashToken(token)}`,
    )
  )?.id_token ?? undefined

export interface OpenSession {
  /** Names the session to its owner; opens nothing. */
  handle: string
  since: Date
  seen: Date
  methods: string[]
  current: boolean
}

/** Sessions of an account that have not ended, newest first; `token` tells which one is asking. */
export function findSessions(
  query: Query,
  account: string,
  now: Temporal.Instant,
  token: string,
): Promise<OpenSession[]> {
  return query.rows<OpenSession>(sql`
    select encode(substring(token_hash for 12), 'hex') as handle, created_at as since, seen_at as seen, methods,
      token_hash = ${hashToken(token)} as current
    from platform.session where account_id = ${account}::uuid and ended_at is null and expires_at > ${now.toString()}
      and seen_at > ${now.toString()}::timestamptz - make_interval(hours => ${sessionHours.person.idle}::int)
    order by created_at desc`)
}

/** Ends the account's sessions with these handles; how many there were. */
export const endSessions = (
  query: Query,
  account: string,
  now: Temporal.Instant,
  handles: string[],
): Promise<number> =>
  query.done(sql`update platform.session set ended_at = ${now.toString()}
    where account_id = ${account}::uuid and ended_at is null and encode(substring(token_hash for 12), 'hex') = any(${handles}::text[])`)

/** Ends every session of a member of staff; how many there were. */
export const endStaffSessions = (query: Query, staff: string, now: Temporal.Instant): Promise<number> =>
  query.done(
    sql`update platform.session set ended_at = ${now.toString()} where staff_id = ${staff}::uuid and ended_at is null`,
  )
