import { createHash } from 'node:crypto'
import { compactVerify, errors, importJWK, type JWK } from 'jose'
import { z } from 'zod'
import { dayOf } from '../platform/clock.ts'
import { readStatus } from './status-list.ts'

/** Why a document is not valid: it is forged or damaged, or it is ours and its time is over or was ended. */
export const notValidReasons = [
  'too-large',
  'malformed',
  'wrong-type',
  'wrong-algorithm',
  'unknown-key',
  'bad-signature',
  'wrong-issuer',
  'unknown-kind',
  'bad-disclosure',
  'not-yet-valid',
  'expired',
  'revoked',
  'suspended',
] as const
/** Why nothing can be said: the checker lacks knowledge, and the holder must not be blamed for it. */
export const cannotCheckReasons = [
  'no-keys',
  'old-keys',
  'no-status-list',
  'stale-status-list',
  'bad-status-list',
] as const

/** What a document says once its signature held. `validFrom` and `validUntil` are whole days in Asia/Almaty, both included. */
export interface ShownClaims {
  kind: string
  serial: string
  issuedAt: string
  validFrom: string
  validUntil: string
  face?: { name: string; region: string; place: string } | undefined
  /** Only what the holder chose to disclose. */
  particulars: Record<string, unknown>
}

export type Verdict = (
  | { verdict: 'valid'; reason: null; claims: ShownClaims }
  | { verdict: 'not-valid'; reason: (typeof notValidReasons)[number]; claims: ShownClaims | null }
  | { verdict: 'cannot-check'; reason: (typeof cannotCheckReasons)[number]; claims: ShownClaims | null }
) & {
  checkedAt: string
  /** When the status list that was asked was signed, and how old that is; null when none could be used. */
  statusListAt: string | null
  statusListAgeSeconds: number | null
}

export interface VerifyOptions {
  /** The only issuer trusted; must equal `iss`. */
  issuer: string
  /** The issuer's published keys; empty means they could not be had. */
  keys: readonly JWK[]
  /** False when the keys come from a cache: an unknown key may then be a new one. Default true. */
  keysAreFresh?: boolean
  /** Status List Token for the credential's list. */
  statusList?: string | undefined
  now: Temporal.Instant
  /** The moment validity is asked for; `now` when left out. The status is always today's. */
  at?: Temporal.Instant
}

/** A QR holds 2,953 bytes, a complete credential is about 2,100 characters; more is not ours. */
export const longestCredential = 16_384
const longestStatusList = 2_000_000
const clockSkewSeconds = 60

const Header = z.object({ typ: z.string(), alg: z.string(), kid: z.string() })
const second = z.number().int().min(0).max(8_640_000_000)
const Payload = z.object({
  iss: z.string(),
  vct: z.string(),
  iat: second,
  nbf: second,
  exp: second,
  serial: z.string(),
  status: z.object({ status_list: z.object({ idx: z.number().int().min(0), uri: z.string() }) }),
  _sd_alg: z.literal('sha-256').optional(),
})
const Disclosed = z.object({
  face: z.object({ name: z.string(), region: z.string(), place: z.string() }).optional(),
  particulars: z.record(z.string(), z.unknown()).optional(),
})
const ListPayload = z.object({
  sub: z.string(),
  iat: second,
  exp: second,
  status_list: z.object({ bits: z.number(), lst: z.string() }),
})

type Refusal = (typeof notValidReasons)[number]

/**
 * Decides whether a credential or a presentation of it (SD-JWT VC, ES256, Token Status List) is valid, from keys and a list at
 * hand, without network. Claims are returned only when the signature and every disclosure held, so a forgery shows no name.
 * An expired or revoked document is `not-valid` even with a stale list (revocation is final); otherwise a missing or stale list
 * gives `cannot-check`, never `valid`.
 */
