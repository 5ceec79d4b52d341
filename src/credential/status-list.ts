import { randomInt } from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'
import { Fault } from '../platform/fault.ts'
import type { Signer } from './signing-key.ts'

/** Token Status List §7: the two bits of one credential. */
export const statuses = { valid: 0, invalid: 1, suspended: 2 } as const
export type Status = keyof typeof statuses

/** Credentials per list: large, so that asking for a list does not say whose document is being checked. */
export const statusListSize = 131_072
export const statusBits = 2

/** Seconds a checker may keep a list before it asks again (`ttl`). */
export const statusListTtl = 3_600
/** Seconds after which a list proves nothing any more (`exp`): three days, so that a weekend offline still checks. */
export const statusListLifetime = 3 * 86_400

export const statusListUri = (issuer: string, list: number): string => `${issuer}/status/${list}`

/** Random indexes to try, so that the order of issue is not visible in the list. The database refuses one already used. */
export function drawIndexes(count: number, size: number = statusListSize): number[] {
  const drawn = new Set<number>()
  while (drawn.size < Math.min(count, size)) drawn.add(randomInt(size))
  return [...drawn]
}

/**
 * Packs statuses into `lst`: least significant bits first, ZLIB, base64url (Token Status List §4).
 * @param changed only the entries that are not valid
 */
export function encodeStatusList(
  changed: Iterable<{ index: number; status: Status }>,
  size: number = statusListSize,
): { bits: 2; lst: string } {
  const bytes = new Uint8Array((size * statusBits) / 8)
  for (const { index, status } of changed) {
    if (!Number.isInteger(index) || index < 0 || index >= size)
      throw new Fault('unexpected', { details: { index, size } })
    const shift = (index % 4) * 2
    const at = index >> 2
    bytes[at] = ((bytes[at] ?? 0) & ~(3 << shift)) | (statuses[status] << shift)
  }
  return { bits: 2, lst: deflateSync(bytes, { level: 9 }).toString('base64url') }
}

/** Largest list a checker unpacks: 4 MiB are 16 million entries of two bits; more is somebody's zip bomb. */
const largestListBytes = 4 * 1024 * 1024

/**
 * The status values at `index`, as a number (0 valid, 1 invalid, 2 suspended, others reserved).
 * @returns undefined when the index lies outside the list
 * @throws when `lst` is not ZLIB data, is too large, or `bits` is not 1, 2, 4 or 8
 */
export function readStatus(list: { bits: number; lst: string }, index: number): number | undefined {
  if (![1, 2, 4, 8].includes(list.bits)) throw new RangeError('bits')
  const bytes = inflateSync(Buffer.from(list.lst, 'base64url'), { maxOutputLength: largestListBytes })
  const byte = bytes[Math.floor((index * list.bits) / 8)]
  if (byte === undefined || index < 0) return undefined
  return (byte >> ((index * list.bits) % 8)) & ((1 << list.bits) - 1)
}

/** Signs a list as Status List Token (`statuslist+jwt`); media type `application/statuslist+jwt`. */
export function signStatusList(
  list: { bits: 2; lst: string },
  options: { issuer: string; uri: string; now: Temporal.Instant },
  signer: Signer,
): string {
  const iat = Math.floor(options.now.epochMilliseconds / 1000)
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const header = part({ alg: 'ES256', typ: 'statuslist+jwt', kid: signer.kid })
  const payload = part({
    iss: options.issuer,
    sub: options.uri,
    iat,
    exp: iat + statusListLifetime,
    ttl: statusListTtl,
    status_list: list,
  })
  return `${header}.${payload}.${signer.sign(`${header}.${payload}`)}`
}
