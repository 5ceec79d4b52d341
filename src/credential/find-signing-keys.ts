import { type Query, sql, type Tx } from '../platform/database.ts'
import {
  createSigningKey,
  issuerMetadata,
  openSigner,
  type PublicJwk,
  type Signer,
  type SigningKey,
} from './signing-key.ts'

interface KeyRow {
  kid: string
  public_jwk: PublicJwk
  sealed: Uint8Array
  active_from: Date
  retired_at: Date | null
  withdrawn_at: Date | null
}

/** All keys, the oldest first. */
export async function findSigningKeys(query: Query): Promise<SigningKey[]> {
  const rows = await query.rows<KeyRow>(
    sql`select kid, public_jwk, sealed, active_from, retired_at, withdrawn_at from credential.signing_key order by active_from, kid`,
  )
  const at = (date: Date | null) =>
    date ? Temporal.Instant.fromEpochMilliseconds(date.getTime()) : undefined
  return rows.map((row) => ({
    kid: row.kid,
    publicJwk: row.public_jwk,
    sealed: row.sealed,
    activeFrom: Temporal.Instant.fromEpochMilliseconds(row.active_from.getTime()),
    retiredAt: at(row.retired_at),
    withdrawnAt: at(row.withdrawn_at),
  }))
}

/** What `/.well-known/jwt-vc-issuer` answers. */
export const findIssuerMetadata = async (query: Query, issuer: string) =>
  issuerMetadata(issuer, await findSigningKeys(query))

/** The signer of the key in use; the first call of an installation makes the key. */
export async function getSigner(tx: Tx, secret: Uint8Array, now: Temporal.Instant): Promise<Signer> {
  const inUse = async () => (await findSigningKeys(tx)).find((key) => !key.retiredAt && !key.withdrawnAt)
  const existing = await inUse()
  if (existing) return openSigner(existing, secret)
  // Two that are first at once: the lock lets one make the key and the other find it.
  await tx.rows(sql`select pg_advisory_xact_lock(hashtext('credential.signing_key'))`)
  const made = (await inUse()) ?? (await addSigningKey(tx, secret, now))
  return openSigner(made, secret)
}

/** Retires the key in use and begins a new one; what was signed before still verifies. */
export async function rotateSigningKeys(
  tx: Tx,
  secret: Uint8Array,
  now: Temporal.Instant,
): Promise<SigningKey> {
  await tx.rows(sql`select pg_advisory_xact_lock(hashtext('credential.signing_key'))`)
  await tx.done(
    sql`update credential.signing_key set retired_at = ${now.toString()}::timestamptz where retired_at is null`,
  )
  return addSigningKey(tx, secret, now)
}

/** A key that leaked: it is published no more and nothing it signed verifies. Documents must then be issued anew. */
export async function withdrawSigningKey(
  tx: Tx,
  kid: string,
  reason: string,
  now: Temporal.Instant,
): Promise<void> {
  await tx.done(sql`update credential.signing_key set withdrawn_at = ${now.toString()}::timestamptz, withdrawn_reason = ${reason},
    retired_at = coalesce(retired_at, ${now.toString()}::timestamptz) where kid = ${kid} and withdrawn_at is null`)
}

async function addSigningKey(tx: Tx, secret: Uint8Array, now: Temporal.Instant): Promise<SigningKey> {
  const key = createSigningKey(secret, now)
  await tx.done(sql`insert into credential.signing_key (kid, public_jwk, sealed, active_from)
    values (${key.kid}, ${JSON.stringify(key.publicJwk)}::jsonb, ${Buffer.from(key.sealed)}, ${now.toString()}::timestamptz)`)
  return key
}