export async function verifyCredential(compact: string, options: VerifyOptions): Promise<Verdict> {
  const result = (
    answer: { verdict: Verdict['verdict']; reason: Verdict['reason']; claims?: ShownClaims | null },
    listAt?: number,
  ): Verdict =>
    ({
      verdict: answer.verdict,
      reason: answer.reason,
      claims: answer.claims ?? null,
      checkedAt: options.now.toString(),
      statusListAt: listAt === undefined ? null : instant(listAt),
      statusListAgeSeconds: listAt === undefined ? null : Math.max(0, seconds(options.now) - listAt),
    }) as Verdict
  const refuse = (reason: Refusal, claims?: ShownClaims, listAt?: number) =>
    result({ verdict: 'not-valid', reason, claims: claims ?? null }, listAt)

  if (compact.length > longestCredential) return refuse('too-large')
  const [jwt = '', ...rest] = compact.trim().split('~')
  // A presentation ends with "~"; what follows would be a key binding, and our documents bind no key.
  if (rest.pop() !== '' || jwt.split('.').length !== 3) return refuse('malformed')
  const header = Header.safeParse(parse(jwt.split('.')[0]))
  if (!header.success) return refuse('malformed')
  if (header.data.typ !== 'dc+sd-jwt') return refuse('wrong-type')
  if (header.data.alg !== 'ES256') return refuse('wrong-algorithm')
  if (options.keys.length === 0) return result({ verdict: 'cannot-check', reason: 'no-keys' })
  if (!findKey(options.keys, header.data.kid))
    return options.keysAreFresh === false
      ? result({ verdict: 'cannot-check', reason: 'old-keys' })
      : refuse('unknown-key')

  const raw = await verifySignature(jwt, header.data.kid, options.keys)
  if (raw === undefined) return refuse('bad-signature')
  const payload = Payload.safeParse(raw)
  if (!payload.success) return refuse('malformed')
  if (payload.data.iss !== options.issuer) return refuse('wrong-issuer')
  const kind = readKind(payload.data.vct, options.issuer)
  if (kind === undefined) return refuse('unknown-kind')
  const disclosed = Disclosed.safeParse(disclose(raw as Record<string, unknown>, rest))
  if (!disclosed.success) return refuse('bad-disclosure')

  const { iat, nbf, exp, serial, status } = payload.data
  const claims: ShownClaims = {
    kind,
    serial,
    issuedAt: instant(iat),
    validFrom: day(nbf),
    validUntil: day(exp - 1),
    face: disclosed.data.face,
    particulars: disclosed.data.particulars ?? {},
  }
  const list = await readList(options, status.status_list)
  const listAt = typeof list === 'string' ? undefined : list.iat
  const at = seconds(options.at ?? options.now)
  if (Math.max(nbf, iat) > at + clockSkewSeconds) return refuse('not-yet-valid', claims, listAt)
  if (exp <= at) return refuse('expired', claims, listAt)
  if (typeof list === 'string') return result({ verdict: 'cannot-check', reason: list, claims })
  if (list.status === 1) return refuse('revoked', claims, listAt)
  if (list.stale) return result({ verdict: 'cannot-check', reason: 'stale-status-list', claims }, listAt)
  if (list.status === 2) return refuse('suspended', claims, listAt)
  if (list.status !== 0) return result({ verdict: 'cannot-check', reason: 'bad-status-list', claims }, listAt)
  return result({ verdict: 'valid', reason: null, claims }, listAt)
}

/** Reads who issued a credential by its own word, without checking anything. */
export function peekIssuer(compact: string): string | undefined {
  return Payload.pick({ iss: true }).safeParse(parse(compact.split('~')[0]?.split('.')[1])).data?.iss
}

/** Reads where a credential's status is kept, without checking anything; for fetching the list before the check. */
export function peekStatusUri(compact: string): string | undefined {
  const payload = Payload.pick({ status: true }).safeParse(parse(compact.split('~')[0]?.split('.')[1]))
  return payload.data?.status.status_list.uri
}

const seconds = (at: Temporal.Instant): number => Math.floor(at.epochMilliseconds / 1000)
const instant = (s: number): string => Temporal.Instant.fromEpochMilliseconds(s * 1000).toString()
const day = (s: number): string => dayOf(Temporal.Instant.fromEpochMilliseconds(s * 1000)).toString()

