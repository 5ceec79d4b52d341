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
