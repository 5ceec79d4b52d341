import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  sign,
} from 'node:crypto'
import { Fault } from '../platform/fault.ts'

/** Public half of a signing key as JWK (RFC 7517), P-256 only. */
export interface PublicJwk {
  kty: 'EC'
  crv: 'P-256'
  x: string
  y: string
  kid: string
  alg: 'ES256'
  use: 'sig'
}

/** A key as it is kept: the private half only sealed. `sealed` is iv (12 bytes), tag (16), AES-256-GCM ciphertext. */
export interface SigningKey {
  kid: string
  publicJwk: PublicJwk
  sealed: Uint8Array
  activeFrom: Temporal.Instant
  /** From here on nothing new is signed with it; what it signed still verifies. */
  retiredAt?: Temporal.Instant | undefined
  /** The key leaked or was lost: it is no longer published, nothing it signed verifies. */
  withdrawnAt?: Temporal.Instant | undefined
}

/** Signs `header.payload` text as ES256 (RFC 7518 §3.4: r and s, 64 bytes, base64url). */
export interface Signer {
  kid: string
  sign(text: string): string
}

/**
 * Makes an ES256 key. Its `kid` is the JWK thumbprint (RFC 7638), so that two keys never share one.
 * @param secret the installation's secret; the private half is sealed with a key derived from it (HKDF-SHA256)
 */
export function createSigningKey(secret: Uint8Array, now: Temporal.Instant): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y } = publicKey.export({ format: 'jwk' })
  if (!x || !y) throw new Fault('unexpected')
  const kid = thumbprint(x, y)
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' })
  return {
    kid,
    publicJwk: { kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig' },
    sealed: seal(secret, kid, pkcs8),
    activeFrom: now,
  }
}

/** Begins a new key now and retires those in use: old credentials still verify, new ones carry the new `kid`. */
export function rotateSigningKey(
  keys: SigningKey[],
  secret: Uint8Array,
  now: Temporal.Instant,
): SigningKey[] {
  const retired = keys.map((key) => (key.retiredAt ? key : { ...key, retiredAt: now }))
  return [...retired, createSigningKey(secret, now)]
}

/** The key new credentials are signed with: the youngest that is active at `now`. */
export function findActiveKey(keys: SigningKey[], now: Temporal.Instant): SigningKey | undefined {
  const active = keys.filter(
    (key) =>
      Temporal.Instant.compare(key.activeFrom, now) <= 0 &&
      !key.withdrawnAt &&
      (!key.retiredAt || Temporal.Instant.compare(now, key.retiredAt) < 0),
  )
  return active.sort((a, b) => Temporal.Instant.compare(b.activeFrom, a.activeFrom))[0]
}

/**
 * Issuer metadata for `/.well-known/jwt-vc-issuer` (SD-JWT VC): every key whose signatures still count.
 * @param issuer the installation's base address, no slash at the end
 */
export function issuerMetadata(
  issuer: string,
  keys: SigningKey[],
): { issuer: string; jwks: { keys: PublicJwk[] } } {
  return { issuer, jwks: { keys: keys.filter((key) => !key.withdrawnAt).map((key) => key.publicJwk) } }
}

/** @throws Fault `unexpected` when the secret is not the one the key was sealed with, or the sealed bytes were changed */
export function openSigner(key: Pick<SigningKey, 'kid' | 'sealed'>, secret: Uint8Array): Signer {
  const privateKey = createPrivateKey({ key: unseal(secret, key), format: 'der', type: 'pkcs8' })
  const { x, y } = createPublicKey(privateKey).export({ format: 'jwk' })
  if (!x || !y || thumbprint(x, y) !== key.kid) throw new Fault('unexpected', { details: { kid: key.kid } })
  return {
    kid: key.kid,
    sign: (text) =>
      sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url'),
  }
}

function thumbprint(x: string, y: string): string {
  return createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url')
}

const sealingKey = (secret: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, 'qonys', 'credential.signing_key', 32))

function seal(secret: Uint8Array, kid: string, plain: Uint8Array): Uint8Array {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(secret), iv)
  // Bound to the kid: a sealed key moved to another row does not open.
  cipher.setAAD(Buffer.from(kid))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), body])
}

function unseal(secret: Uint8Array, key: Pick<SigningKey, 'kid' | 'sealed'>): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(secret), key.sealed.subarray(0, 12))
  decipher.setAAD(Buffer.from(key.kid))
  decipher.setAuthTag(key.sealed.subarray(12, 28))
  try {
    return Buffer.concat([decipher.update(key.sealed.subarray(28)), decipher.final()])
  } catch {
    const cause = new Error(
      'the signing key was sealed with another secret; put back the former QONYS_SECRET',
    )
    throw new Fault('unexpected', { cause, details: { kid: key.kid } })
  }
}
