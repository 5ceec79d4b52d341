import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** Octets that sealing adds to the words: nonce and tag. A table can demand a least length of what it cannot read. */
export const sealOverhead = 12 + 16

/**
 * Words as a walled module keeps them: AES-256-GCM under the module's own key, which the database does not hold.
 * @param bound where the words stand (table and row): moved to another place they no longer open
 */
export function sealWords(key: Uint8Array, value: unknown, bound = ''): Buffer {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound))
  const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), body])
}

/** @throws when the words were changed, or moved from where they were bound to */
export function unsealWords<T>(key: Uint8Array, sealed: Buffer, bound = ''): T {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(Buffer.from(bound))
  decipher.setAuthTag(sealed.subarray(12, sealOverhead))
  const body = Buffer.concat([decipher.update(sealed.subarray(sealOverhead)), decipher.final()])
  return JSON.parse(body.toString('utf8')) as T
}