function readKind(vct: string, issuer: string): string | undefined {
  const prefix = `${issuer}/vct/`
  return vct.startsWith(prefix) ? /^([a-z][a-z-]*)\/1$/.exec(vct.slice(prefix.length))?.[1] : undefined
}

function parse(part: string | undefined): unknown {
  if (!part || !/^[A-Za-z0-9_-]+$/.test(part)) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url')))
  } catch {
    return undefined
  }
}

const findKey = (keys: readonly JWK[], kid: string): JWK | undefined =>
  keys.find((key) => key.kid === kid && key.kty === 'EC' && key.crv === 'P-256')

async function verifySignature(jws: string, kid: string, keys: readonly JWK[]): Promise<unknown> {
  const jwk = findKey(keys, kid)
  if (!jwk) return undefined
  try {
    await compactVerify(jws, await importJWK(jwk, 'ES256'), { algorithms: ['ES256'] })
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
  return parse(jws.split('.')[1])
}

/** Puts disclosures where their digests stand (RFC 9901 §7.1); undefined when one is malformed, unreferenced or doubled. */
function disclose(payload: Record<string, unknown>, disclosures: string[]): unknown {
  const open = new Map<string, [string, unknown]>()
  for (const text of disclosures) {
    const value = parse(text)
    if (!Array.isArray(value) || value.length !== 3) return undefined
    const [salt, name, content] = value
    if (typeof salt !== 'string' || typeof name !== 'string' || name === '_sd' || name === '...')
      return undefined
    const digest = createHash('sha256').update(text).digest('base64url')
    if (open.has(digest)) return undefined
    open.set(digest, [name, content])
  }
  const seen = new Set<string>()
  const fill = (node: unknown, depth: number): unknown => {
    if (depth > 8) throw new RangeError('depth')
    if (Array.isArray(node)) return node.map((item) => fill(item, depth + 1))
    if (typeof node !== 'object' || node === null) return node
    const filled: Record<string, unknown> = Object.create(null)
    for (const [key, value] of Object.entries(node)) if (key !== '_sd') filled[key] = fill(value, depth + 1)
    const digests = (node as { _sd?: unknown })._sd ?? []
    if (!Array.isArray(digests)) throw new TypeError('_sd')
    for (const digest of digests) {
      if (typeof digest !== 'string' || seen.has(digest)) throw new TypeError('digest')
      seen.add(digest)
      const found = open.get(digest)
      if (!found) continue
      open.delete(digest)
      if (found[0] in filled) throw new TypeError('name')
      filled[found[0]] = fill(found[1], depth + 1)
    }
    return filled
  }
  try {
    const filled = fill(payload, 0)
    return open.size === 0 ? filled : undefined
  } catch {
    return undefined
  }
}

async function readList(
  options: VerifyOptions,
  entry: { idx: number; uri: string },
): Promise<{ status: number; iat: number; stale: boolean } | 'no-status-list' | 'bad-status-list'> {
  const token = options.statusList?.trim()
  if (!token) return 'no-status-list'
  if (token.length > longestStatusList) return 'bad-status-list'
  const header = Header.safeParse(parse(token.split('.')[0]))
  if (!header.success || header.data.typ !== 'statuslist+jwt' || header.data.alg !== 'ES256')
    return 'bad-status-list'
  const payload = ListPayload.safeParse(await verifySignature(token, header.data.kid, options.keys))
  // A list for other credentials, or one "from the future", says nothing about this one.
  if (!payload.success || payload.data.sub !== entry.uri) return 'bad-status-list'
  if (payload.data.iat > seconds(options.now) + clockSkewSeconds) return 'bad-status-list'
  try {
    const status = readStatus(payload.data.status_list, entry.idx)
    if (status === undefined) return 'bad-status-list'
    return { status, iat: payload.data.iat, stale: payload.data.exp <= seconds(options.now) }
  } catch {
    return 'bad-status-list'
  }
}
