import { randomFillSync } from 'node:crypto'

/** Random bytes are fetched for many ids at a time: each call into the system costs more than an id. */
const pool = Buffer.alloc(4096)
let used = pool.length

/** A UUID version 7 (RFC 9562): ordered by time, so that new rows stand together in an index. */
export function newId(at: number = Date.now()): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const bytes = Buffer.from(pool.subarray(used, used + 16))
  used += 16
  bytes.writeUIntBE(at, 0, 6)
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  return idOf(bytes)
}

const idOf = (bytes: Buffer): string => {
  const hex = bytes.toString('hex', 0, 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/**
 * A UUID version 8 (RFC 9562) of a digest of 16 bytes or more: the same digest gives the same id, and only its key leads back. The nibble of the
 * variant is always `a`, though two bits of it are free: installations hold rows under such ids.
 */
export function idOfDigest(digest: Buffer): string {
  const bytes = Buffer.from(digest.subarray(0, 16))
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] as number) & 0x0f) | 0xa0
  return idOf(bytes)
}

export const isId = (text: unknown): text is string =>
  typeof text === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)

/** The smallest id that could have been made at a moment (milliseconds since 1970): ids begin with their time. */
export const idOfTime = (ms: number): string => {
  const hex = Math.floor(ms).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
